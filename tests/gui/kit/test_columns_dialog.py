"""The dialog that asks which column is which field: what it shows, what it sends on, and when it does not let go."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmgui.core.data.example import Field
from mmgui.core.reporting.table_columns import ColumnChoice, ColumnMatch
from mmgui.gui.kit.columns_dialog import ColumnsDialog
from mmgui.gui.kit.texts import PlainLabel

MATCH = ColumnMatch(
    Path("<b>posts.csv"),
    (Field("picture", "image"), Field("post", "text")),
    ("photo", "title", "remark", "mood"),
    {"photo": ("a.png", "b.png"), "title": ("<i>so</i> great", "bad"), "remark": (), "mood": ("happy", "sad")},
    ColumnChoice({"picture": "photo", "post": "title"}, None, "part"),
    ("post",),
    "mood",
)


@pytest.fixture
def ask(qtbot):
    """`ask(match)` → the shown dialog, with `.sent`, the choices that it sent on."""

    def build(match: ColumnMatch = MATCH) -> ColumnsDialog:
        sent: list[ColumnChoice] = []
        dialog = ColumnsDialog(None, match, sent.append)
        dialog.sent = sent
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return build


def words(dialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(PlainLabel))


def test_every_field_has_a_box_of_columns_with_their_first_values(ask):
    dialog = ask()
    assert list(dialog.boxes) == ["picture", "post"]
    box = dialog.boxes["post"]
    shown = [box.itemText(n) for n in range(box.count())]
    assert shown == ["none", "photo: a.png · b.png", "title: <i>so</i> great · bad", "remark", "mood: happy · sad"]
    assert box.accessibleName() == "Column for “post”"
    assert "“<b>posts.csv”" in words(dialog)


def test_what_was_guessed_is_chosen_and_sent_on(ask):
    dialog = ask()
    assert dialog.focusWidget() is dialog.boxes["post"]  # what is in doubt
    QTest.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    assert dialog.sent == [ColumnChoice({"picture": "photo", "post": "title"}, "mood", "part")]
    assert not dialog.isVisible()


def test_other_columns_and_none_can_be_chosen_by_keyboard(ask):
    dialog = ask()
    QTest.keyClick(dialog.boxes["post"], Qt.Key.Key_Down)
    QTest.keyClick(dialog.boxes["picture"], Qt.Key.Key_Home)
    QTest.keyClick(dialog.label, Qt.Key.Key_Home)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.sent == [ColumnChoice({"picture": None, "post": "remark"}, None, "part")]


def test_without_any_column_there_is_nothing_to_answer(ask):
    dialog = ask()
    for box in dialog.boxes.values():
        box.setCurrentIndex(0)
    assert not dialog.agree.isEnabled()
    assert "at least one field" in dialog.fault.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.sent == []
    dialog.boxes["post"].setCurrentIndex(2)
    assert dialog.agree.isEnabled()
    assert dialog.fault.text() == ""


def test_cancel_and_escape_send_nothing(ask):
    dialog = ask()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.sent == []


def test_a_column_of_which_only_the_values_say_that_it_holds_labels_is_named(ask):
    choice = ColumnChoice({"picture": "photo", "post": "title"})
    dialog = ask(ColumnMatch(MATCH.source, MATCH.fields, MATCH.columns, MATCH.first_values, choice, (), "mood"))
    assert "“mood”" in words(dialog) and "true answers" in words(dialog)
    assert dialog.focusWidget() is dialog.label
    assert dialog.choice.label == "mood"


def test_many_fields_and_long_names_stay_on_a_small_screen(ask):
    fields = tuple(Field(f"field {n} " + "w" * 200, "text") for n in range(30))
    columns = tuple(f"column {n} " + "w" * 200 for n in range(30))
    values = dict.fromkeys(columns, ("x" * 60, "y" * 60))
    choice = ColumnChoice({f.name: None for f in fields} | {fields[0].name: columns[0]})
    dialog = ask(ColumnMatch(Path("p.csv"), fields, columns, values, choice, tuple(f.name for f in fields)))
    assert dialog.height() <= 640
    assert dialog.width() <= 720
    box = dialog.boxes[fields[0].name]
    assert box.fontMetrics().horizontalAdvance(box.currentText()) < box.width() - 32  # not cut by the arrow
    assert box.currentText().endswith("…")
