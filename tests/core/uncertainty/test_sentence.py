"""Sentences of the confidence: what the correction did, for better or worse."""

from mmgui.core.uncertainty.sentence import is_worse, say_error


def test_a_correction_that_made_it_worse_is_said_to_have_done_so() -> None:
    """Fitted on few validation examples, the temperature can move the confidence away from the test part."""
    worse = say_error(0.031, 0.017)
    assert "off by 3.1\u202f%" in worse and "made it worse" in worse and "1.7\u202f%" in worse
    better = "On average its confidence is off by 1.7\u202f% (before correcting it: 3.1\u202f%)."
    assert say_error(0.017, 0.031) == better
    assert not is_worse(0.01704, 0.01701), "what nobody sees is no difference"
