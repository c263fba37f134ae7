"""What the terms mean that cannot be avoided, in one plain sentence each; for tooltips and the help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mmgui.core.i18n import N_

if TYPE_CHECKING:
    from mmgui.core.run.history import MetricName

FIGURES: Final[dict[MetricName, tuple[str, str]]] = {
    "accuracy": (N_("Accuracy"), N_("Of all answers, how many are right?")),
    "precision_macro": (
        N_("Precision"),
        N_("When it gives an answer, how often is that right? Average over the classes."),
    ),
    "recall_macro": (N_("Recall"), N_("Of the examples of a class, how many does it find? Average over the classes.")),
    "f1_macro": (N_("F1"), N_("Precision and recall in one number; low if either is low.")),
}
LOSS: Final = N_("How wrong the answers are, and how sure of it; learning makes it smaller.")
TERMS: Final = (
    *FIGURES.values(),
    (N_("Loss"), LOSS),
    (N_("Epoch"), N_("One pass over all training examples.")),
    (
        N_("Training, validation, test"),
        N_("It learns from the first part, is watched on the second, and is judged once on the third."),
    ),
    (N_("Heat map"), N_("Which places or words counted in an answer, and how much.")),
    (N_("Fusion"), N_("How what the senses say is joined into one answer.")),
    (N_("Attention"), N_("The senses look at each other: each part takes what belongs to it, by softmax(QKᵀ/√d)V.")),
    (
        N_("Calibration"),
        N_("Makes its confidence honest: of ten answers that it is eight tenths sure of, about eight are right."),
    ),
    (
        N_("The article's network"),
        N_(
            "A small network from a published article, with which this program began. As printed it could not run; one "
            "line is corrected. It is here to compare with: newer ways should beat it."
        ),
    ),
)

__all__ = ["FIGURES", "LOSS", "TERMS"]
