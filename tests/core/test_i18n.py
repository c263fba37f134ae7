"""Every text of the program is in the catalogues, and every catalogue is whole."""

import ast
import importlib.util
from pathlib import Path

import pytest

from mmgui.core.i18n import LANGUAGES, language, ngettext, set_language

pytest.importorskip("babel")
ROOT = Path(__file__).resolve().parents[2]


def translations():
    specification = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_every_text_given_to_a_translating_function_is_collected() -> None:
    """Python 3.11 hides what stands inside an f-string from the collector; the syntax tree does not."""
    made = translations()
    catalogues = [made.collect(room) for room in (None, *made.rooms())]
    known = {m.id if isinstance(m.id, str) else m.id[0] for catalogue in catalogues for m in catalogue if m.id}
    missing = []
    for path in sorted((ROOT / "mmgui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            if node.func.id in ("_", "N_", "ngettext") and isinstance(node.args[0], ast.Constant):
                text = node.args[0].value
                if text not in known:
                    missing.append(f"{path.relative_to(ROOT)}:{node.lineno} {text!r}")
    assert missing == []


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_a_catalogue_translates_everything_with_the_same_place_holders_and_is_compiled(code: str) -> None:
    made = translations()
    assert [fault for room in (None, *made.rooms()) for fault in made.faults(code, room)] == []


def test_switching_the_language_changes_the_next_text_and_an_unknown_one_means_english() -> None:
    set_language("zh_CN")
    assert language() == "zh_CN"
    chinese = ngettext("Label {count} example “{label}”", "Label {count} examples “{label}”", 3)
    assert "{count}" in chinese and "Label" not in chinese
    set_language("xx")
    assert language() == "en"
    assert ngettext("Label {count} example “{label}”", "Label {count} examples “{label}”", 1).startswith("Label")


ROOM = """
from mmgui.core.i18n import N_
from mmgui.modalities.contract import Modality


class Smells(Modality):
    name = "smell"
    label = N_("Smell of the room")
"""


def test_a_room_brings_its_own_texts(tmp_path, monkeypatch):
    from mmgui.modalities import register, unregister

    room = tmp_path / "mmgui" / "modalities" / "own_smells"
    (room / "locale").mkdir(parents=True)
    (room / "__init__.py").write_text(ROOM, encoding="utf-8")
    (tmp_path / "mmgui" / "other.py").write_text('_("Elsewhere")', encoding="utf-8")
    made = translations()
    monkeypatch.setattr(made, "ROOT", tmp_path)
    assert made.update("zh_CN", room) == 1  # not translated yet
    assert made.faults("zh_CN", room) == ["not translated: 'Smell of the room'"]
    assert [m.id for m in made.collect() if m.id] == ["Elsewhere"]
    po = made.path_of("zh_CN", room=room)
    text = po.read_text(encoding="utf-8")
    head, _sign, body = text.partition('msgid "Smell of the room"\nmsgstr ')
    po.write_text(f'{head}msgid "Smell of the room"\nmsgstr "房间的气味"\n', encoding="utf-8")
    assert body and made.update("zh_CN", room) == 0 and made.faults("zh_CN", room) == []
    monkeypatch.syspath_prepend(room.parent)
    set_language("zh_CN")
    smells = register(importlib.import_module("own_smells").Smells())
    try:
        assert smells.title() == "房间的气味"
        set_language("en")
        assert smells.title() == "Smell of the room"
    finally:
        set_language("en")
        unregister("smell")


def test_sentences_stand_apart_in_english_and_close_together_in_chinese() -> None:
    from mmgui.core.i18n import join_sentences, set_language

    assert join_sentences(("One.", "", "Two.")) == "One. Two." and join_sentences(()) == ""
    set_language("zh_CN")
    try:
        assert join_sentences(("一。", "", "二。")) == "一。二。"
        assert join_sentences(("Not translated.", "Nor this.", "二。")) == "Not translated. Nor this. 二。"
    finally:
        set_language("en")
