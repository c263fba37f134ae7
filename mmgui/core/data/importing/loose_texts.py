"""Tables whose texts hold the separator without quotes around them: where the surplus cells belong."""

from collections.abc import Sequence

from mmgui.core.data.importing.tables import is_media_name


def loose_column(rows: Sequence[Sequence[str]], width: int) -> int:
    """The column whose texts are cut by the separator, -1 if there is none or it is not certain which.

    rows: data below `width` names. Most of them must be too long, and fit once the surplus is joined in one column: all
    other columns then hold names of pictures, or few values that stand again and again.
    """
    long = [row for row in rows if len(row) > width]
    if width < 2 or len(long) < max(2, 0.5 * len(rows)):
        return -1
    fitting = [row for row in rows if len(row) >= width]
    good = [place for place in range(width) if _fits([joined(row, width, place, ",") for row in fitting], place)]
    if len(good) > 1:  # a comma within a text has a blank behind it, one between cells has none
        good = [place for place in good if _has_blanks(fitting, width, place)]
    return good[0] if len(good) == 1 else -1


def joined(row: Sequence[str], width: int, place: int, delimiter: str) -> list[str]:
    """The row with its surplus cells put together again in the column at `place`."""
    surplus = len(row) - width
    return [*row[:place], delimiter.join(row[place : place + surplus + 1]), *row[place + surplus + 1 :]]


def _has_blanks(rows: Sequence[Sequence[str]], width: int, place: int) -> bool:
    pieces = [cell for row in rows for cell in row[place + 1 : place + len(row) - width + 1]]
    return sum(piece.startswith(" ") for piece in pieces) >= 0.8 * len(pieces)


def _fits(rows: Sequence[Sequence[str]], loose: int) -> bool:
    for place in range(len(rows[0])):
        values = [row[place].strip() for row in rows]
        if place == loose or sum(map(is_media_name, values)) >= 0.8 * len(values):
            continue
        if len(set(values)) > max(2, len(values) / 2) or any(len(value) > 60 for value in values):
            return False
    return True
