"""Texts as numbers for an encoder: vocabulary ids, and hashed n-grams that give unseen words a meaning as well.

Every feature belongs to one token, so each token has a vector of its own and a heat map can point at words.
Sources: Joulin et al. 2016, arXiv:1607.01759 (bags of hashed word n-grams); Bojanowski et al. 2017, arXiv:1607.04606
(a word is the sum of its character n-grams, with boundary marks < and >).
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from mmgui.modalities.text.words import Token, Vocabulary, tokenize

IntArray = NDArray[np.int64]


# What a bucket holds is told by its number modulo 4, so that an encoder can weigh the kinds apart.
WORD, PART, PAIR, PART_OF_TWO = range(4)
IS_PART = np.array([False, True, False, True])  # of words and pairs, or of parts of words
OWNERS = np.array([1, 1, 2, 2])  # how many tokens hold the same occurrence
_LONGEST_OF_RUN = 4  # characters of Chinese or Japanese


class NgramHashing(BaseModel):
    """Which n-grams are taken, and into how many buckets they are hashed. Saved with the run.

    The hash is CRC-32 of the UTF-8 bytes: the same on every machine and in every run, unlike Python's hash().
    A bucket's number modulo 4 tells its kind (WORD, PART, PAIR, PART_OF_TWO).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    buckets: int = Field(default=32_768, ge=4, le=2**24, multiple_of=4)
    shortest: int = Field(default=3, ge=1, le=16)
    longest: int = Field(default=5, ge=1, le=16)
    word_pairs: bool = True

    @model_validator(mode="after")
    def _check_lengths(self) -> "NgramHashing":
        if self.shortest > self.longest:
            raise ValueError("shortest must not exceed longest")
        return self

    def ngrams(self, tokens: Sequence[Token]) -> list[list[int]]:
        """Per token its buckets: the word itself, its character n-grams, and the pairs that it is part of.

        Pairs: (previous word, word) belongs to both words. Chinese and Japanese are written without spaces, and their
        words are short, so there a run of characters up to the next space or sign takes the place of a word: its
        n-grams of 1 to 4 characters, boundary marks included, belong to the word of their middle character, those of
        just two characters to the words of both; unless parts of words begin with longer ones (`shortest`).
        """
        found = [_inside(token.text, self.buckets, self.shortest, self.longest).tolist() for token in tokens]
        if self.word_pairs:
            coded = [token.text.encode(errors="surrogatepass") for token in tokens]
            for place in range(1, len(tokens)):
                pair = _bucket(coded[place - 1] + b" " + coded[place], PAIR, self.buckets)
                found[place - 1].append(pair)
                found[place].append(pair)
        for owners, run in _runs(tokens) if self.shortest <= _LONGEST_OF_RUN else ():
            for token, text, kind in _pieces(owners, run):
                found[token].append(_bucket(text.encode(errors="surrogatepass"), kind, self.buckets))
        return found


def _bucket(data: bytes, kind: int, buckets: int) -> int:
    return crc32(bytes((kind,)) + data) % (buckets // 4) * 4 + kind


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[list[int], str]]:
    """Each run of Chinese or Japanese characters that touch each other, and for each character its token."""
    owners: list[int] = []
    for place, token in enumerate(tokens):
        if owners and not (_is_cjk(token.text) and token.start == tokens[place - 1].end):
            yield owners, "".join(t.text for t in tokens[owners[0] : owners[-1] + 1])
            owners = []
        if _is_cjk(token.text):
            owners += [place] * len(token.text)
    if owners:
        yield owners, "".join(t.text for t in tokens[owners[0] :])


