"""One example inside a model, and the joint answer to variations of it: what every explanation begins with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmgui.core.data.example import Field
from mmgui.core.explaining.score import class_score
from mmgui.core.layouts import Layout
from mmgui.core.models.batches import MISSING, Batch, FieldBatch
from mmgui.core.models.encoder import Encoded
from mmgui.core.models.fusion_model import FusionModel, FusionOutput
from mmgui.core.models.fusions import AttentionJoin, Look
from mmgui.modalities import MODALITIES
from mmgui.modalities.contract import FieldInput, Fill, Modality

_AT_ONCE: Final = 64


@dataclass
class ReadExample:
    """One example as it was read, of the fields that are there. prepared: the encoder's input with one value. raw: the
    value as small as the model needs it (FieldInput.reduce). layouts: the parts of the value."""

    prepared: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    layouts: dict[str, Layout] = field(default_factory=dict)


@dataclass(frozen=True)
class EncodedExample:
    """One example inside a model. batch: that example; encoded, embedded: what the encoders say of it, and had half-way
    (Encoder.embed); encoded None = missing."""

    model: FusionModel
    fields: Sequence[Field]
    inputs: Mapping[str, FieldInput]
    example: ReadExample
    batch: Batch
    encoded: Mapping[str, Encoded | None]
    embedded: Mapping[str, Tensor]

    @property
    def present(self) -> tuple[str, ...]:
        """The names of the fields that are there, in the model's order."""
        return tuple(f.name for f in self.fields if f.name in self.example.prepared)

    def modality(self, name: str) -> Modality:
        return MODALITIES.get(next(f.modality for f in self.fields if f.name == name))

    def inside(self, model: FusionModel) -> "EncodedExample":
        """The same example inside another model of the same shape."""
        encoded: dict[str, Encoded | None] = dict.fromkeys(self.batch.fields)
        embedded = {}
        with torch.no_grad():
            for name in self.present:
                found = model.encoder(name).with_views(self.batch.fields[name].values)
                encoded[name], embedded[name] = found.encoded, found.features
        return replace(self, model=model, encoded=encoded, embedded=embedded)

    def join(
        self,
        replaced: Mapping[str, Encoded],
        count: int,
        present: Tensor | None = None,
        rows: Mapping[str, Tensor] | None = None,
    ) -> FusionOutput:
        """The joint answer to `count` variations of the example.

        replaced: fields with `count` values instead, one per variation (or one for all, if count is 1). present:
        (count, M) bool, senses to look at. rows: per replaced field (count,) which of its values each variation has, if
        not its own.
        """
        chosen = dict.fromkeys(replaced, torch.arange(count, device=self.batch.labels.device)) | dict(rows or {})
        fields = {
            name: FieldBatch(other.values, chosen.get(name, other.rows[:1].expand(count)))
            for name, other in self.batch.fields.items()
        }
        varied = Batch(fields, self.batch.labels.new_full((count,), MISSING))
        encoded = {name: replaced.get(name, self.encoded[name]) for name in self.batch.fields}
        return self.model.join(encoded, varied, present)

    def look(self, name: str, token: int, other: str) -> tuple[Look, bool]:
        """How a token of one field looks at another field; whether it looks at everything at once instead. Only for a
        fusion that has attention."""
        fusion = cast(AttentionJoin, self.model.fusion)
        with torch.inference_mode():
            there = torch.tensor([[field in self.present for field in self.model.fields]])
            senses = self.model.tokens(self.encoded, self.batch, there.to(self.batch.labels.device))
            return fusion.look(senses, name, token, other), fusion.one_stream

    def masked(self, name: str, keep: NDArray[np.bool_], fill: Fill = "plain") -> list[Any]:
        """The field's value (reduced) with the parts whose keep (V, P) is False taken out, V times."""
        modality, raw, layout = self.modality(name), self.example.raw[name], self.layout_for(name, keep.shape[1])
        return [modality.mask(raw, layout, row, fill) for row in keep]

    def layout_for(self, name: str, parts: int) -> Layout:
        """The field's own layout, or its coarse form if it has so many parts."""
        layout = self.example.layouts[name]
        return layout if layout.count == parts else layout.coarse()

    def encode_masked(self, name: str, keep: NDArray[np.bool_], fill: Fill = "plain") -> Encoded:
        """What the encoder says of V masked values."""
        values = self.inputs[name].prepare(self.masked(name, keep, fill)).take(np.arange(len(keep)))
        with torch.inference_mode():
            encoded: Encoded = self.model.encoder(name)(values.to(self.batch.labels.device))
        return encoded

    def scores_without(
        self,
        name: str,
        hidden: NDArray[np.bool_],
        chosen: int,
        fill: Fill = "average",
        pause: Callable[[], None] = lambda: None,
    ) -> NDArray[np.float64]:
        """(V,) log-odds of class `chosen` while the parts in `hidden` (V, P) are out; with none left the field is
        missing. pause: called between two batches, may raise."""
        found = [np.zeros(0)]
        column = self.model.fields.index(name)
        for part in np.array_split(hidden, max(1, -(-len(hidden) // _AT_ONCE))):
            pause()
            present = torch.ones(len(part), len(self.model.fields), dtype=torch.bool)
            present[:, column] = torch.from_numpy(~part.all(1))
            with torch.inference_mode():
                replaced = {name: self.encode_masked(name, ~part, fill)}
                output = self.join(replaced, len(part), present.to(self.batch.labels.device))
                found.append(class_score(output.logits.double(), chosen).cpu().numpy())
        return np.concatenate(found)
