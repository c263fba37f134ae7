"""What would flip an answer: the search itself on known functions, and on a model whose deciding word and patch are
known."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import Cancelled, DataError
from mmgui.core.explaining.counterfactuals import CounterfactualFinder, Trial, smallest_set
from mmgui.core.explaining.findings import Counterfactual, say_change, say_counterfactual, say_tried
from mmgui.core.i18n import set_language
from mmgui.core.inference.predictor import Predictor, Value
from mmgui.core.layouts import Grid, Spans
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train
from mmgui.modalities import MODALITIES

FILLING = "the day was long and we went to see a house with some trees near that river".split()  # noqa: SIM905
FIELDS = (Field("picture", "image"), Field("words", "text"))


# -- the search on functions with a known answer ----------------------------------------------------------------------


def ask_of(score: Callable[[frozenset[int]], float]) -> Callable[[Sequence[frozenset[int]]], Trial]:
    """The present answer stands as long as the score of what is left is above 0."""

    def ask(sets: Sequence[frozenset[int]]) -> Trial:
        scores = np.array([score(s) for s in sets])
        return Trial(scores, scores <= 0)

    return ask


def test_a_set_of_three_that_must_all_go_is_found_exactly() -> None:
    planted = frozenset({2, 11, 40})
    assert smallest_set(64, ask_of(lambda s: 3 - len(s & planted)), 12) == planted


def test_one_element_is_preferred_to_two() -> None:
    found = smallest_set(20, ask_of(lambda s: 0.0 if 7 in s or {1, 2} <= s else 5 - len(s & {1, 2})), 12)
    assert found == frozenset({7})


def test_what_was_taken_on_the_way_and_is_not_needed_goes_back() -> None:
    """Element 0 promises most at first, but only 4 and 9 together change the answer."""

    def score(s: frozenset[int]) -> float:
        return 0.0 if {4, 9} <= s else 10 - 3 * (0 in s) - 2 * (4 in s) - 1 * (9 in s)

    assert smallest_set(30, ask_of(score), 12) == frozenset({4, 9})


def test_evidence_that_is_there_several_times_is_found() -> None:
    """Any one of four is enough for the answer, so that taking away one, two or three changes nothing."""
    planted = frozenset({12, 13, 20, 21})
    assert smallest_set(64, ask_of(lambda s: 0.0 if planted <= s else 2.0 - 1e-4 * len(s - planted)), 24) == planted


def test_nothing_is_returned_where_nothing_helps_or_too_much_would_have_to_go() -> None:
    assert smallest_set(10, ask_of(lambda s: 1.0), 12) is None
    assert smallest_set(30, ask_of(lambda s: 20.0 - len(s)), 12) is None
    assert smallest_set(0, ask_of(lambda s: 1.0), 12) is None


def test_a_deciding_word_late_in_a_very_long_text_is_found() -> None:
    assert smallest_set(4000, ask_of(lambda s: 0.0 if 3071 in s else 1.0 - 1e-6 * len(s)), 12) == frozenset({3071})


def test_every_set_is_minimal_and_not_much_larger_than_the_smallest_of_all() -> None:
    """Second source: every subset, tried one after the other, for 60 random functions of 9 elements with pairs."""
    chance = np.random.default_rng(3)
    found_sizes, best_sizes = [], []
    for _trial in range(60):
        single, pair = chance.normal(0.6, 0.6, 9), chance.normal(0, 0.4, (9, 9))
        start = float(chance.uniform(1, 3))

        def score(s: frozenset[int], single=single, pair=pair, start=start) -> float:  # type: ignore[no-untyped-def]
            members = sorted(s)
            return start - float(single[members].sum()) - float(pair[np.ix_(members, members)].sum())

        found = smallest_set(9, ask_of(score), 9)
        best = next((n for n in range(1, 10) for s in combinations(range(9), n) if score(frozenset(s)) <= 0), None)
        if best is None:
            assert found is None
        if found is not None and best is not None:
            assert score(found) <= 0 and all(score(found - {e}) > 0 for e in found if len(found) > 1)
            found_sizes.append(len(found))
            best_sizes.append(best)
    assert len(found_sizes) > 50 and np.mean(found_sizes) - np.mean(best_sizes) < 0.25


# -- a model whose reasons are known ----------------------------------------------------------------------------------


def make_examples(folder: Path, count: int, seed: int) -> ExampleSet:
    """Noise with a red or blue square of 8 pixels, and six filling words with one that is wonderful or terrible."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(seed)
    examples = []
    for number in range(count):
        colour, word = chance.integers(2), chance.integers(2)
        pixels = chance.integers(90, 160, (32, 32, 3)).astype(np.uint8)
        top, left = (int(v) * 8 for v in chance.integers(0, 4, 2))
        pixels[top : top + 8, left : left + 8] = [(220, 40, 40), (40, 60, 220)][colour]
        path = folder / f"{number}.png"
        Image.fromarray(pixels).save(path)
        words = [str(w) for w in chance.choice(FILLING, 6)]
        words.insert(int(chance.integers(0, 7)), ["wonderful", "terrible"][word])
        label = f"{['red', 'blue'][colour]} {['good', 'bad'][word]}"
        values = {"picture": str(path), "words": " ".join(words)}
        examples.append(Example(number, values, label, "validation" if number % 5 == 0 else "train"))
    return ExampleSet(FIELDS, tuple(examples))


