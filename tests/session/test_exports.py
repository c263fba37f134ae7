"""Reports and answered tables as a window asks for them: on a lane, with one message at the end."""

import csv
import shutil
from pathlib import Path

import pytest
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.importing.source import read_source
from mmgui.core.data.project import Project
from mmgui.core.errors import DataError, ExperimentError, MmguiError
from mmgui.core.events import RunFinished
from mmgui.core.reporting.table_columns import ColumnChoice
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train

SETTINGS = {"channels": 4, "width": 16, "size_px": 16, "depth": 0, "threads": 1}


def write_posts(folder: Path) -> Path:
    """posts.csv with 60 rows: red or blue pictures, the label is the colour and stands in the words too."""
    folder.mkdir(parents=True)
    rows = [("picture", "text", "label")]
    for number in range(60):
        colour = ("red", "blue")[number % 2]
        Image.new("RGB", (24, 24), colour).save(folder / f"{number}.png")
        rows.append((f"{number}.png", f"{colour} thing number {number}", colour))
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return folder / "posts.csv"


def read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """A project with one finished run, made once: whoever uses it takes a copy."""
    folder = tmp_path_factory.mktemp("finished")
    posts = write_posts(folder / "posts")
    with Project.create(folder / "posts.mmproj") as project:
        project.add(read_source(posts))
        experiment = Experiment(preset="quick", epochs=2, batch_size=16, device="cpu", settings=SETTINGS)
        run = project.add_run("attention", experiment.model_dump(mode="json"))
        for event in train(project.example_set(), experiment, run.folder, cancel=CancelToken()):
            if isinstance(event, RunFinished):
                assert event.test is not None
                project.update_run(run.id, status="completed", metrics={"test": {"accuracy": event.test.accuracy}})
    return folder / "posts.mmproj"


@pytest.fixture
def ready(session, wait, finished, tmp_path):
    """A session with that project open, its model loaded, nothing running."""
    shutil.copytree(finished, tmp_path / "posts.mmproj")
    session.project.open(tmp_path / "posts.mmproj")
    wait(lambda: session.model.is_loaded)
    session.cancel_shown_job()  # nobody waits for the examination of the maps here
    wait(lambda: not session.jobs.active)
    session.take_messages()
    return session


def test_a_report_is_written_and_named_in_one_message(ready, wait, tmp_path):
    told = []
    listener = lambda: told.append(ready.exports.last_path)  # noqa: E731
    ready.subscribe("kept", listener)
    run = ready.exports.reportable_run
    ready.exports.save_report(run.id, tmp_path / "my report.html")
    assert ready.exports.is_busy
    wait(lambda: ready.exports.last_path is not None)
    assert told == [tmp_path / "my report.html"]
    assert ready.take_messages() == [f"Saved “my report.html” in “{tmp_path.name}”."]
    text = (tmp_path / "my report.html").read_text(encoding="utf-8")
    assert "Examples, explained" in text
    assert "data:image/png" in text
    assert not ready.exports.is_busy


def test_a_pdf_is_left_to_the_window_that_can_draw(ready, wait, tmp_path):
    run = ready.exports.reportable_run
    ready.exports.save_report(run.id, tmp_path / "r.pdf")
    (message,) = ready.take_messages()
    assert isinstance(message, DataError)
    assert ".html" in message.hint
    drawn: list[tuple[Path, str]] = []
    draw = lambda path, report, _cancel: drawn.append((path, report.title))  # noqa: E731
    ready.exports.save_report(run.id, tmp_path / "r.pdf", draw)
    wait(lambda: bool(drawn) and not ready.exports.is_busy)
    assert drawn == [(tmp_path / "r.pdf", "Report: posts")]


def test_a_table_is_answered_and_counted(ready, wait, tmp_path, posts):
    unlabelled = posts.with_name("unlabelled.csv")
    rows = list(csv.reader(posts.read_text(encoding="utf-8").splitlines()))
    with unlabelled.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([row[:2] for row in rows])
    ready.exports.save_predictions(unlabelled, tmp_path / "answers.csv")
    wait(lambda: ready.exports.last_kind == "predictions")
    assert ready.take_messages() == [f"Saved “answers.csv” in “{tmp_path.name}”: 60 rows."]
    assert len((tmp_path / "answers.csv").read_text(encoding="utf-8-sig").splitlines()) == 61


def test_a_labelled_table_says_how_many_answers_are_right(ready, wait, tmp_path):
    posts = write_posts(tmp_path / "new")  # its labels are the colours, which the model learnt
    ready.exports.save_predictions(posts, tmp_path / "answers.csv")
    wait(lambda: ready.exports.last_kind == "predictions")
    rows = read_rows(tmp_path / "answers.csv")
    right = sum(row["checked"] == "right" for row in rows)
    assert right == sum(row["answer"] == row["label"] for row in rows)
    (message,) = ready.take_messages()
    assert f": 60 rows. Compared with “label”: {right} of 60 right (" in message
    assert ready.exports.last_table.right == right


