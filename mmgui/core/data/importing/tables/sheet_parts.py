"""What fastexcel does not tell of an XLSX sheet: merged cells, formulas without a value, errors, hidden rows, pictures.

Read from the parts of the file by a streaming parser that refuses document types, and with them every entity: an
XLSX needs none, and they are what makes small XML large. Sizes are checked before anything is unpacked.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from lzma import LZMAError
from typing import IO, TypeAlias
from xml.parsers import expat

from mmgui.core.cancel import CancelToken

_CHUNK = 1 << 16
_STYLES = "xl/styles.xml"
_CHARTS = ("xl/chartsheets/", "xl/dialogsheets/")
# Codes of forms in which a cell shows something else than it holds: zeros before a number, a part of a date, words.
_FORMS = re.compile(rb'formatCode="(0{2,20}"|(\[[^\]"]*\])?(d{3,4}|m{3,5}|y{2,4})[;@]*"|&quot;)', re.IGNORECASE)
_ZEROS = re.compile("0{2,20}")
_PART_OF_DATE = re.compile(r"(\[[^\]]*\])?(d{3,4}|m{3,5}|y{2,4})(;@)?", re.IGNORECASE)
_WORD_BEFORE = re.compile(r'"[^"]*[^\W\d_]{2}[^"]*"\s*[0#]+')
_LINK = re.compile(r'\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
_SPAN = re.compile(r"(?<![\w!'.])\[?\.?\$?([A-Z]{1,3})\$?(\d{1,7}):\.?\$?([A-Z]{1,3})\$?(\d{1,7})")
_MOST_FORMULA = 1_000  # characters
_NEEDLES = re.compile(rb"mergeCell |<f[ >/]|t=\"e\"|<(?:legacy)?drawing |<hyperlink |<\w+:worksheet| hidden=")
_PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".emf", ".wmf", ".svg")
Place: TypeAlias = tuple[int, int]  # row and column, from 0
Attributes: TypeAlias = Mapping[str, str]


class NotSafe(Exception):  # noqa: N818 (a reason to look no further)
    """XML that declares a document type."""


# What a damaged or locked file can raise while its parts are read (RuntimeError: a password is needed).
DAMAGE = (
    *(NotSafe, expat.ExpatError, zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, KeyError),
    *(IndexError, RuntimeError, NotImplementedError),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook. part: where it lies in the file."""

    name: str
    is_visible: bool
    part: str = ""


@dataclass(slots=True)
class SheetParts:
    """Of one sheet: merges as (first row, first column, last row), formulas without a value, formulas over several rows
    as (first row, first column, last row, last column) of what they reckon with, errors by their words,
    pictures by the part that holds them (the first of a cell), hidden rows, values as the sheet shows them where
    fastexcel gives others, forms in which columns show something else, where links lead, and the columns that hold
    anything."""

    merges: list[tuple[int, int, int]] = field(default_factory=list)
    formulas: list[Place] = field(default_factory=list)
    spans: dict[Place, tuple[int, int, int, int]] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    pictures: dict[Place, str] = field(default_factory=dict)
    values: dict[Place, str] = field(default_factory=dict)
    forms: dict[int, str] = field(default_factory=dict)
    links: dict[Place, str] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    doubled: int = 0  # pictures over a cell that has one already
    first_column: int | None = None
    last_column: int = 0
    is_whole: bool = True  # False: the sheet could not be looked through


def sheets_of(archive: zipfile.ZipFile) -> list[Sheet]:
    """The sheets of a workbook with cells, in its order. Empty if it is no XLSX."""
    if "xl/workbook.xml" not in archive.namelist():
        return []
    targets = _relations(archive, "xl/workbook.xml")
    sheets: list[Sheet] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            part = targets.get(attribute(attributes, "id"), "")
            if not part.startswith(_CHARTS):
                sheets.append(Sheet(attributes.get("name", ""), attributes.get("state", "visible") == "visible", part))

    with archive.open("xl/workbook.xml") as file:
        parse(file, start)
    return sheets


def read_parts(archive: zipfile.ZipFile, part: str, cancel: CancelToken | None = None) -> SheetParts:
    """Look through a sheet; quick if it holds none of these things. Raises NotSafe, expat errors, Cancelled."""
    parts = SheetParts()
    if part not in archive.namelist():
        return parts
    forms = _forms_of_styles(archive)
    if not forms and not holds(archive, part, _NEEDLES, cancel):
        return parts
    reader = _SheetReader(parts, forms)
    with archive.open(part) as file:
        parse(file, reader.start, reader.end, reader.text, cancel)
    if reader.drawing:
        drawing = _relations(archive, part).get(reader.drawing, "")
        _add_anchored(archive, drawing, parts)
    if reader.values:
        _add_values(archive, reader.values, parts)
    if reader.links:
        targets = _relations(archive, part, are_outside=True)
        parts.links.update((place, targets[name]) for place, name in reader.links.items() if name in targets)
    return parts


