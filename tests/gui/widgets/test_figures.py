"""Per cents have one form in the whole window."""

import ast
from pathlib import Path

import pytest

import mmgui.gui
from mmgui.core.i18n import set_language, with_percent_sign
from mmgui.core.reporting.figures import whole_percent
from mmgui.gui.widgets.figures import percent

HERE = Path(mmgui.gui.__file__).parent
KNOWN = {"theme_sheet.py"}  # per cents of a style sheet are none that people read


@pytest.mark.parametrize(("code", "space"), [("en", "\u202f"), ("zh_CN", "")])
def test_a_narrow_space_stands_before_the_sign_except_in_chinese(code: str, space: str) -> None:
    set_language(code)
    try:
        assert with_percent_sign(86) == f"86{space}%"
        assert percent(0.864, 1) == f"86.4{space}%"
        assert whole_percent(0.996) == f"99.6{space}%"
        assert whole_percent(0.003) == f"<\u202f1{space}%"
    finally:
        set_language("en")


def _texts(path: Path) -> list[tuple[int, str]]:
    """Every literal of a file that is no docstring, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [n.body for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    first = [body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)]
    docstrings = {id(value) for value in first if isinstance(value, ast.Constant)}
    literals = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docstrings]
    return [(n.lineno, n.value) for n in literals if isinstance(n.value, str)]


def test_no_text_of_the_window_writes_a_per_cent_of_its_own() -> None:
    """ "{share}" is filled by `percent` or `with_percent_sign`; a fixed "95 %" has the narrow space."""
    found = []
    for path in HERE.rglob("*.py"):
        if path.name in KNOWN:
            continue
        for line, text in _texts(path):
            for place, sign in enumerate(text):
                before, after = text[place - 1 : place], text[place + 1 : place + 2]
                if sign == "%" and after not in ("s", "d") and (before.isdigit() or before in ("}", " ", "\u00a0")):
                    found.append(f"{path.name}:{line}: {text!r}")
    assert found == []
