"""Labels that a model does not know: which one was meant, and how they differ if nobody can see it."""

from mmgui.core.training.spelling import near_labels, say_joinable, say_near_labels


def test_label_that_looks_like_a_class_is_said_with_what_nobody_sees() -> None:
    found = near_labels(["\u0441at", "'dog'", "mouse"], ["cat", "dog"])
    assert found == (("\u0441at", "cat"), ("'dog'", "dog"))
    assert say_near_labels(found) == "“\u0441at” (look-alike characters) may be “cat”; “'dog'” may be “dog”."


def test_joining_is_proposed_only_for_labels_that_it_joins() -> None:
    assert "--join-labels" in say_joinable(near_labels(["1,0", "cats"], ["1", "cat"]))
    assert "--join-labels" in say_joinable(near_labels(["1,5"], ["1.5", "2.5"]))
    assert say_joinable(near_labels(["cats"], ["cat"])) == "" == say_joinable(())
