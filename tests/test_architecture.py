"""The design's walls and habits, checked on the source: who imports whom, what is never written, how it is named."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from mmgui.core.paths import resource

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mmgui"
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
LINES_AT_MOST = 500


def sources(folder: Path = PACKAGE) -> Iterator[tuple[str, str]]:
    """(path relative to the project, text) of every Python file below the folder."""
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


@cache
def code_only(text: str) -> str:
    """The program without comments and docstrings, each statement written in Python's own plain way."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.body:
            first = node.body[0]
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body[0] = ast.copy_location(ast.Pass(), first)
    return ast.unparse(ast.fix_missing_locations(tree))


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in the project's root; a warning does not count here, an error does."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=240,
    )


_LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def test_import_contracts_hold() -> None:
    """In a process of its own: import-linter switches off every logger that is there."""
    done = subprocess.run([sys.executable, "-c", _LINT], cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout


def test_an_arrow_that_runs_up_breaks_the_contracts(tmp_path: Path) -> None:
    """The contracts are really read and can fail: the same ones, over a package in which core imports the window."""
    package = tmp_path / "mmgui"
    for path in PACKAGE.rglob("*.py"):
        copy = package / path.relative_to(PACKAGE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text("utf-8") if path.name != "cancel.py" else "import mmgui.gui\nimport PySide6\n")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {_LINT}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode != 0
    assert re.search(r"core and session never import Qt\s+BROKEN", done.stdout), done.stdout
    assert re.search(r"floors: no arrow runs up\s+BROKEN", done.stdout), done.stdout


def circle_of_imports(files: Iterable[tuple[str, str]]) -> list[str]:
    """Modules of these files that import each other in a circle, for types only or inside a function too; [] if none.

    files: (path, text), as sources() gives them. The first module of the circle is named again at its end.
    """
    texts = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): text for path, text in files}
    needs: dict[str, set[str]] = {}
    for module, text in texts.items():
        named: set[str] = set()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                named.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.module and not node.level, f"{module}: write the whole name of what is imported"
                values = {f"{node.module}.{alias.name}" for alias in node.names}
                named |= values if values <= texts.keys() else values | {node.module}
        needs[module] = named & texts.keys() - {module}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_a_circle_of_imports_is_found_in_every_disguise() -> None:
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from mmgui.p.b import B\n"
    inside = "def f():\n    import mmgui.p.c\n"
    files = [("mmgui/p/a.py", typed), ("mmgui/p/b.py", inside), ("mmgui/p/c.py", "from mmgui.p import a\n")]
    assert set(circle_of_imports(files)) == {"mmgui.p.a", "mmgui.p.b", "mmgui.p.c"}
    assert circle_of_imports(files[:2]) == circle_of_imports(files[1:]) == []
    assert circle_of_imports([("mmgui/p/__init__.py", "import mmgui.p.a"), ("mmgui/p/a.py", "from mmgui.p import x")])


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle_of_imports(sources(PACKAGE)) == [], "each file knows those below it only"


_IMPORT_ALL = """
import importlib, pkgutil, sys
def import_all(name):
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(getattr(package, "__path__", []), name + "."):
        importlib.import_module(module.name)
"""


@pytest.mark.slow
def test_core_and_session_import_where_qt_is_not_installed() -> None:
    code = f"""{_IMPORT_ALL}
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "pytestqt"):
            raise ModuleNotFoundError(f"blocked: {{name}}", name=name)
sys.meta_path.insert(0, Blocked())
import_all("mmgui.core")
import_all("mmgui.session")
"""
    done = run_python(code)
    assert done.returncode == 0, done.stderr


def test_importing_the_window_does_not_import_torch() -> None:
    """The window has to be painted before torch, which takes seconds, is loaded on a worker thread."""
    code = f"""{_IMPORT_ALL}
import_all("mmgui.gui")
import mmgui.app
heavy = sorted({{"torch", "torchmetrics", "captum", "sklearn", "scipy"}} & set(sys.modules))
print("loaded:", *heavy)
"""
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "loaded:"


def named_resources(text: str) -> tuple[list[str], int]:
    """The names in `resource(…)` calls (a value in an f-string becomes *), and how many calls hide their name."""
    names, hidden = [], 0
    for node in ast.walk(ast.parse(text)):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "resource"
        if not called or not isinstance(node, ast.Call):
            continue
        match node.args:
            case [ast.Constant(value=str(name))]:
                names.append(name)
            case [ast.JoinedStr(values=values)]:
                names.append("".join(str(v.value) if isinstance(v, ast.Constant) else "*" for v in values))
            case _:
                hidden += 1
    return names, hidden


def test_resource_names_are_found_in_calls_and_f_strings() -> None:
    text = 'a = resource("x/y.svg"); b = resource(f"locale/{code}/m.mo"); c = resource(name)'
    assert named_resources(text) == (["x/y.svg", "locale/*/m.mo"], 1)


