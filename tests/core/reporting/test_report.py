"""The report as a person's browser reads it: what is in it, that it is literal, and that it fetches nothing."""

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import Cancelled, CheckpointError, DataError
from mmgui.core.events import EpochDone
from mmgui.core.explaining.class_contributions import CONTRIBUTIONS, ClassContributions
from mmgui.core.explaining.map_quality import MAP_QUALITY, MapQuality, QualityReport
from mmgui.core.explaining.word_lines import pieces_of
from mmgui.core.heat_map import WordWeight
from mmgui.core.i18n import set_language
from mmgui.core.inference.predictor import Predictor
from mmgui.core.race.entrants import Entrant, RaceEntry, RaceResult
from mmgui.core.race.significance import AccuracyDifference
from mmgui.core.reporting.blocks import Chart, DataTable, ExampleCard, Paragraph, Report, Section, ShownWords
from mmgui.core.reporting.model_card import model_card, save_model_card
from mmgui.core.reporting.report import make_report, save_report_html
from mmgui.core.reporting.report_examples import _pool
from mmgui.core.reporting.report_html import report_html
from mmgui.core.run.experiment import Experiment
from mmgui.core.run.facts import field_title, full_field_title, gather_facts
from mmgui.core.run.history import read_history
from mmgui.core.run.left_out import Omissions, omissions_to_json
from mmgui.core.text import measured_percent, share_percents
from mmgui.core.training.trainer import train
from mmgui.core.uncertainty.calibration import CALIBRATION, Calibration

HOSTILE = "<script>alert(1)</script>"
SECTIONS = (
    "In short", "Data", "Split", "Settings", "Learning curves", "Figures", "Confusion matrix", "The senses",
    "Fusion race", "How sure it is", "Can the heat maps be believed?", "Examples, explained", "How it was made",
)  # fmt: skip


