"""One optimiser step and one evaluation: the part of the training that computes. Knows nothing of events and files."""

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from mmgui.core.events import Metrics
from mmgui.core.models.batches import UNKNOWN, Batch, FieldBatch, Table, plan_batches
from mmgui.core.models.devices import mixed_precision
from mmgui.core.models.fusion_model import FusionModel, FusionOutput
from mmgui.core.training.metrics import MetricsMeter
from mmgui.core.training.presets import Plan

EVALUATION_BATCH = 256
_WORD_TABLES = ("table", "embedding.weight")


@dataclass
class Tally:
    """Loss and answers of the epoch so far, summed on the device. confusion: (K, K) long; loss: () float64, a sum."""

    confusion: Tensor
    loss: Tensor

    @classmethod
    def empty(cls, classes: int, device: torch.device) -> "Tally":
        kind = torch.float32 if device.type == "mps" else torch.float64
        return cls(
            torch.zeros(classes, classes, dtype=torch.long, device=device), torch.zeros((), dtype=kind, device=device)
        )

    def add(self, logits: Tensor, labels: Tensor, loss: Tensor) -> None:
        classes = len(self.confusion)
        pairs = labels * classes + logits.argmax(1)
        self.confusion += torch.bincount(pairs, minlength=classes * classes).view(classes, classes)
        self.loss += loss.detach() * len(labels)


class Learner:
    """Model, its moving average, optimiser and learning rate on one device."""

    def __init__(self, model: FusionModel, plan: Plan, weights: NDArray[np.float64], device: torch.device) -> None:
        """weights: (K,) how much each class counts."""
        self.plan, self.device = plan, device
        self.model = model.to(device)
        self.average = copy.deepcopy(self.model).requires_grad_(False) if plan.number("average") > 0 else None
        self.class_weights = torch.tensor(weights, dtype=torch.float32, device=device)
        # All weights in one pass: the plain loop over the tensors costs a twentieth of a step.
        is_fused = device.type in ("cpu", "cuda")
        self.optimizer = torch.optim.AdamW(
            _groups(self.model, plan), lr=plan.number("learning_rate"), betas=(0.9, 0.98), fused=is_fused
        )
        # Walking through the modules for them costs as much again.
        self._parameters: list[Tensor] = list(self.model.parameters())
        self._averaged: list[Tensor] = [] if self.average is None else list(self.average.parameters())
        self._buffers = (
            [] if self.average is None else list(zip(self.average.buffers(), self.model.buffers(), strict=True))
        )
        self.precision, needs_scaling = mixed_precision(device)
        self.scaler = torch.amp.GradScaler(device.type, enabled=needs_scaling)

    def moved(self, device: torch.device) -> "Learner":
        """The same learner on another device, optimiser state included."""
        weights = self.class_weights.cpu().numpy().astype(np.float64)
        other = Learner(self.model, self.plan, weights, device)
        other.optimizer.load_state_dict(self.optimizer.state_dict())
        if other.average is not None and self.average is not None:
            other.average.load_state_dict(self.average.state_dict())
        return other

    @property
    def best_model(self) -> FusionModel:
        """The one that answers: the moving average if there is one."""
        return self.average if self.average is not None else self.model

    def learning_rate(self, progress: float) -> float:
        """Linear warm-up, then half a cosine down to a hundredth. progress: 0..1 of the whole training."""
        warm_up, most = self.plan.number("warm_up"), self.plan.number("learning_rate")
        if progress < warm_up:
            return most * max(progress / warm_up, 0.02)
        done = (progress - warm_up) / max(1e-9, 1 - warm_up)
        return most * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, done))))

    def step(self, batch: Batch, progress: float, number: int, tally: Tally) -> tuple[Tensor, float]:
        """One optimiser step; gives (loss () of the joint answer on the device, learning rate). number: from 1.

        Raises torch.OutOfMemoryError before anything has changed.
        """
        rate = self.learning_rate(progress)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["scale"]
        self.model.train()
        batch = self._vary(batch.to(self.device))
        has = torch.stack([batch.fields[name].rows >= 0 for name in self.model.fields], 1)
        self.optimizer.zero_grad(set_to_none=True)
        try:
            with self.precision():
                output = self.model(batch, hide_senses(has, self.plan.number("modality_dropout")))
            loss, joint = self.losses(output, batch.labels)
            self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        except torch.OutOfMemoryError:
            self.optimizer.zero_grad(set_to_none=True)
            raise
        self.scaler.unscale_(self.optimizer)
        nn.utils.clip_grad_norm_(self._parameters, self.plan.number("clip"))
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self._follow(number)
        tally.add(output.logits.detach(), batch.labels, joint)
        return joint, rate

    def losses(self, output: FusionOutput, labels: Tensor) -> tuple[Tensor, Tensor]:
        """() float32 each: what is minimised, and the joint answer's cross-entropy alone, detached, which people see.

        Minimised is the joint one plus that of each sense alone where it is there.
        """
        smoothing = self.plan.number("label_smoothing")
        loss = functional.cross_entropy(output.logits.float(), labels, self.class_weights, label_smoothing=smoothing)
        joint = loss.detach()
        if self.plan.number("single_weight") > 0 and output.present.shape[1] > 1:
            for column, logits in enumerate(output.single.values()):
                each = functional.cross_entropy(
                    logits.float(), labels, self.class_weights, reduction="none", label_smoothing=smoothing
                )
                there = output.present[:, column].float()
                loss = loss + self.plan.number("single_weight") * (each * there).sum() / there.sum().clamp(min=1)
        return loss, joint

    def _vary(self, batch: Batch) -> Batch:
        strength, flip = self.plan.number("augmentation"), bool(self.plan.values["flip"])
        if strength <= 0 and not flip:
            return batch
        fields = {
            name: field
            if field.values is None
            else FieldBatch(self.model.encoder(name).augment(field.values, strength, flip), field.rows)
            for name, field in batch.fields.items()
        }
        return Batch(fields, batch.labels)

    def _follow(self, number: int) -> None:
        """Move the average a little towards the weights; at first faster, so that it forgets the random start."""
        if self.average is None:
            return
        decay = min(self.plan.number("average"), (1 + number) / (10 + number))
        with torch.no_grad():
            torch._foreach_lerp_(self._averaged, self._parameters, 1 - decay)
            for mean, value in self._buffers:
                mean.copy_(value)


