"""Words: a text of any length in any language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.layouts import Spans
from mmgui.core.parameters import Parameter
from mmgui.core.read_text import read_text
from mmgui.core.text import one_line
from mmgui.modalities import register
from mmgui.modalities.contract import EncoderPart, Fill, Modality, PlainMethod, quote_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MAX_WORDS = Parameter("max_words", 128, N_("Longest text"), N_("What comes after so many words is not read."),
                       low=1, high=4096)  # fmt: skip
_VOCABULARY = Parameter("vocabulary", 10_000, N_("Vocabulary"), N_("At most so many different words are known."),
                        low=2, high=1_000_000)  # fmt: skip
_WORD_DROPOUT = Parameter(
    "word_dropout", 0.3, N_("Word dropout"),
    N_("In training this share of the words is hidden, so that the model does not lean on single ones."),
    low=0.0, high=0.9,
)  # fmt: skip
CLEANING = (
    Parameter("normalise", True, N_("Unify characters"), N_("One form for equal characters (Unicode NFKC).")),
    Parameter("lower_case", True, N_("Ignore case"), N_("Happy, HAPPY and happy are one word.")),
    Parameter("drop_punctuation", True, N_("Leave out punctuation"), N_("Signs such as . , ! ? are left out.")),
    Parameter("drop_stop_words", False, N_("Leave out stop words"),
              N_("Very frequent words that say little are left out (the, of, 的).")),
)  # fmt: skip


class Words(Modality):
    """Raw: a str. Parts: Spans of the text, one per word."""

    name = "text"
    label = N_("Words")
    default_field = "words"
    is_prose = True
    aliases = ("words",)
    column_names = (
        *("text", "words", "caption", "question", "post", "tweet", "sentence", "message", "review", "comment"),
        *(
            "description",
            "content",
            "body",
            "prompt",
            "utterance",
            "word",
            "文本",
            "文字",
            "内容",
            "问题",
            "句子",
            "描述",
        ),
        *("texte", "texto", "testo", "satz", "nachricht", "текст", "фраза", "сообщение"),
        *("テキスト", "文章", "텍스트", "문장"),
        *("title", "headline", "标题"),  # short, and often beside the text itself
    )
    colour = "#c2610c"
    order = 10
    parts = N_("words")
    encoders = (
        EncoderPart(
            name="ngrams",
            label=N_("Words and parts of words"),
            sentence=N_("Adds up what words and parts of words mean; learns well from few texts (n-gram embeddings)."),
            parameters=(
                Parameter("shortest", 3, N_("Shortest part of a word"), N_("In characters."), low=1, high=8),
                Parameter("longest", 5, N_("Longest part of a word"), N_("In characters."), low=1, high=8),
                Parameter("word_pairs", True, N_("Pairs of words"),
                          N_("Two words in a row are a feature of their own.")),
                Parameter("min_texts", 2, N_("Least number of texts"),
                          N_("Parts that occur in fewer texts are left out."), low=1, high=1000),
                Parameter("max_features", 60_000, N_("Most parts"), N_("At most so many parts are learned."),
                          low=100, high=2_000_000),
                _VOCABULARY, _MAX_WORDS, _WORD_DROPOUT, *CLEANING,
            ),
            builder="mmgui.modalities.text.encoders:NGRAMS",
        ),
        EncoderPart(
            name="lstm",
            label=N_("Reading in order"),
            sentence=N_("Reads word by word and remembers; needs many texts (LSTM)."),
            parameters=(_VOCABULARY, _MAX_WORDS, _WORD_DROPOUT, *CLEANING),
            builder="mmgui.modalities.text.encoders:LSTM",
        ),
        EncoderPart(
            name="article",
            label=N_("The article's network"),
            sentence=N_("Word embeddings, then an LSTM whose last state is kept."),
            parameters=(_VOCABULARY, _MAX_WORDS, *CLEANING),
            builder="mmgui.modalities.text.encoders:ARTICLE",
        ),
    )  # fmt: skip
    phrases: Mapping[str, str] = {
        "decided": N_("Mostly the words: {share}."),
        "alone": N_("the words alone say {answer}"),
        "silent": N_("the words alone do not say"),
        "hardly": N_("The words hardly count in this answer, so their map explains hardly anything of it."),
        "against": N_("The words speak against this answer: the model gives it because of something else."),
        "spoke against": N_("the words spoke against it"),
        "give": N_("some words"),
        "unfamiliar": N_("The words are unlike anything it was trained on."),
        "partly met": N_("Some of these words are new to it, so it is less sure."),
        "reading": N_("Reading words: {done} of {total}"),
        "nothing read": N_("There is nothing in the columns that are read: neither a picture nor words."),
        "empty row": N_("There is nothing in this row: neither a picture nor words."),
    }
    plain_method = PlainMethod(
        "word-counts",
        N_("Word counts"),
        N_("Plain method: counts words and pairs of words (TF-IDF, logistic regression)."),
        "mmgui.modalities.text.plain:count_words",
    )

    def warm_up(self) -> None:
        import_module("mmgui.modalities.text.word_features")

    def read(self, value: object, name: str = "") -> str:
        """See core.read_text."""
        return read_text(value)

    def facts(self, values: Sequence[str], labels: NDArray[np.int64], classes: int) -> Mapping[str, float]:
        """words_alone: how much of the answer the words give away, 0..1."""
        skill = import_module("mmgui.modalities.text.skill").skill_of_words
        return {"words_alone": skill(list(values), labels, classes)}

    def mask(self, raw: str, layout: Spans, keep: NDArray[np.bool_], fill: Fill = "plain") -> str:
        """Blanks in place of the words, so that every other word keeps its place."""
        return without(raw, [place for place, is_kept in zip(layout.places, keep, strict=True) if not is_kept])

    def describe(self, layout: Spans, weights: NDArray[Any]) -> str:
        """ "the word “great”"; "" if no word weighs more than the others."""
        if not layout.count or weights.max() <= 0 or (layout.count > 1 and weights.max() - weights.min() < 0.02):
            return ""
        return _("the word “{word}”").format(word=one_line(layout.words((int(weights.argmax()),))[0], 40))

    def say_masked(self, layout: Spans, numbers: Collection[int], answer: str, share: str, is_sure: bool) -> str:
        if is_sure:
            text = ngettext(
                "Without the word {words} it would say {answer} ({share}).",
                "Without the words {words} it would say {answer} ({share}).",
                len(numbers),
            )
        else:
            text = ngettext(
                "Without the word {words} it would no longer be sure (best guess: {answer}, {share}).",
                "Without the words {words} it would no longer be sure (best guess: {answer}, {share}).",
                len(numbers),
            )
        return text.format(words=quote_words(layout.words(numbers)), answer=answer, share=share)

    def say_shown_masked(self, layout: Spans, numbers: Collection[int]) -> str:
        text = ngettext("Shown now: without the word {words}.", "Shown now: without the words {words}.", len(numbers))
        return text.format(words=quote_words(layout.words(numbers)))

    def say_would_mask(self, layout: Spans, numbers: Collection[int]) -> str:
        return ngettext(
            "The framed word would be left out; all else stays.",
            "The framed words would be left out; all else stays.",
            len(numbers),
        )

    def say_exchanged(self, number: int | None, value: str, answer: str, share: str, is_sure: bool) -> str:
        text = (
            _("With the words of example {number} (“{words}”) instead it would say {answer} ({share}).")
            if is_sure
            else _(
                "With the words of example {number} (“{words}”) instead it would no longer be sure (best guess: "
                "{answer}, {share})."
            )
        )
        return text.format(number=number, words=one_line(value), answer=answer, share=share)

    def say_shown_exchanged(self, number: int | None) -> str:
        return _("Shown now: with the words of example {number}.").format(number=number)

    def say_would_exchange(self, value: str) -> str:
        return _("All words would be replaced by “{words}”; all else stays.").format(words=one_line(value))


def without(text: str, places: Collection[tuple[int, int]]) -> str:
    """The text with blanks in place of text[start:end], so that every other word keeps its place."""
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


register(Words())
