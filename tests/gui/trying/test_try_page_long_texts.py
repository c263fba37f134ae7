"""A text that is too long is answered, and one sentence says how much of it is read."""

import pytest

from mmgui.core.read_text import MAX_TEXT
from mmgui.modalities.text.words import Vocabulary
from mmgui.modalities.text.words_input import WordsInput

SENTENCE = "Only the first 5 words are read."


@pytest.fixture
def reader(shown):
    page = shown()
    given = WordsInput(vocabulary=Vocabulary(), max_words=5)
    page.planted.inputs = {"words": given}
    plain = page.planted.predict

    def predict(values, **asked):
        """As a model does: maps over what is read, the text as it was given."""
        from dataclasses import replace

        from mmgui.core.layouts import Spans

        answer = plain(values, **asked)
        layout = given.layout(values["words"])
        found = answer.heat_maps["words"]
        weights = found.weights[: layout.count]
        cut = replace(found, layout=Spans(values["words"], layout.places), weights=weights)
        return replace(answer, heat_maps={**answer.heat_maps, "words": cut})

    page.planted.predict = predict
    return page


def type_in(page, qtbot, session, text):
    page.cards["words"].editor.setPlainText(text)
    qtbot.waitUntil(lambda: page._shown_prediction() is not None and not session.model.is_answering, timeout=20_000)


def test_the_rest_of_a_long_text_is_said_not_to_be_read(reader, qtbot, session):
    type_in(reader, qtbot, session, "a happy day at the sea with all of you")
    notes = reader.cards["words"].notes.now
    assert notes.text().count(SENTENCE) == 1 and notes.isVisible() and reader.answer.bars.order[0] == "happy"
    type_in(reader, qtbot, session, "a happy day")
    assert SENTENCE not in notes.text()


def test_a_pasted_book_is_answered_without_a_banner(reader, qtbot, session, window):
    type_in(reader, qtbot, session, "happy words " * 15_000)
    assert len(reader.cards["words"].editor.text) == MAX_TEXT
    assert reader.answer.bars.order[0] == "happy"
    notes = reader.cards["words"].notes.now
    assert notes.text().count(SENTENCE) == 1
    session.drain()
    assert not window.banners.shown and not session.messages
