"""Word encoders: averaged n-gram embeddings, which learn well from a thousand texts, and recurrent networks."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _
from mmgui.core.layouts import Layout, Spans
from mmgui.core.models.encoder import (
    UNKNOWN_VIEW,
    UNMET_VIEW,
    Embedded,
    Encoded,
    Encoder,
    mean_and_strongest,
    repeat_for,
)
from mmgui.core.parameters import Value
from mmgui.modalities.contract import Builder, quote_words
from mmgui.modalities.text import CLEANING
from mmgui.modalities.text.word_features import NgramHashing
from mmgui.modalities.text.words import UNKNOWN, WordsCleaning
from mmgui.modalities.text.words_input import TextValues, WordsInput


def masked_mean(tokens: Tensor, mask: Tensor) -> Tensor:
    """(U, N, D), (U, N) → (U, D), the mean of the real tokens."""
    weights = mask.to(tokens.dtype).unsqueeze(-1)
    return (tokens * weights).sum(1) / weights.sum(1).clamp(min=1)


_SMALL = 0.1  # spread of the n-grams' embeddings before the training
_NOTHING = 0.01  # variance of a word's features below which it says little


def hide_words(words: Tensor, rows: Tensor, texts: int, share: float) -> Tensor:
    """(T, D) → (T, D): in training some words are hidden (set to zero), of every text another share.

    rows: (T,) which of the `texts` texts each word belongs to. share: how many are hidden on the whole; the share of
    one text is drawn evenly between none and twice as much (above one half: between 2 · share - 1 and all). So the
    model learns what to answer with few words and with
    hardly any, and an explanation that takes words away asks it nothing it has never met (Jethani et al. 2021,
    arXiv:2103.01890; Covert et al. 2021, arXiv:2011.14878). On "feelings" (four runs in two languages) the strongest
    word was one that decides in 0.92 of the posts instead of 0.86, at the same accuracy.
    """
    low, high = max(0.0, 2 * share - 1), min(1.0, 2 * share)
    of_text = low + torch.rand(texts, device=words.device) * (high - low)
    return words * (torch.rand(len(words), device=words.device) >= of_text[rows]).unsqueeze(1)


class _WordEncoder(Encoder):
    """What all share: the first half gives each of the L words its embedding (U, L, E), zero where there is none."""

    power = 4  # the layer norm after the embedding makes the answer change fastest near α = 0
    # Against 32 steps on "feelings" (72 examples, attention and gated, quick): correlation 0.998 in the middle and 0.96
    # in the worst twentieth with 8, 0.99 and 0.79 with 4.
    steps_many = 8

    def with_views(self, values: TextValues) -> Embedded:
        found = super().with_views(values)
        views = {
            "words": mean_and_strongest(found.encoded),
            "known": known_parts(values),
            UNKNOWN_VIEW: share_unknown(values),
            UNMET_VIEW: share_unmet(values),
        }
        return found._replace(views=views)

    def to_parts(self, weights: NDArray[Any], layout: Layout) -> NDArray[Any]:
        assert isinstance(layout, Spans)
        return layout.merge(weights)

    def tell_place(self, number: int, layout: Layout) -> str:
        assert isinstance(layout, Spans)
        return quote_words(layout.words((layout.owners[number] if layout.owners else number,)))


class NgramEncoder(_WordEncoder):
    """Each word is the tf-idf weighted sum of the embeddings of its n-grams; a text is the sum of its words.

    Embeddings begin small, and the norm after them leaves small ones small: a word counts for what it has taught. Words
    that stand in posts of every kind are pulled to and fro, stay near zero, and neither disturb the answer nor turn up
    on the heat map.

    A small convolution then tells each word of its neighbours. Beside it runs the wide path: each n-gram has one vote
    per class that goes straight to the answer, which is what logistic regression on tf-idf does and is hard to beat
    with few texts. The votes alone are what the words say alone: with a hidden layer beside them, that layer learns the
    training texts by heart first and leaves the votes nothing to learn (words alone on emoji_group, cross-validated:
    votes 0.85, both 0.80). Sources: Joulin et al. 2016, arXiv:1607.01759; Bojanowski et al. 2017, arXiv:1607.04606;
    wide path: Cheng et al. 2016, arXiv:1606.07792.
    """

    def __init__(self, features: int, width: int, classes: int, dropout: float, word_dropout: float) -> None:
        super().__init__()
        self.width = width
        self.word_dropout = word_dropout
        self.table = nn.Parameter(torch.randn(max(1, features), width) * _SMALL)  # (P, D): embeddings of the n-grams
        self.votes = nn.Parameter(torch.zeros(max(1, features), classes))  # (P, K): its votes
        self.project = nn.Linear(width, width, bias=False)
        self.norm = nn.LayerNorm(width, eps=_NOTHING)
        self.context = nn.Conv1d(width, width, 3, padding=1, groups=width)
        self.mix = nn.Linear(width, width)
        self.pool = nn.Sequential(nn.Linear(2 * width, width), nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout))
        self.dropout = nn.Dropout(dropout)

    def embed(self, values: TextValues) -> Tensor:
        """(U, L, D + K): per word its embedding and its votes; zero where there is no word."""
        meaning, votes = (
            functional.embedding_bag(
                values.features, table, values.offsets, mode="sum", per_sample_weights=values.weights
            )
            for table in (self.table, self.votes)
        )
        words = torch.cat([meaning, votes], 1)  # (T, D + K); a word without a known n-gram gives zero
        if self.training and self.word_dropout > 0:
            words = hide_words(words, values.rows, len(values.mask), self.word_dropout)
        embedded = words.new_zeros(*values.mask.shape, words.shape[1])
        return embedded.index_put((values.rows, values.columns), words)

    def encode(self, embedded: Tensor, values: TextValues) -> Encoded:
        """The rest of the way, from what `embed` gave: differentiable, for integrated gradients."""
        mask = repeat_for(embedded, values.mask)
        meaning, votes = embedded[..., : self.width], embedded[..., self.width :]
        words = self.norm(self.project(self.dropout(meaning)))
        words = words * mask.unsqueeze(-1)
        around = self.context(words.transpose(1, 2)).transpose(1, 2)  # (U, L, D)
        tokens = words + self.mix(functional.gelu(around))
        # Mean: what the text is about; maximum: what is said somewhere in it, by a single word.
        strongest = tokens.masked_fill(~mask.unsqueeze(-1), float("-inf")).amax(1)
        pooled = self.pool(torch.cat([masked_mean(tokens, mask), strongest], 1))  # (U, 2D) → (U, D)
        return Encoded(tokens, mask, pooled, votes.sum(1))


class LstmEncoder(_WordEncoder):
    """A recurrent network that reads the text forwards and backwards (Hochreiter & Schmidhuber 1997)."""

    def __init__(self, words: int, width: int, dropout: float, word_dropout: float) -> None:
        super().__init__()
        self.word_dropout = word_dropout
        self.embedding = nn.Embedding(words, width, padding_idx=0)
        self.lstm = nn.LSTM(width, width // 2, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(width)
        self.pool = nn.Sequential(nn.Linear(2 * width, width), nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout))

    def embed(self, values: TextValues) -> Tensor:
        """(U, L, D)."""
        return _embed_words(self.embedding, values, self.word_dropout if self.training else 0.0)

    def encode(self, embedded: Tensor, values: TextValues) -> Encoded:
        mask = repeat_for(embedded, values.mask)
        lengths = mask.sum(1).cpu()
        packed = pack_padded_sequence(self.dropout(embedded), lengths, batch_first=True, enforce_sorted=False)
        states, (last, _cell) = self.lstm(packed)
        tokens, _ = pad_packed_sequence(states, batch_first=True, total_length=mask.shape[1])  # (U, L, D)
        tokens = self.norm(tokens)
        ends = torch.cat([last[0], last[1]], 1)  # (2, U, D / 2) → (U, D)
        return Encoded(tokens, mask, self.pool(torch.cat([ends, masked_mean(tokens, mask)], 1)))


class ArticleWordsEncoder(_WordEncoder):
    """The article's text network: Embedding(words, 256) → LSTM(256, 128), last state → Linear(128, 64).

    The published listing feeds the LSTM's output tuple straight into the linear layer and cannot run; taking the last
    state is the correction.
    """

    def __init__(self, words: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, 256)
        self.lstm = nn.LSTM(256, 128, batch_first=True)
        self.project = nn.Linear(128, width)

    def embed(self, values: TextValues) -> Tensor:
        return _embed_words(self.embedding, values, 0.0)

    def encode(self, embedded: Tensor, values: TextValues) -> Encoded:
        mask = repeat_for(embedded, values.mask)
        states, _ = self.lstm(embedded)  # (U, L, 256) → (U, L, 128)
        last = mask.sum(1) - 1
        pooled = functional.relu(self.project(states[torch.arange(len(states), device=last.device), last]))
        return Encoded(pooled[:, None], torch.ones_like(mask[:, :1]), pooled)


def share_unknown(values: TextValues) -> Tensor:
    """(U, 1): the share of words of which the model knows neither the word nor a part; 1 for a text without words."""
    ends = torch.cat([values.offsets[1:], values.offsets.new_full((1,), len(values.features))])
    return _share_of_words(values, (values.ids == UNKNOWN) & (ends[: len(values.ids)] == values.offsets))


def share_unmet(values: TextValues) -> Tensor:
    """(U, 1): the share of words that are not in the vocabulary; 1 for a text without words."""
    return _share_of_words(values, values.ids == UNKNOWN)


def _share_of_words(values: TextValues, chosen: Tensor) -> Tensor:
    """chosen: (T,) bool → (U, 1)."""
    texts = len(values.mask)
    words = torch.bincount(values.rows, minlength=texts)
    counts = torch.bincount(values.rows, chosen.float(), minlength=texts)
    return torch.where(words > 0, counts / words.clamp(min=1), torch.ones_like(counts))[:, None]


def known_parts(values: TextValues) -> Tensor:
    """(U, 1): ln of 1 + the known n-grams per word; 0 where the encoder has none.

    Where the vectors of words say little about what is foreign (emoji_group: AUROC of foreign texts 0.51), this does:
    foreign words share few parts and hardly any pair with the training texts (0.84).
    """
    ends = torch.cat([values.offsets[1:], values.offsets.new_full((1,), len(values.features))])
    counts = (ends[: len(values.ids)] - values.offsets).float()  # (T,)
    texts = len(values.mask)
    words = torch.bincount(values.rows, minlength=texts)
    return torch.log1p(torch.bincount(values.rows, counts, minlength=texts) / words.clamp(min=1))[:, None]


def _embed_words(embedding: nn.Embedding, values: TextValues, word_dropout: float) -> Tensor:
    ids = torch.zeros_like(values.mask, dtype=torch.long)  # padding
    ids[values.rows, values.columns] = values.ids
    embedded: Tensor = embedding(ids)  # (U, L) → (U, L, E)
    if word_dropout > 0:
        words = hide_words(embedded[values.rows, values.columns], values.rows, len(ids), word_dropout)
        embedded = torch.zeros_like(embedded).index_put((values.rows, values.columns), words)
    return embedded


def _fit(texts: Sequence[Any], p: Mapping[str, Value], *, with_ngrams: bool) -> WordsInput:
    cleaning = WordsCleaning(**{c.name: bool(p[c.name]) for c in CLEANING})
    hashing = None
    if with_ngrams:
        shortest, longest = int(p["shortest"]), int(p["longest"])
        if shortest > longest:
            raise ExperimentError(
                _("The shortest part of a word ({shortest}) is longer than the longest ({longest}).").format(
                    shortest=shortest, longest=longest
                ),
                _("Choose a smaller shortest part, or a greater longest one."),
                parameter="shortest",
            )
        hashing = NgramHashing(buckets=2**24, shortest=shortest, longest=longest, word_pairs=bool(p["word_pairs"]))
    return WordsInput.fit(
        texts,
        cleaning=cleaning,
        vocabulary_size=int(p["vocabulary"]),
        max_words=int(p["max_words"]),
        hashing=hashing,
        min_texts=int(p["min_texts"]) if with_ngrams else 1,
        max_features=int(p["max_features"]) if with_ngrams else 0,
    )


NGRAMS = Builder(
    fit=partial(_fit, with_ngrams=True),
    load=WordsInput.model_validate,
    build=lambda given, width, classes, dropout, p: NgramEncoder(
        len(given.buckets), width, classes, dropout, float(p["word_dropout"])
    ),
)
LSTM = Builder(
    fit=partial(_fit, with_ngrams=False),
    load=WordsInput.model_validate,
    build=lambda given, width, classes, dropout, p: LstmEncoder(
        len(given.vocabulary), width, dropout, float(p["word_dropout"])
    ),
)
ARTICLE = Builder(
    fit=partial(_fit, with_ngrams=False),
    load=WordsInput.model_validate,
    build=lambda given, width, classes, dropout, p: ArticleWordsEncoder(len(given.vocabulary), width),
)
