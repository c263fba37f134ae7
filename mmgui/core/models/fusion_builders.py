"""The network of each fusion that the catalogue names."""

from collections.abc import Callable, Mapping

from torch import nn

from mmgui.core.models.bilinear_fusion import BilinearFusion
from mmgui.core.models.fusions import AttentionFusion, ConcatFusion, GatedFusion
from mmgui.core.models.transformer_fusion import TransformerFusion
from mmgui.core.parameters import Value

# By the names of catalogue.FUSIONS. (field names, D, dropout, values) to the module.
BUILDERS: dict[str, Callable[[tuple[str, ...], int, float, Mapping[str, Value]], nn.Module]] = {
    "attention": lambda names, width, dropout, p: AttentionFusion(
        names, width, dropout, int(p["heads"]), bool(p["product"])
    ),
    "transformer": lambda names, width, dropout, p: TransformerFusion(
        names, width, dropout, int(p["heads"]), int(p["stream_layers"])
    ),
    "gated": lambda names, width, dropout, p: GatedFusion(names, width, dropout, bool(p["product"])),
    "bilinear": lambda names, width, dropout, p: BilinearFusion(names, width, dropout, int(p["product_rank"])),
    "concat": lambda names, width, dropout, p: ConcatFusion(
        names, width, dropout, bool(p["hidden"]), bool(p["product"])
    ),
}
