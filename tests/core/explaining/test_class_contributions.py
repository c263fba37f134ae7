"""Averages of the senses' shares, the file in the run's folder, and shares of many answers at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example
from mmgui.core.errors import Cancelled
from mmgui.core.explaining.class_contributions import (
    CONTRIBUTIONS,
    ClassContributions,
    measure_class_contributions,
)
from mmgui.core.explaining.contribution import join_coalitions, shapley_many, shapley_values
from mmgui.core.explaining.score import class_score
from mmgui.core.models.batches import Batch, FieldBatch
from mmgui.core.models.catalogue import FUSIONS


@dataclass
class Told:
    """Answers and shares that were written down by hand; the text of an example says which."""

    answers: Mapping[str, tuple[str, dict[str, float]]]
    classes: tuple[str, ...] = ("happy", "sad", "never")

    def contributions(
        self, examples: Sequence[Mapping[str, Any]], *, cancel: CancelToken | None = None
    ) -> list[tuple[str, dict[str, float]]]:
        return [self.answers[e["words"]] for e in examples]


TOLD = Told(
    {
        "1": ("happy", {"picture": 0.2, "words": 0.8}),
        "2": ("happy", {"picture": 0.6, "words": 0.4}),
        "3": ("sad", {"picture": 1.0, "words": 0.0}),
    }
)


def example(words: str | None) -> Example:
    return Example(0, {"picture": None, "words": words})


def test_shares_are_averaged_per_answered_class_and_over_all() -> None:
    """By hand: happy (0.2 + 0.6) / 2 = 0.4; all (0.2 + 0.6 + 1) / 3 = 0.6."""
    steps: list[tuple[int, int]] = []
    examples = [example(w) for w in ("1", "2", "3", None, "  ")]
    found = measure_class_contributions(TOLD, examples, progress=lambda done, total: steps.append((done, total)))
    assert found.per_class == {
        "happy": pytest.approx({"picture": 0.4, "words": 0.6}),
        "sad": pytest.approx({"picture": 1.0, "words": 0.0}),
    }
    assert found.overall == pytest.approx({"picture": 0.6, "words": 0.4})
    assert (found.n, found.counts) == (3, {"happy": 2, "sad": 1}) and steps == [(3, 3)]


def test_nothing_to_measure_gives_an_empty_result() -> None:
    assert measure_class_contributions(TOLD, [example(None)]) == ClassContributions()


def test_a_cancel_ends_the_measuring() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        measure_class_contributions(TOLD, [example("1")], token)


def test_what_was_measured_comes_back_from_the_folder(tmp_path: Path) -> None:
    found = measure_class_contributions(TOLD, [example(w) for w in "123"])
    assert CONTRIBUTIONS.read(tmp_path) is None
    CONTRIBUTIONS.save(tmp_path, found)
    assert CONTRIBUTIONS.read(tmp_path) == found


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[1]", b'{"n": "many"}', b'{"overall": {"a": NaN}}', b"\xff\xfe", b"[" * 9999]
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / CONTRIBUTIONS.name).write_bytes(damage)
    assert CONTRIBUTIONS.read(tmp_path) is None


@pytest.mark.parametrize("fusion", FUSIONS.names())
def test_many_answers_at_once_have_the_shares_of_single_ones(case_of: Callable[..., Any], fusion: str) -> None:
    """Second source: one example after the other; and the parts sum to the change of the score within 1e-5."""
    case = case_of(fusion)
    rows = {"picture": [0, -1, 0], "words": [0, 0, -1]}  # both, words only, picture only
    fields = {name: FieldBatch(field.values, torch.tensor(rows[name])) for name, field in case.batch.fields.items()}
    many = Batch(fields, torch.full((3,), -1))
    with torch.inference_mode():
        logits, found = shapley_many(case.model, many)
        for number in range(3):
            one = Batch(
                {name: FieldBatch(f.values, f.rows[number : number + 1]) for name, f in fields.items()},
                torch.tensor([-1]),
            )
            chosen = int(logits[number].argmax())
            output, present = join_coalitions(replace(case.example, batch=one))
            alone = shapley_values(case.model, output, present, chosen)
            assert found[number].values == pytest.approx(alone.values, abs=1e-5)
            assert sum(found[number].values.values()) == pytest.approx(
                found[number].score - found[number].score_without, abs=1e-5
            )
            assert found[number].score == pytest.approx(float(class_score(logits, chosen)[number]), abs=1e-9)
    assert found[1].values["picture"] == pytest.approx(0, abs=1e-6) == found[2].values["words"]