@pytest.fixture(scope="module")
def test_examples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Example, ...]:
    return make_examples(tmp_path_factory.mktemp("flips") / "test", 24, 1).examples


@pytest.fixture(scope="module", params=["attention", "concat"])
def predictor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    folder = tmp_path_factory.mktemp("flip_run")
    examples = make_examples(folder / "train", 400, 0)
    wish = Experiment(
        fusion=request.param, preset="quick", epochs=16, settings={"width": 32, "channels": 8, "threads": 1}
    )
    for _event in train(examples, wish, folder / "run", cancel=CancelToken()):
        pass
    return Predictor.load(folder / "run")


def changed(values: dict[str, Value], flip: Counterfactual, without: int = -1) -> dict[str, Value]:
    """The input of a flip, with its element number `without` back in its place."""
    if flip.kind == "exchange":
        return {**values, flip.field: flip.value}
    raw = pixels_of(values) if flip.modality == "image" else values[flip.field]
    return {**values, flip.field: masked(raw, flip, without)}


def masked(raw: Any, flip: Counterfactual, without: int = -1) -> Any:
    keep = np.ones(flip.layout.count, np.bool_)
    keep[[part for n, part in enumerate(flip.parts) if n != without]] = False
    return MODALITIES.get(flip.modality).mask(raw, flip.layout, keep)


def pixels_of(values: dict[str, Value]) -> np.ndarray:
    return np.asarray(Image.open(str(values["picture"])).convert("RGB"))


def test_flips_are_real_minimal_and_name_what_decided(predictor: Predictor, test_examples: tuple[Example, ...]) -> None:
    """Second source: the whole predictor, asked again by hand; and the planted word and square."""
    finder = CounterfactualFinder(predictor)
    kinds, named, on_square = [], 0, 0
    for example in test_examples[:12]:
        values: dict[str, Value] = dict(example.values)
        before = predictor.predict(values, explain=False).answer
        for flip in finder.find(values, test_examples[12:]):
            kinds.append(f"{flip.kind} {flip.modality}" if flip.kind == "mask" else flip.kind)
            after = predictor.predict(changed(values, flip), explain=False)
            assert (flip.before, flip.after) == (before, after.answer) and before != after.answer
            assert flip.probability_after == pytest.approx(after.confidence, abs=1e-6)
            for element in range(len(flip.parts)):
                assert predictor.predict(changed(values, flip, element), explain=False).answer == before
            if isinstance(flip.layout, Spans) and flip.parts:
                named += bool(set(flip.layout.words(flip.parts)) & {"wonderful", "terrible"})
            if isinstance(flip.layout, Grid):
                strong = np.ptp(pixels_of(values).astype(int), axis=2) > 100  # the coloured square
                inside = strong & (masked(pixels_of(values), flip) == 128).all(2)
                on_square += bool(inside.any())
    words, places = kinds.count("mask text"), kinds.count("mask image")
    assert words >= 10 and places >= 6 and kinds.count("exchange") >= 22
    assert named / words >= 0.9 and on_square / places >= 0.8


