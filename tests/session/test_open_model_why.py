"""Asking why through the session: the answers belong to the newest prediction, and a keystroke never waits for them."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.explaining import counterfactuals
from mmgui.core.models.checkpoint import save_weights
from mmgui.core.models.fusion_model import build_model
from mmgui.core.models.manifest import MANIFEST_NAME, WEIGHTS_NAME, FieldPart, Manifest, save_manifest
from mmgui.session.asking_why import choose_candidates
from mmgui.session.session import Session
from tests.core.made import find_encoder

TEXTS = ["the big red house", "a small blue river", "the sea is blue and big", "small red sea", "red house"] * 2
VALUES = {"words": "the big red sea", "picture": np.random.default_rng(0).integers(0, 255, (24, 24, 3), dtype=np.uint8)}


def write_run(folder: Path, fusion: str) -> Path:
    """A run of a model with random weights, without any of the files that a training adds."""
    keys = {"picture": "image/cnn", "words": "text/ngrams"}
    kinds = {name: find_encoder(key) for name, key in keys.items()}
    settings = {name: kind.values({"size_px": 32} if name == "picture" else {}) for name, kind in kinds.items()}
    fields = tuple(
        FieldPart(
            name=name,
            modality=keys[name].partition("/")[0],
            encoder=kind.name,
            settings=dict(settings[name]),
            input=kind.fit(TEXTS if name == "words" else [], settings[name]).model_dump(mode="json"),
        )
        for name, kind in kinds.items()
    )
    manifest = Manifest(fields=fields, classes=("a", "b", "c"), fusion=fusion, settings={"width": 32})
    torch.manual_seed(1)
    model = build_model(manifest)
    folder.mkdir()
    save_weights(folder / WEIGHTS_NAME, model.state_dict())
    save_manifest(folder / MANIFEST_NAME, manifest)
    return folder


@pytest.fixture
def loaded(session: Session, wait: Callable[..., None], tmp_path: Path) -> Session:
    session.model.load_file(write_run(tmp_path / "run", "attention"))
    wait(lambda: session.model.is_loaded)
    return session


def questions(session: Session) -> int:
    """How many jobs of ours are queued or running; a run's examination may go on beside them."""
    return sum(job.title.startswith(("Looking for", "Reading the attention")) for job in session.jobs.active)


def predict(session: Session, wait: Callable[..., None], values: object = VALUES) -> None:
    number = session.model.predict(values)  # type: ignore[arg-type]
    wait(lambda: session.model.prediction is not None and session.model.prediction.number == number)


def test_flips_links_and_numbers_arrive_with_their_topics(loaded: Session, wait: Callable[..., None]) -> None:
    told: list[str] = []
    loaded.subscribe("counterfactuals", lambda: told.append("counterfactuals"))
    loaded.subscribe("links", lambda: told.append("links"))
    predict(loaded, wait)
    loaded.model.ask_counterfactuals()
    loaded.model.ask_links()
    loaded.model.ask_attention_numbers("words", 2)
    assert (
        loaded.model.is_asking("counterfactuals")
        and loaded.model.is_asking("links")
        and loaded.model.is_asking("numbers")
    )
    wait(lambda: not questions(loaded))
    model = loaded.model
    assert model.counterfactuals is not None and model.links is not None and model.attention_numbers is not None
    assert [link.method for link in model.links] == ["attention"] and model.attention_numbers.query == "“red”"
    assert (
        {"counterfactuals", "links"} <= set(told)
        and not model.is_asking("counterfactuals")
        and loaded.take_messages() == []
    )


def test_a_new_prediction_clears_what_was_found(loaded: Session, wait: Callable[..., None]) -> None:
    predict(loaded, wait)
    loaded.model.ask_counterfactuals()
    loaded.model.ask_links()
    wait(lambda: not questions(loaded))
    loaded.model.predict({**VALUES, "words": "a river"})
    assert (loaded.model.counterfactuals, loaded.model.links, loaded.model.attention_numbers) == (None, None, None)


