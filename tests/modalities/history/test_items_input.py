"""Items as numbers: by hand."""

import numpy as np

from mmgui.modalities import MODALITIES
from mmgui.modalities.history.items_input import HIDDEN, UNKNOWN, HistoryInput

TRAINING = ['["Seeds", "hose"]', '["seeds", "hose", "seeds"]', '["hose", "rope"]', "[]"]


def test_items_of_two_histories_are_known_however_they_are_spelt() -> None:
    given = HistoryInput.fit(TRAINING, 100)
    assert given.names == ("hose", "Seeds") and len(given) == 4  # the rope stands in one only
    values = given.prepare(['["SEEDS", "rope", "zither", "hose"]', "[]", ""]).take(np.arange(3))
    assert values.ids.tolist() == [[3, UNKNOWN, UNKNOWN, 2], [HIDDEN] * 4, [HIDDEN] * 4]
    assert values.mask.tolist() == [[True] * 4, [True, False, False, False], [True, False, False, False]]
    assert values.pieces()[1] == values.pieces()[2] != values.pieces()[0]
    assert HistoryInput.model_validate(given.model_dump(mode="json")) == given


def test_at_most_so_many_items_are_known() -> None:
    assert HistoryInput.fit(TRAINING, 1).names == ("hose",)


def test_what_is_taken_out_leaves_the_others_in_their_places() -> None:
    history, given = MODALITIES.get("history"), HistoryInput.fit(TRAINING, 100)
    raw = '["seeds", "garden \\"hose\\"", "seeds"]'
    layout = given.layout(raw)
    assert layout.text == 'seeds › garden "hose" › seeds' and layout.words() == ("seeds", 'garden "hose"', "seeds")
    masked = history.mask(raw, layout, np.array([True, False, True]))
    left = given.layout(masked)
    assert left.words() == ("seeds", "seeds") and left.places == (layout.places[0], layout.places[2])
    assert given.prepare([masked]).take(np.arange(1)).ids.tolist() == [[3, HIDDEN, 3]]
    assert left.merge(np.array([0.5, 0.9, 0.25])).tolist() == [0.5, 0.25]
    assert history.read(masked) == masked
    nothing = history.mask(raw, layout, np.zeros(3, np.bool_))
    assert given.layout(nothing).count == 0 and given.layout(nothing).merge(np.ones(3)).shape == (0,)


def test_the_strongest_item_is_named_with_its_place() -> None:
    history, given = MODALITIES.get("history"), HistoryInput.fit(TRAINING, 100)
    layout = given.layout('["seeds", "rope", "garden hose"]')
    assert history.describe(layout, np.array([0.1, 0.2, 1.0])) == "third: garden hose"
    assert history.describe(layout, np.array([1.0, 1.0, 1.0])) == ""
    many = given.layout(str([f"thing {n}" for n in range(12)]).replace("'", '"'))
    assert history.describe(many, np.arange(12.0)) == "number 12: thing 11"


def test_people_see_a_line_whatever_is_stored() -> None:
    shown = MODALITIES.get("history").shown_text
    assert shown('["seeds", "hose"]') == "seeds › hose" == shown("seeds; hose")
    assert shown("[]") == "(empty)" and shown('[{"a": 1}]') == '[{"a": 1}]'
