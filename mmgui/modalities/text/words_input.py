"""Texts as numbers: what is fitted on the training texts, saved with the run, and used again for typed words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator
from torch import Tensor

from mmgui.core.layouts import Spans, spans_of
from mmgui.modalities.text.word_features import IS_PART, OWNERS, EncodedTexts, NgramHashing, encode_texts
from mmgui.modalities.text.words import Token, Vocabulary, WordsCleaning

_FEW_TEXTS = 50  # different ones, as many as somebody may choose from
_OFTEN = 4  # times that each of these is used, on average


@dataclass(frozen=True)
class TextValues:
    """U texts with T tokens and F n-gram features altogether; the longest text has L tokens.

    ids: (T,) in the vocabulary. rows, columns: (T,) which text, which place in it. features: (F,) numbers of n-grams;
    those of token t begin at offsets[t]; weights: (F,) float, tf-idf of each n-gram, so that squares of one text sum
    to 1. mask: (U, L) True = a token; a text without any token has one empty place.
    """

    ids: Tensor
    rows: Tensor
    columns: Tensor
    features: Tensor
    offsets: Tensor
    weights: Tensor
    mask: Tensor

    def to(self, device: Any, *, non_blocking: bool = False) -> TextValues:
        moved = {f.name: getattr(self, f.name).to(device, non_blocking=non_blocking) for f in fields(self)}
        return TextValues(**moved)

    def pieces(self) -> list[bytes]:
        """Per text all that the encoder sees of it, as bytes: the words it knows and the n-grams of each."""
        ids, features = self.ids.numpy(), self.features.numpy()
        ends = np.append(self.offsets.numpy(), len(features))
        starts = np.searchsorted(self.rows.numpy(), np.arange(len(self.mask) + 1))
        return [
            ids[a:b].tobytes() + b"|" + features[ends[a] : ends[b]].tobytes() + np.diff(ends[a : b + 1]).tobytes()
            for a, b in pairwise(starts)
        ]


class WordsInput(BaseModel):
    """Vocabulary and n-grams of the training texts.

    hashing: which n-grams; None = words only. buckets: the hashes of the n-grams in use, rising; the model knows
    buckets[i] by the number i, and every other n-gram is left out. weights: how rare each is (inverse document
    frequency, Spärck Jones 1972). max_words: what comes after so many words is not read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    vocabulary: Vocabulary
    hashing: NgramHashing | None = None
    buckets: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()
    max_words: int = Field(default=128, ge=1, le=4096)

    @model_validator(mode="after")
    def _check_buckets(self) -> WordsInput:
        if len(self.buckets) != len(self.weights):
            raise ValueError("each n-gram needs a weight")
        if any(a >= b for a, b in zip(self.buckets[:-1], self.buckets[1:], strict=True)):
            raise ValueError("the n-grams must rise")
        if not all(0 <= weight < 1e6 for weight in self.weights):
            raise ValueError("a weight of an n-gram is out of range")
        return self

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        *,
        cleaning: WordsCleaning,
        vocabulary_size: int,
        max_words: int,
        hashing: NgramHashing | None = None,
        min_texts: int = 2,
        max_features: int = 60_000,
    ) -> WordsInput:
        """Learn words and n-grams from the texts of the training part.

        min_texts: an n-gram in fewer distinct texts cannot teach anything about others and is left out; where a few
        texts are all that people choose from, each of them often, examples are counted instead. max_features: at most
        so many, the most frequent ones.
        """
        vocabulary = Vocabulary.build(texts, size=vocabulary_size, cleaning=cleaning)
        if hashing is None:
            return cls(vocabulary=vocabulary, max_words=max_words)
        uses = Counter(texts)
        distinct = list(uses)
        encoded = encode_texts(distinct, vocabulary, hashing, max_words)
        rows = np.repeat(np.arange(len(distinct)), np.diff(encoded.feature_offsets[encoded.offsets]))
        pairs = np.unique(encoded.features * np.int64(len(distinct) + 1) + rows)  # each n-gram once per text
        found, counts = np.unique(pairs // (len(distinct) + 1), return_counts=True)
        seen = counts  # in how many texts, or examples
        if len(distinct) <= _FEW_TEXTS and len(distinct) * _OFTEN <= len(texts):
            times = np.fromiter(uses.values(), np.int64)[pairs % (len(distinct) + 1)]
            seen = np.bincount(np.searchsorted(found, pairs // (len(distinct) + 1)), times, len(found))
        least = min_texts
        if (seen >= least).sum() > max_features:
            least = int(np.sort(seen)[-max_features])
        found, counts, seen = found[seen >= least], counts[seen >= least], seen[seen >= least]
        if len(found) > max_features:  # many share the last count
            best = np.sort(np.argsort(-seen, kind="stable")[:max_features])
            found, counts = found[best], counts[best]
        rarity = np.log((1 + len(distinct)) / (1 + counts)) + 1
        return cls(
            vocabulary=vocabulary,
            hashing=hashing,
            buckets=tuple(found.tolist()),
            weights=tuple(np.round(rarity, 5).tolist()),
            max_words=max_words,
        )

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens as the model sees them, with their places in the original text."""
        return self.vocabulary.tokenize(text, self.max_words)

    def layout(self, raw: str) -> Spans:
        """The words that are read, as they stand in the text."""
        return spans_of(raw, [(token.start, token.end) for token in self.tokens(raw)])

    def reduce(self, raw: str) -> str:
        """The text as far as it is read."""
        tokens = self.tokens(raw)
        return raw[: tokens[-1].end] if len(tokens) == self.max_words else raw

    def prepare(self, values: Sequence[str]) -> PreparedTexts:
        """Clean, cut and number the texts, once."""
        encoded = encode_texts(values, self.vocabulary, self.hashing, self.max_words)
        if self.hashing is None:
            return PreparedTexts(encoded, np.zeros(0, np.float32))
        buckets = np.asarray(self.buckets, np.int64)
        numbers = np.searchsorted(buckets, encoded.features)
        numbers[numbers == len(buckets)] = 0
        is_known = buckets[numbers] == encoded.features if len(buckets) else np.zeros(len(numbers), np.bool_)
        kept_before = np.concatenate([np.zeros(1, np.int64), np.cumsum(is_known, dtype=np.int64)])
        known = EncodedTexts(
            encoded.ids, encoded.offsets, numbers[is_known], kept_before[encoded.feature_offsets]
        )  # fmt: skip
        return PreparedTexts(known, self._weigh(known, buckets[known.features] % 4))

    def _weigh(self, texts: EncodedTexts, kinds: NDArray[np.int64]) -> NDArray[np.float32]:
        """(F,) tf-idf with a damped frequency, 1 + ln(tf) (Salton & Buckley 1988), shared among the occurrences.

        Words with their pairs and parts of words are two views of a text: each has the length 1, so that the many
        parts do not drown the words.
        """
        lengths = np.diff(texts.feature_offsets[texts.offsets])
        rows = np.repeat(np.arange(len(texts)), lengths)
        _found, where, counts = np.unique(
            rows * np.int64(len(self.buckets) + 1) + texts.features, return_inverse=True, return_counts=True
        )
        count = counts[where]  # of this n-gram in this text
        times = np.maximum(count / OWNERS[kinds], 1.0)
        weights = (1 + np.log(times)) * np.asarray(self.weights, np.float64)[texts.features]  # the n-gram's in the text
        view = rows * 2 + IS_PART[kinds]
        squares = np.bincount(view, weights**2 / count, minlength=2 * len(texts))
        result: NDArray[np.float32] = (weights / count / np.sqrt(np.maximum(squares[view], 1e-12))).astype(np.float32)
        return result


class PreparedTexts:
    """Texts as flat arrays (see EncodedTexts); weights (F,) belong to `encoded.features`."""

    def __init__(self, encoded: EncodedTexts, weights: NDArray[np.float32]) -> None:
        self._encoded = encoded
        self._weights = weights
        # The positions of the features are taken along, so that the weights can follow the texts into a batch.
        places = np.arange(len(encoded.features), dtype=np.int64)
        self._places = EncodedTexts(encoded.ids, encoded.offsets, places, encoded.feature_offsets)

    def __len__(self) -> int:
        return len(self._encoded)

    def take(self, rows: NDArray[np.int64]) -> TextValues:
        taken = self._places.take(rows)
        lengths = taken.lengths
        width = max(1, int(lengths.max(initial=0)))
        texts = np.repeat(np.arange(len(rows)), lengths)
        columns = np.arange(len(taken.ids)) - np.repeat(taken.offsets[:-1], lengths)
        mask = np.arange(width) < np.maximum(lengths, 1)[:, None]
        arrays = (
            taken.ids,
            texts,
            columns,
            self._encoded.features[taken.features],
            taken.feature_offsets[:-1],
            self._weights[taken.features],
            mask,
        )
        return TextValues(*(torch.from_numpy(np.ascontiguousarray(a)) for a in arrays))