def test_an_exchange_takes_the_most_similar_of_the_values_that_change_the_answer(
    predictor: Predictor, test_examples: tuple[Example, ...]
) -> None:
    values: dict[str, Value] = dict(test_examples[0].values)
    others = test_examples[1:]
    counterfactuals = CounterfactualFinder(predictor).find(values, others)
    found = next(f for f in counterfactuals if f.kind == "exchange" and f.field == "picture")
    before = predictor.predict(values, explain=False).answer
    own = predictor.answer_batch([values]).features["picture"][0]
    distances = {
        other.id: float(
            np.linalg.norm(
                predictor.answer_batch([{**values, "picture": other.values["picture"]}]).features["picture"] - own
            )
        )
        for other in others
        if predictor.predict({**values, "picture": other.values["picture"]}, explain=False).answer != before
    }
    assert found.example_id in distances
    assert distances[found.example_id or 0] == pytest.approx(min(distances.values()), rel=1e-4)
    assert found.value == others[[o.id for o in others].index(found.example_id or 0)].values["picture"]


def test_shares_of_many_answers_are_those_of_single_ones(
    predictor: Predictor, test_examples: tuple[Example, ...]
) -> None:
    values: list[dict[str, Value]] = [dict(e.values) for e in test_examples[:5]]
    values += [{"words": "wonderful"}, {"picture": values[0]["picture"]}]
    for (answer, shares), one in zip(predictor.contributions(values), values, strict=True):
        alone = predictor.predict(one, explain=False)
        assert answer == alone.answer and shares == pytest.approx(alone.contributions, abs=1e-4)


# -- odd inputs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"words": "wonderful"},
        {"words": "wonderful", "picture": None},
        {"words": "zzz qqq", "picture": np.zeros((1, 1, 3), np.uint8)},
        {"words": "我 很 开心", "picture": np.full((3, 12_000, 3), 40, np.uint8)},
        {"words": "?!…", "picture": np.full((12_000, 40, 3), 200, np.uint8)},
        {"picture": np.zeros((5, 7, 3), np.uint8)},
        {"words": "½ ㍿ terrible ﬁne", "picture": np.zeros((8, 8, 3), np.uint8)},
        {"words": "wonderful " + "the day was long " * 2500, "picture": np.zeros((64, 64, 3), np.uint8)},
    ],
    ids=["one word", "no picture", "1x1", "wide", "tall, signs only", "no words", "several tokens", "10 000 words"],
)
def test_odd_inputs_give_confirmed_flips_or_none(
    predictor: Predictor, test_examples: tuple[Example, ...], values: dict[str, Value]
) -> None:
    before = predictor.predict(values, explain=False).answer
    for flip in CounterfactualFinder(predictor).find(values, test_examples[:6]):
        now: Value = flip.value if flip.kind == "exchange" else masked(values[flip.field], flip)
        assert predictor.predict({**values, flip.field: now}, explain=False).answer == flip.after != before


def test_nothing_at_all_is_refused_with_a_sentence(predictor: Predictor) -> None:
    assert CounterfactualFinder(predictor).find({"words": "  ", "picture": None}) == ()
    with pytest.raises(DataError, match="unknown form"):
        CounterfactualFinder(predictor).find({"picture": np.zeros((4, 4), np.uint8)})


def test_candidates_that_cannot_be_read_are_passed_over(
    predictor: Predictor, test_examples: tuple[Example, ...]
) -> None:
    bad = Example(99, {"picture": "/does/not/exist.png", "words": None})
    counterfactuals = CounterfactualFinder(predictor).find(dict(test_examples[0].values), [bad])
    assert not [f for f in counterfactuals if f.kind == "exchange"]


