"""The examples of a run, divided: whoever trains, races or reports goes through here, and what is left out is told.

A copy of a test example is never learnt from, whether the parts were given or drawn, and wherever the test examples
come from. Examples whose label does not occur in training stay in validation and test, where they count as wrong.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import SPLITS, Example, ExampleSet, Field, ImportMapping, Split
from mmgui.core.data.sharing import shared_with_training
from mmgui.core.data.splitting import Division, Fractions, divide_examples, judged_by
from mmgui.core.errors import ExperimentError
from mmgui.core.file_content import same_content
from mmgui.core.i18n import _, join_names, ngettext
from mmgui.core.run.left_out import Omissions, UnknownLabels, quoted
from mmgui.core.training.spelling import near_labels, say_near_labels

MIN_EXAMPLES = 8  # with fewer, no training means anything
_LEAST_TRAIN = MIN_EXAMPLES // 2
_RARE = 5  # training examples of a class: with fewer, what is learnt of it is luck
_OFTEN = 5  # times as many has the most frequent class, if a rare one is worth a word


@dataclass(frozen=True)
class Parts:
    """The examples of a run, divided. classes: those of the training part; the labels of the others may be unknown.

    omissions: what is left out of the figures; notices: what else a person should read before the start. columns: from
    which the examples were read, if they come from a table.
    """

    fields: tuple[Field, ...]
    classes: tuple[str, ...]
    examples: dict[Split, tuple[Example, ...]]
    omissions: Omissions = field(default_factory=Omissions)
    notices: tuple[str, ...] = ()
    columns: ImportMapping | None = None

    def fingerprint(self) -> str:
        """A hash of everything that training sees: a run is only continued on the same examples."""
        digest = hashlib.blake2b(digest_size=16)
        for split in ("train", "validation"):
            for example in self.examples[split]:
                values = [example.values.get(f.name) for f in self.fields]
                digest.update(repr((split, example.label, values)).encode())
        return digest.hexdigest()

    def usual(self, split: Split = "train") -> str:
        """The most frequent class of the training part; of equals that which is most frequent in `split`."""
        counts = Counter(e.label for e in self.examples["train"])
        there = Counter(e.label for e in self.examples[split])
        return max(self.classes, key=lambda name: (counts[name], there[name]))


def divide(
    examples: ExampleSet,
    fields: Sequence[str],
    test: ExampleSet | None,
    validation_share: float,
    seed: int,
    cancel: CancelToken,
) -> Parts:
    """The fields that are used, the classes, and the split; validation is cut from training if there is none.

    test: measures instead of the examples' own test part, with its own test part if it has one; copies of its examples
    are taken out of training.
    Raises ExperimentError with advice if there are too few examples, one class only, nothing to learn from, or a part
    to measure on that is empty or holds no label of training.
    """
    used = chosen_fields(examples, fields)
    whole_test, test = test, None if test is None else judged_by(test)
    labelled = examples.labelled()
    _check_enough(examples, labelled)
    lacking = _lacking(used, test)
    own = tuple(e for e in labelled.examples if test is None or e.split != "test")
    other = () if test is None else tuple(replace(e, split="test") for e in test.labelled().examples)
    has_test = test is not None or any(e.split == "test" for e in examples.examples)
    division = _divided(replace(labelled, examples=(*own, *other)), used, validation_share, seed, has_test, cancel)
    found = division.examples.examples
    kept = found[: len(own)]
    taken = 0 if test is None else sum(e.split == "test" for e in kept)
    parts: dict[Split, tuple[Example, ...]] = {
        split: tuple(e for e in kept if e.split == split and (split != "test" or test is None)) for split in SPLITS
    }
    if test is not None:
        parts["test"] = found[len(own) :]
    if division.all_copies or not parts["train"]:
        raise _nothing_but_copies(labelled, own, division)
    classes = replace(labelled, examples=parts["train"]).classes
    _check_training(parts, classes, taken + sum(division.moved.values()))
    for split in ("validation", "test"):
        _check_known(parts[split], split, classes)
    _check_validation(parts, division, used)
    omissions = Omissions(
        unlabelled=_unlabelled(examples, test),
        unknown=tuple(_unknown(parts, classes)),
        moved=tuple((old, new, n) for (old, new), n in division.moved.items() if test is None or new != "test"),
        taken_out=taken,
        unused_test=len(labelled) - len(own),
        passed_over=0 if whole_test is None or test is None else len(whole_test) - len(test),
        contradictions=tuple(c.labels for c in division.contradictions),
        shared=shared_with_training(replace(division.examples, fields=used), same_content()),
    )
    unknown = sorted({label for one in omissions.unknown for label in one.labels})
    near = say_near_labels(near_labels(unknown, classes))
    notices = (*([near] if near else []), *lacking, *_parts_as_test(test), *_rare_classes(parts, classes))
    return Parts(used, classes, parts, omissions, notices, examples.columns)


def validation_share(examples: ExampleSet, settings: Mapping[str, Any]) -> float:
    """How much of training is kept aside for validation where the data has none."""
    return float(settings.get("validation_share", 0.10 if len(examples) < 5_000 else 0.15))


def chosen_fields(examples: ExampleSet, names: Sequence[str]) -> tuple[Field, ...]:
    """The fields called `names`, or all. Raises ExperimentError for an unknown one, and if there is none at all."""
    known = [f.name for f in examples.fields]
    for name in names:
        if name not in known:
            raise ExperimentError(
                _("There is no field “{name}”.").format(name=name),
                _("Known are: {names}.").format(names=join_names(known)),
                parameter="fields",
            )
    chosen = tuple(f for f in examples.fields if not names or f.name in names)
    if not chosen:
        raise ExperimentError(
            _("The examples have no field to learn from."), _("Add a field and values to it."), parameter="fields"
        )
    return chosen


# -- dividing ---------------------------------------------------------------------------------------------------------


def _divided(
    joined: ExampleSet,
    used: tuple[Field, ...],
    validation_share: float,
    seed: int,
    has_test: bool,
    cancel: CancelToken,
) -> Division:
    """What has parts keeps them, but for copies. Only what is dealt here is told apart by the used fields alone: who
    learns from the words only must find the same parts as who learns from everything."""
    kinds = {e.split for e in joined.examples}
    is_dealt = None in kinds or "validation" not in kinds or "train" not in kinds
    has_test = has_test or not is_dealt  # a division without a test part is respected
    shares: Fractions = (1 - validation_share, validation_share, 0.0) if has_test else (0.70, 0.15, 0.15)
    told_apart = replace(joined, fields=used) if is_dealt else joined
    return divide_examples(told_apart, shares, seed, content_of=same_content(), cancel=cancel)


def _unknown(parts: dict[Split, tuple[Example, ...]], classes: tuple[str, ...]) -> Iterable[UnknownLabels]:
    for split in ("validation", "test"):
        found = [e.label for e in parts[split] if e.label is not None and e.label not in classes]
        if found:
            yield UnknownLabels(split, len(found), tuple(sorted(set(found))))


def _unlabelled(examples: ExampleSet, test: ExampleSet | None) -> tuple[tuple[str, int], ...]:
    counts = Counter(str(e.split or "") for e in examples.examples if e.label is None)
    if test is not None:
        counts["test"] += sum(e.label is None for e in test.examples)
    return tuple((part, counts[part]) for part in ("", *SPLITS) if counts[part])


# -- what cannot be trained on ----------------------------------------------------------------------------------------


def _check_enough(examples: ExampleSet, labelled: ExampleSet) -> None:
    counts = labelled.class_counts()
    if len(counts) > 1 and max(counts.values()) == 1:
        raise ExperimentError(
            _("Each of the {count} classes has one example only.").format(count=len(counts)),
            _("What is learnt from one example cannot be checked with another. Add a few of each class, or choose "
              "another column with the answers."),
            parameter="examples",
        )  # fmt: skip
    if len(labelled) < MIN_EXAMPLES:
        raise ExperimentError(
            ngettext(
                "There is {count} example with a label.", "There are {count} examples with a label.", len(labelled)
            ).format(count=len(labelled)),
            _("At least {count} are needed; a few dozen of each class make sense.").format(count=MIN_EXAMPLES),
            parameter="examples",
        )
    if len(counts) < 2:
        raise ExperimentError(
            _("All examples have the same label, “{label}”.").format(label=labelled.classes[0]),
            _("Add examples of at least one other class: there is nothing to tell apart yet."),
            parameter="examples",
        )
    kinds = {e.split for e in labelled.examples}
    if None not in kinds and "train" not in kinds:
        without = sum(e.split == "train" for e in examples.examples)
        if without:
            message = ngettext(
                "The {count} training example has no label.", "The {count} training examples have no labels.", without
            ).format(count=without)
        else:
            message = _("There is no training part: all examples are in validation or test.")
        raise ExperimentError(
            message, _("Move examples into the training part, or divide them again."), parameter="split"
        )


def _nothing_but_copies(labelled: ExampleSet, own: Sequence[Example], division: Division) -> ExperimentError:
    count = sum(e.split in ("train", None) for e in own)
    same = next((c for c in division.contradictions if len(c.members) == len(labelled)), None)
    if same is not None:
        return _all_equal(len(labelled))
    return ExperimentError(
        ngettext(
            "The {count} training example is a copy of an example that is kept for checking.",
            "All {count} training examples are copies of examples that are kept for checking.",
            count,
        ).format(count=count),
        _("Take the copies out of the validation and test parts, or test on other examples: what was learnt by heart "
          "shows nothing."),
        parameter="split",
    )  # fmt: skip


def _check_training(parts: dict[Split, tuple[Example, ...]], classes: tuple[str, ...], copies: int) -> None:
    train = parts["train"]
    hint = _("Move more examples into the training part, or split again.")
    if copies:
        hint = ngettext(
            "{count} copy of an example of another part was taken out of it. {hint}",
            "{count} copies of examples of other parts were taken out of it. {hint}",
            copies,
        ).format(count=copies, hint=hint)
    if len(classes) < 2:
        elsewhere = {e.label for s in ("validation", "test") for e in parts[s] if e.label is not None} - set(classes)
        raise ExperimentError(
            ngettext(
                "Training has examples of one class only, {label}; {others} occurs only in validation or test.",
                "Training has examples of one class only, {label}; {others} occur only in validation or test.",
                len(elsewhere),
            ).format(label=quoted(classes), others=quoted(sorted(elsewhere)))
            if elsewhere
            else _("Training has examples of one class only, {label}.").format(label=quoted(classes)),
            hint,
            parameter="split",
        )
    if len(train) < _LEAST_TRAIN:
        raise ExperimentError(
            ngettext(
                "The training part has {count} example only.",
                "The training part has {count} examples only.",
                len(train),
            ).format(count=len(train)),
            hint,
            parameter="split",
        )


def _check_known(part: tuple[Example, ...], split: Split, classes: tuple[str, ...]) -> None:
    labels = sorted({e.label for e in part if e.label is not None})
    if not labels or not set(labels).isdisjoint(classes):
        return
    text = (
        _("No label of the test part occurs in training: it has {labels}, training has {classes}.")
        if split == "test"
        else _("No label of the validation part occurs in training: it has {labels}, training has {classes}.")
    )
    near = say_near_labels(near_labels(labels, classes))
    raise ExperimentError(
        text.format(labels=quoted(labels), classes=quoted(classes)),
        near or _("Write the labels in the same way in all parts, or divide the examples again."),
        parameter="split",
    )


def _check_validation(parts: dict[Split, tuple[Example, ...]], division: Division, used: tuple[Field, ...]) -> None:
    if parts["validation"]:
        return
    count = len(division.examples)
    if any(len(c.members) == count for c in division.contradictions):
        raise _all_equal(count)
    different = count - division.repeats
    if different < min(count, MIN_EXAMPLES):
        raise ExperimentError(
            _("Only {different} of the {count} examples differ in {fields}; the others repeat them.").format(
                different=different, count=count, fields=quoted([f.name for f in used])
            ),
            _("Add examples that differ, or learn from more fields: what was learnt by heart shows nothing."),
            parameter="examples",
        )
    raise ExperimentError(
        _("The validation part is empty."),
        _("Split again, or add examples: about one in seven is kept aside to watch the progress."),
        parameter="split",
    )


def _all_equal(count: int) -> ExperimentError:
    return ExperimentError(
        _("All {count} examples are equal, but their labels differ.").format(count=count),
        _("There is nothing by which they could be told apart. Check which columns are read."),
        parameter="examples",
    )


# -- what a person should know ----------------------------------------------------------------------------------------


def _lacking(used: tuple[Field, ...], test: ExampleSet | None) -> tuple[str, ...]:
    """Raises ExperimentError if the other source has none of the fields."""
    if test is None:
        return ()
    known = {f.name for f in test.fields}
    names = [f.name for f in used if f.name not in known]
    if len(names) == len(used):
        raise ExperimentError(
            _("The test examples have none of the fields that are learnt from."),
            _("Known are: {names}.").format(names=join_names(f.name for f in used)),
            parameter="test",
        )
    return (_("No column was read for {names}.").format(names=quoted(names)),) if names else ()


def _parts_as_test(test: ExampleSet | None) -> list[str]:
    """That the other source has parts, but nothing to measure with in its test part."""
    count = 0 if test is None else sum(e.split in ("train", "validation") for e in test.labelled().examples)
    if not count:
        return []
    text = ngettext(
        "The test source has no labelled test example: {count} labelled example of its other parts is measured.",
        "The test source has no labelled test example: {count} labelled examples of its other parts are measured.",
        count,
    )
    return [text.format(count=count)]


def _rare_classes(parts: dict[Split, tuple[Example, ...]], classes: tuple[str, ...]) -> list[str]:
    """Classes on which the figures say little, because hardly an example has them."""
    counts = {split: Counter(e.label for e in part) for split, part in parts.items()}
    said = []
    most = max(counts["train"].values())
    rare = [name for name in classes if counts["train"][name] < _RARE and counts["train"][name] * _OFTEN <= most]
    if rare:
        said.append(
            ngettext(
                "Training has few examples of {labels}: look at F1, which counts every class alike, not only at the "
                "accuracy.",
                "Training has few examples of {labels}: look at F1, which counts every class alike, not only at the "
                "accuracy.",
                len(rare),
            ).format(labels=quoted(rare))
        )
    for split in ("validation", "test"):
        absent = [name for name in classes if not counts[split][name]]
        if absent and parts[split]:
            said.append(_say_absent(split, absent))
    return said


def _say_absent(split: Split, absent: list[str]) -> str:
    if split == "validation":
        text = ngettext(
            "Validation has no example of {labels}: the choice of the best epoch knows nothing of it.",
            "Validation has no example of {labels}: the choice of the best epoch knows nothing of them.",
            len(absent),
        )
    else:
        text = ngettext(
            "Test has no example of {labels}: the figures say nothing of it.",
            "Test has no example of {labels}: the figures say nothing of them.",
            len(absent),
        )
    return text.format(labels=quoted(absent))