class Page(HTMLParser):
    """Tags with attributes, the text outside of style, and the text per section."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.sections: dict[str, str] = {}
        self._inside: list[str] = []
        self._heading = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside.append(tag)
        if tag == "h2":
            self._heading = ""

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" in self._inside:
            return
        if "h2" in self._inside:
            self._heading += data
            self.sections[self._heading] = ""
        elif self._heading:
            self.sections[self._heading] += data + " "
        self.text += data + " "


def blocks(report: Report, kind: type) -> list:
    return [b for s in report.sections for b in s.blocks if isinstance(b, kind)]


@pytest.fixture(scope="module")
def report(trained) -> Report:
    return make_report(trained.run, trained.examples, name=HOSTILE, project="my & project")


@pytest.fixture(scope="module")
def page(report) -> Page:
    return Page(report_html(report))


def test_every_section_is_there_in_order(page):
    assert tuple(page.sections) == SECTIONS
    assert all(text.strip() for text in page.sections.values())


def test_the_figures_are_those_of_the_run(page, trained):
    test = json.loads((trained.run / "metrics.json").read_text())["test"]
    right = round(test["accuracy"] * test["n"])
    assert (
        f"{right} of {test['n']} examples are answered correctly: {test['accuracy'] * 100:.1f}\u202f%"
        in page.sections["In short"]
    )
    for name in ("accuracy", "precision_macro", "recall_macro", "f1_macro"):
        assert f"{test[name] * 100:.1f}\u202f%" in page.sections["Figures"]
    cells = {int(v) for row in test["confusion"] for v in row}
    assert all(str(v) in page.sections["Confusion matrix"].split() for v in cells)


def test_a_report_of_a_stopped_run_does_not_contradict_itself(trained, tmp_path):
    """Its figures, its examples and what is said of the test part are of one piece: that part was not measured."""
    run = tmp_path / "run"
    shutil.copytree(trained.run, run)
    figures = json.loads((run / "metrics.json").read_text())
    (run / "metrics.json").write_text(json.dumps({**figures, "test": None, "reason": "stopped"}))
    facts = gather_facts(run, trained.examples)
    assert facts.part == "validation" and facts.parts["test"]
    assert {e.id for e in _pool(facts, Predictor.load(run))} == {e.id for e in facts.parts["validation"]}
    for said in (Page(report_html(make_report(run, trained.examples))).sections["In short"], model_card(run)):
        assert "The test part was not measured, because the run was stopped" in said
        assert "There is no test part" not in said


def test_the_interval_is_wilsons(page, trained):
    test = json.loads((trained.run / "metrics.json").read_text())["test"]
    n, p, z = test["n"], test["accuracy"], 1.959964  # closed form, written out by hand
    middle, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    assert f"(95 % interval: {low * 100:.1f}\u202f% to {min(1, high) * 100:.1f}\u202f%)" in page.sections["In short"]


def test_split_and_settings_name_what_was_used(page, trained):
    sizes = [len(trained.examples.part(s)) for s in ("train", "validation", "test")]
    assert all(str(n) in page.sections["Split"].split() for n in sizes)
    assert "Seed 7" in " ".join(page.sections["Settings"].split())
    assert "Dropout" in page.sections["Settings"]
    assert "*" in page.sections["Settings"]  # a person changed the width
    for name in ("mmgui", "torch", "python"):
        assert name in page.sections["How it was made"]


def test_the_curves_follow_the_history(report, trained):
    epochs = [e for e in read_history(trained.run / "history.jsonl").epochs if isinstance(e, EpochDone)]
    charts = blocks(report, Chart)
    assert f"Validation: {epochs[-1].validation.loss:.3f} at the end" in charts[0].description
    assert f"Training: {epochs[-1].train.accuracy * 100:.1f}\u202f% at the end" in charts[1].description
    for chart in charts[:3]:
        assert chart.svg.count("<path") == 2
        assert "nan" not in chart.svg


def test_examples_are_explained_right_and_wrong_with_picture_words_and_shares(report):
    cards = blocks(report, ExampleCard)
    assert {c.title.split(":")[0] for c in cards} >= {"Wrong"}
    assert 1 <= len(cards) <= 6
    for card in cards:
        (image,), (words,) = card.images, card.words
        assert max(image.size) == 420 and image.png.startswith(b"\x89PNG") and image.description in card.sentences
        assert any(p.weight is not None for p in words.pieces)
        assert image.title == words.title == "", "there is no other that they could be taken for"
        assert {"Together", "Picture alone", "Words alone", "Decided by"} == {name for name, _v in card.facts}
        shares = re.findall(r"(\d+)\u202f%", dict(card.facts)["Decided by"])
        assert sum(map(int, shares)) == 100


def test_the_same_run_gives_the_same_report(report, trained):
    again = make_report(trained.run, trained.examples, name=HOSTILE, project="my & project")
    assert again.sections == report.sections


def test_hostile_names_are_literal_everywhere(page):
    assert not [tag for tag, _a in page.tags if tag in ("script", "iframe", "object", "embed", "link", "base")]
    assert page.text.count(HOSTILE) > 10
    assert not [a for _t, attrs in page.tags for a in attrs if a.startswith("on")]


def test_the_page_fetches_nothing(page):
    for tag, attributes in page.tags:
        for name in ("src", "href", "xlink:href", "action", "srcset"):
            value = attributes.get(name)
            if value is not None:
                assert value.startswith(("data:image/png", "#")), (tag, name, value[:60])
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'")


def test_what_is_absent_is_said_in_a_sentence(trained, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(trained.run, run)
    for name in ("answers.safetensors", "doubt.json", "familiarity.safetensors", "honesty.json", "contributions.json",
                 "history.jsonl", "metrics.json", "settings.json"):  # fmt: skip
        (run / name).unlink(missing_ok=True)
    text = Page(report_html(make_report(run))).sections
    assert "No race was run." in text["Fusion race"]
    assert "not been measured" in text["In short"]
    assert "history is not there" in text["Learning curves"]
    assert "not measured" in text["How sure it is"]
    assert "have not been examined" in text["Can the heat maps be believed?"]
    assert "no examples at hand" in text["Examples, explained"]


def test_damaged_files_of_a_run_do_no_harm(trained, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(trained.run, run)
    for name in ("metrics.json", "settings.json", "history.jsonl", "doubt.json", "honesty.json", "contributions.json"):
        (run / name).write_bytes(b'{"test": [1, {"\xff')
    assert len(make_report(run, trained.examples).sections) == len(SECTIONS)


def test_honesty_contributions_and_race_are_told_with_their_numbers(trained, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(trained.run, run)
    map_quality = MapQuality("picture", "gradients", "amber", 0.41, 0.52, 0.6, 0.5, 0.55, 0.1, 40, 0.5, 40)
    MAP_QUALITY.save(run, QualityReport((map_quality,)))
    overall, of_class = {"picture": 0.3, "words": 0.7}, {"picture": 0.2, "words": 0.8}
    CONTRIBUTIONS.save(run, ClassContributions(per_class={HOSTILE: of_class}, overall=overall, n=12))
    entries = (
        RaceEntry(Entrant("words", "single", "words", ("words",), "concat"), "completed", test=0.6, low=0.5, high=0.7),
        RaceEntry(Entrant("gated", "fusion", "Gate", ("picture", "words"), "gated"), "completed", test=0.9, low=0.85,
                  high=0.95),
    )  # fmt: skip
    difference = AccuracyDifference("gated", "words", 0.3, 0.2, 0.4, 100, 35, 5, 100)
    race = RaceResult(entries, difference, None, "quick", 7, None,
                      True, 60, 20, 100, "2026-01-02T03:04:05", 3)  # fmt: skip
    text = Page(report_html(make_report(run, trained.examples, [race]))).sections
    assert "Amber: be careful" in text["Can the heat maps be believed?"]
    assert map_quality.reason() in text["Can the heat maps be believed?"]
    assert "0.410 / 0.520" in text["Can the heat maps be believed?"]
    assert "70\u202f%" in text["The senses"]
    assert f"{HOSTILE}: Picture 20\u202f%, Words 80\u202f%" in text["The senses"]
    assert "“Words”" in text["Fusion race"]
    for sentence in race.sentences():
        assert sentence.replace("“words”", "“Words”") in text["Fusion race"]
    assert "90.0\u202f% (85.0\u202f% – 95.0\u202f%)" in text["Fusion race"]
    assert "Race 3 of 2026-01-02" in text["Fusion race"]


def test_one_rule_for_every_interval_of_a_run(trained, tmp_path):
    """All right, but the examples of each class look like one: no section says more than two examples can show."""
    run = tmp_path / "run"
    shutil.copytree(trained.run, run)
    metrics = json.loads((run / "metrics.json").read_text())
    measured = metrics["test"]
    count = measured["n"] // 2
    measured |= {"n": 2 * count, "accuracy": 1.0, "distinct": 2, "confusion": [[count, 0], [0, count]]}
    for one in measured["per_class"]:
        one |= {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": count, "distinct": 1}
    metrics["single"] = {"test": {"words": 1.0, "picture": 1.0}}
    metrics["single_distinct"] = {"test": {"words": 1}}
    (run / "metrics.json").write_text(json.dumps(metrics))
    entries = tuple(
        RaceEntry(Entrant(name, "single", name, (name,), "concat"), "completed", test=1.0, n=60, distinct=distinct)
        for name, distinct in (("words", 2), ("picture", 60))
    )
    race = RaceResult(entries, None, None, "quick", 7, None, True, 60, 20, 60, "2026-01-02T03:04:05", 3)
    text = Page(report_html(make_report(run, trained.examples, [race]))).sections
    assert "34.2\u202f% – 100.0\u202f%" in text["Figures"]  # Wilson, 2 of 2
    assert text["Figures"].count("20.7\u202f% – 100.0\u202f%") == 4  # 1 of 1, precision and recall of both classes
    assert text["The senses"].count("100.0\u202f% (34.2\u202f% – 100.0\u202f%)") >= 2
    words = "100.0\u202f% (20.7\u202f% – 100.0\u202f%)"
    assert text["The senses"].count(words) == 1, "what one sense sees counts, as in the race"
    assert "Words only: 60 measured examples look to the model like only 2 different ones" in text["Fusion race"]


def test_other_examples_than_those_of_the_run_are_called_so(trained):
    fewer = ExampleSet(trained.examples.fields, trained.examples.examples[:30], "fewer")
    text = Page(report_html(make_report(trained.run, fewer))).sections
    assert "not the examples that the run was trained on" in text["Data"]


def test_pictures_that_are_gone_leave_words_explained(trained, tmp_path):
    gone = tuple(
        replace(e, values={**e.values, "picture": str(tmp_path / "gone.png")}) for e in trained.examples.examples
    )
    report = make_report(trained.run, ExampleSet(trained.examples.fields, gone, "gone"))
    section = next(s for s in report.sections if s.title == "Examples, explained")
    assert section.blocks


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(CheckpointError, match="no complete model"):
        make_report(tmp_path)


def test_cancel_leaves_before_anything_is_written(trained):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        make_report(trained.run, trained.examples, cancel=cancel)


def test_an_old_report_stays_when_the_new_one_cannot_be_written(report, tmp_path, monkeypatch):
    old = tmp_path / "report.html"
    old.write_text("old")
    monkeypatch.setattr("os.fsync", lambda _handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(DataError, match="No space left"):
        save_report_html(old, report)
    assert old.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_the_report_speaks_chinese(trained):
    set_language("zh_CN")
    report = make_report(trained.run, trained.examples)
    html = report_html(report)
    assert '<html lang="zh-CN">' in html
    assert any("一" <= c <= "鿿" for c in html)


def test_many_classes_give_a_table_of_mistakes_instead_of_a_matrix(trained, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(trained.run, run)
    from mmgui.core.training.metrics import metrics_from_confusion, metrics_to_json

    confusion = np.eye(40, dtype=np.int64) * 5
    confusion[3, 7] = 4
    found = metrics_to_json(metrics_from_confusion([f"class {k}" for k in range(40)], confusion, 0.1))
    (run / "metrics.json").write_text(json.dumps({"test": found}))
    report = make_report(run)
    section = next(s for s in report.sections if s.title == "Confusion matrix")
    table = next(b for b in section.blocks if isinstance(b, DataTable))
    assert table.rows == (("class 3", "class 7", "4"),)


def test_of_a_ranked_list_the_first_three_are_reported(trained, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(trained.run, run)
    from mmgui.core.training.metrics import metrics_from_confusion, metrics_to_json

    found = metrics_to_json(metrics_from_confusion(list("abcde"), np.eye(5, dtype=np.int64), 0.1))
    for figures, shown in (({**found, "accuracy_top3": 0.8}, True), (found, False)):
        (run / "metrics.json").write_text(json.dumps({"test": figures}))
        section = next(s for s in make_report(run).sections if s.title == "Figures")
        rows = {row[0]: row[1] for table in section.blocks if isinstance(table, DataTable) for row in table.rows}
        assert (rows.get("Right answer among the first three") == "80.0\u202f%") == shown


def test_the_model_card_names_use_data_figures_and_limits(trained, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(trained.run, run)
    path = save_model_card(run, "my *model*")
    text = path.read_text(encoding="utf-8")
    assert path.parent == run
    assert text.startswith("# my \\*model\\*")
    assert "Learned from 48 examples; 12 chose the best epoch, 12 measured the result." in text
    assert "<script>" not in text
    assert "Only 12 examples were measured" in text
    assert "was not examined" in text or "honesty" in text
    assert model_card(run) != text  # another name


def test_a_model_card_beside_a_file_without_figures_says_so(trained, tmp_path):
    for name in ("manifest.json", "best.safetensors"):
        shutil.copy(trained.run / name, tmp_path / name)
    assert "Nothing was measured." in model_card(Path(tmp_path / "best.safetensors"))


def test_no_registered_name_stands_where_a_person_expects_words(trained):
    set_language("zh_CN")
    page = Page(report_html(make_report(trained.run, trained.examples)))
    text = page.sections["例子与解释"] + page.sections["各种感官"]
    assert "单看图片" in text and "单看文字" in text
    for name in ("picture", "words", "cnn", "size_px =", "shortest", "learned"):
        assert name not in text, name
    settings = page.sections["设置"]
    assert "小型卷积网络" in settings and "图片尺寸 = 16" in settings
    assert settings.count("cnn") == settings.count("ngrams") == 1  # the technical name once, in brackets
    assert "size_px" not in settings and "word_pairs" not in settings


@pytest.mark.parametrize(
    ("fields", "titles"),
    [
        ({"photo": "image", "words": "text"}, ["Picture (photo)", "Words"]),
        ({"front": "image", "back": "image"}, ["Picture (front)", "Picture (back)"]),
        ({"beat": "of a newer program"}, ["of a newer program (beat)"]),
    ],
)
def test_a_field_is_called_by_its_kind_unless_there_are_several(fields, titles):
    assert [full_field_title(name, fields) for name in fields] == titles
    alone = [list(fields.values()).count(kind) == 1 for kind in fields.values()]
    assert [field_title(name, fields) == name for name in fields] == [not one for one in alone]


def test_what_is_unlike_or_partly_new_is_remarked(trained, monkeypatch):
    honest = Predictor.predict
    monkeypatch.setattr(
        Predictor,
        "predict",
        lambda *rest, **more: replace(honest(*rest, **more), unfamiliar=("picture",), partly_met=("words",)),
    )
    for card in blocks(make_report(trained.run, trained.examples), ExampleCard):
        assert card.sentences[-2:] == (
            "Unlike what the model was trained on: Picture.",
            "Partly new to the model, so it is less sure: Words.",
        )


def test_a_sense_that_spoke_against_the_answer_has_no_share_but_is_named(trained, monkeypatch):
    real = Predictor.predict

    def against(self, values, **more):
        return replace(
            real(self, values, **more),
            contributions={"picture": 1.0, "words": 0.0},
            contribution_values={"picture": 3.0, "words": -1.5},
        )

    monkeypatch.setattr(Predictor, "predict", against)
    cards = blocks(make_report(trained.run, trained.examples), ExampleCard)
    assert {dict(c.facts)["Decided by"] for c in cards} == {"Picture 100\u202f%; the words spoke against it"}


@pytest.mark.parametrize(
    ("coverage", "kept", "said"),
    [
        (1.0, 0.978, "None of the 180 validation examples was so unsure: all are answered, 97.8\u202f% of them"),
        (0.75, 0.99, "it then answers 75.0\u202f% and is right in 99.0\u202f% of these; answering always it is right"),
    ],
)
def test_the_report_names_the_threshold_that_the_try_page_uses(trained, tmp_path, coverage, kept, said):
    run = tmp_path / "run"
    shutil.copytree(trained.run, run)
    CALIBRATION.save(run, Calibration(0.9, 0.04, 0.03, 0.567, coverage, kept, 0.978, 180, 180))
    text = Page(report_html(make_report(run))).sections["How sure it is"]
    assert "Below a confidence of 56\u202f% it says “I don't know”." in text
    assert said in text


def test_signs_stand_beside_their_words_as_in_the_text():
    words = [WordWeight(w, s, s + len(w), 0.5) for w, s in (("really", 0), ("dentist", 9), ("学", 18), ("校", 19))]
    text = "really. #dentist #学校#"
    card = ExampleCard("t", "plain", (), (ShownWords(pieces_of(text, words)),), (), ())
    page = report_html(Report("r", "s", "en", "m", (Section("S", (card,)),)))
    assert text in re.sub(r"<[^>]+>", "", page)
    padding = re.search(r"\.words mark \{ padding: ([^;]+);", page)
    assert padding is not None and padding[1].split()[1] == "0"  # at the sides: a gap reads like a space


def test_shares_in_whole_per_cent_sum_to_a_hundred():
    shown = share_percents({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    assert sorted(shown.values()) == ["33\u202f%", "33\u202f%", "34\u202f%"]
    assert share_percents({"a": 1.0, "b": 0.0}) == {"a": "100\u202f%", "b": "0\u202f%"}
    assert [measured_percent(v) for v in (1.0, 0.9996, 0.0, 0.9834)] == [
        "100.0\u202f%", "99.9\u202f%", "0.0\u202f%", "98.3\u202f%"
    ]  # fmt: skip


@pytest.fixture(scope="module")
def four_senses(tmp_path_factory) -> Report:
    """Of a run with two pictures and two texts."""
    folder = tmp_path_factory.mktemp("four")
    noise = np.random.default_rng(0)
    for shade in range(8):
        Image.fromarray(noise.integers(20 * shade, 20 * shade + 40, (12, 20, 3)).astype(np.uint8)).save(
            folder / f"{shade}.png"
        )
    examples = []
    for n in range(48):
        word = ("good", "bad")[n % 2]
        values = {"headline": f"{word} news {n}", "front": str(folder / f"{n % 8}.png"),
                  "post": f"about {word} {HOSTILE} things", "back": str(folder / f"{n // 2 % 8}.png")}  # fmt: skip
        part = ("train", "train", "train", "validation", "test", "test")[n // 2 % 6]
        examples.append(Example(n, values, word, part))
    kinds = {"headline": "text", "front": "image", "post": "text", "back": "image"}
    whole = ExampleSet(tuple(Field(name, kind) for name, kind in kinds.items()), tuple(examples), "four")
    settings = {"channels": 4, "width": 16, "size_px": 16, "depth": 0, "threads": 1}
    experiment = Experiment(preset="quick", epochs=1, batch_size=8, device="cpu", settings=settings)
    for _event in train(whole, experiment, folder / "run", cancel=CancelToken()):
        pass
    return make_report(folder / "run", whole)


def test_every_field_of_an_example_is_shown_and_named(four_senses):
    page = Page(report_html(four_senses))
    cards = blocks(four_senses, ExampleCard)
    assert cards
    for card in cards:
        assert [image.title for image in card.images] == ["front", "back"]
        assert [words.title for words in card.words] == ["headline", "post"]
        assert all(p.weight is not None for words in card.words for p in words.pieces if p.text in ("good", "bad"))
        for name in ("front", "back", "headline", "post"):
            assert any(sentence.startswith(f"{name}: ") for sentence in card.sentences)
    assert sum(tag == "img" for tag, _attributes in page.tags) == 2 * len(cards)
    assert not [tag for tag, _attributes in page.tags if tag == "script"]
    assert page.sections["Examples, explained"].count("headline: ") >= len(cards)


def test_what_the_training_left_out_is_said_in_the_language_of_the_report(trained, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(trained.run, folder)
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["left_out"] = omissions_to_json(Omissions(unlabelled=(("train", 1),)))
    (folder / "metrics.json").write_text(json.dumps(metrics))
    events = (folder / "history.jsonl").read_text().splitlines()
    notices = [
        {"event": "notice", "message": m} for m in ("1 example without a label is not used.", "Of another kind.")
    ]
    (folder / "history.jsonl").write_text("\n".join([events[0], *map(json.dumps, notices), *events[1:]]) + "\n")
    set_language("zh_CN")
    try:
        made = make_report(folder, trained.examples, name="x", project="y")
    finally:
        set_language("en")
    said = [block.text for block in blocks(made, Paragraph)]
    assert "1 example without a label is not used." not in said
    assert "Of another kind." in said and any("没有标签" in text for text in said[-3:])