def evaluate(
    model: FusionModel,
    table: Table,
    classes: tuple[str, ...],
    device: torch.device,
    group_by: int | None,
    stop: Callable[[], bool],
    batch_size: int = EVALUATION_BATCH,
) -> tuple[Metrics, dict[str, float]] | None:
    """The figures of a model on a part, and the accuracy of each sense alone; None if `stop()` became true meanwhile.

    Examples of unknown labels count as answered wrongly.
    Out of memory halves the batch and begins again.
    """
    model.eval()
    meter = MetricsMeter(classes, device)
    right = dict.fromkeys(model.fields, 0.0)
    precision, _scaled = mixed_precision(device)
    batches = plan_batches(table, batch_size, np.random.default_rng(0), group_by)
    try:
        with torch.inference_mode():
            for rows in batches:
                if stop():
                    return None
                batch = table.take(rows).to(device)
                with precision():
                    output = model(batch)
                logits = output.logits.float()
                loss = functional.cross_entropy(logits, batch.labels, ignore_index=UNKNOWN, reduction="none")
                meter.update(logits, batch.labels, loss)
                for name, alone in output.single.items():
                    right[name] += float((alone.argmax(1) == batch.labels).sum())
    except torch.OutOfMemoryError:
        if batch_size <= 1:
            raise
        return evaluate(model, table, classes, device, group_by, stop, batch_size // 2)
    alone = {name: count / len(table) for name, count in right.items()} if len(model.single) else {}
    return meter.compute(), alone


def class_weights(labels: NDArray[np.int64], classes: int, strength: float) -> NDArray[np.float64]:
    """(K,) weights with mean 1 over the examples. strength 0: all 1; 1: each class counts the same in sum."""
    counts = np.bincount(labels, minlength=classes).astype(np.float64)
    weights = (len(labels) / (classes * np.maximum(counts, 1))) ** strength
    return np.asarray(weights * len(labels) / max(1e-9, float((weights * counts).sum())))


def _groups(model: nn.Module, plan: Plan) -> list[dict[str, object]]:
    """Weight decay for matrices, another for word tables, none for biases, norms and absent tokens.

    The votes of words start at zero, are seen rarely and take larger steps: `vote_rate` times the learning rate, with
    as much less decay.
    """
    tables, matrices, others, votes = [], [], [], []
    for name, parameter in model.named_parameters():
        if name.endswith("votes"):
            votes.append(parameter)
        elif name.endswith(_WORD_TABLES):
            tables.append(parameter)
        elif parameter.dim() > 1:
            matrices.append(parameter)
        else:
            others.append(parameter)
    word_decay, vote_rate = plan.number("word_decay"), plan.number("vote_rate")
    groups = (
        (tables, word_decay, 1.0),
        (matrices, plan.number("weight_decay"), 1.0),
        (others, 0.0, 1.0),
        (votes, word_decay / vote_rate, vote_rate),
    )
    return [{"params": group, "weight_decay": decay, "scale": scale} for group, decay, scale in groups if group]


def hide_senses(present: Tensor, share: float) -> Tensor:
    """Take one random sense from this share of the examples that have more than one.

    present: (B, M) bool. Returns the same shape; no example loses its last sense. Uses torch's random numbers.
    """
    if share <= 0 or present.shape[1] < 2:
        return present
    count = len(present)
    lottery = torch.rand(present.shape, device=present.device).masked_fill(~present, -1.0)
    loser = functional.one_hot(lottery.argmax(1), present.shape[1]).bool()  # (B, M)
    hit = (torch.rand(count, device=present.device) < share) & (present.sum(1) > 1)
    return present & ~(loser & hit[:, None])


def halve(sizes: list[int]) -> list[int]:
    """Each batch as two; those of one example stay."""
    return [part for size in sizes for part in ((size + 1) // 2, size // 2) if part]


def cut(order: NDArray[np.int64], sizes: list[int]) -> Iterator[NDArray[np.int64]]:
    """The order in pieces of the given sizes."""
    start = 0
    for size in sizes:
        yield order[start : start + size]
        start += size
