"""From a race to what is drawn of it: runners with colours and states, curves, the line of progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from mmgui.core.i18n import _, join_names
from mmgui.core.text import one_line
from mmgui.gui.kit.chart import LineStyle
from mmgui.gui.kit.curves import Curve, CurveSet
from mmgui.gui.kit.theme import current
from mmgui.gui.kit.training_progress import Progress
from mmgui.gui.race.race_plot import EntrantRow

if TYPE_CHECKING:
    from mmgui.core.race.entrants import RaceEntry, RaceResult
    from mmgui.session.race import LiveRace, RaceLane

_STYLES: tuple[LineStyle, ...] = ("solid", "dashed", "dotted")


def race_runners(race: LiveRace, color_of: Callable[[int], str]) -> tuple[EntrantRow, ...]:
    """Everybody of the race that is under way, else of the one that is looked at.

    color_of: the colour that a run has everywhere. Who has no run (a plain method, or not yet) is grey.
    """

    def color(run_id: int | None) -> str:
        return current().muted if run_id is None else color_of(run_id)

    if race.is_active:
        return tuple(_live_runner(lane, color(lane.run_id)) for lane in race.lanes.values())
    if race.result is None:
        return ()
    entries = race.result.entries
    has_test = any(entry.test is not None for entry in entries)
    found = []
    for entry in entries:
        stays_behind = has_test and entry.test is None and bool(entry.curve or entry.validation is not None)
        state = _over_text(entry)
        if stays_behind:
            state = _("{state}, on validation").format(state=state)
        found.append(_runner(entry, color(entry.run_id), state, is_final=has_test and not stays_behind))
    return tuple(found)


def race_run_ids(race: LiveRace) -> tuple[int, ...]:
    """The runs of the race that `race_runners` shows, in its order."""
    if race.is_active:
        found = [lane.run_id for lane in race.lanes.values()]
    else:
        found = [entry.run_id for entry in race.result.entries] if race.result is not None else []
    return tuple(run_id for run_id in found if run_id is not None)


def curve_set(runners: Sequence[EntrantRow]) -> CurveSet:
    """Accuracy on validation over the epochs, a line each; plain methods as level, dotted lines."""
    import numpy as np

    longest = max((len(r.curve) for r in runners), default=0)
    curves = []
    networks = [r for r in runners if r.kind != "baseline"]
    for place, row in enumerate(networks):
        x = np.arange(1, len(row.curve) + 1, dtype=np.float64)
        style = _STYLES[place // 2 % len(_STYLES)]
        curves.append(Curve(one_line(row.title, 40), x, np.array(row.curve, np.float64), row.colour, style))
    plain: tuple[LineStyle, LineStyle] = ("dashed", "dotted")  # as on the track
    for place, row in enumerate(r for r in runners if r.kind == "baseline"):
        if row.validation is not None:
            x = np.arange(max(1, longest) + 1, dtype=np.float64)
            curves.append(
                Curve(one_line(row.title, 40), x, np.full(len(x), row.validation), row.colour, plain[place % 2], 1.5)
            )
    shown = tuple(curve for curve in curves if len(curve.x))
    return CurveSet(shown, tuple(curves), max(1.0, float(longest)), unit="share")


def race_progress(race: LiveRace) -> Progress:
    """The line under the bar, for a race that is under way."""
    if race.status == "stopping":
        return Progress(_("Stopping after this batch; what has finished is kept"), None)
    over = sum(lane.status == "over" for lane in race.lanes.values())
    place = _("{over} of {count} have finished").format(over=over, count=len(race.lanes))
    if race.status == "paused":
        return Progress(_("paused: {place}").format(place=place), race.progress)
    if not race.progress:
        return Progress(_("Getting ready"), None)
    return Progress(place, race.progress, race.seconds_left)


def notices_text(race: LiveRace) -> str:
    """What the networks of a race have to say of the examples, a line each, with who says it."""
    lines = []
    for what, who in race.notices.items():
        names = join_names(one_line(entrant.title(), 40) for entrant in who)
        lines.append(_("{who}: {what}").format(who=names, what=what))
    return "\n".join(lines)


def failures_text(entries: Iterable[RaceEntry]) -> str:
    """Who could not run, and why."""
    return "\n".join(
        _("{name}: {problem}").format(name=one_line(entry.entrant.title(), 40), problem=entry.message)
        for entry in entries
        if entry.status == "failed"
    )


def race_line(race: RaceResult) -> str:
    """A race in a list, with the first of its sentences in a few words."""
    return _("Race {number} · {when} · {verdict}").format(
        number=race.number, when=race.created.replace("T", " ")[:16], verdict=_verdict(race)
    )


def _verdict(race: RaceResult) -> str:
    small = _("too few test examples")
    if race.is_guessing:
        return _("no better than guessing")
    if race.together is not None:
        return {
            "better": _("together is better"),
            "worse": _("together is worse"),
            "none": _("together is not better"),
            "unclear": _("no benefit shown"),
            "too small": small,
        }[race.together.outcome]
    if race.keep is not None:
        return {
            "better": _("the network earns its keep"),
            "worse": _("a plain method is better"),
            "none": _("a plain method does as well"),
            "unclear": _("a plain method may do as well"),
            "too small": small,
        }[race.keep.outcome]
    if not race.is_complete:
        through = sum(entry.status in ("completed", "early") for entry in race.entries)
        return _("stopped, {done} of {count} done").format(done=through, count=len(race.entries))
    return _("no verdict")


# -- one runner -------------------------------------------------------------------------------------------------------


def _live_runner(lane: RaceLane, colour: str) -> EntrantRow:
    if lane.entry is not None:
        return _runner(lane.entry, colour, _over_text(lane.entry))
    state = {"waiting": _("waiting"), "preparing": _("getting ready"), "over": ""}.get(lane.status)
    if state is None:
        state = _("epoch {epoch} of {epochs}").format(epoch=max(1, len(lane.curve)), epochs=lane.epochs)
    entrant = lane.entrant
    return EntrantRow(one_line(entrant.title(), 60), entrant.kind, colour, tuple(lane.curve), state)


def _runner(entry: RaceEntry, colour: str, state: str, *, is_final: bool = False) -> EntrantRow:
    return EntrantRow(
        title=one_line(entry.entrant.title(), 60),
        kind=entry.kind,
        colour=colour,
        curve=entry.curve,
        state=state,
        validation=entry.validation,
        test=entry.test,
        low=entry.low,
        high=entry.high,
        is_final=is_final,
    )


def _over_text(entry: RaceEntry) -> str:
    """How it ended. No figure: the lane has one, and nobody looks at the test part while others still learn."""
    if entry.status == "failed":
        return _("could not run")
    if entry.status == "stopped":
        return _("stopped")
    return _("through")
