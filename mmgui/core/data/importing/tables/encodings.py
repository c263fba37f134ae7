"""How the bytes of a text file become characters: which encoding, decoded piece by piece."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, TextEncoding
from mmgui.core.data.importing.tables.letters import foreign_lines, foreign_words, guess_codec, other_codecs, title_of
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, join_names, join_sentences, ngettext
from mmgui.core.raw_file import open_raw

CHUNK_BYTES = 1 << 20  # one decode call holds the interpreter lock for a few milliseconds
SAMPLE_BYTES = 1 << 16  # of lines with foreign letters: what a guess is made from
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KNOWN = ("utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "koi8-r", "cp1253", "cp1254", "shift_jis", "euc_jp", "big5")
_HIGH_BYTES = bytes(range(128, 256))
_NAMED = 12  # lines
_PLAINLY = 3  # letters beyond ASCII, all of them right as UTF-8: fewer may be so by accident, in Chinese above all
_GENUINE = "\ufffd".encode()  # written in the file itself: nothing that cannot be read

_UTF8 = TextEncoding("utf-8")


@dataclass(frozen=True, slots=True)
class Encoding:
    """codec: a name that Python knows. errors: "strict", or "replace" where single characters are damaged.

    shown: what a person is told of it. replaced: how many characters of the file it cannot read. odd_lines: which hold
    these or seem to be in another encoding than the others, from 1. unwanted: the codec that a person chose, where the
    file itself says that it is in this one.
    """

    codec: str
    errors: str = "strict"
    shown: TextEncoding = _UTF8
    replaced: int = 0
    start: int = 0  # bytes at the start that are passed over: a byte order mark that lies
    odd_lines: tuple[int, ...] = ()
    unwanted: str = ""


def detect_encoding(path: Path, cancel: CancelToken | None = None, wish: str = "") -> Encoding:
    """Which encoding a text file is in: by its byte order mark, UTF-16 by zero bytes, UTF-8, else a guess by letters.

    Looks at the whole file (the one foreign letter may stand in the last row). wish: a codec that a person chose; it
    takes the place of the guess, so that a byte order mark and letters that are plainly UTF-8 stand above it.
    Raises DataError (also for a wish that Python does not know), Cancelled.
    """
    with open_raw(path) as file:
        start = file.read(8192)
    mark, codec = _by_start(start)
    if wish:
        return _wished(path, wish, mark, codec if mark else "", cancel)
    if codec not in {"utf-8", "utf-8-sig"}:
        return _with_replaced(path, Encoding(codec, "replace", TextEncoding(codec)), cancel)
    wrong, foreign, sample = _foreign_bytes(path, mark, cancel)
    if not wrong:
        return Encoding(codec, shown=TextEncoding(codec))
    if wrong * 4 <= foreign - wrong:
        # UTF-8 with a few damaged places: do not garble the rest.
        return Encoding(codec, "replace", TextEncoding(codec), wrong, odd_lines=_odd_lines(path, codec, cancel))
    codec = guess_codec(sample)
    shown = TextEncoding(codec, True, foreign_words(sample, codec), other_codecs(sample, codec))
    guess = Encoding(codec, "replace", shown, start=mark, odd_lines=_odd_lines(path, codec, cancel))
    return _with_replaced(path, guess, cancel)


def decode_text(data: bytes) -> tuple[str, TextEncoding]:
    """The characters of a short text file, by the same rules as `detect_encoding`, and what they were read as."""
    mark, codec = _by_start(data[:8192])
    if codec not in {"utf-8", "utf-8-sig"}:
        return data.decode(codec, "replace"), TextEncoding(codec)
    data = data[mark:]
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd") - data.count(_GENUINE)
    if wrong * 4 <= len(text) - len(text.encode("ascii", "ignore")) - wrong:
        return text, TextEncoding(codec)
    sample = foreign_lines(data, SAMPLE_BYTES)
    codec = guess_codec(sample)
    shown = TextEncoding(codec, True, foreign_words(sample, codec), other_codecs(sample, codec))
    return data.decode(codec, "replace"), shown


def encoding_notes(path: Path, encoding: Encoding) -> list[Problem]:
    """What a person should know of the letters of a file: that they are a guess, that some cannot be read."""
    notes = []
    if encoding.shown.is_guess:
        text = _("The letters are read as {encoding}: a guess.").format(encoding=title_of(encoding.codec))
        notes.append(Problem(path.name, text, kind="note", option="--encoding NAME"))
    if encoding.unwanted:
        text = _("It is plainly {encoding} and is read as such, not as {wished}.")
        said = text.format(encoding=title_of(encoding.codec), wished=title_of(encoding.unwanted))
        notes.append(Problem(path.name, said, kind="note"))
    where = _say_lines(encoding.odd_lines)
    if encoding.replaced:
        text = ngettext(
            "{count} character of it cannot be read as {encoding}; it stands there as “\ufffd”.",
            "{count} characters of it cannot be read as {encoding}; each stands there as “\ufffd”.",
            encoding.replaced,
        )
        said = text.format(count=encoding.replaced, encoding=title_of(encoding.codec))
        notes.append(Problem(path.name, join_sentences([said, where]), kind="note"))
    elif where:
        text = _("Some lines of it seem to be in UTF-8, unlike the others: their letters are garbled.")
        advice = _("Save the file anew in one encoding.")
        notes.append(Problem(path.name, join_sentences([text, where, advice]), kind="note"))
    return notes


def _say_lines(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    shown = [*map(str, numbers[:_NAMED]), *["…"] * (len(numbers) > _NAMED)]
    return ngettext("It is line {numbers}.", "They are the lines {numbers}.", len(numbers)).format(
        numbers=join_names(shown)
    )


def decoded(path: Path, encoding: Encoding, cancel: CancelToken | None = None) -> Iterator[str]:
    """The file's text in pieces, line ends as they are. Raises DataError, Cancelled."""
    decoder = codecs.getincrementaldecoder(encoding.codec)(encoding.errors)
    passed_over = encoding.start
    for chunk in _chunks(path, cancel):
        yield decoder.decode(chunk[passed_over:])
        passed_over = 0
    yield decoder.decode(b"", final=True)


