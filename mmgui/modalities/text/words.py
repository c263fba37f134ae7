"""Text, made safe and cut into tokens: cleaning, tokens that know where they stand, vocabulary.

Latin-like scripts give one token per word, Chinese one per word of a dictionary (chinese.py) and one per character
that it does not know, as Japanese mostly does, Korean one per space-separated word, numbers, emoji and the common
emoticons one each. Everything is linear in the length of the text, whatever it holds: hostile input costs no more than
an honest text of the same length.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from mmgui.core import files
from mmgui.core.errors import CheckpointError
from mmgui.core.i18n import _
from mmgui.modalities.text.chinese import cut_words
from mmgui.modalities.text.stop_words import STOP_WORDS

MAX_CHARACTERS: Final = 200_000  # a long novel chapter; what comes after it is not read
_SHORT: Final = 400  # characters of a text that is cut once and remembered
MAX_WORD_CHARACTERS: Final = 64  # a longer "word" is known by its first 64 characters; its span stays whole
MAX_VOCABULARY: Final = 1_000_000
MAX_VOCABULARY_BYTES: Final = 64 * 2**20
PADDING: Final = 0
UNKNOWN: Final = 1
PADDING_WORD: Final = "<padding>"
UNKNOWN_WORD: Final = "<unknown>"

TokenKind: TypeAlias = Literal["word", "cjk", "emoji", "punctuation"]
CleaningEffect: TypeAlias = Literal["kept", "changed", "punctuation", "stop word", "space", "too long"]

_CJK = (
    "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Han
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"  # kana
)
_MARKS = (  # written after a letter, and part of its word
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0900-\u0963\u0966-\u0dff\u0e30-\u0e4e"
    "\u0eb0-\u0ece\u0f71-\u0f84\u0f90-\u0fbc\u102b-\u103e\u17b4-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20f0"
)
_PICTOGRAPH = (
    "\u00a9\u00ae\u203c\u2049\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001faff"
)
_LETTER = rf"(?![{_CJK}])[^\W_]"
_EMOJI = (
    r"[0-9#*]\ufe0f?\u20e3"
    r"|[\U0001f1e6-\U0001f1ff]{1,2}"
    rf"|[{_PICTOGRAPH}][\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*+"
    rf"(?:\u200d[{_PICTOGRAPH}][\ufe0f\U0001f3fb-\U0001f3ff]*+)*+"
)
_EMOTICON = r"(?<![^\W_])(?:[:;=8xX]['^]?-?(?:[)(\]\[|\\/*3]+|[DdPpOo](?![^\W_]))|<3+|[\^][_.]?[\^])"
_TOKEN = re.compile(
    rf"(?P<emoji>{_EMOJI}|{_EMOTICON})"
    rf"|(?P<cjk>[{_CJK}]++)"
    r"|(?P<number>(?>\d{1,3}(?:,\d{3}){1,6}(?:\.\d++)?(?!\d)|\d++\.\d++)(?![^\W_]))"
    rf"|(?P<word>(?:{_LETTER})(?:{_LETTER}|[{_MARKS}])*+(?:['’ʼ＇](?:{_LETTER})(?:{_LETTER}|[{_MARKS}])*+)*+)"
    r"|(?P<punctuation>(?P<sign>[^\w\s]|_)(?P=sign)*+)"
)
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "＇": "'"})
_EMOJI_DRESS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")  # presentation and skin tone do not change the meaning
_LONE_DRESS = frozenset("\ufe0e\ufe0f\u200c\u200d")
_INVISIBLE = frozenset("\u00ad\u200b\u200e\u200f\u2060\ufeff\u061c" + "".join(map(chr, range(0x202A, 0x202F))))
_JOINS_BEFORE = frozenset("\uff9e\uff9f")  # half-width voiced marks
_MAX_CLUSTER = 16  # a letter with more marks than that is noise; CPython's ordering of marks is quadratic


class WordsCleaning(BaseModel):
    """What happens to a text before it is cut into tokens. Saved with the run, so that typed words get the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    normalise: bool = Field(default=True, description="One form for equal characters (Unicode NFKC): Ａ → A, ﬁ → fi.")
    lower_case: bool = Field(default=True, description="Happy, HAPPY and happy are one word (case folding).")
    drop_punctuation: bool = Field(default=True, description="Leave out . , ! ? and other signs; emoji stay.")
    drop_stop_words: bool = Field(
        default=False,
        description="Leave out very frequent words that say little (the, of, 的); not, no, 不, 没 always stay.",
    )