def test_every_resource_that_the_code_names_opens() -> None:
    missing, hidden, seen = [], [], 0
    for path, text in sources():
        names, unseen = named_resources(text)
        if unseen:
            hidden.append(path)
        for name in names:
            seen += 1
            found = [resource(name)] if "*" not in name else list((ROOT / "resources").glob(name))
            if not found or not all(p.is_dir() or p.read_bytes() for p in found):
                missing.append(f"{path}: {name}")
    assert seen, "the code names resources (the catalogue at least)"
    assert not missing, "named in the code, but not in resources/ or empty"
    assert not hidden, "write the name, or the part of it that is known, inside the call of resource()"


@pytest.mark.parametrize(
    "name",
    ["../pyproject.toml", "icons/../../pyproject.toml", "/etc/passwd", "C:/x", "..\\x", "icons\\..\\x", "..", "a:b"],
)
def test_a_resource_name_cannot_leave_its_folder(name: str) -> None:
    with pytest.raises(ValueError, match="not a resource name"):
        resource(name)


def test_a_resource_that_does_not_exist_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no-such\.svg"):
        resource("icons/no-such.svg")


@dataclass(frozen=True)
class Ban:
    """What is never written in the folder (but in the files excepted), why, and a line that it must catch."""

    pattern: str
    reason: str
    sample: str
    folder: str = "mmgui/"
    excepted: tuple[str, ...] = ()


BANS = [
    Ban(r"\bQThread", "worker threads are Python threads (design.md §5)", "class Worker(QThread): pass"),
    Ban(r"\bQRunnable\b|\bQThreadPool\b", "worker threads are Python threads (design.md §5)", "QThreadPool.start(x)"),
    Ban(r"processEvents\(", "it runs foreign slots in the middle of ours", "app.processEvents()"),
    Ban(r"\.terminate\(", "it corrupts what comes later (facts.md)", "thread.terminate()"),
    Ban(
        r"\b(import|from) c?[pP]ickle\b|\bc?[pP]ickle\.\w*(load|Unpickler)",
        "opening a file must never run code (T1)",
        "import pickle",
    ),
    Ban(r"torch\.jit\b|torch\.export\b|torch\.hub\b", "opening a model must never run code (T2)", "torch.jit.load(p)"),
    Ban(r"weights_only=(?!True)", "opening a model must never run code (T1)", "torch.load(p, weights_only=False)"),
    Ban(r"torch\.load\((?!.*weights_only=True)", "opening a model must never run code (T1)", "torch.load(path)"),
    Ban(r"allow_pickle=True", "opening a file must never run code (T1)", "numpy.load(p, allow_pickle=True)"),
    Ban(r"(?<![.\w])(eval|exec|compile|__import__)\(", "text never becomes a program", "eval('1')"),
    Ban(r"shell=True|os\.system\(|os\.popen\(", "a name of a person's file could become a command", "os.system('x')"),
    Ban(r"extractall\(", "an archive could leave its folder (T11)", "archive.extractall(folder)"),
    Ban(
        r"import (urllib\.request|http\.client|requests|httpx|ftplib|socket|huggingface_hub)\b|"
        r"from (urllib\.request|http\.client|requests|httpx|ftplib|socket|huggingface_hub)\b",
        "no connection is ever tried (T28)",
        "import urllib.request",
    ),
    Ban(
        r"\.(itemAt|takeAt|itemAtPosition|replaceWidget)\(",
        "a wrapper of a layout's item fells the program when Qt frees the item: see lifetimes.py",
        "layout.takeAt(0)",
        folder="mmgui/gui/",
    ),
    Ban(
        r"\.deleteLater\(",
        "widgets end in lifetimes.discard",
        "row.deleteLater()",
        folder="mmgui/gui/",
        excepted=("mmgui/gui/kit/lifetimes.py",),
    ),
    Ban(
        r"(modality|kind|name)\)? *(==|!=|in|not in) *[\[({]?[\"'](image|text|picture)[\"']"
        r"|[\"'](image|text)[\"'] *(==|!=)|MODALITIES(\.get\(|\[)[\"']|find_(modality|encoder)\([\"']"
        r"|[{,] *[\"'](image|text)[\"']: *['\"]?[A-Z#(\[]"
        r"|\b(PictureInput|WordsInput|TextValues)\b|mmgui\.modalities\.(picture|text)\b",
        "a modality is one place: ask its contract, or go by the layout of its parts (modalities/contract.py)",
        "if field.modality == 'image': pass",
        excepted=("mmgui/modalities/", "mmgui/core/scenes/"),
    ),
    Ban(
        r"\bQScrollArea\(",
        "Qt's own overflows the stack where its content has two minds about its size: use scrolling.ScrollArea",
        "area = QScrollArea()",
        folder="mmgui/gui/",
    ),
    Ban(r"\bsleep\(", "the window's thread never sleeps", "time.sleep(1)", folder="mmgui/gui/"),
    Ban(
        r"setTextFormat\((?!Qt\.TextFormat\.PlainText\))|\.setHtml\(|\.setMarkdown\(|\.insertHtml\(",
        "plain text only (T9)",
        "label.setTextFormat(Qt.TextFormat.RichText)",
        folder="mmgui/gui/",
    ),
    Ban(
        r"(?<![\w.])QLabel\((?!\))",  # an empty one, for a picture, is fine
        "a QLabel guesses rich text: use PlainLabel (T9)",
        "label = QLabel(name)",
        folder="mmgui/gui/",
        excepted=("mmgui/gui/kit/texts.py",),
    ),
    Ban(
        r"QMessageBox\.(information|warning|critical|question|about)\(",
        "a QMessageBox guesses rich text: use texts.message_box (T9)",
        "QMessageBox.warning(self, 't', name)",
        folder="mmgui/gui/",
    ),
    Ban(
        r"\.setToolTip\(",
        "a tooltip guesses rich text: use plain_tooltip (T9)",
        "button.setToolTip(name)",
        folder="mmgui/gui/",
        excepted=("mmgui/gui/kit/texts.py",),
    ),
    Ban(
        r"\b(QPixmap|QImage|QImageReader|QIcon|QMovie)\((str|path|file|name|['\"])",
        "Qt never reads a person's file: only arrays that passed the gate (T6)",
        "QPixmap(path)",
        folder="mmgui/gui/",
        excepted=("mmgui/gui/kit/icons.py",),
    ),
]


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.sample)
def test_nothing_banned_is_written(ban: Ban) -> None:
    assert re.search(ban.pattern, code_only(ban.sample)), "the ban would not catch its own sample"
    found = []
    for path, text in sources():
        if path.startswith(ban.folder) and not path.startswith(ban.excepted):
            found += [
                f"{path}: {line.strip()}" for line in code_only(text).splitlines() if re.search(ban.pattern, line)
            ]
    assert not found, ban.reason


