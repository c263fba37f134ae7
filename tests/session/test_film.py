"""The learning film as a page sees it: live while a run learns, and of a run that was stored."""

import json

import pytest
from PIL import Image

from mmgui.core.film.film import FILM_FOLDER, read_film
from mmgui.core.run.experiment import Experiment

SMALL = Experiment(preset="quick", epochs=3, settings={"size_px": 32, "width": 16, "channels": 8, "threads": 1})


@pytest.fixture
def filmed(imported, wait):
    """A session with a run of three epochs whose film is looked at."""
    imported.training.start(SMALL)
    wait(lambda: imported.training.status == "idle" and imported.model.is_loaded)
    return imported


@pytest.mark.slow
def test_frames_arrive_while_it_learns_and_only_while_somebody_looks(imported, wait):
    film, training = imported.film, imported.training
    training.start(SMALL.model_copy(update={"epochs": 300, "settings": {**SMALL.settings, "patience": 1000}}))
    wait(lambda: training.last_epoch is not None)
    assert film.film is None and not film.is_known, "nobody looks yet"
    film.show(training.run_id)
    wait(lambda: film.film is not None and len(film.film.frames) >= 2)
    assert film.is_live and len(film.shown) == 6
    film.rest()
    wait(lambda: not film._films.is_asking(film.run_id))
    seen, epoch = film.film, training.last_epoch.epoch
    wait(lambda: training.last_epoch.epoch >= epoch + 3)
    assert film.film is seen, "nothing is read"
    training.stop()
    wait(lambda: training.status == "idle")
    film.show(training.run_id)
    wait(lambda: not film.is_live and film.film is not None and len(film.film.frames) == len(training.history.epochs))
    assert film.film.frames[0] is seen.frames[0], "what is known is not read again"


@pytest.mark.slow
def test_pins_lead_and_are_recorded_in_the_next_training(filmed, wait):
    film, training = filmed.film, filmed.training
    first = training.run_id
    film.show(first)
    wait(lambda: film.is_known)
    ids = [e.id for e in film.choosable]
    pool = [e.id for e in film.film.examples]
    assert set(pool) <= set(ids)
    other = next(i for i in ids if i not in pool)
    chosen = (other, pool[3])
    film.pin(chosen)
    shown = [film.film.examples[s.number].id for s in film.shown]
    assert pool[3] in shown and other not in shown, "it is not in this film"
    training.start(SMALL.model_copy(update={"epochs": 1}))
    wait(lambda: training.status == "idle" and filmed.training.run_id != first)
    film.show(training.run_id)
    wait(lambda: film.is_known)
    assert film.film.pinned == chosen
    assert [film.film.examples[s.number].id for s in film.shown[:2]] == list(chosen)
    assert {s.reason for s in film.shown[:2]} == {"pinned"}


@pytest.mark.slow
def test_what_is_kept_stays_in_its_place_when_others_come(filmed, wait):
    film = filmed.film
    film.show(filmed.training.run_id)
    wait(lambda: film.is_known)
    before = [s.number for s in film.shown]
    kept = film.film.examples[before[2]].id
    film.keep(kept, True)
    assert [s.number for s in film.shown] == before and film.kept == (kept,)
    film.show_others()
    after = [s.number for s in film.shown]
    assert after[2] == before[2] and after != before and len(set(after)) == 6
    film.keep(kept, False)
    assert film.kept == () and [s.number for s in film.shown] == after


def test_the_six_stay_in_view_while_the_film_grows(session, monkeypatch):
    from tests.gui.film.test_player import made_film

    film, asked = session.film, []
    monkeypatch.setattr("mmgui.core.film.choice.choose_shown", lambda *_a, until: asked.append(until) or ())
    monkeypatch.setattr(type(film), "is_live", True)
    film.show(1)
    for frames in (1, 2, 3, 6, 12, 24):
        film._films.known[1] = made_film(frames)
        assert film.shown == ()
    assert asked == [1, 3], "chosen with the first epoch, once more when three are known, then never while in view"
    film.rest()
    film.show(1)
    assert film.shown == () and asked[-1] == 24, "shown anew it may choose anew"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["webp", "gif"])
def test_the_film_is_saved_in_the_background(filmed, wait, tmp_path, suffix):
    film = filmed.film
    film.show(filmed.training.run_id)
    wait(lambda: film.is_known)
    path = tmp_path / f"out.{suffix}"
    film.save(path)
    assert film.is_saving
    wait(lambda: not film.is_saving)
    assert [m for m in filmed.take_messages() if isinstance(m, str) and "out." in m] == [f"Saved “out.{suffix}”."]
    with Image.open(path) as image:
        assert image.n_frames == 3


@pytest.mark.slow
def test_a_run_without_a_film_is_known_to_have_none_and_a_damaged_one_too(filmed, wait):
    film, run = filmed.film, filmed.project.runs[0]
    header = run.folder / FILM_FOLDER / "film.json"
    values = json.loads(header.read_text())
    values["examples"][0]["label"] = 99
    header.write_text(json.dumps(values))
    assert read_film(run.folder) is None
    film.show(run.id)
    wait(lambda: film.is_known)
    assert film.film is None and film.shown == ()
    film.save(run.folder / "x.gif")
    assert not film.is_saving, "there is nothing to save"
    film.show(None)
    film.keep(1, True)
    film.show_others()
    filmed.drain()
    assert filmed.take_messages() == []


@pytest.mark.slow
def test_another_project_forgets_pins_and_film(filmed, wait, tmp_path):
    film = filmed.film
    film.show(filmed.training.run_id)
    wait(lambda: film.is_known)
    film.pin((1, 2))
    filmed.project.create(tmp_path / "other.mmproj")
    wait(lambda: filmed.project.path is not None and filmed.project.path.name == "other.mmproj")
    filmed.drain()
    assert film.pinned == () and film.film is None and film.run_id is None