DEFAULT_CLEANING: Final = WordsCleaning()


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text` as the model reads it (cleaned), original[start:end] as it stands in the text.

    Spans rise; two tokens overlap only inside one character (with its marks) that stands for several (“㍿”).
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CleaningStep:
    """What became of text[start:end]: `result` is what the model reads, empty if it was left out."""

    start: int
    end: int
    result: str
    effect: CleaningEffect


def tokenize(text: str, cleaning: WordsCleaning = DEFAULT_CLEANING, limit: int | None = None) -> tuple[Token, ...]:
    """Cut a text into tokens after cleaning; at most `limit` of them. Time is linear in the length of the text.

    Stop words stay if nothing else would be left. Beyond MAX_CHARACTERS nothing is read.
    """
    if len(text) <= _SHORT:
        return _tokens(text, cleaning)[:limit]
    return _cut(text, cleaning, limit)


@lru_cache(maxsize=2_048)  # a training asks for each text about six times; at most some 20 MB
def _tokens(text: str, cleaning: WordsCleaning) -> tuple[Token, ...]:
    return _cut(text, cleaning, None)


def _cut(text: str, cleaning: WordsCleaning, limit: int | None) -> tuple[Token, ...]:
    kept: list[Token] = []
    stop_words: list[Token] = []
    for kind, token in _scan(text, cleaning):
        if limit is not None and len(kept) >= limit:
            break
        if kind == "punctuation" and cleaning.drop_punctuation:
            continue
        if cleaning.drop_stop_words and token.text.casefold() in STOP_WORDS:
            if not kept:
                stop_words.append(token)
        else:
            kept.append(token)
    return tuple(kept or stop_words[:limit])


def clean_words(text: str, cleaning: WordsCleaning = DEFAULT_CLEANING, limit: int | None = None) -> tuple[str, ...]:
    """The cleaned tokens of a text without their places."""
    return tuple(token.text for token in tokenize(text, cleaning, limit))


def show_cleaning(text: str, cleaning: WordsCleaning = DEFAULT_CLEANING) -> tuple[CleaningStep, ...]:
    """What the cleaning does to every part of a text, from its first to its last character, without gaps."""
    kept = {(token.start, token.end, token.text) for token in tokenize(text, cleaning)}
    steps: list[CleaningStep] = []
    place = 0
    for kind, token in _scan(text, cleaning):
        if token.start < place:  # a second token from the same character
            last = steps[-1]
            steps[-1] = CleaningStep(last.start, max(last.end, token.end), last.result + " " + token.text, "changed")
            place = steps[-1].end
            continue
        if token.start > place:
            steps.append(CleaningStep(place, token.start, "", "space"))
        place = token.end
        if (token.start, token.end, token.text) in kept:
            same = text[token.start : token.end] == token.text
            steps.append(CleaningStep(token.start, token.end, token.text, "kept" if same else "changed"))
        else:
            steps.append(
                CleaningStep(token.start, token.end, "", "punctuation" if kind == "punctuation" else "stop word")
            )
    if place < min(len(text), MAX_CHARACTERS):
        steps.append(CleaningStep(place, min(len(text), MAX_CHARACTERS), "", "space"))
    if len(text) > MAX_CHARACTERS:
        steps.append(CleaningStep(MAX_CHARACTERS, len(text), "", "too long"))
    return tuple(steps)


class Vocabulary(BaseModel):
    """The words that a model knows, in the order of their ids; 0 is padding, 1 stands for every other word.

    Built from the training part only. `words[i]` has the id i.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cleaning: WordsCleaning = DEFAULT_CLEANING
    words: tuple[str, ...] = Field(default=(PADDING_WORD, UNKNOWN_WORD), min_length=2, max_length=MAX_VOCABULARY)
    _ids: dict[str, int] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _check_words(self) -> "Vocabulary":
        if self.words[:2] != (PADDING_WORD, UNKNOWN_WORD):
            raise ValueError(f"the first two words must be {PADDING_WORD} and {UNKNOWN_WORD}")
        if len(set(self.words)) != len(self.words):
            raise ValueError("a word stands in the vocabulary twice")
        if any(len(word) > MAX_WORD_CHARACTERS for word in self.words):
            raise ValueError(f"a word is longer than {MAX_WORD_CHARACTERS} characters")
        return self

    def model_post_init(self, context: object, /) -> None:
        self._ids = {word: number for number, word in enumerate(self.words)}

    @classmethod
    def build(
        cls,
        texts: Iterable[str | None],
        size: int = 10_000,
        min_count: int = 1,
        cleaning: WordsCleaning = DEFAULT_CLEANING,
    ) -> "Vocabulary":
        """The `size` - 2 most frequent words of the texts that occur `min_count` times or more; ties by alphabet.

        Raises ValueError for a size under 2 or over MAX_VOCABULARY.
        """
        if not 2 <= size <= MAX_VOCABULARY:
            raise ValueError(f"a vocabulary has 2 to {MAX_VOCABULARY} entries, not {size}")
        counts: Counter[str] = Counter()
        for text, times in Counter(text for text in texts if text).items():
            for word in clean_words(text, cleaning):
                counts[word] += times
        frequent = sorted((word for word, count in counts.items() if count >= min_count), key=lambda w: (-counts[w], w))
        reserved = (PADDING_WORD, UNKNOWN_WORD)
        return cls(cleaning=cleaning, words=reserved + tuple(w for w in frequent if w not in reserved)[: size - 2])

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._ids

    def ids(self, words: Iterable[str]) -> list[int]:
        """The id of every (cleaned) word; UNKNOWN for one that is not in the vocabulary."""
        known = self._ids
        return [known.get(word, UNKNOWN) for word in words]

    def encode(self, text: str, limit: int | None = None) -> list[int]:
        """Clean, cut and number a text."""
        return self.ids(clean_words(text, self.cleaning, limit))

    def tokenize(self, text: str, limit: int | None = None) -> tuple[Token, ...]:
        """The tokens of a text with the cleaning that this vocabulary was built with."""
        return tokenize(text, self.cleaning, limit)

    def save(self, path: Path) -> None:
        """Write as JSON, whole or not at all. Raises OSError."""
        files.write_json(path, self.model_dump(mode="json"))

    @classmethod
    def load(cls, path: Path) -> "Vocabulary":
        """Raises CheckpointError if the file is missing, too large, damaged, or no vocabulary."""
        try:
            if path.stat().st_size > MAX_VOCABULARY_BYTES:
                raise CheckpointError(
                    _("The vocabulary “{name}” is too large.").format(name=path.name),
                    _("Choose another model."),
                    path=path,
                )
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise CheckpointError(
                _("The vocabulary “{name}” cannot be read.").format(name=path.name),
                _("Choose another model."),
                str(error),
                path=path,
            ) from error
        except ValidationError as error:
            raise CheckpointError(
                _("The vocabulary “{name}” is damaged.").format(name=path.name),
                _("Train the model again or choose another one."),
                str(error),
                path=path,
            ) from error


def _scan(text: str, cleaning: WordsCleaning) -> Iterator[tuple[TokenKind, Token]]:
    """Every token of a text, left-out ones included."""
    text = text[:MAX_CHARACTERS]
    cleaned, starts, ends = _clean(text, cleaning)
    for match in _TOKEN.finditer(cleaned):
        kind = match.lastgroup
        start, end = match.span()
        word = cleaned[start:end]
        if kind == "cjk":
            for part in cut_words(word):
                place, start = start, start + len(part)
                span = (place, start) if starts is None or ends is None else (starts[place], ends[start - 1])
                yield "cjk", Token(part[:MAX_WORD_CHARACTERS], *span)
            continue
        if starts is not None and ends is not None:
            start, end = starts[start], ends[end - 1]
        if kind == "emoji":
            dressed = _EMOJI_DRESS.sub("", word) if cleaning.normalise else word
            yield "emoji", Token((dressed or word)[:MAX_WORD_CHARACTERS], start, end)
        elif kind == "punctuation":
            if word[0] not in _LONE_DRESS:
                yield "punctuation", Token(word[:3], start, end)
        else:
            if cleaning.normalise:
                word = word.translate(_APOSTROPHES)
            yield "word", Token(word[:MAX_WORD_CHARACTERS], start, end)


def _clean(text: str, cleaning: WordsCleaning) -> tuple[str, list[int] | None, list[int] | None]:
    """Normalise and fold case; per cleaned character the span of the original ones (None: they are the same)."""
    if text.isascii():
        return (text.lower() if cleaning.lower_case else text), None, None
    if not (cleaning.normalise or cleaning.lower_case):
        return text, None, None
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    length = len(text)
    place = 0
    while place < length and len(starts) < MAX_CHARACTERS:  # one character can become eighteen
        end = place + 1
        if cleaning.normalise:
            stop = min(length, place + _MAX_CLUSTER)
            while end < stop and not text[end].isascii() and _continues(text[end - 1], text[end]):
                end += 1
        piece = _clean_cluster(text[place:end], cleaning.normalise, cleaning.lower_case)
        pieces.append(piece)
        starts.extend([place] * len(piece))
        ends.extend([end] * len(piece))
        place = end
    return "".join(pieces), starts, ends


def _continues(before: str, character: str) -> bool:
    """Whether normalisation may join or reorder a character with the one before it."""
    if character in _JOINS_BEFORE or unicodedata.combining(character):
        return True
    jamo = "\u1160" <= character <= "\u11ff"  # the middle and last parts of a Korean syllable
    return jamo and ("\u1100" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3")


@lru_cache(maxsize=16_384)
def _clean_cluster(cluster: str, normalise: bool, lower_case: bool) -> str:
    if normalise:
        cluster = unicodedata.normalize("NFKC", "".join(c for c in cluster if c not in _INVISIBLE))
    if lower_case:
        cluster = cluster.casefold()
        if normalise:
            cluster = unicodedata.normalize("NFKC", cluster)
    return cluster
