"""One sentence, in plain words, about what a learning curve means right now."""

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mmgui.core.events import EpochDone, Metrics
from mmgui.core.i18n import _, join_sentences, ngettext
from mmgui.core.measured import accuracy_or_count, say_too_few
from mmgui.core.run.history import History
from mmgui.core.training.benefit import say_nothing_learned

CurveState: TypeAlias = Literal[
    "empty", "just started", "not numbers", "not learning", "over-fitting", "jumpy", "flattened", "learned", "learning"
]
_FIRST_WORD_EPOCHS: Final = 3  # fewer epochs say nothing yet
_PATIENCE: Final = 3  # epochs without progress that count
_GAIN: Final = 0.02  # a smaller relative fall of the loss is none
_RISE: Final = 0.05
_LOST: Final = 1 / 3  # of all that the validation loss had fallen: so much of it lost again is over-fitting by itself


@dataclass(frozen=True, slots=True)
class CurveReading:
    """What the curves of the epochs so far show, and since which epoch (0: not since a certain one)."""

    state: CurveState
    since: int = 0


def read_curve(history: History) -> CurveReading:
    """Judge the loss per epoch on training and validation. Thresholds: see the constants; made-up curves test them."""
    epochs = history.epochs
    if not epochs:
        return CurveReading("empty" if history.last_step is None else "just started")
    numbers, validation = history.epoch_curve("validation", "loss")
    _numbers, train = history.epoch_curve("train", "loss")
    if not (np.isfinite(validation).all() and np.isfinite(train).all()):
        return CurveReading("not numbers", int(numbers[~(np.isfinite(validation) & np.isfinite(train))][0]))
    if len(epochs) < _FIRST_WORD_EPOCHS:
        return CurveReading("just started")
    if _is_jumpy(validation[-6:]):
        return CurveReading("jumpy")
    best = int(np.argmin(validation))
    stale = len(epochs) - 1 - best
    rise = float(validation[-2:].mean() - validation[best])
    has_risen = stale >= _PATIENCE and rise > max(0.02, _RISE * validation[best]) and train[-1] < 0.97 * train[best]
    is_above = validation[-2:].mean() > train[-2:].mean()
    has_lost = rise > _LOST * (_loss_at_first(epochs) - float(validation[best]))
    if has_risen and (_accuracy_fell(epochs, 1 if is_above else 2) or (is_above and has_lost)):
        return CurveReading("over-fitting", int(numbers[best]))
    if len(epochs) >= 5 and train.min() > train[0] * 0.97 and _best_accuracy(epochs) < _chance(epochs) + 0.05:
        return CurveReading("not learning")
    flat = _flat_since(validation)
    if len(epochs) - 1 - flat >= _PATIENCE:
        state: CurveState = "learned" if _best_accuracy(epochs) >= 0.97 else "flattened"
        return CurveReading(state, int(numbers[flat]))
    return CurveReading("learning")


def explain_two_losses() -> str:
    """Why the two curves cannot be compared point by point; a few sentences."""
    return _(
        "The training loss can lie above the validation loss, and that is no mistake. While the model learns, words "
        "are hidden from it, parts of it are switched off at random (dropout), and being all too sure is punished "
        "(label smoothing). On the validation part nothing of this is done. What counts is whether the validation "
        "loss rises again."
    )


def read_curve_sentence(history: History) -> str:
    """The reading as one sentence for people, in the program's language; a second one if the training ended early.

    Of a run that learned nothing, only that is said.
    """
    finished = history.finished
    nothing = say_nothing_learned(finished.test or finished.validation) if finished is not None else ""
    if nothing:
        return nothing
    sentence, early = _say_reading(history), _say_early_end(history)
    return join_sentences((sentence, early, _say_few(history)))


def _reached(history: History) -> Metrics | None:
    """What the figures beside the sentence say: of the kept epoch once it has ended, else of the best so far."""
    if history.finished is not None:
        return history.best_epoch.validation if history.best_epoch is not None else None
    return max((e.validation for e in history.epochs), key=lambda m: m.accuracy, default=None)


def _say_few(history: History) -> str:
    """That the validation part is too small for its figures to say much, where the sentence gives one."""
    says_figure = read_curve(history).state in ("just started", "flattened", "learned", "learning")
    return say_too_few(_reached(history)) if says_figure else ""


