"""The report as a person's browser reads it: what is in it, that it is literal, and that it fetches nothing."""

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.errors import Cancelled, CheckpointError, DataError
from mmgui.core.events import EpochDone
from mmgui.core.explaining.badges import HonestyReport, MapHonesty, save_honesty
from mmgui.core.explaining.class_contributions import ClassContributions, save_class_contributions
from mmgui.core.i18n import set_language
from mmgui.core.reporting.blocks import Chart, DataTable, ExampleCard, Report
from mmgui.core.reporting.model_card import model_card, save_model_card
from mmgui.core.reporting.report import make_report, save_report_html
from mmgui.core.reporting.report_html import report_html
from mmgui.core.training.history import read_history
from mmgui.core.training.race_values import Entrant, RaceEntry, RaceResult
from mmgui.core.training.verdict import Comparison

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
        f"{right} of {test['n']} examples are answered correctly: {test['accuracy']:.1%}" in page.sections["In short"]
    )
    for name in ("accuracy", "precision_macro", "recall_macro", "f1_macro"):
        assert f"{test[name]:.1%}" in page.sections["Figures"]
    cells = {int(v) for row in test["confusion"] for v in row}
    assert all(str(v) in page.sections["Confusion matrix"].split() for v in cells)


def test_the_interval_is_wilsons(page, trained):
    test = json.loads((trained.run / "metrics.json").read_text())["test"]
    n, p, z = test["n"], test["accuracy"], 1.959964  # closed form, written out by hand
    middle, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    assert f"(95 % interval: {low:.1%} to {min(1, high):.1%})" in page.sections["In short"]


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
    assert f"Training: {epochs[-1].train.accuracy:.1%} at the end" in charts[1].description
    for chart in charts[:3]:
        assert chart.svg.count("<path") == 2
        assert "nan" not in chart.svg


def test_examples_are_explained_right_and_wrong_with_picture_words_and_shares(report):
    cards = blocks(report, ExampleCard)
    assert {c.title.split(":")[0] for c in cards} >= {"Wrong"}
    assert 1 <= len(cards) <= 6
    for card in cards:
        assert card.picture is not None
        assert max(card.size) == 420
        assert any(p.weight is not None for p in card.pieces)
        assert {"Together", "picture alone", "words alone", "Decided by"} == {name for name, _v in card.facts}
        shares = [int(s.strip(" %").split()[-1]) for s in dict(card.facts)["Decided by"].split(",")]
        assert sum(shares) in (99, 100, 101)


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
    honesty = MapHonesty("picture", "gradcam", "amber", 0.41, 0.52, 0.6, 0.5, 0.55, 0.1, 40, 0.5, 40)
    save_honesty(run, HonestyReport((honesty,)))
    overall, of_class = {"picture": 0.3, "words": 0.7}, {"picture": 0.2, "words": 0.8}
    save_class_contributions(run, ClassContributions(per_class={HOSTILE: of_class}, overall=overall, n=12))
    entries = (
        RaceEntry(Entrant("words", "single", "words", ("words",), "concat"), "completed", test=0.6, low=0.5, high=0.7),
        RaceEntry(Entrant("gated", "fusion", "Gate", ("picture", "words"), "gated"), "completed", test=0.9, low=0.85,
                  high=0.95),
    )  # fmt: skip
    race = RaceResult(entries, Comparison("gated", "words", 0.3, 0.2, 0.4, 100, 35, 5, 100), None, "quick", 7, None,
                      True, 60, 20, 100, "2026-01-02T03:04:05", 3)  # fmt: skip
    text = Page(report_html(make_report(run, trained.examples, [race]))).sections
    assert "Amber: be careful" in text["Can the heat maps be believed?"]
    assert honesty.reason() in text["Can the heat maps be believed?"]
    assert "0.410 / 0.520" in text["Can the heat maps be believed?"]
    assert "70%" in text["The senses"]
    assert f"{HOSTILE}: picture 20%, words 80%" in text["The senses"]
    for sentence in race.sentences():
        assert sentence in text["Fusion race"]
    assert "90.0% (85%–95%)" in text["Fusion race"]
    assert "Race 3 of 2026-01-02" in text["Fusion race"]


def test_other_examples_than_those_of_the_run_are_called_so(trained):
    fewer = ExampleSet(trained.examples.fields, trained.examples.examples[:30], "fewer")
    text = Page(report_html(make_report(trained.run, fewer))).sections
    assert "not the examples that the run was trained on" in text["Data"]


def test_pictures_that_are_gone_leave_words_explained(trained, tmp_path):
    from dataclasses import replace

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