def test_comments_and_docstrings_may_name_what_is_banned() -> None:
    text = '"""Never pickle."""\n# no QThread\nx = 1\n'
    assert code_only(text) == "pass\nx = 1"


def test_no_file_is_too_long() -> None:
    long = {path: text.count("\n") for path, text in sources() if text.count("\n") > LINES_AT_MOST}
    assert not long, f"more than {LINES_AT_MOST} lines: split"


def test_no_unfinished_work_is_marked() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b")
    found = [f"{path}: {line.strip()}" for path, text in sources() for line in text.splitlines() if mark.search(line)]
    assert not found


def test_file_names_are_nouns_a_user_could_say() -> None:
    files = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "packaging").rglob("*.py")]
    folders = {path.parent for path in files}
    bad = [str(path.relative_to(ROOT)) for path in [*files, *folders] if path.stem.lower() in FORBIDDEN_NAMES]
    assert not bad


def test_the_test_tree_mirrors_the_package() -> None:
    """tests/core/data/test_splitting.py looks at mmgui/core/data/splitting.py, and so does test_splitting_x.py.

    Tests that share fixtures of their own may lie in a folder of their own inside.
    """
    strays = []
    for floor in ("core", "session", "gui", "modalities"):
        for path in (ROOT / "tests" / floor).rglob("test_*.py"):
            place = PACKAGE / path.parent.relative_to(ROOT / "tests")
            place = place if place.is_dir() else place.parent
            name = path.stem.removeprefix("test_")
            modules = {p.stem for p in place.glob("*.py")} | {p.name for p in place.glob("*/")} | {place.name}
            if not place.is_dir() or not any(name == m or name.startswith(f"{m}_") for m in modules):
                strays.append(str(path.relative_to(ROOT)))
    assert not strays, "no module of this name at the same place in mmgui/"


def test_no_package_registry_is_named_in_the_project() -> None:
    """Where packages come from is for pip's settings on each machine, not for a file of ours."""
    host = re.compile(r"(files\.)?python" + r"hosted\.org|pypi" + r"\.org|download\.py" + r"torch\.org", re.IGNORECASE)
    files = [
        *ROOT.glob("*.*"),
        *(ROOT / "packaging").rglob("*.*"),
        *(ROOT / ".ci").glob("*"),
        *PACKAGE.rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
    ]
    named = [str(p.relative_to(ROOT)) for p in files if p.is_file() and host.search(p.read_text("utf-8", "ignore"))]
    assert not named


@pytest.mark.parametrize(
    "offence",
    [
        "x = field.modality == 'image'",
        "x = field.modality in ('image', 'beep')",
        "x = MODALITIES.get('text').suffixes",
        "titles = {'image': 'Picture', 'text': 'Words'}",
        "from mmgui.modalities.picture.values import read_picture",
        "isinstance(given, WordsInput)",
        "find_encoder('image/cnn')",
    ],
)
def test_a_modality_that_is_named_outside_its_room_is_found(offence: str) -> None:
    (ban,) = [ban for ban in BANS if "modality is one place" in ban.reason]
    assert re.search(ban.pattern, code_only(offence))
    for innocent in ("icon(name, 'text')", "kind: Literal['text', 'parquet']", "x = {'label': 'text'}"):
        assert not re.search(ban.pattern, code_only(innocent))
