"""The model: one encoder per field, a fusion, a head. Readable in one sitting.

    field values ──encoder──▶ tokens (U, N, D), pooled (U, D) ──┐
                                                               ├─fusion──▶ (B, D) ──head──▶ logits (B, K)
    field values ──encoder──▶ tokens (U, N, D), pooled (U, D) ──┘

Beside it each sense answers alone from its pooled vector ("picture only", "words only"): trained along as a help for
the encoders, shown to the person, and added to the joint answer.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn

from mmgui.core.models.batches import Batch, FieldBatch
from mmgui.core.models.catalogue import FUSIONS, MODEL_PARAMETERS
from mmgui.core.models.encoder import Encoded, Encoder
from mmgui.core.models.fusions import FieldTokens, module_key
from mmgui.core.models.manifest import Manifest
from mmgui.core.parameters import Value, check_values
from mmgui.modalities import MODALITIES


class FusionOutput(NamedTuple):
    """logits: (B, K). single: per field (B, K), the answer of that sense alone; an absent one says the same to all.

    relevance, attention, taken: as in fusions.Fused; empty without attention. features: per field (B, D), the pooled
    vector that went in. present: (B, M) bool.
    """

    logits: Tensor
    single: dict[str, Tensor]
    relevance: dict[str, Tensor]
    attention: dict[tuple[str, str], Tensor]
    taken: dict[tuple[str, str], Tensor]
    features: dict[str, Tensor]
    present: Tensor


class FusionModel(nn.Module):
    """Encoders, fusion, head, and what stands for a missing sense.

    Each encoder sees every distinct value of the batch once. A missing sense is one more value, the last row: a learned
    "absent" token (or zeros), so that everything after the encoders treats it like any other.
    """

    def __init__(
        self,
        encoders: Mapping[str, nn.Module],
        fusion: nn.Module,
        classes: int,
        width: int,
        dropout: float = 0.0,
        single_heads: bool = True,
        absent: str = "learned",
        fusion_dropout: float = 0.0,
        votes_count: bool = True,
    ) -> None:
        """fusion_dropout: in training the fusion's part of the answer is left out for this share of the examples, as
        whole layers are in stochastic depth (Huang et al. 2016, arXiv:1603.09382). Needs single heads.

        votes_count: whether votes of words (Encoded.votes) go into the joint answer or only into that of their sense.
        """
        super().__init__()
        self.fusion_dropout = fusion_dropout if single_heads and len(encoders) > 1 else 0.0
        self.votes_count = votes_count
        self.fields = tuple(encoders)
        self.encoders = nn.ModuleDict({module_key(name): module for name, module in encoders.items()})
        self.fusion = fusion
        self.width = width
        self.head = nn.Linear(int(fusion.output_size), classes)  # type: ignore[arg-type]
        self.single = nn.ModuleDict(
            {module_key(n): nn.Linear(width, classes) for n in encoders} if single_heads else {}
        )
        is_learned = absent == "learned"
        self.absent = nn.ParameterDict(
            {module_key(n): nn.Parameter(torch.randn(width) * 0.02) for n in encoders} if is_learned else {}
        )

    def encoder(self, field: str) -> Encoder:
        return cast(Encoder, self.encoders[module_key(field)])

    def forward(self, batch: Batch, present: Tensor | None = None) -> FusionOutput:
        """present: (B, M) bool, which senses to look at; a sense that an example does not have stays missing."""
        return self.join(self.encode(batch), batch, present)

    def encode(self, batch: Batch) -> dict[str, Encoded | None]:
        """Per field what its encoder says of the U distinct values; None if nobody in the batch has one."""
        return {
            name: None if field.values is None else self.encoder(name)(field.values)
            for name, field in batch.fields.items()
        }

    def join(self, encoded: Mapping[str, Encoded | None], batch: Batch, present: Tensor | None = None) -> FusionOutput:
        """The part after the encoders. Cheap, so that an explanation may call it often with other `present`."""
        has = torch.stack([batch.fields[name].rows >= 0 for name in self.fields], 1)  # (B, M)
        if present is not None:
            has = has & present
        senses = self.tokens(encoded, batch, has)
        fused = self.fusion(senses, has)
        logits = self.head(fused.joined)  # (B, K)
        if self.training and self.fusion_dropout > 0:
            logits = logits * (torch.rand(len(logits), 1, device=logits.device) >= self.fusion_dropout)
        single = {}
        for m, name in enumerate(self.fields):
            answer = self._answer_alone(name, senses[name], encoded[name])
            if answer is not None:
                single[name] = answer  # (B, K)
                found = encoded[name]
                if found is not None and found.votes is not None and not self.votes_count:
                    continue
                logits = logits + answer * has[:, m : m + 1]
        features = {name: sense.pooled[sense.rows] for name, sense in senses.items()}
        return FusionOutput(logits, single, fused.relevance, fused.attention, fused.taken, features, has)

    def tokens(self, encoded: Mapping[str, Encoded | None], batch: Batch, has: Tensor) -> dict[str, FieldTokens]:
        """What goes into the fusion. has: (B, M) bool, the senses that are there."""
        return {
            name: self._with_absent(name, encoded[name], batch.fields[name], has[:, m])
            for m, name in enumerate(self.fields)
        }

    def _with_absent(self, name: str, encoded: Encoded | None, field: FieldBatch, has: Tensor) -> FieldTokens:
        """The U values and the absent one as number U."""
        absent = self.absent[module_key(name)] if len(self.absent) else self.head.weight.new_zeros(self.width)
        if encoded is None:
            rows = torch.zeros_like(field.rows)
            return FieldTokens(
                absent[None, None], torch.ones_like(rows[:1, None], dtype=torch.bool), absent[None], rows
            )
        tokens, mask, pooled, _votes = encoded
        absent = absent.to(tokens.dtype)
        tokens = torch.cat([tokens, absent.expand(1, tokens.shape[1], -1)])  # (U + 1, N, D)
        only_first = torch.zeros_like(mask[:1])
        only_first[:, 0] = True
        pooled = torch.cat([pooled, absent[None]])  # (U + 1, D)
        return FieldTokens(tokens, torch.cat([mask, only_first]), pooled, torch.where(has, field.rows, len(pooled) - 1))

    def _answer_alone(self, name: str, sense: FieldTokens, encoded: Encoded | None) -> Tensor | None:
        """(B, K), from this sense's pooled vector and its votes."""
        if not len(self.single):
            return None
        head = self.single[module_key(name)]
        if encoded is not None and encoded.votes is not None:
            votes = torch.cat([encoded.votes, encoded.votes.new_zeros(1, encoded.votes.shape[1])])
            own: Tensor = votes + self.single[module_key(name)].bias  # type: ignore[operator]
            return own[sense.rows]
        answers: Tensor = head(sense.pooled)  # (U + 1, K)
        return answers[sense.rows]


