import pytest

from mmgui.core.errors import ExperimentError
from mmgui.core.registry import Registry


def test_an_unknown_name_names_the_known_ones():
    registry: Registry[int] = Registry("fusion")
    registry.register("concat")(1)
    registry.register("gated")(2)
    with pytest.raises(ExperimentError) as caught:
        registry.get("concta")
    assert "concta" in caught.value.message
    assert "concat, gated" in caught.value.hint
    assert caught.value.parameter == "fusion"


def test_a_name_is_taken_once():
    registry: Registry[int] = Registry("fusion")
    registry.register("concat")(1)
    with pytest.raises(ValueError, match="twice"):
        registry.register("concat")(2)
