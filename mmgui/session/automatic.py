"""What the settings of a training would be that a person leaves automatic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mmgui.core.i18n import N_
from mmgui.session.asked import Asked
from mmgui.session.bus import Bus
from mmgui.session.jobs import Job
from mmgui.session.open_project import OpenProject

if TYPE_CHECKING:
    from mmgui.core.parameters import Value
    from mmgui.core.run.experiment import Experiment


class AutomaticSettings:
    """Topic "automatic". They follow from the examples and from what is chosen; looked up when somebody asks."""

    def __init__(self, bus: Bus, project: OpenProject) -> None:
        self._bus, self._project = bus, project
        self._wishes: dict[str, Experiment] = {}
        self._found: Asked[str, Mapping[str, Value]] = Asked(bus, "answers", "automatic", self._reading)
        for topic in ("project", "examples"):
            bus.subscribe(topic, self._outdate)

    def values(self, wish: Experiment) -> Mapping[str, Value]:
        """By name; {} while they are not known, or where nothing can be trained with this."""
        key = wish.model_dump_json()
        if key not in self._wishes:
            self._wishes = {key: wish}
            self._found.outdate()  # an older question is not waited for
        return self._found.get(key) or {}

    def _outdate(self) -> None:
        self._found.outdate()
        self._bus.changed("automatic")

    def _reading(self, key: str) -> Job | None:
        examples, wish = self._project.examples, self._wishes[key]
        if examples is None or not self._bus.is_engine_ready:
            return None

        def work(job: Job) -> Mapping[str, Value]:
            from mmgui.core.errors import ExperimentError
            from mmgui.core.training.automatic import automatic_values

            try:
                return automatic_values(examples, wish, job.cancel)
            except ExperimentError:  # what cannot be trained is told when it is started
                return {}

        return Job(N_("Looking at the examples"), work, is_shown=False)


__all__ = ["AutomaticSettings"]
