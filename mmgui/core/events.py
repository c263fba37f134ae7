"""What a training tells the world: small frozen values that hold numbers, never tensors."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

RunEnd: TypeAlias = Literal["completed", "early", "stopped"]


@dataclass(frozen=True, slots=True)
class ClassMetrics:
    """One class: precision, recall and F1 in [0, 1], and how many examples carry its label. distinct: how many of these
    differ in what the model sees, 0 = not known."""

    name: str
    precision: float
    recall: float
    f1: float
    support: int
    distinct: int = 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """Examples whose label is no class of the model: whatever it answers is wrong. answers[k]: how many got class k."""

    count: int = 0
    labels: tuple[str, ...] = ()
    answers: tuple[int, ...] = ()

    @property
    def classes(self) -> int:
        """How many classes these are; at least one, where nobody told their names."""
        return max(len(self.labels), self.count > 0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """How well a model answers one part of the split. `confusion[i][j]`: label i was answered with j.

    n: all examples that were measured, those of unknown labels included; they count as wrong in every figure but the
    loss and have no row in `confusion`. usual: the most frequent class of training, "" = not known. distinct: how many
    of them differ in what the model sees, 0 = not known; seen: how many look to it like an example of training.
    accuracy_top3: the share whose label is among the three likeliest answers; None = not known, or no more than three
    classes.
    """

    loss: float
    accuracy: float
    precision_macro: float
    recall_macro: float
    f1_macro: float
    per_class: tuple[ClassMetrics, ...]
    confusion: tuple[tuple[int, ...], ...]
    n: int
    unknown: Unknown = Unknown()
    usual: str = ""
    distinct: int = 0
    seen: int = 0
    accuracy_top3: float | None = None

    @property
    def independent(self) -> int:
        """How many examples the figures rest on: equal ones get equal answers and count once."""
        return self.distinct or self.n

    @property
    def right(self) -> int:
        """How many answers were right."""
        return round(self.accuracy * self.n)

    @property
    def accuracy_known(self) -> float:
        """The share of right answers among the examples whose label the model knows."""
        known = self.n - self.unknown.count
        return self.right / known if known > 0 else 0.0


@dataclass(frozen=True, slots=True)
class RunStarted:
    """Everything is read and built; the first step follows."""

    run_dir: str
    classes: tuple[str, ...]
    fusion: str
    epochs: int
    first_epoch: int  # 1, or later for a resumed run
    steps_per_epoch: int
    n_train: int
    n_validation: int
    n_test: int
    weights: int
    batch_size: int
    device: str  # "cpu" or "cuda:0"
    device_name: str
    threads: int


@dataclass(frozen=True, slots=True)
class Preparing:
    """Before the first step: the values of a field are read (what: its modality), the "model" is built."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class StepDone:
    """One optimiser step. `step` counts from 1 over the whole run; `seconds` since the run started."""

    step: int
    epoch: int
    loss: float
    learning_rate: float
    examples: int
    seconds: float


@dataclass(frozen=True, slots=True)
class EpochDone:
    """One pass over the training part, measured on training (as it went by) and on validation."""

    epoch: int
    train: Metrics
    validation: Metrics
    seconds: float
    examples_per_second: float
    is_best: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence that the person should read (already translated)."""

    message: str


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The end; the best weights are on disk. `test` was measured once, with the best weights."""

    reason: RunEnd
    best_epoch: int
    epochs: int
    validation: Metrics | None
    test: Metrics | None
    seconds: float
    nothing_learned: bool = False  # no better than always giving the most frequent answer (training/benefit.py)


TrainingEvent: TypeAlias = RunStarted | Preparing | StepDone | EpochDone | Notice | RunFinished
EVENT_KINDS: dict[str, type] = {
    "run_started": RunStarted,
    "preparing": Preparing,
    "step": StepDone,
    "epoch": EpochDone,
    "notice": Notice,
    "run_finished": RunFinished,
}
