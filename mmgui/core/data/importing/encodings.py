"""How the bytes of a text file become characters: which encoding, decoded piece by piece."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.modalities.raw_file import open_raw

CHUNK_BYTES = 1 << 20  # one decode call holds the interpreter lock for a few milliseconds


@dataclass(frozen=True, slots=True)
class Encoding:
    """codec: a name that Python knows. errors: "strict", or "replace" where single characters are damaged."""

    codec: str
    errors: str = "strict"


def detect_encoding(path: Path, cancel: CancelToken | None = None) -> Encoding:
    """Which encoding a text file is in: a byte order mark, UTF-16 by its zero bytes, UTF-8, GB18030, else cp1252.

    Looks at the whole file (the one foreign letter may stand in the last row). Raises DataError, Cancelled.
    """
    with open_raw(path) as file:
        start = file.read(8192)
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return Encoding(codec, "replace")
    if len(start) >= 4:
        even, odd = start[0::2].count(0) / len(start[0::2]), start[1::2].count(0) / len(start[1::2])
        if odd > 0.3 and even < 0.1:
            return Encoding("utf-16-le", "replace")
        if even > 0.3 and odd < 0.1:
            return Encoding("utf-16-be", "replace")
    return _eight_bit(path, cancel)


def decoded(path: Path, encoding: Encoding, cancel: CancelToken | None = None) -> Iterator[str]:
    """The file's text in pieces, line ends as they are. Raises DataError, Cancelled."""
    decoder = codecs.getincrementaldecoder(encoding.codec)(encoding.errors)
    for chunk in _chunks(path, cancel):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def lines(path: Path, encoding: Encoding, cancel: CancelToken | None = None) -> Iterator[str]:
    """The file's lines with their ends, however the file ends them (\\n, \\r\\n or \\r)."""
    rest = ""
    for piece in decoded(path, encoding, cancel):
        rest += piece
        # A \r at the very end may be the first half of \r\n: wait for the next piece.
        held = "\r" if rest.endswith("\r") else ""
        body = rest[: len(rest) - len(held)]
        # str.splitlines also breaks at form feeds and Unicode separators, which belong into cells.
        parts = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest = parts.pop() + held
        for part in parts:
            yield part + "\n"
    if rest:
        yield rest.rstrip("\r")


def _chunks(path: Path, cancel: CancelToken | None) -> Iterator[bytes]:
    with open_raw(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            if cancel is not None:
                cancel.raise_if_cancelled()
            yield chunk


def _eight_bit(path: Path, cancel: CancelToken | None) -> Encoding:
    """UTF-8 if it is (nearly) valid, GB18030 if it reads as everyday Chinese, else Windows-1252."""
    utf8 = codecs.getincrementaldecoder("utf-8")("replace")
    chinese: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("gb18030")("strict")
    wrong = foreign = pairs = everyday = 0
    for chunk in _chunks(path, cancel):
        if chunk.isascii():
            continue
        text = utf8.decode(chunk)
        wrong += text.count("\ufffd")
        foreign += len(text) - len(text.encode("ascii", "ignore"))
        if chinese is not None and wrong:
            try:
                chinese.decode(chunk)
            except UnicodeDecodeError:
                chinese = None
            found, usual = _chinese_pairs(chunk)
            pairs, everyday = pairs + found, everyday + usual
    if not wrong:
        return Encoding("utf-8")
    if wrong * 4 <= foreign - wrong:
        return Encoding("utf-8", "replace")  # UTF-8 with a few damaged places: do not garble the rest
    if chinese is not None and pairs and everyday / pairs >= 0.6:
        return Encoding("gb18030", "replace")
    return Encoding("cp1252", "replace")


def _chinese_pairs(chunk: bytes, limit: int = 50_000) -> tuple[int, int]:
    """Two-byte characters in GB18030, and how many of them are among the 3 755 most frequent or punctuation.

    Western text in cp1252 also decodes as GB18030 now and then, but into rare characters.
    """
    pairs = everyday = position = 0
    data = chunk[: 2 * limit]
    while position < len(data) - 1:
        first, second = data[position], data[position + 1]
        if first < 0x80:
            position += 1
            continue
        pairs += 1
        everyday += second >= 0xA1 and (0xB0 <= first <= 0xD7 or 0xA1 <= first <= 0xA3)
        position += 2
    return pairs, everyday
