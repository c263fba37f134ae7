"""The last rows of a spreadsheet in which a formula counts or sums up the rows above: known by what it reckons with, in
any language."""

from collections.abc import Callable, Mapping

from mmgui.core.data.importing.tables.sheet_parts import Place

_AT_END = 3  # rows
_FEWEST = 3  # rows that are summed up
_SHORT = 2  # cells: what is counted, and the number


def tallies(
    spans: Mapping[Place, tuple[int, int, int, int]], begin: int, end: int, count_filled: Callable[[int], int]
) -> frozenset[int]:
    """Which of the last rows hold a formula that takes in most of the rows above, in its own column or in a short row.

    spans: as in SheetParts. begin, end: the rows of data, from 0, the end not among them. count_filled: how many cells
    of a row hold something. A formula that stands in many rows (a running sum) is a value like any other.
    """
    running = {column for row, column in spans if begin <= row < end - _AT_END}
    found = set()
    for (row, column), (first, left, last, right) in spans.items():
        if column in running or not end - _AT_END <= row < end or last >= row:
            continue
        is_most = last - max(first, begin) + 1 >= max(_FEWEST, (row - begin) / 2)
        if is_most and (left <= column <= right or count_filled(row) <= _SHORT):
            found.add(row)
    return frozenset(found)


__all__ = ["tallies"]
