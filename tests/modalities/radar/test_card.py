from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt

from mmgui.core.data.example import Field
from mmgui.core.heat_map import HeatMap
from mmgui.core.layouts import Grid
from mmgui.gui.cards.field_card import Link
from mmgui.gui.cards.lookup import card_of
from mmgui.modalities import find_modality
from mmgui.modalities.radar.card import RadarCard
from mmgui.modalities.radar.places import line_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(qtbot, radar_file: Path) -> RadarCard:
    made = card_of(Field("radar", "radar"))
    qtbot.addWidget(made)
    made.resize(520, 520)
    made.show()
    with qtbot.waitSignal(made.value_changed, timeout=20_000):
        made.set_value(radar_file)
    return made


def at(card: RadarCard, number: int) -> QPoint:
    return card.view.place_of(number).toPoint()


def test_a_file_is_shown_and_kept(card: RadarCard, radar_file: Path, returns: NDArray[np.float32]) -> None:
    assert card.raw_value() == pytest.approx(returns) and card.kept_value() == radar_file
    assert [card.view.part_at(card.view.place_of(n)) for n in range(3)] == [0, 1, 2]


def test_a_return_is_moved_with_the_mouse_and_becomes_a_file(card: RadarCard, qtbot, radar_file: Path) -> None:
    start, end = at(card, 0), card.view.fan().point(40, -20).toPoint()
    qtbot.mousePress(card.view, LEFT, pos=start)
    qtbot.mouseMove(card.view, end)
    qtbot.mouseRelease(card.view, LEFT, pos=end)
    assert card.raw_value()[0, :2] == pytest.approx((40, -20), abs=1.0)
    kept = card.kept_value()
    assert isinstance(kept, Path) and kept != radar_file
    assert find_modality("radar").read(kept) == pytest.approx(card.raw_value(), abs=1e-3)


def test_returns_are_added_and_taken_out_by_mouse_and_by_button(card: RadarCard, qtbot) -> None:
    qtbot.mouseDClick(card.view, LEFT, pos=card.view.fan().point(35, 30).toPoint())
    assert card.raw_value().shape == (4, 4) and card.raw_value()[3, :2] == pytest.approx((35, 30), abs=1.0)
    card.add.click()
    assert card.raw_value()[4].tolist() == [20, 0, 0, 20]
    card.take_out.click()  # the chosen one: the newest
    qtbot.mouseClick(card.view, LEFT, pos=at(card, 1))
    card.take_out.click()
    assert card.raw_value()[:, 0].round().tolist() == [18, 12, 35]


def test_the_keyboard_alone_is_enough(card: RadarCard, qtbot) -> None:
    card.view.setFocus()
    for key in (Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Plus):
        qtbot.keyClick(card.view, key)
    assert card.raw_value()[1].tolist() == [31, -4, 26, 12]
    qtbot.keyClick(card.view, Qt.Key.Key_Space)
    assert card.hidden()[1] == {1} and len(card.shown_value()) == 2
    qtbot.keyClick(card.view, Qt.Key.Key_Escape)
    qtbot.keyClick(card.view, Qt.Key.Key_Delete)
    qtbot.keyClick(card.view, Qt.Key.Key_A)
    assert card.raw_value()[:, 0].tolist() == [18, 12, 20]


def test_the_last_return_taken_out_leaves_nothing(card: RadarCard) -> None:
    for _ in range(3):
        card._take_out(0)
    assert card.raw_value() is None and card.kept_value() is None and not card.take_out.isVisible()


def test_the_chosen_one_is_told_and_hurried(card: RadarCard, qtbot) -> None:
    qtbot.mouseClick(card.view, LEFT, pos=at(card, 0))
    assert card.about.text() == "A strong return at 18 m, straight ahead, coming closer at 9 m/s"
    card.speed.setValue(-6)
    assert card.raw_value()[0, 2] == -6 and "moving away at 6 m/s" in card.about.text()


def test_the_map_glows_where_it_lies_and_an_older_one_is_not_shown(card: RadarCard, returns) -> None:
    bare = card.view.grab().toImage()
    layout = line_of(card.raw_value())
    card.show_heat_map(HeatMap("radar", "gradients", layout, np.array([1, 0, 0], np.float32)))
    glowing = card.view.grab().toImage()
    spot = at(card, 0) + QPoint(16, 0)
    assert glowing.pixel(spot) != bare.pixel(spot)
    assert glowing.pixel(at(card, 2) + QPoint(16, 0)) == bare.pixel(at(card, 2) + QPoint(16, 0))
    assert "a strong return at 18 m" in card.view.accessibleDescription()
    older = line_of(returns[:2])
    card.show_heat_map(HeatMap("radar", "gradients", older, np.array([0, 1], np.float32)))
    assert card.view.grab().toImage() == glowing and card.as_image() is not None


def test_of_hidden_returns_the_others_keep_their_weights(card: RadarCard) -> None:
    card.hide_parts(line_of(card.raw_value()), [0])
    assert card.shown_value()[:, 0].tolist() == [30, 12]
    card.show_heat_map(HeatMap("radar", "occlusion", line_of(card.shown_value()), np.array([0.2, 1], np.float32)))
    assert card._weights() == pytest.approx([0, 0.2, 1])
    card.show_all.click()
    assert len(card.shown_value()) == 3


def test_what_belongs_to_something_elsewhere_is_ringed(card: RadarCard) -> None:
    bare = card.view.grab().toImage()
    layout = line_of(card.raw_value())
    card.show_link(Link(layout, np.array([0, 1, 0], np.float32), "", "#0f7fa8"))
    assert card.view.grab().toImage() != bare
    card.show_link(None)
    card.mark(layout, [2])
    assert card.view.grab().toImage() != bare
    card.mark()
    assert card.view.grab().toImage() == bare


def test_a_part_under_the_mouse_is_pointed_at(card: RadarCard, qtbot) -> None:
    card.set_touch_mode("look")
    with qtbot.waitSignal(card.pointed) as told:
        qtbot.mouseMove(card.view, at(card, 1))
    assert told.args == [line_of(card.raw_value()), 1]


def test_of_a_map_sectors_are_hidden(card: RadarCard, qtbot) -> None:
    with qtbot.waitSignal(card.value_changed, timeout=20_000):
        card.set_value(np.random.default_rng(0).random((48, 48, 1)).astype(np.float32))
    number = card.view.part_at(card.view.fan().point(60, 10))
    qtbot.mouseClick(card.view, LEFT, pos=card.view.fan().point(60, 10).toPoint())
    assert card.hidden() == (Grid(12, 12, 48, 48), {number}) and not card.add.isVisible()
    assert (card.shown_value() != card.raw_value()).any()
    card.show_heat_map(HeatMap("radar", "gradients", Grid(12, 12, 48, 48), np.eye(144, dtype=np.float32)[5]))
    card.hide_parts(Grid(8, 8, 48, 48), [0])
    assert 0 in card.hidden()[1]


def test_a_damaged_file_is_refused_and_the_present_one_stays(card: RadarCard, qtbot, tmp_path: Path) -> None:
    (tmp_path / "odd.npy").write_bytes(b"\x93NUMPY nothing")
    with qtbot.waitSignal(card.refused, timeout=20_000) as said:
        card.set_value(tmp_path / "odd.npy")
    assert said.args[0].message.startswith("“odd.npy” is damaged") and len(card.raw_value()) == 3