def _say_reading(history: History) -> str:
    reading = read_curve(history)
    epochs = history.epochs
    ended = history.finished is not None
    reached = _reached(history)
    accuracy = accuracy_or_count(reached) if reached is not None else ""
    match reading.state:
        case "empty":
            return _("Nothing has been learned yet; press Start.")
        case "just started":
            if not epochs:
                return _("Just started: the first point of the curve appears after the first pass over the examples.")
            return ngettext(
                "Just started: after {count} pass the answers to the validation examples are right in {accuracy}.",
                "Just started: after {count} passes the answers to the validation examples are right in {accuracy}.",
                len(epochs),
            ).format(count=len(epochs), accuracy=accuracy)
        case "not numbers":
            return _(
                "The loss is no number any more since epoch {epoch}: the learning rate is too high. Choose a lower one."
            ).format(epoch=reading.since)
        case "not learning":
            return _(
                "Not learning: the answers are no better than guessing. Check the labels, or try another learning rate."
            )
        case "over-fitting":
            sentence = _(
                "Learning by heart (over-fitting) since epoch {epoch}: the training loss falls while the validation "
                "loss rises."
            ).format(epoch=reading.since)
            kept = _say_kept(history, reading.since)
            return join_sentences((sentence, kept))
        case "jumpy":
            return _(
                "Jumpy: the validation loss goes up and down from epoch to epoch. A lower learning rate or more "
                "examples would calm it."
            )
        case "flattened":
            return _(
                "Flattened since epoch {epoch}: more epochs hardly help; the best validation accuracy is {accuracy}."
            ).format(epoch=reading.since, accuracy=accuracy)
        case "learned":
            return _(
                "Learned: the answers to the validation examples are right in {accuracy}, and little has changed "
                "since epoch {epoch}."
            ).format(epoch=reading.since, accuracy=accuracy)
    if history.finished is not None and history.finished.reason == "early":
        return _("The validation loss was still falling at the end ({accuracy} correct).").format(accuracy=accuracy)
    if ended:
        return _("It was still learning when it ended ({accuracy} correct): more epochs could help.").format(
            accuracy=accuracy
        )
    return _(
        "Still learning: the validation loss is falling; at best {accuracy} were answered correctly so far."
    ).format(accuracy=accuracy)


def _say_kept(history: History, since: int) -> str:
    """Which epoch's weights are kept, and why, if it is a later one than that of the lowest loss."""
    kept = history.best_epoch
    if kept is None:
        return ""
    if kept.epoch > since:
        return _(
            "The weights of epoch {kept} are kept all the same: its answers are right as often as the best, within "
            "chance."
        ).format(kept=kept.epoch)
    return _("The weights of epoch {kept} are kept.").format(kept=kept.epoch)


def _say_early_end(history: History) -> str:
    """Why it ended before its last epoch; "" if it did not, or was stopped by hand."""
    finished, epochs = history.finished, history.epochs
    if finished is None or finished.reason != "early" or history.started is None or not epochs:
        return ""
    highest = max(epochs, key=lambda e: e.validation.accuracy).epoch
    return _(
        "It stopped early, after {done} of {planned} epochs: the validation accuracy had not risen since epoch "
        "{highest}."
    ).format(done=finished.epochs, planned=history.started.epochs, highest=highest)


def _best_accuracy(epochs: tuple[EpochDone, ...]) -> float:
    return max(e.validation.accuracy for e in epochs)


def _accuracy_fell(epochs: tuple[EpochDone, ...], errors: int) -> bool:
    """Whether the validation accuracy of the last two epochs lies more than so many standard errors below its best.

    The standard error of a share p of n examples is sqrt(p (1 - p) / n); with two right and two wrong ones added, or
    all right would have none (Agresti and Coull 1998, doi:10.1080/00031305.1998.10480550).
    """
    best, count = _best_accuracy(epochs), epochs[-1].validation.n
    now = sum(e.validation.accuracy for e in epochs[-2:]) / len(epochs[-2:])
    share = (best * count + 2) / (count + 4)
    return now < best - errors * math.sqrt(share * (1 - share) / (count + 4)) - 1e-9


def _loss_at_first(epochs: tuple[EpochDone, ...]) -> float:
    """The validation loss from which it fell: that of the first epoch, or of mere guessing if that is higher."""
    classes = len(epochs[-1].validation.per_class)
    return max(epochs[0].validation.loss, math.log(max(1, classes)))


def _chance(epochs: tuple[EpochDone, ...]) -> float:
    """What always giving the most frequent answer would reach on validation."""
    per_class = epochs[-1].validation.per_class
    total = sum(c.support for c in per_class)
    return max(c.support for c in per_class) / total if total else 0.0


def _flat_since(losses: NDArray[np.float64]) -> int:
    """Index of the epoch after which the lowest loss so far fell by less than _GAIN in all."""
    lowest = np.minimum.accumulate(losses)
    allowed = lowest[-1] + np.maximum(_GAIN * np.abs(lowest), 0.005)
    return int(np.argmax(lowest <= allowed))


def _is_jumpy(losses: NDArray[np.float64]) -> bool:
    """Large steps up and down that lead nowhere."""
    if len(losses) < 6:
        return False
    steps = np.diff(losses)
    turns = int((np.sign(steps[1:]) * np.sign(steps[:-1]) < 0).sum())
    large = float(np.abs(steps).mean()) > 0.15 * float(losses.mean())
    return turns >= 3 and large and float(np.abs(steps).sum()) > 3 * abs(float(losses[-1] - losses[0]))
