"""What a report consists of, whatever it is written as: sections of sentences, tables, charts and explained examples.

Every text is plain text; who writes HTML or draws a page makes sure that it is shown literally.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from mmgui.core.explaining.word_lines import Piece

Tone: TypeAlias = Literal["plain", "lead", "note", "good", "warning"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or a few sentences."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DataTable:
    """rows: as many cells each as `header`. The first `texts` columns are texts, the others figures (to the right)."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """An SVG document of width × height pixels. description: what it shows, for those who do not see it."""

    svg: str
    width: float
    height: float
    description: str


@dataclass(frozen=True, slots=True)
class ShownImage:
    """A value as an image: a PNG with the heat map painted in. size: in pixels (width, height). description: where the
    map lies. title: of the field, "" where it can be no other."""

    png: bytes
    size: tuple[int, int]
    description: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class ShownWords:
    """A value as words with their weights. title: as of a ShownImage."""

    pieces: tuple[Piece, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class ExampleCard:
    """One example with its answer and why. images, words: its fields, each in the model's order."""

    title: str
    tone: Tone
    images: tuple[ShownImage, ...]
    words: tuple[ShownWords, ...]
    facts: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]


Block: TypeAlias = Paragraph | Facts | DataTable | Chart | ExampleCard


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. language: as in mmgui.core.i18n. made: when and by which version, one line."""

    title: str
    subtitle: str
    language: str
    made: str
    sections: tuple[Section, ...]
