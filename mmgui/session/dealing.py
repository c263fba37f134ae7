"""Examples that wait for a part get one when something learns from them, and the project keeps it: Data shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmgui.core.data.edits import Edit
    from mmgui.core.data.example import ExampleSet
    from mmgui.core.data.project import Project
    from mmgui.session.jobs import Job


@dataclass(frozen=True, slots=True)
class Dealt:
    """The project's examples after those without a part got one, and how to take it back."""

    edit: Edit
    examples: ExampleSet


def deal_waiting(project: Project, examples: ExampleSet, job: Job) -> ExampleSet:
    """The examples that something will learn from, none of the labelled ones without a part. For a lane.

    Those that have a part keep it. Posts `Dealt` if there was anything to deal; with so few examples that the training
    is refused they go on waiting, until they are enough for every part."""
    from mmgui.core.training.dividing import MIN_EXAMPLES

    labelled = examples.labelled()
    if len(labelled) < MIN_EXAMPLES or all(e.split is not None for e in labelled.examples):
        return examples
    edit = project.resplit(keep_given=True, cancel=job.cancel)
    dealt = Dealt(edit, project.example_set())
    job.post(dealt)
    return dealt.examples


__all__ = ["Dealt", "deal_waiting"]