DOUBTFUL = "a,b,colour\nred thing one,it is red,red\nblue thing two,it is blue,blue\n"


@pytest.fixture
def asked():
    """What the window was asked, and how it can answer."""
    return []


@pytest.fixture
def ask(asked):
    return lambda match, answer: asked.append((match, answer))


def test_columns_in_doubt_are_asked_for_before_anything_is_written(ready, wait, tmp_path, asked, ask):
    (tmp_path / "t.csv").write_text(DOUBTFUL, encoding="utf-8")
    ready.exports.save_predictions(tmp_path / "t.csv", tmp_path / "out.csv", ask)
    wait(lambda: bool(asked) and not ready.jobs.active)
    match, answer = asked[0]
    assert match.doubtful == ("words",)
    assert match.proposed_label == "colour"
    assert ready.take_messages() == []
    assert not (tmp_path / "out.csv").exists()
    answer(ColumnChoice({"picture": None, "words": "b"}, "colour"))
    wait(lambda: ready.exports.last_kind == "predictions")
    rows = read_rows(tmp_path / "out.csv")
    assert [row["missing"] for row in rows] == ["picture", "picture"]
    (message,) = ready.take_messages()
    assert "Compared with “colour”: " in message and "No column was read for “picture”." in message
    assert len(asked) == 1


def test_a_column_that_may_be_the_true_labels_is_asked_for(ready, wait, tmp_path, asked, ask):
    (tmp_path / "t.csv").write_text("text,colour\nred thing,red\nblue thing,blue\n", encoding="utf-8")
    ready.exports.save_predictions(tmp_path / "t.csv", tmp_path / "out.csv", ask)
    wait(lambda: bool(asked))
    match, _answer = asked[0]
    assert (match.doubtful, match.proposed_label) == ((), "colour")


def test_a_person_who_does_not_answer_gets_nothing(ready, wait, tmp_path, asked, ask):
    (tmp_path / "t.csv").write_text(DOUBTFUL, encoding="utf-8")
    ready.exports.save_predictions(tmp_path / "t.csv", tmp_path / "out.csv", ask)
    wait(lambda: bool(asked) and not ready.jobs.active)
    assert not ready.exports.is_busy
    assert ready.exports.last_path is None


def test_without_a_window_columns_in_doubt_are_an_error_that_names_them(ready, wait, tmp_path):
    (tmp_path / "t.csv").write_text(DOUBTFUL, encoding="utf-8")
    ready.exports.save_predictions(tmp_path / "t.csv", tmp_path / "out.csv")
    wait(lambda: bool(ready.messages))
    (message,) = ready.take_messages()
    assert isinstance(message, ExperimentError)
    assert "“words”" in message.message and "a, b, colour" in message.hint


def test_the_table_that_is_read_stays_as_it_is(ready, wait, tmp_path, asked, ask):
    (tmp_path / "t.csv").write_text(DOUBTFUL, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to("t.csv")
    for source, out in (("t.csv", "t.csv"), ("link.csv", "t.csv"), ("t.csv", "link.csv"), (".", "t.csv")):
        ready.exports.save_predictions(tmp_path / source, tmp_path / out, ask)
        wait(lambda: bool(ready.messages) and not ready.jobs.active)
        (message,) = ready.take_messages()
        assert isinstance(message, DataError)
        assert "is the file that is read" in message.message or "lies in the folder" in message.message
        assert message.hint == "Choose another name."
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == DOUBTFUL
    assert asked == []  # refused before the person is asked which column is which


def test_answers_do_not_go_into_the_media_of_a_project(ready, wait, tmp_path):
    ready.exports.save_predictions(None, tmp_path / "posts.mmproj" / "media" / "a.csv")
    wait(lambda: bool(ready.messages) and not ready.jobs.active)
    (message,) = ready.take_messages()
    assert isinstance(message, DataError)
    assert "belongs to the project “posts.mmproj”" in message.message


def test_ten_thousand_rows_can_be_cancelled_in_the_middle(ready, wait, tmp_path):
    source, out = tmp_path / "long.csv", tmp_path / "out.csv"
    source.write_text("text\n" + "".join(f"red thing {n}\n" for n in range(10_000)), encoding="utf-8")
    out.write_text("old")
    ready.exports.save_predictions(source, out)
    wait(lambda: ready.shown_job is not None and 0 < ready.shown_job.done < 10_000)
    ready.cancel_shown_job()
    wait(lambda: not ready.jobs.active)
    assert ready.take_messages() == []
    assert out.read_text() == "old"
    assert not list(tmp_path.glob(".*.part"))


def test_rows_without_an_answer_are_told_of(ready, wait, tmp_path):
    source = tmp_path / "t.csv"
    source.write_text("text,picture\nyes says,\n,gone.png\n", encoding="utf-8")
    ready.exports.save_predictions(source, tmp_path / "{count}.csv")
    wait(lambda: ready.exports.last_kind == "predictions")
    (message,) = ready.take_messages()
    assert message.startswith("Saved “{count}.csv” in “" + tmp_path.name + "”: 2 rows.")
    assert message.endswith(" 1 row has no answer; the last column says why.")
    assert "right" not in message


def test_the_examples_of_the_project_are_a_table_too(ready, wait, tmp_path):
    ready.exports.save_predictions(None, tmp_path / "all.xlsx")
    wait(lambda: ready.exports.last_kind == "predictions")
    assert (tmp_path / "all.xlsx").stat().st_size > 5_000
    learnt = len(ready.project.examples.part("train"))
    assert f"{learnt} of these rows were trained on" in ready.take_messages()[0]


def test_a_place_that_cannot_be_written_is_a_sentence_and_the_old_file_stays(ready, wait, tmp_path):
    (tmp_path / "file").write_text("old")
    ready.exports.save_report(ready.exports.reportable_run.id, tmp_path / "file" / "report.html")
    wait(lambda: bool(ready.messages))
    (message,) = ready.take_messages()
    assert isinstance(message, DataError)
    assert "report.html" in message.message
    assert (tmp_path / "file").read_text() == "old"
    assert ready.exports.last_path is None


def test_cancel_leaves_nothing_behind(ready, wait, tmp_path):
    ready.exports.save_report(ready.exports.reportable_run.id, tmp_path / "r.html")
    ready.cancel_shown_job()
    wait(lambda: not ready.jobs.active)
    assert ready.take_messages() == []
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda k, p, _t: k.save_predictions(None, p / "a.csv"), ExperimentError),
        (lambda k, p, _t: k.save_predictions(None, p / "a.docx"), DataError),
        (lambda k, p, _t: k.save_report(99, p / "a.html"), ExperimentError),
        (lambda k, p, _t: k.save_report(99, p / "a.docx"), DataError),
    ],
)
def test_what_cannot_be_done_is_said_at_once(session, tmp_path, act, kind):
    act(session.exports, tmp_path, None)
    (message,) = session.take_messages()
    assert isinstance(message, kind)
    assert message.hint
    assert not session.jobs.active


