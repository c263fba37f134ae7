"""How much of the answer the words alone give away, guessed in a moment before the training begins."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mmgui.modalities.text.word_features import encode_texts
from mmgui.modalities.text.words import Vocabulary

MOST_TEXTS: Final = 3_000
FOLDS: Final = 3


def skill_of_words(texts: Sequence[str], labels: NDArray[np.int64], classes: int) -> float:
    """0: words alone do no better than always saying the most frequent class; 1: they are always right.

    texts, labels: (n,) of the training part. Naive Bayes on words (McCallum & Nigam 1998), cross-validated in three
    folds on at most 3 000 examples. With less than three examples nothing can be said: 0.
    """
    if len(texts) > MOST_TEXTS:
        chosen = np.random.default_rng(0).choice(len(texts), MOST_TEXTS, replace=False)
        texts, labels = [texts[i] for i in chosen], labels[chosen]
    if len(texts) < FOLDS:
        return 0.0
    vocabulary = Vocabulary.build(texts, size=20_000)
    encoded = encode_texts(texts, vocabulary, limit=128)
    rows = np.repeat(np.arange(len(texts)), encoded.lengths)
    fold = np.random.default_rng(0).permutation(len(texts)) % FOLDS
    right = usual = 0
    for number in range(FOLDS):
        seen = fold != number
        counts = np.zeros((classes, len(vocabulary)))
        known = seen[rows]
        np.add.at(counts, (labels[rows[known]], encoded.ids[known]), 1.0)
        counts += 0.1  # a word that a class has not shown yet may still come
        evidence = np.log(counts / counts.sum(1, keepdims=True)).T  # (V, K)
        frequency = np.bincount(labels[seen], minlength=classes)
        scores = np.zeros((len(texts), classes)) + np.log(frequency + 0.1)
        np.add.at(scores, rows[~known], evidence[encoded.ids[~known]])
        right += int((scores.argmax(1) == labels)[~seen].sum())
        usual += int((labels[~seen] == frequency.argmax()).sum())
    return max(0.0, (right - usual) / max(1, len(texts) - usual))
