"""Word encoders: averaged n-gram embeddings, which learn well from a thousand texts, and recurrent networks."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _
from mmgui.core.modalities.word_features import NgramHashing
from mmgui.core.modalities.words import WordsCleaning
from mmgui.core.models.catalogue import CLEANING
from mmgui.core.models.encoders import BUILDERS, Builder, Encoded
from mmgui.core.models.encoders.words_input import TextValues, WordsInput
from mmgui.core.models.parameters import Value


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


class NgramEncoder(nn.Module):
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

    def forward(self, values: TextValues) -> Encoded:
        return self.contextualise(self.embed(values), values.mask)

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

    def contextualise(self, embedded: Tensor, mask: Tensor) -> Encoded:
        """The rest of the way, from what `embed` gave: differentiable, for integrated gradients."""
        meaning, votes = embedded[..., : self.width], embedded[..., self.width :]
        words = self.norm(self.project(self.dropout(meaning)))
        words = words * mask.unsqueeze(-1)
        around = self.context(words.transpose(1, 2)).transpose(1, 2)  # (U, L, D)
        tokens = words + self.mix(functional.gelu(around))
        # Mean: what the text is about; maximum: what is said somewhere in it, by a single word.
        strongest = tokens.masked_fill(~mask.unsqueeze(-1), float("-inf")).amax(1)
        pooled = self.pool(torch.cat([masked_mean(tokens, mask), strongest], 1))  # (U, 2D) → (U, D)
        return Encoded(tokens, mask, pooled, votes.sum(1))


class LstmEncoder(nn.Module):
    """A recurrent network that reads the text forwards and backwards (Hochreiter & Schmidhuber 1997)."""

    def __init__(self, words: int, width: int, dropout: float, word_dropout: float) -> None:
        super().__init__()
        self.word_dropout = word_dropout
        self.embedding = nn.Embedding(words, width, padding_idx=0)
        self.lstm = nn.LSTM(width, width // 2, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(width)
        self.pool = nn.Sequential(nn.Linear(2 * width, width), nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout))

    def forward(self, values: TextValues) -> Encoded:
        return self.contextualise(self.embed(values), values.mask)

    def embed(self, values: TextValues) -> Tensor:
        """(U, L, D)."""
        return _embed_words(self.embedding, values, self.word_dropout if self.training else 0.0)

    def contextualise(self, embedded: Tensor, mask: Tensor) -> Encoded:
        lengths = mask.sum(1).cpu()
        packed = pack_padded_sequence(self.dropout(embedded), lengths, batch_first=True, enforce_sorted=False)
        states, (last, _cell) = self.lstm(packed)
        tokens, _ = pad_packed_sequence(states, batch_first=True, total_length=mask.shape[1])  # (U, L, D)
        tokens = self.norm(tokens)
        ends = torch.cat([last[0], last[1]], 1)  # (2, U, D / 2) → (U, D)
        return Encoded(tokens, mask, self.pool(torch.cat([ends, masked_mean(tokens, mask)], 1)))


class ArticleWordsEncoder(nn.Module):
    """The article's text network: Embedding(words, 256) → LSTM(256, 128), last state → Linear(128, 64).

    The published listing feeds the LSTM's output tuple straight into the linear layer and cannot run; taking the last
    state is the correction.
    """

    def __init__(self, words: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, 256)
        self.lstm = nn.LSTM(256, 128, batch_first=True)
        self.project = nn.Linear(128, width)

    def forward(self, values: TextValues) -> Encoded:
        return self.contextualise(self.embed(values), values.mask)

    def embed(self, values: TextValues) -> Tensor:
        return _embed_words(self.embedding, values, 0.0)

    def contextualise(self, embedded: Tensor, mask: Tensor) -> Encoded:
        states, _ = self.lstm(embedded)  # (U, L, 256) → (U, L, 128)
        last = mask.sum(1) - 1
        pooled = functional.relu(self.project(states[torch.arange(len(states), device=last.device), last]))
        return Encoded(pooled[:, None], torch.ones_like(mask[:, :1]), pooled)


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


BUILDERS["text/ngrams"] = Builder(
    fit=partial(_fit, with_ngrams=True),
    load=WordsInput.model_validate,
    build=lambda given, width, classes, dropout, p: NgramEncoder(
        len(given.buckets), width, classes, dropout, float(p["word_dropout"])
    ),
)
BUILDERS["text/lstm"] = Builder(
    fit=partial(_fit, with_ngrams=False),
    load=WordsInput.model_validate,
    build=lambda given, width, classes, dropout, p: LstmEncoder(
        len(given.vocabulary), width, dropout, float(p["word_dropout"])
    ),
)
BUILDERS["text/article"] = Builder(
    fit=partial(_fit, with_ngrams=False),
    load=WordsInput.model_validate,
    build=lambda given, width, classes, dropout, p: ArticleWordsEncoder(len(given.vocabulary), width),
)
