"""The sections of a report that say what was done and how well it works: data, split, settings, curves, figures."""

from mmgui.core.data.example import SPLITS, ExampleSet, Split
from mmgui.core.events import EpochDone, Metrics
from mmgui.core.i18n import N_, _, join_names, ngettext
from mmgui.core.intervals import class_intervals, figure_intervals
from mmgui.core.mix_ups import mix_up_sentence
from mmgui.core.models.catalogue import preset_title
from mmgui.core.reporting.blocks import Block, DataTable, Facts, Paragraph, Section
from mmgui.core.reporting.charts_svg import (
    ACCENT,
    MAX_CONFUSION_CLASSES,
    SECOND,
    Series,
    confusion_chart,
    curve_chart,
)
from mmgui.core.run.facts import RunFacts, encoder_settings, encoder_title
from mmgui.core.run.left_out import quoted
from mmgui.core.text import grouped, interval_text, measured_percent, one_line
from mmgui.core.training.diagnosis import read_curve_sentence
from mmgui.core.training.presets import setting_title

SPLIT_TITLES: dict[Split, str] = {"train": N_("Training"), "validation": N_("Validation"), "test": N_("Test")}
END_TITLES = {
    "completed": N_("All epochs were carried out."),
    "early": N_("It stopped early: more epochs no longer helped."),
    "stopped": N_("A person stopped it; the best weights so far were kept."),
}
_CHOICE_TITLES = {"learned": N_("learned"), "zero": N_("zeros")}  # what stands for a missing sense
_MOST_CLASSES = 60  # rows of a table; more are summed up
_TOLD_ELSEWHERE = ("fusion", "epochs", "batch_size", "threads")  # settings that stand among the first facts
_NAME = 60  # characters of a class in a table
_PARTS: tuple[Split, ...] = ("train", "validation", "test")


def data_section(facts: RunFacts) -> Section:
    """What the model learned from."""
    classes = facts.manifest.classes
    blocks: list[Block] = [
        Facts(
            (
                (_("Fields"), join_names(facts.titles())),
                (
                    _("Classes"),
                    f"{len(classes)}: "
                    + join_names(one_line(c, _NAME) for c in classes[:30])
                    + ("…" * (len(classes) > 30)),
                ),
            )
        )
    ]
    examples = facts.examples
    if examples is None:
        blocks.append(Paragraph(_("The examples themselves were not at hand when this report was made."), "note"))
        return Section(_("Data"), tuple(blocks))
    blocks.append(Paragraph(_counts_sentence(examples)))
    if not facts.parts:
        blocks.append(
            Paragraph(
                _(
                    "These are not the examples that the run was trained on, or they have changed since: their number "
                    "or division differs."
                ),
                "warning",
            )
        )
    missing = {f.name: sum(e.values.get(f.name) is None for e in examples.examples) for f in examples.fields}
    rows = tuple(
        (facts.title(name) if name in facts.modalities else one_line(name, _NAME), grouped(count))
        for name, count in missing.items()
        if count
    )
    if rows:
        blocks.append(DataTable((_("Field"), _("Examples without it")), rows))
    return Section(_("Data"), tuple(blocks))


def split_section(facts: RunFacts) -> Section:
    """How the examples were divided, class by class."""
    sizes = facts.manifest.sizes
    explained = {
        "train": _("to learn from"),
        "validation": _("to choose which epoch to keep"),
        "test": _("measured once, at the end"),
    }
    blocks: list[Block] = [
        DataTable(
            (_("Part"), _("Used"), _("Examples")),
            tuple((_(SPLIT_TITLES[s]), explained[s], grouped(sizes.get(s, 0))) for s in _PARTS),
            texts=2,
        )
    ]
    if facts.parts:
        counts = {s: _class_counts(facts, s) for s in SPLITS}
        rows = [
            (one_line(name, _NAME), *(grouped(counts[s].get(name, 0)) for s in _PARTS))
            for name in facts.manifest.classes[:_MOST_CLASSES]
        ]
        caption = ""
        if len(facts.manifest.classes) > _MOST_CLASSES:
            caption = _("The first {shown} of {count} classes.").format(
                shown=_MOST_CLASSES, count=len(facts.manifest.classes)
            )
        blocks.append(
            DataTable((_("Class"), *(_(SPLIT_TITLES[s]) for s in _PARTS)), tuple(rows), caption=caption),
        )
    return Section(_("Split"), tuple(blocks))


