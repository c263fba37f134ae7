"""Paint a widget faintly while what it says is out of date."""

from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

_FAINT = 0.35


def fade(widget: QWidget, is_faint: bool) -> None:
    """Costs nothing while nothing is faint: the effect is made at the first use and switched off after it."""
    effect = widget.graphicsEffect()
    if effect is None:
        if not is_faint:
            return
        effect = QGraphicsOpacityEffect(widget)
        effect.setOpacity(_FAINT)
        widget.setGraphicsEffect(effect)
    if effect.isEnabled() != is_faint:
        effect.setEnabled(is_faint)


def is_faint(widget: QWidget) -> bool:
    effect = widget.graphicsEffect()
    return effect is not None and effect.isEnabled()


__all__ = ["fade", "is_faint"]
