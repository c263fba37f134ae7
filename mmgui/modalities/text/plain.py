"""The plain method that a network on words has to beat: counting words."""

import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Split
from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _
from mmgui.core.race.baselines import ANSWERED, Answer, BaselineAnswers, choose_setting, labels_of, spread
from mmgui.core.training.dividing import Parts
from mmgui.modalities.text.words import clean_words

STRENGTHS: Final = (0.1, 1.0, 10.0, 100.0)  # C of the logistic regression: larger = less regularisation
MOST_FEATURES: Final = 200_000
MOST_WORDS: Final = 2_000  # of a text; what comes after is not counted


def words_and_pairs(text: str) -> list[str]:
    """The cleaned tokens of a text and each two neighbours: ["not", "good", "not good"]. Chinese by character."""
    words = clean_words(text, limit=MOST_WORDS)
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def count_words(fields: Sequence[str], parts: Parts, cancel: CancelToken, seed: int = 0) -> BaselineAnswers:
    """TF-IDF of words and pairs, then logistic regression. An example without words has no features: what remains is
    how frequent each class is. Sources: Salton & Buckley 1988; Cox 1958."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    warnings.filterwarnings("ignore", category=ConvergenceWarning)  # nearly converged answers as well
    cancel.raise_if_cancelled()
    counter = TfidfVectorizer(analyzer=_tokens, sublinear_tf=True, max_features=MOST_FEATURES, dtype=np.float64)
    texts = {split: [[e.values.get(f) or "" for f in fields] for e in part] for split, part in parts.examples.items()}
    try:
        train = counter.fit_transform(texts["train"])
    except ValueError as error:  # scikit-learn: "empty vocabulary"
        raise ExperimentError(
            _("No text of the training part holds a word to count."), _("Leave this plain method out."),
            str(error), parameter="entrants",
        ) from error  # fmt: skip
    labels = labels_of(parts, "train")

    def fit(strength: float) -> Answer:
        model = LogisticRegression(C=strength, max_iter=1_000, tol=1e-3)
        model.fit(train, labels)
        return lambda rows: spread(model.classes_, model.predict_proba(rows), len(parts.classes))

    data: dict[Split, Any] = {s: counter.transform(texts[s]) if texts[s] else None for s in ANSWERED}
    return choose_setting(STRENGTHS, fit, data, parts, cancel, "C = {value:g}", {"train": train, **data})


def _tokens(texts: Sequence[str]) -> list[str]:
    """Words and pairs of all fields of an example; the same word in another field is another feature."""
    if len(texts) == 1:
        return words_and_pairs(texts[0])
    return [f"{place} {token}" for place, text in enumerate(texts) for token in words_and_pairs(text)]