def settings_section(facts: RunFacts) -> Section:
    """What was chosen, and what the program chose from the data."""
    experiment, resolved, started = facts.experiment, facts.resolved, facts.history.started
    preset = str(experiment.get("preset", ""))
    rows = [
        (_("Joined by"), facts.joined_by()),
        (_("Training length"), preset_title(preset) or "–"),
        (_("Weights"), grouped(facts.manifest.weights or (started.weights if started else 0))),
        (_("Seed"), str(experiment.get("seed", "–"))),
    ]
    if started is not None:
        rows.append((_("Computed on"), started.device_name or started.device))
        rows.append((_("Threads"), str(started.threads)))
        rows.append((_("Batch size"), str(started.batch_size)))
    end = facts.end
    if end:
        reason = str(end.get("reason", ""))
        rows.append(
            (_("Epochs"), _("{count}, kept: {best}").format(count=end.get("epochs"), best=end.get("best_epoch")))
        )
        rows.append((_("Time"), _("{seconds:.0f} s").format(seconds=float(end.get("seconds") or 0))))
        if reason in END_TITLES:
            rows.append((_("End"), _(END_TITLES[reason])))
    blocks: list[Block] = [Facts(tuple(rows))]
    chosen = experiment.get("settings")
    own = set(chosen) - set(_TOLD_ELSEWHERE) if isinstance(chosen, dict) else set()
    detail = [
        (setting_title(name) + (" *" if name in own else ""), _shown(value))
        for name, value in resolved.items()
        if name not in _TOLD_ELSEWHERE and not isinstance(value, dict | list)
    ]
    if detail:
        note = _("A star marks what a person changed.") if own else ""
        half = (len(detail) + 1) // 2  # side by side: it is the longest table of a report
        second = [*detail[half:], ("", "")][:half]
        header = (_("Setting"), _("Value"))
        sides = tuple((*first, *other) for first, other in zip(detail[:half], second, strict=True))
        blocks.append(DataTable(header + header, sides, texts=4, caption=note))
    parts = tuple(
        (
            facts.title(f.name),
            encoder_title(f.modality, f.encoder),
            join_names(f"{name} = {_shown(v)}" for name, v in encoder_settings(f.modality, f.encoder, f.settings)),
        )
        for f in facts.manifest.fields
    )
    blocks.append(DataTable((_("Field"), _("Encoder"), _("Its settings")), parts, texts=3))
    return Section(_("Settings"), tuple(blocks))


def curves_section(facts: RunFacts) -> Section:
    """How it learned."""
    epochs = facts.history.epochs
    if not epochs:
        return Section(_("Learning curves"), (Paragraph(_("The run's history is not there."), "note"),))
    numbers = [e.epoch for e in epochs]
    best = facts.history.best_epoch
    at = best.epoch if best is not None else 0
    loss = curve_chart(_("Loss (how wrong it is)"), numbers, _pair(epochs, "loss"), is_share=False, best_epoch=at)
    accuracy = curve_chart(_("Accuracy"), numbers, _pair(epochs, "accuracy"), is_share=True, best_epoch=at)
    f1 = curve_chart(
        _("F1, averaged over the classes"), numbers, _pair(epochs, "f1_macro"), is_share=True, best_epoch=at
    )
    blocks: list[Block] = [Paragraph(read_curve_sentence(facts.history)), loss, accuracy, f1]
    if at:
        blocks.append(
            Paragraph(
                _("The dotted line marks epoch {epoch}, whose weights were kept. Training figures are measured while "
                  "it learns, with pictures and words varied, and can therefore lie below the validation figures.")
                .format(epoch=at),
                "note",
            )
        )  # fmt: skip
    return Section(_("Learning curves"), tuple(blocks))


def figures_section(facts: RunFacts) -> Section:
    """Metrics with intervals, over all and per class."""
    measured, part = facts.measured, facts.part
    if measured is None or part is None:
        return Section(_("Figures"), (Paragraph(_("Nothing was measured."), "note"),))
    intervals = figure_intervals(measured)
    names = {
        "accuracy": (_("Accuracy"), measured.accuracy),
        **(
            {"accuracy_top3": (_("Right answer among the first three"), measured.accuracy_top3)}
            if measured.accuracy_top3 is not None
            else {}
        ),
        "precision_macro": (_("Precision (average over the classes)"), measured.precision_macro),
        "recall_macro": (_("Recall (average over the classes)"), measured.recall_macro),
        "f1_macro": (_("F1 (average over the classes)"), measured.f1_macro),
    }
    rows = [
        (title, measured_percent(value), interval_text(intervals.get(key))) for key, (title, value) in names.items()
    ]
    rows.append((_("Loss (cross-entropy)"), f"{measured.loss:.4f}", "–"))
    title = _("{part} part, {n} examples").format(part=_(SPLIT_TITLES[part]), n=measured.n)
    blocks: list[Block] = [
        Paragraph(title),
        DataTable((_("Figure"), _("Value"), _("95 % interval")), tuple(rows)),
        Paragraph(
            _("If as many examples were drawn anew many times, 95 of 100 such intervals would hold the true value. "
              "Accuracy and the figures of single classes: Wilson 1927; averages: the intervals of the classes "
              "combined (Zou and Donner 2008)."),
            "note",
        ),
    ]  # fmt: skip
    blocks.append(_class_table(measured))
    return Section(_("Figures"), tuple(blocks))