def build_model(manifest: Manifest) -> FusionModel:
    """The network that a manifest describes, with random weights. Raises ExperimentError, ValidationError."""
    values = model_values(manifest.settings)
    width, dropout = int(values["width"]), float(values["dropout"])
    fusion = FUSIONS.get(manifest.fusion)
    own = {p.name: manifest.settings[p.name] for p in fusion.parameters if p.name in manifest.settings}
    encoders = {}
    for field in manifest.fields:
        kind = MODALITIES.get(field.modality).encoder(field.encoder)
        encoders[field.name] = kind.build(
            kind.load(field.input), width, len(manifest.classes), dropout, kind.values(field.settings)
        )
    return FusionModel(
        encoders,
        fusion.build(tuple(encoders), width, dropout, fusion.values(own)),
        len(manifest.classes),
        width,
        dropout,
        bool(values["single_heads"]),
        str(values["absent"]),
        float(values["fusion_dropout"]),
        bool(values["votes_count"]),
    )


def model_values(settings: Mapping[str, Any]) -> dict[str, Value]:
    """The values of MODEL_PARAMETERS, checked; other names are left to the fusion. Raises ExperimentError."""
    names = {p.name for p in MODEL_PARAMETERS}
    given = check_values(MODEL_PARAMETERS, {n: v for n, v in settings.items() if n in names})
    return {p.name: given.get(p.name, p.default) for p in MODEL_PARAMETERS}


def count_weights(model: nn.Module) -> int:
    """How many numbers training can change."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
