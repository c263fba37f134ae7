"""Guessing an old eight-bit or Asian encoding by the letters that it would give."""

import re
from collections.abc import Sequence

from mmgui.core.i18n import N_, _

# Names as Python knows them. The second group is rare by now and only considered where there are enough letters.
_USUAL = (
    *("cp1252", "cp1250", "cp1251", "koi8-r", "koi8-u", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("cp932", "euc_jp", "big5hkscs", "cp949", "gb18030", "iso8859-2", "iso8859-7", "iso8859-15"),
)
_RARE = ("cp866", "cp850", "mac-roman")
_ALSO_CALLED = {"shift_jis_2004": "cp932", "euc_jis_2004": "euc_jp", "euc_kr": "cp949", "iso8859-1": "cp1252"}
_TITLES = {
    "utf-8-sig": "UTF-8",
    "cp1252": N_("Windows-1252 (Western European)"),
    "iso8859-15": N_("ISO-8859-15 (Western European)"),
    "cp850": N_("DOS-850 (Western European)"),
    "mac-roman": N_("Mac Roman (Western European)"),
    "cp1250": N_("Windows-1250 (Central European)"),
    "iso8859-2": N_("ISO-8859-2 (Central European)"),
    "cp1251": N_("Windows-1251 (Cyrillic)"),
    "koi8-r": N_("KOI8-R (Cyrillic)"),
    "koi8-u": N_("KOI8-U (Cyrillic)"),
    "cp866": N_("DOS-866 (Cyrillic)"),
    "cp1253": N_("Windows-1253 (Greek)"),
    "iso8859-7": N_("ISO-8859-7 (Greek)"),
    "cp1254": N_("Windows-1254 (Turkish)"),
    "cp1255": N_("Windows-1255 (Hebrew)"),
    "cp1256": N_("Windows-1256 (Arabic)"),
    "cp1257": N_("Windows-1257 (Baltic)"),
    "cp874": N_("Windows-874 (Thai)"),
    "cp932": N_("Shift-JIS (Japanese)"),
    "euc_jp": N_("EUC-JP (Japanese)"),
    "iso2022_jp": N_("ISO-2022-JP (Japanese)"),
    "big5hkscs": N_("Big5 (traditional Chinese)"),
    "gb18030": N_("GB18030 (simplified Chinese)"),
    "cp949": N_("EUC-KR (Korean)"),
}
# What foreign letters in a Western text nearly always are.
_WESTERN = frozenset("äöüßÄÖÜéèêëàâçùûîïôœæøåÅØñáíóúã¿¡ìòÉÈÀÇÑÓÁÍÚÆ’‘“”–—…€°«»§´·\xa0ºª£©®™½×•Ê")
_FEW = 24  # foreign letters: too few to tell Western languages apart by how often each occurs
_FEW_FOR_RARE = 8
_ASIAN = ("gb18030", "cp949", "euc_jp", "cp932", "big5hkscs")  # two bytes a letter
_ENOUGH_LINES, _SELDOM = 6, 20  # lines with foreign letters; of which one may hold half a letter
# Alphabets without accents on Latin letters: many of their bytes in a row, which may look like Chinese too.
_OTHER_ALPHABETS = frozenset({"koi8-r", "koi8-u", "cp1251", "cp874", "cp1253", "iso8859-7"})
_MANY_RUNS = 12
_RUN = re.compile(rb"[\x80-\xff]+")
_WORD = re.compile(r"\w+")


def title_of(codec: str) -> str:
    """What a person may know an encoding by: "Windows-1251 (Cyrillic)"."""
    return _(_TITLES[codec]) if codec in _TITLES else codec.upper()


def foreign_lines(data: bytes, limit: int) -> bytes:
    """The first lines of `data` that are not plain ASCII, about `limit` bytes (never cut within a line)."""
    found: list[bytes] = []
    left = limit
    for line in data.replace(b"\r", b"\n").split(b"\n"):
        if line.isascii():
            continue
        if len(line) > left:
            if found:
                break
            line = _piece(line, limit)
        found.append(line)
        left -= len(line)
    return b"\n".join(found) + b"\n" if found else b""


def _piece(line: bytes, limit: int) -> bytes:
    """A part of a very long line, from one plain letter to another, so that no foreign one is cut."""
    begin = max(0, next(place for place, byte in enumerate(line) if byte > 127) - 40)
    piece = line[begin : begin + limit]
    plain = max(piece.rfind(bytes([sign])) for sign in b' ,.;\t"')
    return piece[: plain + 1] if plain > limit // 2 else piece


def guess_codec(sample: bytes) -> str:
    """The likeliest encoding of lines with foreign letters that are no UTF-8.

    A detector (chardet) answers, restricted to encodings that tables are saved in and that give no control characters.
    Three rules of ours stand beside it: a few single accents in a plain text are Western European, what reads as
    everyday Chinese is Chinese where the detector sees only one of many Western alphabets, and a letter of two bytes
    that is cut in half somewhere does not count against an encoding that all other lines are surely in.
    """
    runs = _RUN.findall(sample)
    count = sum(map(len, runs))
    if not count:
        return "cp1252"
    is_western = can_read(sample, "cp1252") and count / len(runs) < 2 and _letters(sample, "cp1252") <= _WESTERN
    if is_western and count < _FEW:
        return "cp1252"
    wanted = [c for c in (*_USUAL, *(_RARE if count >= _FEW_FOR_RARE else ())) if can_read(sample, c)]
    if not wanted:
        return _damaged(sample, _ASIAN) or "cp1252"
    found = _by_detector(sample, wanted)
    if is_western and found in _RARE:
        return "cp1252"
    if found not in _ASIAN and (damaged := _damaged(sample, [c for c in _ASIAN if c not in wanted])):
        return damaged
    if found in _ASIAN or found in _RARE or "gb18030" not in wanted:
        return found
    if found in _OTHER_ALPHABETS:  # words of these have odd lengths as often as even ones, Chinese has even ones
        even = sum(len(run) % 2 == 0 for run in runs)
        if len(runs) < _MANY_RUNS or even < 0.95 * len(runs):
            return found
    pairs, everyday = _chinese_pairs(sample)
    return "gb18030" if pairs and everyday / pairs >= 0.6 else found


def _damaged(sample: bytes, codecs: Sequence[str]) -> str:
    """The one of these encodings of two bytes a letter in which nearly all lines are, though a few hold half a letter;
    "" if none."""
    lines = sample.splitlines(keepends=True)
    most = max(1, len(lines) // _SELDOM)
    for codec in codecs if len(lines) >= _ENOUGH_LINES else ():
        whole = [line for line in lines if can_read(line, codec)]
        if len(lines) - len(whole) <= most and guess_codec(b"".join(whole)) == codec:
            return codec
    return ""


def other_codecs(sample: bytes, codec: str) -> tuple[str, ...]:
    """Encodings besides `codec` that can read the lines."""
    return tuple(c for c in (*_USUAL, *_RARE) if c != codec and can_read(sample, c))


def foreign_words(sample: bytes, codec: str, limit: int = 8) -> tuple[str, ...]:
    """A few different words with foreign letters, as `codec` reads them."""
    try:
        words = _WORD.findall(sample.decode(codec, "replace"))
    except ValueError:
        return ()
    return tuple(dict.fromkeys(word[:40] for word in words if not word.isascii()))[:limit]


def can_read(sample: bytes, codec: str) -> bool:
    """Does every byte become a letter, and none a control character?"""
    try:
        return not re.search("[\x80-\x9f]", sample.decode(codec))
    except UnicodeDecodeError:
        return False


def _letters(sample: bytes, codec: str) -> set[str]:
    return {c for c in sample.decode(codec) if ord(c) > 127}


def _by_detector(sample: bytes, wanted: list[str]) -> str:
    import chardet

    asked = {*wanted, *(name for name, ours in _ALSO_CALLED.items() if ours in wanted)} - {"cp932", "euc_jp"}
    asked |= {"cp932"} & set(wanted)
    answer = chardet.detect(sample, compat_names=False, include_encodings=sorted(asked), no_match_encoding=wanted[0])
    found = str(answer["encoding"])
    found = _ALSO_CALLED.get(found, found)
    return found if found in wanted else wanted[0]


def _chinese_pairs(data: bytes, limit: int = 50_000) -> tuple[int, int]:
    """Two-byte characters in GB18030, and how many of them are among the 3 755 most frequent or punctuation.

    Western text in cp1252 also decodes as GB18030 now and then, but into rare characters.
    """
    pairs = everyday = position = 0
    data = data[: 2 * limit]
    while position < len(data) - 1:
        first, second = data[position], data[position + 1]
        if first < 0x80:
            position += 1
            continue
        pairs += 1
        everyday += second >= 0xA1 and (0xB0 <= first <= 0xD7 or 0xA1 <= first <= 0xA3)
        position += 2
    return pairs, everyday