def confusion_section(facts: RunFacts) -> Section:
    """What is taken for what."""
    measured = facts.measured
    if measured is None or not measured.confusion:
        return Section(_("Confusion matrix"), (Paragraph(_("Nothing was measured."), "note"),))
    names = [c.name for c in measured.per_class]
    mixed = sorted(
        ((count, i, j) for i, row in enumerate(measured.confusion) for j, count in enumerate(row) if i != j and count),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    blocks: list[Block] = []
    if measured.unknown.count:
        blocks.append(
            Paragraph(
                ngettext(
                    "{count} example has a label that the model does not know ({labels}). It is answered wrongly and "
                    "not shown here.",
                    "{count} examples have labels that the model does not know ({labels}). They are answered wrongly "
                    "and not shown here.",
                    measured.unknown.count,
                ).format(count=measured.unknown.count, labels=quoted(measured.unknown.labels)),
                "note",
            )
        )
    is_good = not mixed and not measured.unknown.count
    blocks.append(Paragraph(mix_up_sentence(measured), "good" if is_good else "plain"))
    if len(names) <= MAX_CONFUSION_CLASSES:
        blocks.append(confusion_chart(names, measured.confusion))
        blocks.append(
            Paragraph(_("Rows are the labels, columns the answers; right answers lie on the diagonal."), "note")
        )
    else:
        blocks.append(
            Paragraph(
                _("With {count} classes the whole matrix does not fit on a page; these are the most frequent mistakes.")
                .format(count=len(names)),
                "note",
            )
        )  # fmt: skip
        rows = tuple((one_line(names[i], _NAME), one_line(names[j], _NAME), str(c)) for c, i, j in mixed[:25])
        if rows:
            blocks.append(DataTable((_("Label"), _("Answer"), _("How often")), rows, texts=2))
    return Section(_("Confusion matrix"), tuple(blocks))


def _class_table(measured: Metrics) -> DataTable:
    rows = []
    shown = measured.per_class[:_MOST_CLASSES]
    for one, (precision, recall) in zip(shown, class_intervals(measured), strict=False):
        rows.append(
            (
                one_line(one.name, _NAME),
                measured_percent(one.precision),
                interval_text(precision),
                measured_percent(one.recall),
                interval_text(recall),
                measured_percent(one.f1),
                str(one.support),
            )
        )
    caption = ""
    if len(measured.per_class) > _MOST_CLASSES:
        caption = _("The first {shown} of {count} classes.").format(shown=_MOST_CLASSES, count=len(measured.per_class))
    interval = _("95 %")
    return DataTable(
        (_("Class"), _("Precision"), interval, _("Recall"), interval, _("F1"), _("Examples")),
        tuple(rows),
        caption=caption,
    )


def _counts_sentence(examples: ExampleSet) -> str:
    labelled = sum(e.label is not None for e in examples.examples)
    text = ngettext("{count} example", "{count} examples", len(examples)).format(count=grouped(len(examples)))
    if labelled == len(examples):
        return _("{examples}, all with a label.").format(examples=text)
    return _("{examples}, {labelled} with a label.").format(examples=text, labelled=grouped(labelled))


def _class_counts(facts: RunFacts, split: Split) -> dict[str, int]:
    counts: dict[str, int] = {}
    for example in facts.parts.get(split, ()):
        if example.label is not None:
            counts[example.label] = counts.get(example.label, 0) + 1
    return counts


def _pair(epochs: tuple[EpochDone, ...], name: str) -> tuple[Series, Series]:
    return (
        Series(_("Training"), tuple(float(getattr(e.train, name)) for e in epochs), SECOND, is_dashed=True),
        Series(_("Validation"), tuple(float(getattr(e.validation, name)) for e in epochs), ACCENT),
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and value in _CHOICE_TITLES:
        return _(_CHOICE_TITLES[value])
    if isinstance(value, int) and value >= 10_000:
        return grouped(value)
    return one_line(f"{value:g}" if isinstance(value, float) else str(value), 80)
