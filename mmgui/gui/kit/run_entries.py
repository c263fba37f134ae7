"""Runs as people read them: names, states, figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mmgui.core.i18n import N_, _, join_names, join_parts
from mmgui.core.measured import accuracy_or_count, say_too_few
from mmgui.core.models.catalogue import fusion_title, preset_title
from mmgui.core.text import measured_percent, one_line
from mmgui.gui.kit.run_list import RunEntry
from mmgui.modalities import MODALITIES

if TYPE_CHECKING:
    from mmgui.core.data.runs import Run
    from mmgui.core.events import Metrics
    from mmgui.session.session import Session

_STATES = {
    "completed": "",
    "early": "",
    "stopped": N_("stopped"),
    "failed": N_("failed"),
    "running": N_("interrupted"),  # not by this window: the program ended while it ran
}


def run_title(session: Session, run: Run) -> str:
    """What every list calls a run; two runs of a project never have the same title.

    The name that a person gave, or what the run was: "Attention", "Attention (words)". Where that is the same for
    several, those of a race say so ("Attention (race 1)"), and what is still the same says its number.
    """
    title = _plain_title(session, run)
    alike = [r for r in session.project.runs if r.id != run.id and _plain_title(session, r) == title]
    is_unique = not any(r.race == run.race for r in alike)
    if not alike or (run.race is None and is_unique):
        return title
    if is_unique:
        return _("{run} (race {number})").format(run=title, number=run.race)
    return _("{run} (run {number})").format(run=title, number=run.id)


def _plain_title(session: Session, run: Run) -> str:
    fusion, fields = str(run.experiment.get("fusion", "")), tuple(run.experiment.get("fields", ()))
    if run.name != " ".join((fusion, *fields)):
        return one_line(run.name)
    title = fusion_title(fusion)
    if len(fields) == 1:
        return only_title(str(fields[0]))
    if fields:
        return f"{title} ({join_names(one_line(f) for f in fields)})"
    return title


def only_title(field: str) -> str:
    """ "Picture only": what has one sense. A field with the customary name is called as the modality is everywhere."""
    titles = {modality.default_field: modality.title() for _name, modality in MODALITIES}
    name = one_line(field)
    return _("{field} only").format(field=titles.get(field) or name[:1].upper() + name[1:])


def run_metrics(run: Run, part: str) -> Metrics | None:
    """What was measured on "validation" or "test"; None if nothing was, or what stands there cannot be read."""
    from mmgui.core.training.metrics import known_metrics

    return known_metrics(run.metrics.get(part) or {})


def has_model(run: Run) -> bool:
    """Whether the best weights were written."""
    return bool(run.metrics.get("best_epoch")) or (run.folder / "best.safetensors").exists()


def _accuracy(metrics: Mapping[str, Any]) -> float | None:
    for part in ("test", "validation"):
        value = (metrics.get(part) or {}).get("accuracy")
        if isinstance(value, int | float):
            return float(value)
    return None


def run_entry(session: Session, run: Run, ticked: frozenset[int], main_id: int | None, color: str) -> RunEntry:
    training = session.training
    is_racing = session.race.is_running_run(run.id)
    is_running = is_racing or (training.is_active and training.run_id == run.id)
    accuracy, measured = _accuracy(run.metrics), run_metrics(run, "test") or run_metrics(run, "validation")
    if is_running and not is_racing and training.last_epoch is not None:
        measured = training.last_epoch.validation
        accuracy = measured.accuracy
    known = _STATES.get(run.status, "")
    state = _("running") if is_running else _(known) if known else ""
    if session.model.run_id == run.id and not state:
        state = _("in use")  # it answers on the Try page now
    is_tested = bool((run.metrics.get("test") or {}).get("accuracy") is not None) and not is_running
    if accuracy is not None and not is_tested:
        state = join_parts(part for part in (state, _("validation")) if part)  # the figure is none of the test part
    what = _("accuracy on test") if is_tested else _("accuracy on validation")
    preset = preset_title(str(run.experiment.get("preset", "")))
    about = [preset, run.created.replace("T", " ")[:16], what if accuracy is not None else ""]
    figure = "" if accuracy is None else measured_percent(accuracy)
    if measured is not None and (few := say_too_few(measured)):
        figure = accuracy_or_count(measured)
        about.append(few)
    return RunEntry(
        id=run.id,
        name=run_title(session, run),
        color=color,
        figure=figure,
        state=state,
        tooltip=" · ".join(part for part in about if part),
        is_ticked=run.id in ticked,
        is_running=is_running,
        is_main=run.id == main_id,
        has_model=has_model(run) and not is_running,
        can_resume=training.can_resume(run),
        can_measure=has_model(run) and not is_running and not is_tested,
    )