def _pieces(owners: Sequence[int], run: str) -> Iterator[tuple[int, str, int]]:
    """(token, text, kind) of the n-grams of a run. A word of one character is a feature of its own already."""
    around = [-1, *owners, -1]
    for before, owner, after, text in zip(around, owners, around[2:], run, strict=False):
        if owner in (before, after):
            yield owner, text, PART
    marked = f"<{run}>"
    for size in (2, 3, 4):
        for start in range(len(marked) - size + 1):
            text = marked[start : start + size]
            if size == 2 and 0 < start < len(marked) - 2:
                yield owners[start - 1], text, PART_OF_TWO
                yield owners[start], text, PART_OF_TWO
            else:
                middle = min(max(start + size // 2, 1), len(marked) - 2)
                yield owners[middle - 1], text, PART


@lru_cache(maxsize=32_768)
def _inside(word: str, buckets: int, shortest: int, longest: int) -> "array[int]":
    """The buckets of the whole word and of its character n-grams with boundary marks.

    As an array: a tuple keeps an object of 32 bytes for each, and every stroke of a key makes a new word.
    """
    found = [_bucket(word.encode(errors="surrogatepass"), WORD, buckets)]
    marked = f"<{word}>"
    if len(word) > 1 and not _is_cjk(word):
        for size in (*range(shortest, min(longest, len(marked) - 1) + 1), len(marked)):
            for start in range(len(marked) - size + 1):
                found.append(_bucket(marked[start : start + size].encode(errors="surrogatepass"), PART, buckets))
    return array("I", found)


def _is_cjk(word: str) -> bool:
    """Chinese and Japanese characters never share a token with others."""
    return "\u3005" <= word[:1] <= "\u9fff" or "\uf900" <= word[:1] <= "\ufaff" or word[:1] >= "\U00020000"


@dataclass(frozen=True)
class EncodedTexts:
    """B texts as flat arrays. Text b has the tokens offsets[b]:offsets[b + 1] of `ids`; token t has the features
    feature_offsets[t]:feature_offsets[t + 1] of `features`.

    ids (T,) int64 in [0, vocabulary); offsets (B + 1,) int64; features (F,) int64 in [0, buckets);
    feature_offsets (T + 1,) int64. Without hashing, F is 0.
    """

    ids: IntArray
    offsets: IntArray
    features: IntArray
    feature_offsets: IntArray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> IntArray:
        """(B,) tokens per text."""
        return np.diff(self.offsets)

    def take(self, rows: Sequence[int] | IntArray) -> "EncodedTexts":
        """The texts `rows`, in that order, repeated if asked for: what a batch needs. No Python loop."""
        rows = np.asarray(rows, dtype=np.int64)
        tokens, offsets = _gather(self.offsets, rows)
        features, feature_offsets = _gather(self.feature_offsets, tokens)
        return EncodedTexts(self.ids[tokens], offsets, self.features[features], feature_offsets)

    def padded(self, length: int | None = None) -> tuple[IntArray, NDArray[np.bool_]]:
        """(B, L) ids, padding = 0, and (B, L) True where there is a token. L: the longest, or `length` (cuts)."""
        lengths = self.lengths
        width = max(1, int(lengths.max(initial=0)) if length is None else length)
        there = np.arange(width) < lengths[:, None]
        ids = np.zeros(there.shape, dtype=np.int64)
        source = self.offsets[:-1, None] + np.arange(width)
        ids[there] = self.ids[source[there]]
        return ids, there


def encode_texts(
    texts: Sequence[str | None],
    vocabulary: Vocabulary,
    hashing: NgramHashing | None = None,
    limit: int = 512,
) -> EncodedTexts:
    """Clean, cut and number texts, each distinct one once; at most `limit` tokens of each. None gives no tokens."""
    known: dict[str | None, int] = {}
    rows = np.fromiter((known.setdefault(text, len(known)) for text in texts), dtype=np.int64, count=len(texts))
    ids: list[int] = []
    offsets = [0]
    features: list[int] = []
    feature_offsets = [0]
    for text in known:
        tokens = tokenize(text, vocabulary.cleaning, limit) if text else ()
        ids.extend(vocabulary.ids([token.text for token in tokens]))
        offsets.append(len(ids))
        if hashing is None:
            feature_offsets.extend([0] * len(tokens))
            continue
        for buckets in hashing.ngrams(tokens):
            features.extend(buckets)
            feature_offsets.append(len(features))
    distinct = EncodedTexts(*(np.asarray(part, dtype=np.int64) for part in (ids, offsets, features, feature_offsets)))
    return distinct if len(known) == len(texts) else distinct.take(rows)


def _gather(offsets: IntArray, rows: IntArray) -> tuple[IntArray, IntArray]:
    """The positions of the given rows of a ragged array one after the other, and the new offsets."""
    starts = offsets[rows]
    lengths = offsets[rows + 1] - starts
    ends = np.cumsum(lengths, dtype=np.int64)
    new = np.concatenate([np.zeros(1, dtype=np.int64), ends])
    positions = np.arange(new[-1], dtype=np.int64) + np.repeat(starts - new[:-1], lengths)
    return positions, new