def lines(path: Path, encoding: Encoding, cancel: CancelToken | None = None) -> Iterator[str]:
    """The file's lines with their ends, however the file ends them (\\n, \\r\\n or \\r)."""
    rest = ""
    waiting: list[str] = []  # pieces of a line that is longer than a piece
    for piece in decoded(path, encoding, cancel):
        if "\n" not in piece and "\r" not in piece and not rest.endswith("\r"):
            waiting.append(piece)
            continue
        rest = "".join((rest, *waiting, piece))
        waiting.clear()
        # A \r at the very end may be the first half of \r\n: wait for the next piece.
        held = "\r" if rest.endswith("\r") else ""
        body = rest[: len(rest) - len(held)]
        # str.splitlines also breaks at form feeds and Unicode separators, which belong into cells.
        parts = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest = parts.pop() + held
        for part in parts:
            yield part + "\n"
    rest = "".join((rest, *waiting))
    if rest:
        yield rest.rstrip("\r")


def _by_start(start: bytes) -> tuple[int, str]:
    """The codec that a byte order mark or the zero bytes of UTF-16 tell, or the signs by which ISO-2022-JP changes its
    letters, else UTF-8; and how long the mark is."""
    for mark, codec in _MARKS:
        if start.startswith(mark):
            if codec == "utf-16" and 0 not in start and b"\n" in start:
                return len(mark), "utf-8"  # UTF-16 has zero bytes in each end of a line
            return len(mark), codec
    if len(start) >= 4:
        even, odd = start[0::2].count(0) / len(start[0::2]), start[1::2].count(0) / len(start[1::2])
        if odd > 0.3 and even < 0.1:
            return 0, "utf-16-le"
        if even > 0.3 and odd < 0.1:
            return 0, "utf-16-be"
    if start.isascii() and (b"\x1b$B" in start or b"\x1b$@" in start):
        return 0, "iso2022_jp"
    return 0, "utf-8"


def _odd_lines(path: Path, codec: str, cancel: CancelToken | None) -> tuple[int, ...]:
    """The numbers of the lines that are no UTF-8 though the others are; or that are, in a file of one byte a letter."""
    is_utf8 = codec in {"utf-8", "utf-8-sig"}
    if not is_utf8 and len(_HIGH_BYTES.decode(codec, "replace")) != len(_HIGH_BYTES):
        return ()  # two bytes a letter: letters of such an encoding are UTF-8 by accident
    found = []
    for number, line in enumerate(lines(path, Encoding("latin-1"), cancel), start=1):
        if line.isascii():
            continue
        try:
            letters = sum(not c.isascii() for c in line.encode("latin-1").decode("utf-8"))
        except UnicodeError:
            letters = 0
        # One letter may be two of a Cyrillic word; "Ã¶" is no word in the West.
        if not letters if is_utf8 else letters > (codec != "cp1252"):
            found.append(number)
    return tuple(found)


