"""Pages in the real window, small tables to import, and a model whose answers are planted."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mmgui.core.data.example import Field
from mmgui.core.explaining.badges import HonestyReport, MapHonesty
from mmgui.core.heat_map import map_over_image, map_over_text
from mmgui.core.inference.prediction import Prediction
from mmgui.modalities.text.words import tokenize


@pytest.fixture
def visit(qtbot: Any, window: Any) -> Callable[[str], Any]:
    """`visit("data")` → that page of the window, shown."""

    def go(place: str) -> Any:
        window.show_place(place)
        pages = window.pages
        qtbot.waitUntil(lambda: place in pages.made and pages.currentWidget() is pages.made[place], timeout=20_000)
        return pages.made[place]

    return go


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A CSV of 12 good rows (bright pictures are "happy", dark ones "sad") and two that cannot be used."""
    from PIL import Image

    folder = tmp_path / "posts"
    folder.mkdir()
    lines = ["photo,caption,feeling,remark"]
    for n in range(12):
        label = "happy" if n % 2 else "sad"
        Image.fromarray(np.full((40, 40, 3), 230 if n % 2 else 30, np.uint8)).save(folder / f"{n}.png")
        lines.append(f"{n}.png,a {label} post number {n},{label},r{n}")
    lines.append("missing.png,nothing to see,sad,x")
    (folder / "broken.png").write_bytes(b"no picture at all")
    lines.append("broken.png,also nothing,sad,y")
    path = folder / "posts.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def open_posts(qtbot: Any, session: Any, table: Path) -> Callable[[], None]:
    """Import the table into a new project and wait until it is open."""

    def do() -> None:
        session.project.import_source(table)
        qtbot.waitUntil(
            lambda: session.project.examples is not None and len(session.project.examples) == 12, timeout=20_000
        )

    return do


class PlantedPredictor:
    """Answers by rule: a bright picture or "happy" speak for happy. Weights lie where they were planted."""

    classes = ("happy", "sad")
    fusion = "attention"
    weights = 1_234_567
    methods = ("attention", "occlusion")
    unfamiliar: tuple[str, ...] = ()
    shares: Mapping[str, float] = {}  # of the senses; empty = all the same

    def __init__(self, picture: str = "picture", words: str = "words") -> None:
        self.fields = (Field(picture, "image"), Field(words, "text"))
        self.seen: list[tuple[Mapping[str, Any], str]] = []

    def predict(self, values: Mapping[str, Any], *, number: int = 0, method: str = "auto") -> Prediction:
        self.seen.append((values, method))
        method = self.methods[0] if method == "auto" else method
        picture, words = (field.name for field in self.fields)
        pixels, text = values.get(picture), values.get(words)
        single, maps = {}, {}
        if pixels is not None:
            bright = float(np.asarray(pixels).mean()) / 255
            single[picture] = (bright, 1 - bright)
            grid = np.zeros((8, 8), np.float32)
            grid[7, 3:5] = 1
            maps[picture] = map_over_image(picture, grid, method)
        if text:
            share = 0.9 if "happy" in text else 0.2
            single[words] = (share, 1 - share)
            weights = {"happy": 1.0, "sad": 1.0}
            weighed = {(t.start, t.end): weights.get(t.text, 0.1) for t in tokenize(text)}
            maps[words] = map_over_text(words, text, weighed, method)
        both = np.mean(list(single.values()), axis=0)
        return Prediction(
            self.classes, tuple(both.tolist()), maps, self.shares or {name: 1 / len(single) for name in single}, single,
            tuple(f.name for f in self.fields if f.name not in single), seconds=0.02, number=number,
            unfamiliar=self.unfamiliar,
        )  # fmt: skip


@pytest.fixture
def plant(session: Any, tmp_path: Path) -> Callable[..., PlantedPredictor]:
    """`plant()` puts a planted model into the session, as loading a run does; its maps count as examined.

    honesty: what the examination found; None = it goes on, and no result comes.
    """

    def do(honesty: HonestyReport | None = HonestyReport(()), **names: str) -> PlantedPredictor:
        from mmgui.session.open_model import ModelCard

        predictor = PlantedPredictor(**names)
        session.model._predictor = predictor
        session.model.honesty = honesty
        for question in ("ask_links", "ask_flips"):  # the planted model has no inside that could be asked
            setattr(session.model, question, lambda: None)
        if honesty is None:
            session.study._begin = lambda _card: None
        facts = (predictor.classes, predictor.fields, predictor.fusion, predictor.weights, 0.93, predictor.methods)
        session.model.card = ModelCard("first run", tmp_path / "run", *facts)
        session.changed("model", "prediction")
        return predictor

    return do


def examined(field: str, method: str, badge: Any, wins: int = 45) -> MapHonesty:
    """A map that won on `wins` of 50 examples, with areas 0.30 against 0.55 and correlation 0.1."""
    return MapHonesty(field, method, badge, 0.30, 0.55, 0.7, 0.5, wins / 50, 0.1, 50, wins / 50, 60,
                      "places" if field == "picture" else "words")  # fmt: skip


REPORT = HonestyReport(
    tuple(
        examined(field, method, badge, wins)
        for field in ("picture", "words")
        for method, badge, wins in (("attention", "amber", 20), ("occlusion", "green", 45))
    )
)


@pytest.fixture
def shown(visit: Any, qtbot: Any, plant: Any, tmp_path: Path, session: Any) -> Callable[..., Any]:
    """`shown(honesty)` → the page with a bright picture and "a happy day", answered."""

    def build(honesty: HonestyReport | None = REPORT) -> Any:
        from PIL import Image

        page = visit("try")
        page.planted = plant(honesty)
        qtbot.waitUntil(lambda: bool(page.answer.isVisible()), timeout=10_000)
        path = tmp_path / "bright.png"
        Image.fromarray(np.full((32, 32, 3), 200, np.uint8)).save(path)
        page.cards["picture"].set_value(path)
        page.cards["words"].set_value("a happy day")
        qtbot.waitUntil(
            lambda: bool(session.model.prediction is not None and not session.model.prediction.missing), timeout=10_000
        )
        qtbot.waitUntil(
            lambda: bool(len(page.cards["words"].strip.chips) == 3 and not session.model.is_answering), timeout=10_000
        )
        return page

    return build


@pytest.fixture(name="examined")
def give_examined() -> Callable[..., MapHonesty]:
    return examined