def test_a_keystroke_cancels_the_search_and_its_late_answer_is_dropped(
    loaded: Session, wait: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search is held at a batch until the keystroke has come: it must end there, not at its own end."""
    began, go, looked = threading.Event(), threading.Event(), []
    find = counterfactuals.CounterfactualFinder.find

    def held(self, values, candidates=(), *, cancel: CancelToken | None = None):  # type: ignore[no-untyped-def]
        assert cancel is not None
        began.set()
        assert go.wait(20)
        looked.append(cancel.is_cancelled)
        return find(self, values, candidates, cancel=cancel)

    monkeypatch.setattr(counterfactuals.CounterfactualFinder, "find", held)
    predict(loaded, wait)
    loaded.model.ask_counterfactuals()
    assert began.wait(20)
    number = loaded.model.predict({**VALUES, "words": "a small river"})
    assert not loaded.model.is_asking("counterfactuals")
    go.set()
    wait(lambda: loaded.model.prediction is not None and loaded.model.prediction.number == number)
    wait(lambda: not questions(loaded))
    assert looked == [True] and loaded.model.counterfactuals is None and loaded.take_messages() == []
    loaded.model.ask_counterfactuals()  # and it can be asked again for the newest
    wait(lambda: loaded.model.counterfactuals is not None)


def test_asking_twice_searches_once(loaded: Session, wait: Callable[..., None]) -> None:
    predict(loaded, wait)
    loaded.model.ask_counterfactuals()
    loaded.model.ask_counterfactuals()
    assert questions(loaded) == 1
    wait(lambda: loaded.model.counterfactuals is not None)


def test_touching_another_word_replaces_the_question(loaded: Session, wait: Callable[..., None]) -> None:
    predict(loaded, wait)
    for index in (0, 1, 3):
        loaded.model.ask_attention_numbers("words", index)
    wait(lambda: not questions(loaded))
    numbers = loaded.model.attention_numbers
    assert numbers is not None and numbers.query == "“sea”"
    loaded.model.ask_attention_numbers("words", 99)
    wait(lambda: not questions(loaded))
    assert loaded.model.attention_numbers is None and loaded.take_messages() == []


def test_without_a_model_or_a_prediction_nothing_is_asked(session: Session, loaded: Session) -> None:
    loaded.model.ask_counterfactuals()
    loaded.model.ask_links()
    loaded.model.ask_attention_numbers("words", 0)
    assert questions(loaded) == 0 and loaded.model.counterfactuals is None
    loaded.model.forget()
    loaded.model.ask_counterfactuals()
    assert questions(loaded) == 0


def test_another_model_forgets_what_the_first_one_said(
    loaded: Session, wait: Callable[..., None], tmp_path: Path
) -> None:
    predict(loaded, wait)
    loaded.model.ask_links()
    wait(lambda: loaded.model.links is not None)
    loaded.model.load_file(write_run(tmp_path / "other", "concat"))
    wait(lambda: loaded.model.card is not None and loaded.model.card.fusion == "concat")
    assert loaded.model.links is None
    predict(loaded, wait)
    loaded.model.ask_links()
    loaded.model.ask_attention_numbers("words", 0)
    wait(lambda: not questions(loaded))
    assert loaded.model.links is not None and [link.method for link in loaded.model.links] == ["interaction"]
    assert loaded.model.attention_numbers is None


def test_a_missing_sense_is_no_failure(loaded: Session, wait: Callable[..., None]) -> None:
    predict(loaded, wait, {"words": "sea", "picture": None})
    loaded.model.ask_counterfactuals()
    loaded.model.ask_links()
    wait(lambda: not questions(loaded))
    assert loaded.model.counterfactuals == () and loaded.model.links == () and loaded.take_messages() == []


def test_a_picture_that_has_gone_is_told_and_the_question_is_over(
    loaded: Session, wait: Callable[..., None], tmp_path: Path
) -> None:
    from PIL import Image

    path = tmp_path / "a.png"
    Image.fromarray(VALUES["picture"]).save(path)  # type: ignore[arg-type]
    predict(loaded, wait, {"words": "sea", "picture": path})
    path.unlink()
    loaded.model.ask_counterfactuals()
    wait(lambda: not questions(loaded))
    assert loaded.model.counterfactuals is None and not loaded.model.is_asking("counterfactuals")
    assert "a.png" in str(loaded.take_messages()[0])


def test_candidates_are_test_examples_with_fitting_fields_the_same_every_time() -> None:
    fields = (Field("picture", "image"), Field("words", "text"))
    examples = tuple(
        Example(n, {"picture": f"{n}.png", "words": f"w{n}", "sound": "x"}, "a", "test" if n % 2 else "train")
        for n in range(300)
    )
    project = ExampleSet((Field("picture", "image"), Field("words", "numbers"), Field("sound", "sound")), examples)
    chosen = choose_candidates(project, fields)
    assert len(chosen) == 64 and len({e.id for e in chosen}) == 64 and all(e.id % 2 for e in chosen)
    assert all(set(e.values) == {"picture"} for e in chosen)  # "words" is of another kind here
    assert chosen == choose_candidates(project, fields)
    assert max(e.id for e in chosen) > 250  # from the whole part, not from its beginning
    assert choose_candidates(None, fields) == () == choose_candidates(project, (Field("other", "text"),))


def test_test_examples_of_the_project_are_offered_in_exchange(
    imported: Session, wait: Callable[..., None], tmp_path: Path
) -> None:
    session = imported
    assert session.project.examples is not None
    fields = {f.name: f.modality for f in session.project.examples.fields}
    test = session.project.examples.part("test").examples
    folder = write_run(tmp_path / "run", "attention")
    text = (folder / MANIFEST_NAME).read_text(encoding="utf-8")
    name = next(n for n, kind in fields.items() if kind == "text")
    (folder / MANIFEST_NAME).write_text(text.replace('"name": "words"', f'"name": "{name}"'), encoding="utf-8")
    chosen = choose_candidates(session.project.examples, (Field("picture", "image"), Field(name, "text")))
    assert test and {e.id for e in chosen} <= {e.id for e in test} and set(chosen[0].values) == {"picture", name}