def span_of(formula: str) -> tuple[int, int, int, int] | None:
    """The first cells of several rows of its own sheet that a formula names: C3:C14, as ODS writes it [.C3:.C14]."""
    for found in _SPAN.finditer(formula):
        (row, column), (last_row, last_column) = _place(found[1] + found[2]), _place(found[3] + found[4])
        if last_row > row:
            return row, column, last_row, last_column
    return None


def holds(archive: zipfile.ZipFile, part: str, needles: re.Pattern[bytes], cancel: CancelToken | None) -> bool:
    """Whether any of these short words stands in a part: much quicker than to parse it."""
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(1 << 20):
            if cancel is not None:
                cancel.raise_if_cancelled()
            if needles.search(rest + chunk):
                return True
            rest = chunk[-32:]
    return False


class _SheetReader:
    """Follows the cells of a sheet. A cell may leave out where it stands: it then follows the one before."""

    def __init__(self, parts: SheetParts, forms: Mapping[str, str]) -> None:
        self.parts, self._forms = parts, forms
        self.drawing = ""
        self.links: dict[Place, str] = {}  # by the names of relations
        self.values: dict[Place, int] = {}  # places of rich values: pictures placed in cells
        self._row = self._column = -1
        self._kind = self._words = self._value_index = self._style = ""
        self._formula = ""
        self._has_formula = self._is_value = self._is_formula = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            place = _place(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
            self._row, self._column = place
            self._kind, self._value_index = attributes.get("t", "n"), attributes.get("vm", "")
            self._style = attributes.get("s", "")
            self._words, self._formula, self._has_formula = "", "", False
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else self._row + 1
            self._column = -1
            if attributes.get("hidden") in {"1", "true"}:
                self.parts.hidden.append(self._row)
        elif name == "f":
            self._has_formula = self._is_formula = True
        elif name in {"v", "t"}:
            self._is_value = True
        elif name == "mergeCell":
            first, _colon, last = attributes.get("ref", "").partition(":")
            if last:
                (row, column), (end, _column) = _place(first), _place(last)
                if end > row:
                    self.parts.merges.append((row, column, end))
        elif name == "hyperlink":
            self.links[_place(attributes.get("ref", "").partition(":")[0])] = attribute(attributes, "id")
        elif name == "drawing":
            self.drawing = attribute(attributes, "id")

    def text(self, words: str) -> None:
        if self._is_value and len(self._words) < 100:
            self._words += words
        elif self._is_formula and len(self._formula) < _MOST_FORMULA:
            self._formula += words

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._is_value = False
        elif name == "f":
            self._is_formula = False
        elif name == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        place, parts = (self._row, self._column), self.parts
        if self._words:
            parts.first_column = min(self._column, self._column if parts.first_column is None else parts.first_column)
            parts.last_column = max(self._column, parts.last_column)
        if link := _LINK.match(self._formula):
            parts.links[place] = link[1]
        if ":" in self._formula and (span := span_of(self._formula)) is not None:
            parts.spans[place] = span
        if self._kind == "e" and self._value_index.isdigit():
            self.values[place] = int(self._value_index)
        if self._kind == "e":
            parts.errors[place] = self._words
        elif self._has_formula and not self._words:
            parts.formulas.append(place)
        elif self._style in self._forms and self._kind == "n" and self._words:
            form = self._forms[self._style]
            if form.strip("0"):
                parts.forms.setdefault(self._column, form)
            elif self._words.isdecimal():
                parts.values[place] = self._words.zfill(len(form))


def _forms_of_styles(archive: zipfile.ZipFile) -> dict[str, str]:
    """The styles that show a number as "0007", as the weekday of a date or with a word before it, by their number."""
    if _STYLES not in archive.namelist() or not holds(archive, _STYLES, _FORMS, None):
        return {}
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        inside.append(name)
        code = attributes.get("formatCode", "")
        if name == "numFmt" and any(p.fullmatch(code) for p in (_ZEROS, _PART_OF_DATE, _WORD_BEFORE)):
            codes[attributes.get("numFmtId", "")] = code
        elif name == "xf" and "cellXfs" in inside:
            styles.append(attributes.get("numFmtId", ""))

    def end(_name: str) -> None:
        inside.pop()

    with archive.open(_STYLES) as file:
        parse(file, start, end)
    return {str(n): codes[style] for n, style in enumerate(styles) if style in codes}


# --- pictures -----------------------------------------------------------------------------------------------------


def _add_anchored(archive: zipfile.ZipFile, drawing: str, parts: SheetParts) -> None:
    """Pictures that lie over the sheet belong to the cell below their upper left corner."""
    if drawing not in archive.namelist():
        return
    targets = _relations(archive, drawing)
    corner: dict[str, str] = {}
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name in {"from", "to", "row", "col"}:
            inside.append(name)
        elif name in {"twoCellAnchor", "oneCellAnchor"}:
            corner.clear()
        elif name == "blip" and "row" in corner and "col" in corner:
            target = targets.get(attribute(attributes, "embed"), "")
            place = (int(corner["row"]), int(corner["col"]))
            if target.lower().endswith(_PICTURE_ENDINGS):
                parts.doubled += place in parts.pictures
                parts.pictures.setdefault(place, target)

    def end(name: str) -> None:
        if inside and inside[-1] == name:
            inside.pop()

    def text(words: str) -> None:
        if len(inside) == 2 and inside[0] == "from" and words.strip().isdigit():
            corner[inside[1]] = corner.get(inside[1], "") + words.strip()

    with archive.open(drawing) as file:
        parse(file, start, end, text)


def _add_values(archive: zipfile.ZipFile, values: Mapping[Place, int], parts: SheetParts) -> None:
    """Pictures placed in cells: metadata.xml → rdrichvalue.xml → richValueRel.xml → the picture."""
    rich = [int(e.get("i", -1)) for e in _all(archive, "xl/metadata.xml", "rvb")]
    cells = [int(e.get("v", -1)) for e in _all(archive, "xl/metadata.xml", "rc")]
    first: list[int] = []
    _first_values(archive, first)
    targets = _relations(archive, "xl/richData/richValueRel.xml")
    pictures = [targets.get(attribute(e, "id"), "") for e in _all(archive, "xl/richData/richValueRel.xml", "rel")]
    for place, number in values.items():
        try:
            picture = pictures[first[rich[cells[number - 1]]]]
        except IndexError:
            continue
        if picture.lower().endswith(_PICTURE_ENDINGS):
            parts.errors.pop(place, None)
            parts.pictures.setdefault(place, picture)


def _first_values(archive: zipfile.ZipFile, first: list[int]) -> None:
    """Of each rich value the first number: which picture it is."""
    part = "xl/richData/rdrichvalue.xml"
    if part not in archive.namelist():
        return
    state = {"is_first": False, "inside": False}

    def start(name: str, _attributes: Attributes) -> None:
        if name == "rv":
            first.append(-1)
            state["is_first"] = True
        state["inside"] = name == "v" and state["is_first"]

    def text(words: str) -> None:
        if state["inside"] and words.strip().isdigit():
            first[-1] = int(words)
            state["is_first"] = state["inside"] = False

    with archive.open(part) as file:
        parse(file, start, text=text)


# --- the parser ---------------------------------------------------------------------------------------------------


def _all(archive: zipfile.ZipFile, part: str, wanted: str) -> list[Attributes]:
    """The attributes of all elements of a name."""
    found: list[Attributes] = []
    if part in archive.namelist():
        with archive.open(part) as file:
            parse(file, lambda name, attributes: found.append(attributes) if name == wanted else None)
    return found


def _relations(archive: zipfile.ZipFile, part: str, *, are_outside: bool = False) -> dict[str, str]:
    """Names of relations of a part, and the parts that they lead to; or where those lead that lead out of the file."""
    folder, name = posixpath.split(part)
    relations = {}
    for entry in _all(archive, f"{folder}/_rels/{name}.rels", "Relationship"):
        target = entry.get("Target", "")
        if (entry.get("TargetMode", "") == "External") is not are_outside:
            continue
        if not are_outside:
            inside = posixpath.normpath(posixpath.join(folder, target))
            target = target.lstrip("/") if target.startswith("/") else inside
        relations[entry.get("Id", "")] = target
    return relations


def parse(
    file: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    cancel: CancelToken | None = None,
) -> None:
    """Read XML piece by piece; names come without their prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_told: object) -> None:
        raise NotSafe

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    while chunk := file.read(_CHUNK):
        if cancel is not None:
            cancel.raise_if_cancelled()
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def attribute(attributes: Attributes, name: str) -> str:
    """An attribute whatever its prefix ("r:id", "ns1:id")."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _place(reference: str) -> Place:
    """ "B3" → (2, 1)."""
    letters = reference.rstrip("0123456789").replace("$", "")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    digits = reference[len(letters) :].replace("$", "")
    return int(digits or 1) - 1, max(0, column - 1)
