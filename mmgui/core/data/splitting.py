"""Dividing examples into training, validation and test: fair to every class, and without leaks."""

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from mmgui.core.cancel import CancelToken
from mmgui.core.collector import resting
from mmgui.core.data.account import Contradiction, Moves
from mmgui.core.data.copies import words_key
from mmgui.core.data.example import SPLITS, ExampleSet, Split, sort_classes
from mmgui.core.data.sharing import bundles, media_fields
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import _
from mmgui.core.raw_file import read_raw

Fractions: TypeAlias = tuple[float, float, float]
DEFAULT_FRACTIONS: Fractions = (0.70, 0.15, 0.15)


@dataclass(slots=True)
class _Group:
    """Examples that always go together: equal in every field, or sharing a media file. members: positions in the set;
    media: what their files hold."""

    members: list[int]
    media: tuple[str, ...] = ()
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Division:
    """Examples with their parts. moved: how many that came with a part have another one now, because a copy of them is
    there. contradictions: equal examples with different labels, by their ids. repeats: how many repeat another one;
    repeated: where those that are equal come from.
    all_copies: every training example is a copy of an example of another part; then nothing was changed."""

    examples: ExampleSet
    moved: Moves
    contradictions: tuple[Contradiction, ...]
    repeats: int = 0
    repeated: tuple[tuple[str, ...], ...] = ()
    all_copies: bool = False


def divide_examples(
    example_set: ExampleSet,
    fractions: Fractions = DEFAULT_FRACTIONS,
    seed: int = 0,
    *,
    keep_given: bool = True,
    content_of: Callable[[str], str] | None = None,
    cancel: CancelToken | None = None,
) -> Division:
    """Give every example a part, stratified by class. The same input and seed give the same answer everywhere.

    fractions: of training, validation and test; they are divided by their sum, and validation or test may be 0.
    Examples whose values are all equal (pictures by content, texts but for their blanks) never straddle. Every class
    with at least as many distinct examples as there are parts is present in each part. Examples without a label are
    spread as if "no label" were a class. Of what is dealt, examples that share a media file go to the same part, as
    long as that leaves no part empty.

    keep_given: what the source divided stays divided:
    - parts that were given stay as they are, except that a duplicate of a test example becomes a test example, and
      one of a validation example a validation example (test is never touched by training);
    - examples without a part go to the parts that are missing and to training; if none is missing, to all three;
    - if every example has a part and one with a fraction over 0 is missing, it is cut out of training in proportion;
    - what was divided is never dealt anew: if no training example is given, nothing is made one, and if all of training
      are copies of examples of other parts, they stay where they are (training on it is refused, and says why).
    content_of: for a media path, a text that is equal for equal files; by default a hash of the file's bytes (its
    path, if it cannot be read).
    Raises ExperimentError for impossible fractions, Cancelled.
    """
    with resting():
        return _divide(example_set, _shares(fractions), seed, keep_given, content_of or content_hash(), cancel)


