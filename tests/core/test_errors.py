"""How errors read on one line."""

import pytest

from mmgui.core.errors import DataError
from mmgui.core.i18n import set_language


@pytest.fixture
def chinese():
    set_language("zh_CN")
    yield
    set_language("en")


def test_message_and_hint_are_two_sentences_on_one_line() -> None:
    assert DataError("It is\ngone.", "Look again.").sentence() == "It is gone. Look again."
    assert DataError("It is gone.").sentence() == "It is gone."


def test_in_chinese_no_blank_stands_between_them(chinese) -> None:
    assert DataError("找不到。", "请检查。").sentence() == "找不到。请检查。"
