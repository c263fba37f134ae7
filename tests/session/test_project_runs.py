"""The runs of a project: which of them answers when it is opened."""

from pathlib import Path

import pytest

from mmgui.core.data.runs import Run
from mmgui.session.project_runs import run_to_begin_with


def run(number, status, accuracy, race=None):
    figures = {} if accuracy is None else {"validation": {"accuracy": accuracy}}
    return Run(number, "attention", Path(), {}, status, "", figures, race)


@pytest.mark.parametrize(
    ("runs", "chosen"),
    [
        ([], None),
        ([("completed", 0.9), ("completed", 0.5)], 2),  # the newest, if both are whole
        ([("completed", 0.9), ("stopped", 0.5)], 1),  # cut off with the window, and worse
        ([("early", 0.5), ("stopped", 0.9)], 2),  # stopped, and better
        ([("stopped", 0.9), ("stopped", 0.5)], 2),
        ([("completed", 0.9), ("stopped", None)], 1),  # nothing was measured of it
        ([("stopped", 0.5), ("completed", 0.9, 1)], 1),  # one of a race only if there is no other
        ([("completed", 0.9, 1), ("stopped", 0.5, 2)], 1),
    ],
)
def test_the_newest_run_answers_unless_it_was_cut_off_and_a_finished_one_is_no_worse(runs, chosen):
    found = run_to_begin_with([run(number, *each) for number, each in enumerate(runs, 1)])
    assert (found and found.id) == chosen