def _divide(
    example_set: ExampleSet,
    shares: Mapping[Split, float],
    seed: int,
    keep_given: bool,
    content_of: Callable[[str], str],
    cancel: CancelToken | None,
) -> Division:
    groups = _groups(example_set, content_of, cancel)
    parts: dict[int, Split] = {}  # by number of the group
    given = _given_parts(example_set, groups) if keep_given else {}
    has_train = any(e.split == "train" for e in example_set.examples)
    if has_train and len(given) == len(groups) and "train" not in given.values():
        # All of training are copies of test or validation: moving them would leave nothing to learn from.
        repeats, repeated = len(example_set) - len(groups), _repeated(example_set, groups)
        return Division(example_set, {}, _contradictions(example_set, groups), repeats, repeated, all_copies=True)
    rest = [n for n in range(len(groups)) if n not in given]
    kinds = set(given.values())
    missing = [s for s in SPLITS if s not in kinds and shares[s] > 0]
    if given and not rest and missing:
        # Cut what is missing out of training; without training there is nothing to cut from.
        rest = [n for n, s in given.items() if s == "train"]
        given = {n: s for n, s in given.items() if s != "train"}
    if not given:
        rest, wanted = list(range(len(groups))), [s for s in SPLITS if shares[s] > 0]
    else:
        wanted = [s for s in SPLITS if s in {*missing, "train"}] if missing else [s for s in SPLITS if shares[s] > 0]
    parts.update(given)
    parts.update(_deal_together(example_set, groups, rest, {s: shares[s] for s in wanted}, seed))
    result = list(example_set.examples)
    moved: Counter[tuple[Split, Split]] = Counter()
    for number, group in enumerate(groups):
        for i in group.members:
            old, new = result[i].split, parts[number]
            if old != new:
                result[i] = replace(result[i], split=new)
                if old is not None and number in given:
                    moved[old, new] += 1
    whole = replace(example_set, examples=tuple(result))
    repeats, repeated = len(result) - len(groups), _repeated(example_set, groups)
    return Division(whole, dict(moved), _contradictions(example_set, groups), repeats, repeated)


def _repeated(example_set: ExampleSet, groups: Sequence[_Group]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(example_set.examples[i].origin for i in g.members) for g in groups if len(g.members) > 1)


def _given_parts(example_set: ExampleSet, groups: Sequence[_Group]) -> dict[int, Split]:
    """By number of the group: the part that its members came with; of several the one that training must not touch."""
    given: dict[int, Split] = {}
    for number, group in enumerate(groups):
        found = {example_set.examples[i].split for i in group.members}
        strongest = next((s for s in reversed(SPLITS) if s in found), None)
        if strongest is not None:
            given[number] = strongest
    return given


def _contradictions(example_set: ExampleSet, groups: Sequence[_Group]) -> tuple[Contradiction, ...]:
    found = []
    for group in groups:
        members = [example_set.examples[i] for i in group.members]
        labels = {e.label for e in members if e.label is not None}
        if len(labels) > 1:
            found.append(
                Contradiction(sort_classes(labels), tuple(e.id for e in members), tuple(e.origin for e in members))
            )
    return tuple(found)


def _shares(fractions: Fractions) -> dict[Split, float]:
    total = sum(fractions)
    if len(fractions) != 3 or not all(0 <= f < float("inf") for f in fractions) or fractions[0] <= 0 or total <= 0:
        raise ExperimentError(
            _("The parts {fractions} cannot be made.").format(fractions=" / ".join(f"{f:g}" for f in fractions)),
            _("Training needs a share above 0; the others may be 0."),
            parameter="fractions",
        )
    return {split: fraction / total for split, fraction in zip(SPLITS, fractions, strict=True)}


def _groups(example_set: ExampleSet, content_of: Callable[[str], str], cancel: CancelToken | None) -> list[_Group]:
    media = set(media_fields(example_set.fields))
    names = [f.name for f in example_set.fields]
    by_key: dict[tuple[str | None, ...], _Group] = {}
    for position, example in enumerate(example_set.examples):
        if cancel is not None and position % 256 == 0:
            cancel.raise_if_cancelled()
        key = tuple(
            words_key(value) if name not in media or value is None else content_of(value)
            for name, value in ((name, example.values.get(name)) for name in names)
        )
        if all(part is None for part in key):
            key = (*key, str(position))  # nothing known about it: equal to nobody
        if (group := by_key.get(key)) is None:
            files = (part for name, part in zip(names, key, strict=False) if name in media and part is not None)
            group = by_key[key] = _Group([], tuple(files))
        group.members.append(position)
    for group in by_key.values():
        group.label = _usual_label(example_set, group.members)
    return list(by_key.values())


def _usual_label(example_set: ExampleSet, members: Sequence[int]) -> str | None:
    labels = Counter(example_set.examples[i].label for i in members)
    most = max(labels.values())
    return min((n for n, c in labels.items() if c == most), key=lambda n: (n is None, n or ""))


