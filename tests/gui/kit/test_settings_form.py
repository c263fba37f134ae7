"""Settings: automatic, with their value, until a person takes them over."""

from typing import Any

from mmgui.core.parameters import Parameter
from mmgui.gui.kit.settings_form import SettingsForm

RATE = Parameter("learning_rate", 0.001, "Learning rate", "How far each step goes.", low=0.0, high=1.0)
PAIRS = Parameter("word_pairs", True, "Pairs of words", "Whether pairs count.")


def test_automatic_says_its_value_and_who_takes_over_begins_with_it(qtbot: Any) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.set_groups([("Training", (RATE, PAIRS))])
    assert form.row("learning_rate").automatic.text() == "automatic"
    form.show_automatic({"learning_rate": 0.003, "word_pairs": False})
    assert form.row("learning_rate").automatic.text() == "automatic: 0.003"
    assert form.row("word_pairs").automatic.text() == "automatic: no"
    for row in (form.row("learning_rate"), form.row("word_pairs")):
        row.tick.setChecked(True)
    assert form.values() == {"learning_rate": 0.003, "word_pairs": False}
    form.refresh()
    assert form.row("learning_rate").automatic.text() == "automatic: 0.003"
