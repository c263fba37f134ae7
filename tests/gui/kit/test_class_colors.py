"""Colours of classes: those chosen stay, the others get what is free, a new class gets what is used least."""

from mmgui.gui.kit.class_colors import CLASS_COLORS, class_colors, color_for_new_class, swatch_icon

FIRST, SECOND, THIRD = list(CLASS_COLORS)[:3]


def test_without_a_choice_the_palette_is_dealt_in_turn():
    names = [str(n) for n in range(10)]
    colors = class_colors(names, {})
    assert list(colors.values())[:3] == [FIRST, SECOND, THIRD]
    assert colors["8"] == FIRST and len(set(colors.values())) == len(CLASS_COLORS)


def test_a_chosen_colour_stays_and_nobody_else_gets_it():
    assert class_colors(("a", "b", "c"), {"b": FIRST, "c": ""}) == {"a": SECOND, "b": FIRST, "c": THIRD}
    assert class_colors(("a", "b"), {"a": "#123456"}) == {"a": "#123456", "b": FIRST}


def test_a_new_class_gets_what_is_used_least():
    assert color_for_new_class({}) == FIRST
    assert color_for_new_class({"a": FIRST, "b": SECOND}) == THIRD
    assert color_for_new_class(dict(enumerate(CLASS_COLORS))) == FIRST


def test_a_swatch_shows_its_colour_and_a_tick(qapp):
    plain, ticked = (swatch_icon(FIRST, is_ticked=t).pixmap(16, 12).toImage() for t in (False, True))
    assert plain.pixelColor(2, 2).name() == ticked.pixelColor(2, 2).name() == FIRST
    assert plain != ticked