def judged_by(examples: ExampleSet) -> ExampleSet:
    """What a source measures with that nobody learns from: its test part if that has a label, else all of it."""
    test = examples.part("test")
    return test if len(test.labelled()) else examples


def content_hash() -> Callable[[str], str]:
    known: dict[str, str] = {}

    def content(path: str) -> str:
        if path not in known:
            try:
                known[path] = hashlib.sha256(read_raw(Path(path))).hexdigest()
            except DataError:
                known[path] = path
        return known[path]

    return content


def _deal_together(
    example_set: ExampleSet, groups: Sequence[_Group], rest: Sequence[int], shares: Mapping[Split, float], seed: int
) -> dict[int, Split]:
    """Deal the groups numbered in `rest`, those that share a media file to the same part unless one stays empty."""
    together = bundles([groups[n].media for n in rest])
    if len(together) < len(rest):
        numbers = [[rest[place] for place in places] for places in together]
        whole = [_Group([i for n in bundle for i in groups[n].members]) for bundle in numbers]
        for group in whole:
            group.label = _usual_label(example_set, group.members)
        dealt = _deal(whole, range(len(whole)), shares, seed)
        if set(dealt.values()) == set(shares):
            return {n: dealt[k] for k, bundle in enumerate(numbers) for n in bundle}
    return _deal(groups, rest, shares, seed)


def _deal(groups: Sequence[_Group], rest: Sequence[int], shares: Mapping[Split, float], seed: int) -> dict[int, Split]:
    """Deal the groups numbered in `rest` to the parts, class by class, carrying each class's rounding to the next."""
    total = sum(shares.values())
    strata: dict[str | None, list[int]] = defaultdict(list)
    for number in rest:
        strata[groups[number].label].append(number)
    order: list[str | None] = list(sort_classes({s for s in strata if s is not None}))
    if None in strata:
        order.append(None)
    dice = random.Random(seed)
    carry = dict.fromkeys(shares, 0.0)
    result: dict[int, Split] = {}
    for label in order:
        numbers = strata[label]
        dice.shuffle(numbers)
        numbers.sort(key=lambda n: -len(groups[n].members))  # stable: large groups first, each size shuffled
        if len(numbers) == 1 and label is not None and "train" in shares:
            result[numbers[0]] = "train"  # the only one of its class: elsewhere nobody could know its answer
            continue
        count = sum(len(groups[n].members) for n in numbers)
        wish = {s: count * share / total + carry[s] for s, share in shares.items()}
        open_places = _rounded(wish, count, at_least=1 if len(numbers) >= len(shares) else 0)
        filled = dict.fromkeys(shares, 0)
        dealt: dict[Split, list[int]] = {s: [] for s in shares}
        for n in numbers:
            split = max(shares, key=lambda s: (open_places[s] - filled[s], shares[s]))
            dealt[split].append(n)
            filled[split] += len(groups[n].members)
        if len(numbers) >= len(shares):
            _leave_none_empty(dealt)
        for split, chosen in dealt.items():
            result.update(dict.fromkeys(chosen, split))
            carry[split] = wish[split] - sum(len(groups[n].members) for n in chosen)
    return result


def _rounded(wish: Mapping[Split, float], count: int, at_least: int) -> dict[Split, int]:
    """Whole numbers that sum to `count`, near to the wish (largest remainders), each at least `at_least`."""
    places = {s: max(at_least, int(max(0.0, w))) for s, w in wish.items()}
    while (sum_ := sum(places.values())) != count:
        step = 1 if sum_ < count else -1
        able = [s for s in places if step > 0 or places[s] > at_least]
        chosen = max(able, key=lambda s: step * (wish[s] - places[s]))
        places[chosen] += step
    return places


def _leave_none_empty(dealt: dict[Split, list[int]]) -> None:
    """Large groups can starve a part: give it the smallest group of the part that has most."""
    for split in dealt:
        if not dealt[split]:
            richest = max(dealt, key=lambda s: len(dealt[s]))
            dealt[split].append(dealt[richest].pop())