def test_a_table_is_not_written_over_itself(ready, wait, posts):
    before = posts.read_bytes()
    ready.exports.save_predictions(posts, posts)
    wait(lambda: bool(ready.messages))
    (message,) = ready.take_messages()
    assert isinstance(message, MmguiError)
    assert posts.read_bytes() == before


def test_a_model_that_is_gone_is_said(ready, wait, tmp_path, posts):
    shutil.rmtree(ready.exports.reportable_run.folder)
    ready.exports.save_predictions(posts, tmp_path / "a.csv")
    wait(lambda: bool(ready.messages))
    assert "no complete model" in str(ready.take_messages()[0])
    assert not (tmp_path / "a.csv").exists()


def test_the_examples_become_a_table_with_their_files(ready, wait, tmp_path):
    ready.exports.save_examples(tmp_path / "out" / "mine.csv")
    wait(lambda: ready.exports.last_kind == "examples")
    rows = read_rows(tmp_path / "out" / "mine.csv")
    assert len(rows) == 60 and {row["label"] for row in rows} == {"red", "blue"}
    assert all((tmp_path / "out" / row["picture"]).is_file() for row in rows)
    assert "“mine files” beside it" in str(ready.take_messages()[-1])


@pytest.mark.parametrize("name", ["model.mmmodel", "model"])
def test_a_model_that_was_saved_is_loaded_without_its_project(ready, wait, tmp_path, monkeypatch, name):
    monkeypatch.setenv("MMGUI_HOME", str(tmp_path / "home"))
    ready.exports.save_model(tmp_path / name)
    wait(lambda: ready.exports.last_kind == "model")
    ready.project.close()
    ready.model.forget()
    ready.model.load_file(tmp_path / name)
    wait(lambda: ready.model.is_loaded)
    assert ready.model.card.name == "model" and ready.model.run_id is None
    ready.model.predict({"words": "a red thing", "text": "a red thing"})
    wait(lambda: ready.model.prediction is not None)
    assert ready.model.prediction.classes == ("blue", "red")


def test_a_project_is_copied_and_the_open_one_stays_open(ready, wait, tmp_path):
    before = ready.project.path
    ready.exports.copy_project(tmp_path / "class 5b.mmproj")
    wait(lambda: ready.exports.last_kind == "project")
    assert ready.project.path == before
    ready.project.open(tmp_path / "class 5b.mmproj")
    wait(lambda: ready.project.name == "class 5b" and ready.model.is_loaded)
    assert len(ready.project.examples) == 60 and len(ready.project.runs) == 1


def test_a_copied_project_is_listed_below_the_open_one(ready, wait, tmp_path):
    before = ready.settings.recent
    ready.exports.copy_project(tmp_path / "class 5b.mmproj")
    wait(lambda: ready.exports.last_kind == "project")
    assert ready.settings.recent == (before[0], str(tmp_path / "class 5b.mmproj"), *before[1:])
