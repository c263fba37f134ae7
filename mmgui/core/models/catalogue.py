"""What a model can be made of: names, titles, sentences and settings of its parts. Free of torch: asking costs nothing.

How a part works stands in fusions.py and encoders/, which are imported when one is built.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from mmgui.core.i18n import N_, _
from mmgui.core.models.parameters import Parameter, Value, with_defaults
from mmgui.core.registry import Registry

if TYPE_CHECKING:
    from torch import nn

    from mmgui.core.models.encoders import FieldInput

Preset = Literal["quick", "balanced", "thorough", "article"]
PRESETS: tuple[Preset, ...] = get_args(Preset)
_PRESETS: Mapping[str, tuple[str, str]] = {
    "quick": (N_("Quick"), N_("A first result within a minute or two.")),
    "balanced": (N_("Balanced"), N_("A good result in a few minutes.")),
    "thorough": (N_("Thorough"), N_("The best result that this program knows how to get; takes its time.")),
    "article": (
        N_("Article"),
        N_("The reference network of the article, exactly as published (corrected so that it runs)."),
    ),
}
MODEL_PARAMETERS = (
    Parameter("width", 96, N_("Width"), N_("How many features describe each word and each part of a picture."),
              low=8, high=1024),
    Parameter("dropout", 0.2, N_("Dropout"),
              N_("In training this share of the features is hidden, so that the model does not learn by heart."),
              low=0.0, high=0.9),
    Parameter("fusion_dropout", 0.0, N_("Hide the fusion"),
              N_("In training the joined answer is left out for this share of the examples, so that the senses also "
                 "learn to add up without it; good with few examples."), low=0.0, high=0.9),
    Parameter("votes_count", True, N_("Votes of words count"),
              N_("What single words say for each class goes straight into the joint answer. Good where the words alone "
                 "say much."),),
    Parameter("single_heads", True, N_("Single-sense answers"),
              N_("Each sense learns to answer alone as well; its answer is shown and helps the joint one.")),
    Parameter("absent", "learned", N_("Missing senses"),
              N_("What stands for a missing sense: a learned vector, or zeros."), choices=("learned", "zero")),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part that a person may choose by its name."""

    name: str
    label: str
    sentence: str
    parameters: tuple[Parameter, ...]

    def title(self) -> str:
        return _(self.label)

    def explain(self) -> str:
        return _(self.sentence)

    def values(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """All parameters: the given ones, checked, and the defaults of the others. Raises ExperimentError."""
        return with_defaults(self.parameters, given)


@dataclass(frozen=True)
class FusionPart(Part):
    """One way of joining the senses."""

    has_attention: bool = False

    def build(self, fields: tuple[str, ...], width: int, dropout: float, values: Mapping[str, Value]) -> "nn.Module":
        """fields: their names in order. width: D, the features of each token. Raises ExperimentError."""
        from mmgui.core.models.fusions import BUILDERS

        return BUILDERS[self.name](fields, width, dropout, values)


@dataclass(frozen=True, kw_only=True)
class EncoderPart(Part):
    """One kind of network that reads the values of a modality."""

    modality: str

    @property
    def key(self) -> str:
        return f"{self.modality}/{self.name}"

    def fit(self, values: Sequence[Any], settings: Mapping[str, Value]) -> "FieldInput":
        """values: raw ones of the training part; none of media, whose input needs none. Raises ExperimentError."""
        from mmgui.core.models.encoders import BUILDERS

        return BUILDERS[self.key].fit(values, settings)

    def load(self, saved: Mapping[str, Any]) -> "FieldInput":
        """The same from a manifest. Raises ValidationError."""
        from mmgui.core.models.encoders import BUILDERS

        return BUILDERS[self.key].load(saved)

    def build(
        self, given: "FieldInput", width: int, classes: int, dropout: float, values: Mapping[str, Value]
    ) -> "nn.Module":
        """The module, whose forward takes `Values` and gives `Encoded`. width: D; classes: K."""
        from mmgui.core.models.encoders import BUILDERS

        return BUILDERS[self.key].build(given, width, classes, dropout, values)


FUSIONS: Registry[FusionPart] = Registry("fusion")
ENCODERS: Registry[EncoderPart] = Registry("encoder")  # by "MODALITY/NAME", the usual one of a modality first


def encoder_names(modality: str) -> tuple[str, ...]:
    """The names of the encoders for a modality, the usual one first."""
    return tuple(encoder.name for _key, encoder in ENCODERS if encoder.modality == modality)


def fusion_title(name: str) -> str:
    """The plain name of a fusion; the registered one if a newer program made it."""
    return FUSIONS.get(name).title() if name in FUSIONS else name


def preset_title(name: str) -> str:
    """The plain name of a preset; the name itself if a newer program knows it."""
    return _(_PRESETS[name][0]) if name in _PRESETS else name


def describe_preset(name: str) -> str:
    """One sentence for a person who chooses."""
    return _(_PRESETS[name][1])


def _add_encoder(part: EncoderPart) -> None:
    ENCODERS.register(part.key)(part)


_PRODUCT = Parameter(
    "product", True, N_("Multiply the senses"),
    N_("Besides standing side by side, the senses are multiplied with each other: rules such as “happy words, "
       "sad face” are then learned sooner."),
)  # fmt: skip
FUSIONS.register("attention")(
    FusionPart(
        name="attention",
        label=N_("Attention"),
        sentence=N_("Words look at the picture and back; what matters together counts most (cross-attention)."),
        has_attention=True,
        parameters=(
            Parameter("heads", 4, N_("Attention heads"), N_("How many things can be looked for at once."),
                      low=1, high=16),
            _PRODUCT,
        ),
    )
)  # fmt: skip
FUSIONS.register("gated")(
    FusionPart(
        name="gated",
        label=N_("Gate"),
        sentence=N_("Learns for each example how much to trust each sense (gated fusion)."),
        parameters=(_PRODUCT,),
    )
)  # fmt: skip
FUSIONS.register("concat")(
    FusionPart(
        name="concat",
        label=N_("Side by side"),
        sentence=N_("Puts what the senses say side by side and decides from both (concatenation)."),
        parameters=(
            Parameter("hidden", True, N_("Hidden layer"),
                      N_("A small network after joining; without it, senses only add up.")),
            Parameter("product", False, _PRODUCT.label, _PRODUCT.explanation),
        ),
    )
)  # fmt: skip

_SIZE = Parameter(
    "size_px", 64, N_("Picture size"), N_("Pictures are read as squares of so many pixels."), low=16, high=512
)
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
_add_encoder(
    EncoderPart(
        name="cnn",
        modality="image",
        label=N_("Small convolutional network"),
        sentence=N_("Looks for edges, then shapes, then parts, and keeps where they are (CNN)."),
        parameters=(
            _SIZE,
            Parameter("channels", 24, N_("Picture channels"),
                      N_("How many patterns the first layer looks for; later layers have up to four times as many."),
                      low=4, high=256),
            Parameter("depth", 1, N_("Extra layers"), N_("Further layers on the finest grid."), low=0, high=8),
        ),
    )
)  # fmt: skip

_add_encoder(
    EncoderPart(
        name="article",
        modality="image",
        label=N_("The article's network"),
        sentence=N_("Two convolutions with pooling; gives one vector, no places."),
        parameters=(_SIZE,),
    )
)  # fmt: skip

_add_encoder(
    EncoderPart(
        name="ngrams",
        modality="text",
        label=N_("Words and parts of words"),
        sentence=N_("Adds up what words and parts of words mean; learns well from few texts (n-gram embeddings)."),
        parameters=(
            Parameter("shortest", 3, N_("Shortest part of a word"), N_("In characters."), low=1, high=8),
            Parameter("longest", 5, N_("Longest part of a word"), N_("In characters."), low=1, high=8),
            Parameter("word_pairs", True, N_("Pairs of words"), N_("Two words in a row are a feature of their own.")),
            Parameter("min_texts", 2, N_("Least number of texts"),
                      N_("Parts that occur in fewer texts are left out."), low=1, high=1000),
            Parameter("max_features", 60_000, N_("Most parts"), N_("At most so many parts are learned."),
                      low=100, high=2_000_000),
            _VOCABULARY, _MAX_WORDS, _WORD_DROPOUT, *CLEANING,
        ),
    )
)  # fmt: skip

_add_encoder(
    EncoderPart(
        name="lstm",
        modality="text",
        label=N_("Reading in order"),
        sentence=N_("Reads word by word and remembers; needs many texts (LSTM)."),
        parameters=(_VOCABULARY, _MAX_WORDS, _WORD_DROPOUT, *CLEANING),
    )
)  # fmt: skip

_add_encoder(
    EncoderPart(
        name="article",
        modality="text",
        label=N_("The article's network"),
        sentence=N_("Word embeddings, then an LSTM whose last state is kept."),
        parameters=(_VOCABULARY, _MAX_WORDS, *CLEANING),
    )
)  # fmt: skip
