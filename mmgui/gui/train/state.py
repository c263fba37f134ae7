"""What the training does now, in plain words with live numbers."""

from __future__ import annotations

from mmgui.core.events import Preparing
from mmgui.core.i18n import _
from mmgui.core.text import examples_text, grouped, rate_text
from mmgui.gui.kit.training_progress import Progress
from mmgui.gui.train.learning_steps import LearningStep
from mmgui.modalities import MODALITIES
from mmgui.session.live_training import LiveTraining


def training_progress(training: LiveTraining) -> Progress:
    """The line under the bar, for a training that is active."""
    started, step = training.started, training.last_step
    if training.status == "stopping":
        return Progress(_("Stopping after this batch; the best weights are kept"), None)
    if started is None or step is None:
        preparing = training.preparing
        if preparing is None:
            return Progress(_("Getting ready"), None)
        share = preparing.done / preparing.total if preparing.total else None
        return Progress(_say_preparing(preparing), share)
    place = _("epoch {epoch} of {epochs}").format(epoch=step.epoch, epochs=started.epochs)
    if training.status == "paused":
        return Progress(_("paused in {place}").format(place=place), training.progress)
    return Progress(place, training.progress, training.seconds_left, training.examples_per_second or None)


def _say_preparing(preparing: Preparing) -> str:
    """What is read or built, and how far it is."""
    if preparing.what not in MODALITIES:
        return _("Building the model")
    modality = MODALITIES.get(preparing.what)
    text = modality.say("reading") or _("Reading “{title}”: {done} of {total}")
    return text.format(title=modality.title(), done=grouped(preparing.done), total=grouped(preparing.total))


def examples_seen(training: LiveTraining) -> int:
    """How many examples the model has looked at in this run, repeated ones counted each time."""
    started, step = training.started, training.last_step
    if started is None or step is None:
        return 0
    in_epoch = (step.step - (step.epoch - 1) * started.steps_per_epoch) * started.batch_size
    return (step.epoch - 1) * started.n_train + max(0, min(started.n_train, in_epoch))


def learning_steps(training: LiveTraining) -> tuple[LearningStep, ...]:
    """The four things that happen again and again; numbers while they happen, none of a training that is over."""
    started, step = (training.started, training.last_step) if training.is_active else (None, None)
    numbers = ["", "", "", ""]
    if started is not None and step is not None:
        numbers = [
            _("{examples} seen").format(examples=examples_text(examples_seen(training))),
            _("loss {loss:.3f}").format(loss=step.loss),
            _("{count} weights").format(count=grouped(started.weights)),
            _("step {step} of {steps} · learning rate {rate}").format(
                step=grouped(step.step), steps=grouped(training.total_steps), rate=rate_text(step.learning_rate)
            ),
        ]
    if started is not None:
        look = _("The model looks at {count} examples at once and guesses.").format(count=started.batch_size)
    else:
        look = _("The model looks at a few examples at once and guesses.")
    return (
        LearningStep(_("Look and guess (forward)"), look, numbers[0]),
        LearningStep(
            _("Compare (loss)"), _("How far are the guesses from the true answers? That is the loss."), numbers[1]
        ),
        LearningStep(
            _("Find the causes (backward)"),
            _("Which way must each weight move for a smaller loss? (gradients)"),
            numbers[2],
        ),
        LearningStep(
            _("Take a small step (AdamW)"), _("Every weight moves a little that way. Then again."), numbers[3]
        ),
    )
