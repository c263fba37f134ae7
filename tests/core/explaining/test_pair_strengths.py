"""Links brought back to the person's text and picture, on models with random weights."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch

from mmgui.core.explaining.findings import Interaction
from mmgui.core.explaining.pair_strengths import SHOWN_KEYS, attention_numbers, find_interactions
from mmgui.core.inference.predictor import Predictor, Value
from mmgui.core.layouts import Grid, Spans
from mmgui.core.models.fusion_model import build_model
from mmgui.core.models.manifest import FieldPart, Manifest
from tests.core.made import find_encoder

TEXTS = ["the big red house", "a small blue river", "the sea is blue and big", "small red sea", "red house"] * 2


def make_predictor(
    fusion: str,
    words: str = "ngrams",
    picture: str = "cnn",
    more: tuple[str, ...] = (),
    values: Mapping[str, Value] | None = None,
) -> Predictor:
    """more: names of further fields of words. values: settings of the fusion."""
    kinds = {"picture": find_encoder(f"image/{picture}"), "words": find_encoder(f"text/{words}")}
    kinds |= {name: find_encoder(f"text/{words}") for name in more}
    modalities = {name: "image" if name == "picture" else "text" for name in kinds}
    settings = {name: kind.values({"size_px": 32} if name == "picture" else {}) for name, kind in kinds.items()}
    fields = tuple(
        FieldPart(
            name=name,
            modality=modalities[name],
            encoder=kind.name,
            settings=dict(settings[name]),
            input=kind.fit([] if name == "picture" else TEXTS, settings[name]).model_dump(mode="json"),
        )
        for name, kind in kinds.items()
    )
    manifest = Manifest(fields=fields, classes=("a", "b", "c"), fusion=fusion, settings={"width": 32, **(values or {})})
    torch.manual_seed(1)
    return Predictor(manifest, build_model(manifest), torch.device("cpu"))


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)


def find_links(predictor: Predictor, values: dict[str, Value]) -> Interaction | None:
    """The one pair of these models."""
    found = find_interactions(predictor, values)
    assert len(found) <= 1
    return found[0] if found else None


def check(links: Interaction, text: str) -> None:
    """What every answer must be, whatever the input."""
    layout, other = links.layout, links.other_layout
    assert isinstance(layout, Spans) and isinstance(other, Grid)
    assert links.over.shape == links.back.shape == (layout.count, other.count)
    assert links.over.dtype == np.float32 and np.isfinite(links.over).all()
    assert links.over.min() >= 0 and links.over.max() <= 1
    assert list(layout.places) == sorted(layout.places)
    assert all(a[1] <= b[0] for a, b in zip(layout.places[:-1], layout.places[1:], strict=True))
    assert all(text[start:end].strip() for start, end in layout.places)
    assert links.strengths.shape == (layout.count,) and links.strengths.max() <= 1
    top = max(links.seen_from("picture", part).max() for part in range(other.count))
    assert top == pytest.approx(1) or top == 0


@pytest.mark.parametrize(
    ("fusion", "words", "picture", "method"),
    [
        ("attention", "ngrams", "cnn", "attention"),
        ("attention", "lstm", "cnn", "attention"),
        ("attention", "article", "cnn", "interaction"),  # one token for the whole text: nothing to look from
        ("attention", "ngrams", "article", "interaction"),  # one token for the whole picture: nowhere to look
        ("transformer", "ngrams", "cnn", "attention"),
        ("transformer", "lstm", "cnn", "attention"),
        ("transformer", "article", "cnn", "interaction"),
        ("bilinear", "ngrams", "cnn", "interaction"),
        ("concat", "ngrams", "cnn", "interaction"),
        ("gated", "lstm", "cnn", "interaction"),
        ("concat", "article", "article", "interaction"),
    ],
)
@pytest.mark.parametrize(("height", "width", "grid"), [(40, 80, (8, 16)), (1, 1, (16, 16)), (96, 24, (16, 4))])
def test_every_fusion_links_words_and_places(
    fusion: str, words: str, picture: str, method: str, height: int, width: int, grid: tuple[int, int]
) -> None:
    text = "The big, red sea!"
    links = find_links(make_predictor(fusion, words, picture), {"picture": noise(height, width), "words": text})
    assert links is not None and links.method == method
    assert isinstance(links.layout, Spans) and isinstance(links.other_layout, Grid)
    assert links.other_layout.shape == grid  # 16 cells along the picture's longer side, as heat maps have
    assert links.layout.words() == ("The", "big", "red", "sea")
    assert (links.field, links.other) == ("words", "picture")
    check(links, text)
    assert np.array_equal(links.seen_from("words", 1), links.over[1])
    assert links.partner("words") == ("picture", links.other_layout)
    assert links.partner("picture") == ("words", links.layout)


@pytest.mark.parametrize(
    "values",
    [{"words": "red sea"}, {"picture": noise(8, 8)}, {"picture": noise(8, 8), "words": "…?!"}, {"words": " "}],
    ids=["no picture", "no words", "signs only", "nothing"],
)
@pytest.mark.parametrize("fusion", ["attention", "transformer", "concat"])
def test_without_a_picture_or_words_there_are_no_links(fusion: str, values: dict[str, Value]) -> None:
    predictor = make_predictor(fusion)
    assert find_links(predictor, values) is None and attention_numbers(predictor, values, "words", 0) is None


@pytest.mark.parametrize("fusion", ["attention", "transformer", "concat"])
@pytest.mark.parametrize(
    "text",
    ["sea", "zzz qqq", "½ ㍿ ﬁne red", "红色的海", "the big red sea " * 2500],
    ids=["one word", "unknown words", "characters that are several tokens", "Chinese", "10 000 words"],
)
def test_odd_texts_have_links(fusion: str, text: str) -> None:
    links = find_links(make_predictor(fusion), {"picture": noise(32, 32), "words": text})
    assert links is not None
    check(links, text)


def test_the_numbers_of_the_formula_add_up() -> None:
    """The weights of all keys sum to 1, each is exp(scaled) / normaliser, and the strongest come first."""
    predictor = make_predictor("attention")
    text = "the big red sea"
    found = attention_numbers(predictor, {"picture": noise(20, 40), "words": text}, "words", 2)
    assert found is not None and (found.query, found.part) == ("“red”", 2)
    assert (found.field, found.other) == ("words", "picture")
    assert (found.dimension, found.heads, found.grid) == (8, 4, (8, 8)) and 0 <= found.head < 4
    assert len(found.rows) == SHOWN_KEYS and found.rest == 64 - SHOWN_KEYS
    assert sum(row.weight for row in found.rows) + found.rest_weight == pytest.approx(1)
    weights = [row.weight for row in found.rows]
    assert weights == sorted(weights, reverse=True)
    for row in found.rows:
        assert row.scaled == pytest.approx(row.dot / 8**0.5)
        assert np.exp(row.scaled) / found.normaliser == pytest.approx(row.weight)
        assert row.cell is not None and row.place.startswith(f"row {row.cell[0] + 1}, column {row.cell[1] + 1}")
        assert row.place.endswith("(grey edge)") == (row.cell[0] in {0, 1, 6, 7})  # 20 × 40 in a square: half is edge
    assert attention_numbers(predictor, {"picture": noise(20, 40), "words": text}, "words", 4) is None  # no such word
    assert attention_numbers(make_predictor("concat"), {"picture": noise(9, 9), "words": text}, "words", 0) is None


def test_a_place_can_ask_the_words_as_well() -> None:
    predictor = make_predictor("attention")
    found = attention_numbers(predictor, {"picture": noise(40, 40), "words": "the big red sea"}, "picture", 3 * 16 + 5)
    assert found is not None and (found.field, found.other) == ("picture", "words")
    assert found.query == "row 3, column 4" and found.grid == (0, 0)
    assert {row.place for row in found.rows} == {"“the”", "“big”", "“red”", "“sea”"}
    assert sum(row.weight for row in found.rows) == pytest.approx(1) and found.rest == 0


def three_senses(fusion: str) -> tuple[Predictor, dict[str, Value]]:
    values: dict[str, Value] = {"picture": noise(40, 40), "words": "the big red sea", "title": "small river"}
    return make_predictor(fusion, more=("title",)), values


@pytest.mark.parametrize("fusion", ["attention", "transformer"])
def test_of_three_senses_each_shares_out_its_looks(fusion: str) -> None:
    predictor, values = three_senses(fusion)
    pairs = {(link.field, link.other): link.looks for link in find_interactions(predictor, values)}
    assert set(pairs) == {("words", "title"), ("words", "picture"), ("title", "picture")}
    shares = {}
    for (one, other), (there, back) in pairs.items():
        shares |= {(one, other): there, (other, one): back}
    for one in ("words", "title", "picture"):
        assert sum(share for (asking, _asked), share in shares.items() if asking == one) == pytest.approx(1)
    assert len({round(share, 4) for share in shares.values()}) > 3
    (without,) = find_interactions(predictor, {**values, "title": None})
    assert (without.field, without.other, without.looks) == ("words", "picture", (1.0, 1.0))
    assert all(link.looks == (None, None) for link in find_interactions(*three_senses("gated")))


def test_the_numbers_are_over_the_field_that_is_asked_for() -> None:
    predictor, values = three_senses("attention")
    over = {name: attention_numbers(predictor, values, "title", 1, other=name) for name in ("", "picture", "words")}
    assert [found.other for found in over.values() if found is not None] == ["picture", "picture", "words"]
    words = over["words"]
    assert words is not None and not words.is_stream and words.grid == (0, 0)
    assert {row.place for row in words.rows} == {"“the”", "“big”", "“red”", "“sea”"}
    assert {row.field for row in words.rows} == {"words"}
    for name in ("title", "nobody"):
        assert attention_numbers(predictor, values, "title", 1, other=name) is None


def test_in_one_stream_the_numbers_are_over_everything_at_once() -> None:
    predictor, values = three_senses("transformer")
    found = attention_numbers(predictor, {**values, "picture": None}, "title", 0)
    assert found is not None and found.is_stream and found.grid == (0, 0) and found.query == "“small”"
    keys = {(row.field, row.place) for row in found.rows}
    words = {("words", f"“{word}”") for word in ("the", "big", "red", "sea")}
    everything = {("", ""), ("picture", ""), *words, ("title", "“small”"), ("title", "“river”")}
    assert len(found.rows) == SHOWN_KEYS and found.rest == 8 - SHOWN_KEYS and keys <= everything
    assert sum(row.weight for row in found.rows) + found.rest_weight == pytest.approx(1)
    full = attention_numbers(predictor, values, "picture", 0)
    assert full is not None and full.rest + len(full.rows) == 1 + 64 + 4 + 2
    one_layer = make_predictor("transformer", values={"stream_layers": 1})
    assert attention_numbers(one_layer, {"picture": noise(9, 9), "words": "red sea"}, "words", 0) is None


def test_links_of_a_picture_file_and_of_its_pixels_are_the_same(tmp_path: Path) -> None:
    from PIL import Image

    Image.fromarray(noise(40, 60)).save(tmp_path / "a.png")
    predictor = make_predictor("attention")
    one = find_links(predictor, {"picture": tmp_path / "a.png", "words": "red sea"})
    other = find_links(predictor, {"picture": noise(40, 60), "words": "red sea"})
    assert one is not None and other is not None and np.array_equal(one.over, other.over)