def _wished(path: Path, wish: str, mark: int, marked: str, cancel: CancelToken | None) -> Encoding:
    """The file as a person chose. mark: how long its byte order mark is; marked: the codec that it tells, if any."""
    codec = wish.strip().lower()
    try:
        codec = codecs.lookup(codec).name
        b"a".decode(codec, "replace")  # refuses what is no encoding of text, such as "hex"
    except (LookupError, ValueError) as error:
        raise DataError(
            _("“{name}” is not an encoding that is known here.").format(name=wish),
            _("Some of them: {names}.").format(names=join_names(_KNOWN)),
            str(error),
            file=path,
        ) from error
    wrong, foreign, sample = _foreign_bytes(path, mark, cancel)
    plain = marked or ("utf-8" if foreign >= _PLAINLY else "")
    is_true = not wrong or not plain.startswith("utf-8") or (bool(marked) and wrong * 4 <= foreign - wrong)
    if plain and (is_true or codec == "utf-8"):
        is_other = codec[:6] != plain[:6]  # utf-16 and utf-16-le differ by the mark alone
        own = Encoding(plain, "replace", TextEncoding(plain), unwanted=codec if is_other else "")
        return _with_replaced(path, own, cancel)
    shown = TextEncoding(codec, False, foreign_words(sample, codec), other_codecs(sample, codec))
    return _with_replaced(path, Encoding(codec, "replace", shown, start=mark), cancel)


def _with_replaced(path: Path, encoding: Encoding, cancel: CancelToken | None) -> Encoding:
    """The encoding with how many characters it cannot read, and in which lines."""
    count = _count_replaced(path, encoding, cancel)
    if not count:
        return encoding
    found = (n for n, line in enumerate(lines(path, encoding, cancel), start=1) if "\ufffd" in line)
    return replace(encoding, replaced=count, odd_lines=encoding.odd_lines or tuple(islice(found, _NAMED + 1)))


def _count_replaced(path: Path, encoding: Encoding, cancel: CancelToken | None) -> int:
    """How many characters cannot be read. Those that are “\ufffd” in the file itself are not among them."""
    codec = encoding.codec
    if _LETTER_FOR_EACH_BYTE.fullmatch(codec):
        return 0
    try:
        count = sum(piece.count("\ufffd") for piece in decoded(path, encoding, cancel))
        if not count:
            return 0
        return count - sum(piece.count("\ufffd") for piece in decoded(path, replace(encoding, errors="ignore"), cancel))
    except ValueError as error:  # a codec such as "idna", which cannot replace
        raise DataError(
            _("“{name}” cannot be read as {encoding}.").format(name=path.name, encoding=codec),
            _("Choose another encoding."),
            str(error),
            file=path,
        ) from error


_LETTER_FOR_EACH_BYTE = re.compile(r"koi8-[ru]|iso8859-1|latin-1|cp866|cp850|mac-roman")


def _chunks(path: Path, cancel: CancelToken | None) -> Iterator[bytes]:
    with open_raw(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            if cancel is not None:
                cancel.raise_if_cancelled()
            yield chunk


def _foreign_bytes(path: Path, start: int, cancel: CancelToken | None) -> tuple[int, int, bytes]:
    """How many characters are no UTF-8, how many are not ASCII, and the first lines with foreign bytes.

    start: where to begin, behind a byte order mark.
    """
    utf8 = codecs.getincrementaldecoder("utf-8")("replace")
    wrong = foreign = 0
    sample = begun = tail = b""
    for chunk in _chunks(path, cancel):
        chunk, start = chunk[start:], 0
        if chunk.isascii() and not begun and not tail:
            continue
        text = utf8.decode(chunk)
        wrong += text.count("\ufffd") - (tail + chunk).count(_GENUINE)
        foreign += len(text) - len(text.encode("ascii", "ignore"))
        tail = b"" if chunk.isascii() else chunk[-2:]
        if len(sample) < SAMPLE_BYTES:  # whole lines only: half a letter can be read in no encoding
            whole, end, begun = (begun + chunk).rpartition(b"\n")
            sample += foreign_lines(whole + end, SAMPLE_BYTES - len(sample))
            begun = begun[:CHUNK_BYTES]
        else:
            begun = b""
    wrong += utf8.decode(b"", final=True).count("\ufffd")
    return wrong, foreign, sample + foreign_lines(begun, SAMPLE_BYTES)
