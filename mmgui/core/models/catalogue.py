"""What a model can be made of: names, titles, sentences and settings of its parts. Free of torch: asking costs nothing.

How a fusion works stands in fusions.py and beside it, and is imported when one is built (fusion_builders.py); encoders
stand with their modality.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from mmgui.core.i18n import N_, _
from mmgui.core.parameters import Parameter, Part, Value
from mmgui.core.registry import Registry

if TYPE_CHECKING:
    from torch import nn

Preset = Literal["quick", "balanced", "thorough", "article"]
PRESETS: tuple[Preset, ...] = get_args(Preset)
_PRESETS: Mapping[str, tuple[str, str]] = {
    "quick": (N_("Quick"), N_("A first result within a minute or two.")),
    "balanced": (N_("Balanced"), N_("A good result in a few minutes.")),
    "thorough": (N_("Thorough"), N_("The best result that this program knows how to get; takes its time.")),
    "article": (
        N_("The article's network"),
        N_(
            "A small network from a published article, with which this program began; one line is corrected, for as "
            "printed it could not run. It is here to compare with."
        ),
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
class FusionPart(Part):
    """One way of joining the senses. has_attention: its tokens look at each other. is_usual: it runs in a race where
    nobody chose who does; the others wait to be asked, for each makes a race longer."""

    has_attention: bool = False
    is_usual: bool = True

    def build(self, fields: tuple[str, ...], width: int, dropout: float, values: Mapping[str, Value]) -> "nn.Module":
        """fields: their names in order. width: D, the features of each token. Raises ExperimentError."""
        from mmgui.core.models.fusion_builders import BUILDERS

        return BUILDERS[self.name](fields, width, dropout, values)


FUSIONS: Registry[FusionPart] = Registry("fusion")


def fusion_title(name: str) -> str:
    """The plain name of a fusion; the registered one if a newer program made it."""
    return FUSIONS.get(name).title() if name in FUSIONS else name


def preset_title(name: str) -> str:
    """The plain name of a preset; the name itself if a newer program knows it."""
    return _(_PRESETS[name][0]) if name in _PRESETS else name


def describe_preset(name: str) -> str:
    """One sentence for a person who chooses."""
    return _(_PRESETS[name][1])


_PRODUCT = Parameter(
    "product", True, N_("Multiply the senses"),
    N_("Besides standing side by side, the senses are multiplied with each other: rules such as “happy words, "
       "sad face” are then learned sooner."),
)  # fmt: skip
_HEADS = Parameter(
    "heads", 4, N_("Attention heads"), N_("How many things can be looked for at once."), low=1, high=16
)  # fmt: skip
FUSIONS.register("attention")(
    FusionPart(
        name="attention",
        label=N_("Attention"),
        sentence=N_("The senses look at each other; what matters together counts most (cross-attention)."),
        has_attention=True,
        parameters=(_HEADS, _PRODUCT),
    )
)  # fmt: skip
FUSIONS.register("transformer")(
    FusionPart(
        name="transformer",
        label=N_("One stream"),
        sentence=N_("All parts of all senses stand in one row and look at each other, layer by layer (transformer)."),
        has_attention=True,
        is_usual=False,
        parameters=(
            _HEADS,
            Parameter("stream_layers", 2, N_("Layers of the stream"),
                      N_("How often the parts look at each other; the last time only the answer looks at them."),
                      low=1, high=8),
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
FUSIONS.register("bilinear")(
    FusionPart(
        name="bilinear",
        label=N_("Multiplied"),
        sentence=N_("Multiplies what every sense says with what each other says (low-rank bilinear fusion)."),
        is_usual=False,
        parameters=(
            Parameter("product_rank", 8, N_("Rank"),
                      N_("How many such products are added up; more can say more, and need more examples."),
                      low=1, high=64),
        ),
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
