"""Tables that a model answered, read again: its answers are no labels."""

import csv
from pathlib import Path

import pytest

from mmgui.core.data.importing.model_answers import answers_of_models, columns_of_models
from mmgui.core.data.importing.source import preview_source, read_source

OWN = ["confidence", "p(day)", "p(night)", "missing", "problem"]


@pytest.mark.parametrize(
    ("columns", "answers"),
    [
        (["text", "answer", *OWN], ["answer"]),
        (["text", "Answer", "Confidence", "p(day)"], ["Answer"]),
        (["text", "label", "answer", "checked", *OWN], ["answer"]),
        (["text", "answer", "answer (2)", *OWN], ["answer (2)"]),
        (["text", "answer", *OWN, "answer (2)", *(f"{n} (2)" for n in OWN)], ["answer", "answer (2)"]),
        (["p(day)", "confidence", "text", "answer"], ["answer"]),
        (["text", "answer", "confidence", "missing", "problem"], ["answer"]),
        (["text", "answer", "confidence"], []),
        (["text", "answer", "confidence", "p", "problem"], []),
        (["text", "answer"], []),
    ],
)
def test_answers_of_a_model_are_known_by_the_columns_beside_them(columns: list[str], answers: list[str]) -> None:
    assert answers_of_models(columns) == answers
    assert "text" not in columns_of_models(columns) and "label" not in columns_of_models(columns)


def _table(folder: Path, *more: str) -> Path:
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", *more, "answer", *OWN])
        for i in range(12):
            own = ["night" if i % 3 else "day"] * len(more)
            writer.writerow([f"some words number {i}", *own, "day" if i % 2 else "night", 0.8, 0.8, 0.2, "", ""])
    return path


def test_answers_of_a_model_are_not_read_as_labels(tmp_path: Path) -> None:
    result = read_source(_table(tmp_path))
    assert [f.modality for f in result.examples.fields] == ["text"]
    assert result.examples.class_counts() == {}
    [note] = result.problems
    assert (
        note.what.startswith("“answer” holds a model's answers, not true labels.") and note.option == "--label answer"
    )


def test_true_labels_beside_answers_of_a_model_are_read(tmp_path: Path) -> None:
    result = read_source(_table(tmp_path, "truth"))
    assert result.examples.class_counts() == {"day": 4, "night": 8}
    [note] = result.problems
    assert "the labels are those of “truth”" in note.what


def test_answers_of_a_model_can_be_chosen_and_it_is_told(tmp_path: Path) -> None:
    preview = preview_source(_table(tmp_path))
    assert preview.guess.label_column is None
    [column] = [c for c in preview.labels if c.column == "answer"]
    assert "not true labels" in column.remarks[0]
    mapping = type(preview.guess)(preview.guess.fields, "answer")
    result = read_source(preview.source, mapping)
    assert result.examples.class_counts() == {"day": 6, "night": 6}
    assert any("learns what the model said" in p.what for p in result.problems)
