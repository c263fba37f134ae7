"""Labels that are probably meant to be one: they differ in case, blanks, width, look-alike letters, digits of another
script, quotes around them, a full stop, a comma or the mark of a footnote at the end, as 1 and 1.0, or as 1.5 and 1,5.
"""

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from mmgui.core.data.example import ExampleSet, Problem
from mmgui.core.i18n import N_, _, join_names, ngettext

# Letters of other scripts that nobody can tell from Latin ones, after the Unicode list of confusables (UTS 39): only
# those that are the same in common fonts. Lower case and upper case are listed apart, because "В" looks like "B", but
# "в" not like "b".
_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТХҮУԌԚԜЗаеіјорсухѕһԁԛԝкм", "ABESIJKMHOPCTXYYGQW3aeijopcyxshdqwkm", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυκ", "ABEZHIKMNOPTYXaivopuk", strict=True))
_OTHERS = {"ı": "i", "ɑ": "a", "ɡ": "g", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-"}
# The Arabic and the Persian keyboard have their own yeh and kaf, Urdu and Kurdish their own heh; what stretches a word
# (tatweel) says nothing. "ة" is seen to be another letter than "ه".
_ARABIC = {**dict.fromkeys("يى", "ی"), **dict.fromkeys("كڪ", "ک"), **dict.fromkeys("ہە", "ه"), "ۃ": "ة", "ـ": ""}
_APOSTROPHES = dict.fromkeys("’‘`´", "'")
_LOOK_ALIKES = str.maketrans({**_CYRILLIC, **_GREEK, **_OTHERS, **_ARABIC, **_APOSTROPHES})
_QUOTES = {"'": "'", '"': '"', "`": "`", "“": "”", "„": "“", "‘": "’", "«": "»", "»": "«", "「": "」"}
_ENTITY = re.compile(r"&#?\w{1,32};")
# Nobody sees them, although Unicode calls them letters or marks: fillers, an empty Braille sign, what chooses between
# two forms of a sign (such as a heart in black or as a picture).
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0").union(map(chr, range(0xFE00, 0xFE10)))
_FOOTNOTE = re.compile(r"(?<=[^\W\d_]{3})\s?[*†‡§¹²³]+$")  # "cat*"; "A*" and "m²" are words of their own
_ENDS = ".。,;!"  # not "?", by which somebody may say that they are not sure
_BLANKS = re.compile(r"[\s_]+")
_BLANK_IN_WORDS = re.compile(r"(?<!\d)[\s_]+|[\s_]+(?!\d)")
_WHOLE_NUMBER = re.compile(r"([+-]?)0*(\d+)(?:\.0*)?$")
_COMMA_NUMBER = re.compile(r"([+-]?)0*(\d+),0{1,2}$")  # 1,0 but not 1,000
_DECIMAL = re.compile(r"([+-]?)0*(\d*)(?:\.(\d+)|,(\d{1,2}|\d{4,}))$")
_MOST_LETTER_PAIRS = 3  # a, A, b, B, ... : with more of them the letters themselves are the classes
_MOST_CLASSES = 2_000  # with more of them the column holds names or texts, which nobody spells twice


def alike_labels(counts: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Groups of labels that look like one, each with its most frequent spelling first; the largest group first.

    Alike are labels that differ only by upper and lower case, blanks (also invisible ones, underscores), width and
    composition of characters, letters of other scripts that look the same, digits of other scripts, quotes around them,
    one of "." "," ";" "!" or the mark of a footnote at the end, "&eacute;" for "é", or as 1, 1.0 and 01 or 1.5 and 1,5
    do. Words that differ otherwise ("cat", "cats") never are, nor are numbers with different digits. Where most classes
    are single letters, "a" and "A" are two classes.
    """
    if len(counts) > _MOST_CLASSES:
        return ()
    groups = _joined([group for key, group in _by_key(counts).items() if len(group) > 1 and key])
    letters = [group for group in groups if all(len(name) == 1 for name in group)]
    if len(letters) > _MOST_LETTER_PAIRS:
        groups = [group for group in groups if group not in letters]
    ranked = [tuple(sorted(group, key=lambda name: _rank(name, counts))) for group in groups]
    return tuple(sorted(ranked, key=lambda group: (-sum(counts[name] for name in group), group)))


def joined_labels(counts: Mapping[str, int], known: Collection[str] = ()) -> dict[str, str]:
    """What to write instead of which label: in each group a known spelling wins, else the most frequent one, of equals
    the plainest. Two known labels of a group both stay.
    """
    ours = set(known)
    joined = {}
    for group in alike_labels({**dict.fromkeys(ours, 0), **counts}):
        kept = [name for name in group if name in ours] or [group[0]]
        joined.update({name: kept[0] for name in group if name not in kept})
    return joined


def is_unseen(label: str) -> bool:
    """Does it hold only blanks and characters that nobody sees?"""
    return all(c.isspace() or _is_unseen(c) for c in label)


def spelling_of(known: Collection[str]) -> Callable[[str], str]:
    """What turns one label after the other into the known one that looks like it; others stay, also where two fit."""
    by_key: dict[str, set[str]] = defaultdict(set)
    for name in known:
        for key in _keys(name):
            by_key[key].add(name)

    def spelled(label: str) -> str:
        fitting = set() if label in known else set().union(*(by_key.get(key, set()) for key in _keys(label) if key))
        return fitting.pop() if len(fitting) == 1 else label

    return spelled


def with_joined_labels(examples: ExampleSet, known: Collection[str] = ()) -> tuple[ExampleSet, tuple[Problem, ...]]:
    """The examples with labels that look alike written in one way, and a note for each class that this touched.

    known: labels that stay as they are, those of a model or of the examples that it learns from.
    """
    counts = examples.class_counts()
    new = joined_labels(counts, known)
    if not new:
        return examples, ()
    joined = tuple(
        replace(e, label=new[e.label]) if e.label is not None and e.label in new else e for e in examples.examples
    )
    return replace(examples, examples=joined), notes_of_joined(new, counts, examples.name)


def notes_of_joined(new: Mapping[str, str], counts: Mapping[str, int], where: str) -> tuple[Problem, ...]:
    """ "“CAT” and “Cat” were written as “cat” (12 examples)." One note per class that others were joined to."""
    olds: dict[str, list[str]] = defaultdict(list)
    for old, wanted in new.items():
        olds[wanted].append(old)
    notes = []
    for wanted, names in olds.items():
        count = sum(counts.get(name, 0) for name in names)
        examples = ngettext("{count} example", "{count} examples", count).format(count=count)
        text = ngettext(
            "{names} was written as {new} ({examples}).", "{names} were written as {new} ({examples}).", len(names)
        )
        group = [wanted, *names]
        shown, written = join_names([shown_label(name, group) for name in names]), shown_label(wanted, group)
        what = text.format(names=shown, new=written, examples=examples)
        notes.append(Problem(where or _("labels"), what, kind="note"))
    return tuple(notes)


def shown_labels(group: Sequence[str], shortened: Callable[[str], str] = str) -> str:
    """Labels of a group that looks like one, for a person: with what tells those apart that look equal on a screen."""
    return join_names([shown_label(name, group, shortened) for name in group])


def shown_label(name: str, group: Collection[str], shortened: Callable[[str], str] = str) -> str:
    """ "“cat” (invisible characters)": what it has and others of the group have not."""
    common = set.intersection(*(_unseen(other) for other in group)) if group else set[str]()
    told = [_(trait) for trait in sorted(_unseen(name) - common)]
    return f"“{shortened(name)}”" + (_(" ({traits})").format(traits=join_names(told)) if told else "")


def _unseen(name: str) -> set[str]:
    """What nobody sees on a screen."""
    traits = set()
    for letter in name:
        if _is_unseen(letter):
            traits.add(N_("invisible characters"))
        elif unicodedata.east_asian_width(letter) in ("F", "H") and _plain(letter) != letter:
            traits.add(N_("letters of another width"))
        elif letter.isdecimal() and not letter.isascii():
            traits.add(N_("digits of another script"))
        elif letter.translate(_LOOK_ALIKES) != letter or (letter.isalpha() and _plain(letter) != letter):
            traits.add(N_("look-alike characters"))
    if unicodedata.normalize("NFC", name) != name:
        traits.add(N_("accents as separate characters"))
    return traits


def _is_unseen(letter: str) -> bool:
    return letter in _UNSEEN or unicodedata.category(letter) in ("Cf", "Cc")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.replace("´", "'"))  # which would become a blank and an accent


def look_of(text: str) -> str:
    """The text with plain digits, and each letter as the one that it looks like."""
    return _with_digits(text).translate(_LOOK_ALIKES)


def _with_digits(text: str) -> str:
    """The digits of all scripts as 0 to 9, and the Arabic sign before decimals as a full stop."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else "." if c == "٫" else c for c in text)


def _by_key(counts: Mapping[str, int]) -> dict[str, list[str]]:
    """Labels by what they are without the differences that do not count; a label has a key per way to look at it."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in counts:
        for key in _keys(name):
            by_key[key].append(name)
    return by_key


def _keys(name: str) -> set[str]:
    plain = _ENTITY.sub(lambda found: html.unescape(found.group()), _FOOTNOTE.sub("", name.rstrip()))
    plain = _plain("".join(c for c in plain if not _is_unseen(c))).strip()
    plain = _with_digits(_bare(plain))
    number = _number(plain)
    if number is not None:
        return {number}
    return {_folded(plain), _folded(look_of(plain))}


def _folded(text: str) -> str:
    text = _plain(text.casefold()).replace("i\u0307", "i")  # of the Turkish capital İ
    text = _BLANK_IN_WORDS.sub("", text)
    return _BLANKS.sub(" ", text)  # what is left stands between digits: "1 2" is not "12"


def _bare(text: str) -> str:
    """Without quotes around it and full stops or the like at its end."""
    bare = text.rstrip(_ENDS).rstrip()
    if len(bare) > 2 and _QUOTES.get(bare[0]) == bare[-1]:
        bare = bare[1:-1].strip()
    return text if not bare else bare if bare == text else _bare(bare)


def _number(text: str) -> str | None:
    """One text for 1, 1.0, 01 and 1,0; and for .5, 0.5 and 0,5. None if it is no number that has several spellings."""
    if found := _WHOLE_NUMBER.match(text) or _COMMA_NUMBER.match(text):
        sign, digits = found.groups()
        return f"{'-' if sign == '-' and digits != '0' else ''}{digits}"
    if found := _DECIMAL.match(text):
        sign, whole, *digits = found.groups()
        return f"{'-' if sign == '-' else ''}{whole or 0}.{digits[0] or digits[1]}"
    return None


def _joined(groups: Iterable[Sequence[str]]) -> list[set[str]]:
    """Groups that share a label become one."""
    home: dict[str, set[str]] = {}
    for group in groups:
        whole = set(group).union(*(home[name] for name in group if name in home))
        home.update(dict.fromkeys(whole, whole))
    return list({id(group): group for group in home.values()}.values())


def _rank(name: str, counts: Mapping[str, int]) -> tuple[object, ...]:
    """Sorts the spelling to keep first: frequent, without odd characters, in lower case; of numbers the shortest."""
    return (-counts[name], _novelty(name), len(name) if _number(name) else 0, name.swapcase(), name)


def _novelty(name: str) -> int:
    """How much of it nobody would have typed on purpose: invisible characters, wide ones, letters of a second script,
    quotes around it."""
    odd = sum(_is_unseen(c) or _plain(c) != c for c in name)
    odd += (_bare(name) != name) + len(_ENTITY.findall(name)) + len(_FOOTNOTE.findall(name))
    is_mixed = name.isascii() is False and any("a" <= c <= "z" for c in name.lower())
    return odd + sum(c.translate(_LOOK_ALIKES) != c for c in name) * is_mixed


__all__ = [
    "alike_labels",
    "is_unseen",
    "joined_labels",
    "look_of",
    "notes_of_joined",
    "shown_label",
    "shown_labels",
    "spelling_of",
    "with_joined_labels",
]