class _CancelLater(CancelToken):
    """Cancels itself when it is looked at for the n-th time."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._looks = looks

    def raise_if_cancelled(self) -> None:
        self._looks -= 1
        if self._looks <= 0:
            self.cancel()
        super().raise_if_cancelled()


@pytest.mark.parametrize("looks", [1, 2, 5])
def test_a_cancel_ends_the_search_at_its_next_batch(
    predictor: Predictor, test_examples: tuple[Example, ...], looks: int
) -> None:
    finder = CounterfactualFinder(predictor)
    with pytest.raises(Cancelled):
        finder.find(dict(test_examples[0].values), test_examples, cancel=_CancelLater(looks))
    assert finder.find(dict(test_examples[0].values), test_examples)  # and another search works after that


# -- in words ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def without_words(
    text: str, *places: tuple[int, int], probability: float = 0.714, after: str = "sad"
) -> Counterfactual:
    layout = Spans(text, places)
    parts = tuple(range(len(places)))
    return Counterfactual(
        "mask", "words", "text", layout, parts, before="happy", after=after, probability_after=probability
    )


def covered(*cells: tuple[int, int], probability: float = 0.5) -> Counterfactual:
    layout = Grid(8, 8)
    parts = tuple(sorted(layout.numbers(cells)))
    return Counterfactual(
        "mask", "p", "image", layout, parts, before="happy", after="sad", probability_after=probability
    )


def exchanged(modality: str, value: str, probability: float = 1.0) -> Counterfactual:
    return Counterfactual(
        "exchange", "p", modality, example_id=12, value=value, after="sad", probability_after=probability
    )


def test_a_flip_is_one_plain_sentence(english: None) -> None:
    text = "great, thanks: just what I needed"
    assert say_counterfactual(without_words(text, (0, 5), (27, 33))) == (
        "Without the words “great”, “needed” it would say sad (71\u202f%)."
    )
    one = without_words(text, (0, 5), probability=0.9999, after="sad\u202e\n")
    assert say_counterfactual(one) == "Without the word “great” it would say sad (99.9\u202f%)."
    assert say_counterfactual(covered((0, 0), (1, 1))) == (
        "With 2 of the 64 parts of the picture covered (upper left of the picture) it would say sad (50\u202f%)."
    )
    assert say_counterfactual(covered((0, 0), (7, 7))) == (
        "With 2 of the 64 parts of the picture covered it would say sad (50\u202f%)."
    )
    picture = exchanged("image", "/a/b.png")
    assert say_counterfactual(picture) == "With the picture of example 12 instead it would say sad (100\u202f%)."
    other = exchanged("text", "so  sad", 0.6)
    assert say_counterfactual(other) == "With the words of example 12 (“so sad”) instead it would say sad (60\u202f%)."


def test_braces_in_a_text_are_only_letters(english: None) -> None:
    assert "“{answer}”" in say_counterfactual(without_words("{answer} {0}", (0, 8)))
    assert "(“{share}”)" in say_counterfactual(exchanged("text", "{share}"))


def test_below_the_threshold_a_flip_ends_in_doubt(english: None) -> None:
    word = without_words("great day", (0, 5), probability=0.31)
    assert say_counterfactual(word, least_sure=0.5) == (
        "Without the word “great” it would no longer be sure (best guess: sad, 31\u202f%)."
    )
    assert "would say sad" in say_counterfactual(word, least_sure=0.31)
    for flip in (
        covered((0, 0), (7, 7), probability=0.31),
        covered((0, 0), (1, 1), probability=0.31),
        exchanged("image", "/a/b.png", 0.31),
        exchanged("text", "so sad", 0.31),
    ):
        assert say_counterfactual(flip, least_sure=0.5).endswith(
            "it would no longer be sure (best guess: sad, 31\u202f%)."
        )


def test_a_flip_names_its_field_and_what_it_changes(english: None) -> None:
    word = without_words("great day", (0, 5), probability=0.7)
    assert (
        say_counterfactual(word, field_title="title") == "title: Without the word “great” it would say sad (70\u202f%)."
    )
    assert say_tried(word) == "Shown now: without the word “great”."
    assert say_change(word) == "The framed word would be left out; all else stays."
    other = exchanged("image", "/a/b.png")
    assert say_tried(other) == "Shown now: with the picture of example 12."
    assert say_change(other) == "The whole picture would be replaced by the one shown here; all else stays."


def test_many_words_are_not_all_listed(english: None) -> None:
    flip = without_words("a b c d e f g h i j k l", *((n, n + 1) for n in range(0, 23, 2)))
    assert say_counterfactual(flip).count("“") == 8 and "…" in say_counterfactual(flip)
