"""Why the newest answer is what it is: what would flip it, and which words and places belong together.

The work is done on the lane of answers, in small batches. The next prediction cancels it, so that a keystroke never
waits for it, and what arrives for an answer that is no longer the newest is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmgui.core.i18n import _
from mmgui.session.jobs import Job

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmgui.core.data.example import Example, ExampleSet, Field
    from mmgui.core.inference.flip import FlipFinder
    from mmgui.core.inference.predictor import Predictor
    from mmgui.session.open_model import OpenModel
    from mmgui.session.session import Session, Topic

_CANDIDATES = 64  # examples of the test part that are tried in exchange


class AskingWhy:
    """Fills `flips`, `links` and `attention_numbers` of the open model."""

    def __init__(self, session: Session, model: OpenModel) -> None:
        self._session = session
        self._model = model
        self._finder: tuple[Predictor, FlipFinder] | None = None
        self._running: dict[str, Job] = {}

    def is_asking(self, what: str) -> bool:
        """what: "flips", "links" or "numbers"."""
        return what in self._running

    def outdate(self) -> None:
        """Another prediction or model: stop what is on its way and forget what was found."""
        asked = set(self._running)
        for job in self._running.values():
            job.cancel.cancel()
        self._running.clear()
        model = self._model
        if model.flips is not None or "flips" in asked:
            model.flips = None
            self._session.changed("flips")
        if model.links is not None or model.attention_numbers is not None or asked & {"links", "numbers"}:
            model.links = model.attention_numbers = None
            self._session.changed("links")

    def flips(self, predictor: Predictor, values: Mapping[str, str | Path | NDArray[Any] | None]) -> None:
        examples = self._session.project.examples

        def work(job: Job) -> Any:
            candidates = choose_candidates(examples, predictor.fields)
            return self._finder_of(predictor).find(values, candidates, cancel=job.cancel)

        self._ask("flips", "flips", _("Looking for what would change the answer"), work)

    def links(self, predictor: Predictor, values: Mapping[str, str | Path | NDArray[Any] | None]) -> None:
        def work(job: Job) -> Any:
            from mmgui.core.inference.linking import find_links

            return find_links(predictor, values, cancel=job.cancel)

        self._ask("links", "links", _("Looking for what belongs together"), work)

    def numbers(
        self, predictor: Predictor, values: Mapping[str, str | Path | NDArray[Any] | None], word_index: int
    ) -> None:
        def work(job: Job) -> Any:
            from mmgui.core.inference.linking import attention_numbers, find_links

            links = self._model.links or find_links(predictor, values, cancel=job.cancel)
            if links is None or not 0 <= word_index < len(links.spans):
                return None
            return attention_numbers(predictor, values, links.spans[word_index][0])

        old = self._running.pop("numbers", None)
        if old is not None:  # another word was touched
            old.cancel.cancel()
        self._ask("numbers", "links", _("Reading the attention"), work)

    def _ask(self, what: str, topic: Topic, title: str, work: Callable[[Job], Any]) -> None:
        """Submit unless the same is on its way; put the answer into the model if this job is still the wanted one."""
        if what in self._running:
            return

        def done(found: Any) -> None:
            if self._running.get(what) is job:
                del self._running[what]
                setattr(self._model, "attention_numbers" if what == "numbers" else what, found)
                self._session.changed(topic)

        def failed(_error: BaseException) -> None:
            if self._running.get(what) is job:
                del self._running[what]
                self._session.changed(topic)

        job = Job(title, work, done, failed, is_shown=False)
        self._running[what] = job
        self._session.submit("answers", job)
        self._session.on_hurry()

    def _finder_of(self, predictor: Predictor) -> FlipFinder:
        from mmgui.core.inference.flip import FlipFinder

        if self._finder is None or self._finder[0] is not predictor:
            self._finder = (predictor, FlipFinder(predictor))
        return self._finder[1]


def choose_candidates(
    examples: ExampleSet | None, fields: tuple[Field, ...], count: int = _CANDIDATES
) -> tuple[Example, ...]:
    """At most `count` test examples for an exchange, the same ones every time, with the values of fitting fields only.

    A field fits if the project has one of the same name and kind.
    """
    if examples is None:
        return ()
    fitting = {f.name for f in fields} & {f.name for f in examples.fields if f in fields}
    part = examples.part("test").examples if fitting else ()
    step = max(1.0, len(part) / count)
    chosen = [part[int(n * step)] for n in range(min(count, len(part)))]
    return tuple(replace(e, values={name: e.values.get(name) for name in fitting}) for e in chosen)
