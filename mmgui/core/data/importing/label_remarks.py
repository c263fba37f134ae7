"""What a person should know of the labels in a column: nothing is missing, but they may expect something else."""

import re
from collections.abc import Iterator, Mapping, Sequence

from mmgui.core.data.example import ImportMapping
from mmgui.core.data.importing.columns import are_amounts
from mmgui.core.data.importing.split_words import is_flag
from mmgui.core.i18n import _, join_names, ngettext

MOST_SHOWN = 60  # characters of a name or an example
_SHOWN = 4
_LIST_SIGNS = ("|", ";", ",", "/", "+")
_DECIMAL = re.compile(r"-?\d+,\d+")
_UNANSWERED = re.compile(  # what a form shows until somebody chooses
    r"\W*(bitte )?((aus)?wählen|auswahl|please (select|choose)|(select|choose)( one| an option)?|no answer|not answered"
    r"|keine antwort|ohne antwort|请选择|未选择|未回答)\W*",
    re.IGNORECASE,
)
_AS_ABOVE = re.compile(  # what people write who do not repeat themselves
    r"s\.\s?o\.?|(siehe|wie|s\.) oben|(same )?as above|(see|same) above|ditt?o\.?|do\.|idem|id\.|ebenso|voir ci-dessus"
    r"|igual que arriba|come sopra|то же|см\. выше|同上|〃|-?\s?[\"”“″]\s?-?|-?\s?(''|´´|,,|„)\s?-?",
    re.IGNORECASE,
)


def on_labels(mapping: ImportMapping, values: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Labels that say nothing or "as above"; several in one cell; labels that are nearly all different."""
    name = mapping.label_column
    found = values.get(name, ()) if name else ()
    if not name or len(found) < 4:
        return
    distinct = set(found)
    if unanswered := [v for v in distinct if _UNANSWERED.fullmatch(v)]:
        text = _(
            "{labels} in “{column}” seem to say that nothing was answered, but each is read as a class. Empty such "
            "cells, and the examples are read without a label."
        )
        yield name, text.format(column=name, labels=shown_names(sorted(unanswered)))
    if above := [v for v in distinct if _AS_ABOVE.fullmatch(v)]:
        text = ngettext(
            "{labels} in “{column}” seems to mean “as above”, but is read as a class. Write the label itself into each "
            "row.",
            "{labels} in “{column}” seem to mean “as above”, but each is read as a class. Write the label itself into "
            "each row.",
            len(above),
        )
        yield name, text.format(column=name, labels=shown_names(sorted(above)))
    if all(map(is_flag, distinct)) and len({v.casefold() for v in distinct}) > 2:
        text = _(
            "The labels in “{column}” say yes and no in several ways ({values}): each is a class of its own. Write "
            "them in one way."
        )
        yield name, text.format(column=name, values=shown_names(sorted(distinct)))
    lists = {v for v in distinct if any(sign in v and _is_list(v, sign, distinct) for sign in _LIST_SIGNS)}
    if lists and not all(map(_DECIMAL.fullmatch, lists)):
        text = _(
            "{count} of the first {rows} cells of “{column}” seem to hold several labels (“{example}”). An example has "
            "one label: the whole cell is taken as one."
        )
        count, example = sum(v in lists for v in found), min(lists, key=lambda v: (len(v), v))
        yield name, text.format(count=count, rows=len(found), column=name, example=example)
    if "-1" in distinct and len(distinct) > 2 and all(v == "-1" or v.isdecimal() for v in distinct):
        text = _(
            "“-1” in “{column}” is read as a class. In many data sets it says that an example has no label: empty such "
            "cells then."
        )
        yield name, text.format(column=name)
    if len(distinct) > 8 and are_amounts(found):
        text = _(
            "The labels in “{column}” are numbers with decimals, {distinct} different ones in {count} rows: each is "
            "read as a class of its own, not as an amount."
        )
        yield name, text.format(column=name, distinct=len(distinct), count=len(found))
    elif len(distinct) * 10 >= len(found) * 9 and len(distinct) > 8:
        text = _(
            "The labels in “{column}” are nearly all different ({distinct} in {count} rows): a model needs several "
            "examples of each."
        )
        yield name, text.format(column=name, distinct=len(distinct), count=len(found))


def shown_names(names: Sequence[str]) -> str:
    """The first of the names, in quotes."""
    return join_names(f"“{n[:MOST_SHOWN]}”" for n in names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")


def _is_list(value: str, sign: str, labels: set[str]) -> bool:
    """ "cat|dog" where "cat" or "dog" is a label too, or with a sign that stands in no single label; "[cat, dog]"."""
    if value[0] == "[" and value[-1] == "]":
        return sign == ","
    parts = [p.strip() for p in value.split(sign)]
    return all(parts) and (any(p in labels for p in parts) or sign == "|")


__all__ = ["MOST_SHOWN", "on_labels", "shown_names"]
