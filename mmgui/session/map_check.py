"""Examines the loaded model in the background: how far its heat maps can be believed, what each sense contributes.

Both are kept in the run's folder, so that it is done once. It gives way to everything else: it stops when a training or
a race begins and starts anew afterwards, and between two pieces of its work it lets a person's question go first. It
reads its own copy of the model: a live one is never shared with another thread.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmgui.core.i18n import N_
from mmgui.session.bus import Bus
from mmgui.session.jobs import Job
from mmgui.session.open_model import ModelCard, OpenModel
from mmgui.session.open_project import OpenProject

if TYPE_CHECKING:
    from mmgui.core.cancel import CancelToken
    from mmgui.core.data.example import ExampleSet
    from mmgui.core.explaining.map_quality import QualityReport
    from mmgui.core.inference.predictor import Predictor

_log = logging.getLogger(__name__)
_LONGEST_REST_S = 1.0
_MOST_SHARED = 600  # examples whose contributions are averaged


class MapChecks:
    """Topic "map_quality": session.model.map_quality is known, or the contributions of a run are."""

    def __init__(self, bus: Bus, project: OpenProject, model: OpenModel) -> None:
        self._bus, self._project, self._model = bus, project, model
        self._job: Job | None = None
        self._card: ModelCard | None = None  # the model that `_job` examines, or that was examined last
        self._project_path: Path | None = None  # that was open when `_job` began
        self._is_settled = False  # examined, or the person said no
        for topic in ("model", "training", "race", "project"):
            bus.subscribe(topic, self._look)

    @property
    def is_examining(self) -> bool:
        """The maps of the loaded model are being examined, or wait to be."""
        model = self._model
        return (
            model.map_quality is None and model.card is not None and model.card is self._card and not self._is_settled
        )

    def examine(self) -> None:
        """Examine the loaded model now, also if that was cancelled before."""
        self._is_settled = False
        self._look()

    def stop(self) -> None:
        """Give up the present examination; a person can ask for it again."""
        self._is_settled = True
        self._give_up()

    # -- when ----------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Something changed: begin, give way, or leave everything as it is."""
        card = self._model.card
        if card is not self._card:
            self._give_up()
            self._card, self._is_settled = card, False
        if self._project.path != self._project_path and self._job is not None:
            self.stop()  # its examples are gone
        if self._project.is_learning:
            self._give_up()
        elif card is not None and self._job is None and not self._is_settled and self._is_needed(card):
            self._begin(card)

    def _is_needed(self, card: ModelCard) -> bool:
        from mmgui.core.explaining.class_contributions import CONTRIBUTIONS

        model = self._model
        return model.map_quality is None or (
            model.run_id is not None and not (card.path / CONTRIBUTIONS.name).is_file()
        )

    def _give_up(self) -> None:
        if self._job is not None:
            self._job.cancel.cancel()
            self._job = None

    # -- the work ------------------------------------------------------------------------------------------------------

    def _begin(self, card: ModelCard) -> None:
        examples, known, self._project_path = self._project.examples, self._model.map_quality, self._project.path
        folder = card.path if self._model.run_id is not None else None  # a file of somebody else is left as it is

        def work(job: Job) -> None:
            _examine(card.path, folder, examples, known, job, lambda: self._rest(job.cancel))

        def ended(_answer: None) -> None:
            if self._job is job:
                self._job, self._is_settled = None, True
                self._bus.changed("map_quality")

        def failed(_error: BaseException) -> None:
            if self._job is job:  # cancelled by the person, or a fault: not again by itself
                self._job, self._is_settled = None, True
                self._bus.changed("map_quality")

        def arrived(report: QualityReport | None) -> None:
            # Another model may have been loaded in this very drain: what was found out is not about that one.
            if self._job is job and self._model.card is self._card:
                if report is not None:
                    self._model.take_map_quality(report)
                    self._card = self._model.card
                self._bus.changed("map_quality")

        job = Job(N_("Examining the heat maps"), work, ended, failed, arrived, is_patient=True)
        self._job = job
        self._bus.changed("map_quality")
        self._bus.submit("background", job)

    def _rest(self, cancel: CancelToken) -> None:
        """Let an answer that somebody waits for be given first (called on the lane)."""
        end = time.monotonic() + _LONGEST_REST_S
        model = self._model
        while (
            (model.is_answering or model.is_asking("counterfactuals"))
            and not cancel.is_cancelled
            and time.monotonic() < end
        ):
            time.sleep(0.002)


def _examine(
    path: Path,
    folder: Path | None,
    examples: ExampleSet | None,
    known: QualityReport | None,
    job: Job,
    rest: Callable[[], None],
) -> None:
    """What is not known yet; each result is posted (contributions as None) and saved in `folder`. Raises Cancelled."""
    from mmgui.core.explaining.class_contributions import CONTRIBUTIONS, measure_class_contributions
    from mmgui.core.explaining.map_check import check_maps, choose_examples
    from mmgui.core.explaining.map_quality import MAP_QUALITY
    from mmgui.core.inference.predictor import Predictor

    predictor = Predictor.load(path)
    if known is None:
        chosen = choose_examples(examples, predictor)
        report = check_maps(predictor, chosen, cancel=job.cancel, progress=job.report, rest=rest)
        if folder is not None and report.maps:
            _save(lambda: MAP_QUALITY.save(folder, report), folder)
        job.post(report)
    if folder is not None:
        shared = choose_examples(examples, predictor, _MOST_SHARED)
        if shared:
            contributions = measure_class_contributions(_Resting(predictor, rest), shared, job.cancel)
            _save(lambda: CONTRIBUTIONS.save(folder, contributions), folder)
            job.post(None)


class _Resting:
    """A predictor that lets others go first before each batch."""

    def __init__(self, predictor: Predictor, rest: Callable[[], None]) -> None:
        self._predictor = predictor
        self._rest = rest

    @property
    def classes(self) -> tuple[str, ...]:
        return self._predictor.classes

    def contributions(
        self, examples: Sequence[Mapping[str, Any]], *, cancel: CancelToken | None = None
    ) -> list[tuple[str, dict[str, float]]]:
        self._rest()
        return self._predictor.contributions(examples, cancel=cancel)


def _save(save: Callable[[], None], folder: Path) -> None:
    """A full or read-only disk does not take away what was found: it is found again next time."""
    if not folder.is_dir():  # the run was deleted meanwhile
        return
    try:
        save()
    except OSError as error:
        _log.info("the examination of %s was not saved: %s", folder.name, error)
