"""Choose a few examples from a gallery."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.core.data.example import Example, ExampleSet
from mmgui.core.i18n import _, ngettext
from mmgui.gui.texts import PlainLabel
from mmgui.gui.theme import SPACE, set_role
from mmgui.gui.widgets.example_gallery import ExampleGallery


class ChooseExamplesDialog(QDialog):
    """At most `most` of the examples; `chosen_with(ids)` when the person agrees, () for "choose for me".

    known: ids that the present film has; what is chosen besides appears in the next training only.
    """

    def __init__(
        self,
        parent: QWidget | None,
        examples: ExampleSet,
        chosen: Sequence[int],
        known: frozenset[int],
        most: int,
        chosen_with: Callable[[tuple[int, ...]], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Examples of the film"))
        self._known, self._most, self._chosen_with = known, most, chosen_with
        hint = PlainLabel(
            _(
                "The film shows examples of the validation part, which the model does not learn from. Click one; hold "
                "Ctrl to choose several."
            ),
            wrap=True,
        )
        self.gallery = ExampleGallery(self)
        self.gallery.set_examples(examples)
        self.gallery.select(chosen)
        self.gallery.selection_moved.connect(self._changed)
        self.gallery.chosen.connect(self._only)
        self.said = PlainLabel(wrap=True)
        set_role(self.said, "muted")
        self.automatic = QPushButton(_("Choose for me"))
        self.automatic.setAutoDefault(False)
        self.automatic.clicked.connect(self._automatic)
        cancel = QPushButton(_("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.agree = QPushButton(_("Show these"))
        set_role(self.agree, "primary")
        self.agree.setDefault(True)
        self.agree.clicked.connect(self._agreed)
        row = QHBoxLayout()
        row.addWidget(self.automatic)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.agree)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE)
        column.addWidget(hint)
        column.addWidget(self.gallery, 1)
        column.addWidget(self.said)
        column.addLayout(row)
        self.resize(96 * SPACE, 76 * SPACE)
        self._changed()

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(example.id for example in self.gallery.selected)

    def _changed(self, *_selected: object) -> None:
        count = len(self.ids)
        later = sum(number not in self._known for number in self.ids)
        self.agree.setEnabled(0 < count <= self._most)
        if count > self._most:
            self.said.setText(_("{count} are chosen; there is room for {most}.").format(count=count, most=self._most))
        elif later and self._known:
            self.said.setText(
                ngettext(
                    "{later} of the {count} chosen was not recorded in this film; it appears in the next training.",
                    "{later} of the {count} chosen were not recorded in this film; they appear in the next training.",
                    later,
                ).format(later=later, count=count)
            )
        else:
            self.said.setText(_("{count} of at most {most} chosen.").format(count=count, most=self._most))

    def _only(self, example: Example) -> None:
        """A double click means this one."""
        self._chosen_with((example.id,))
        self.accept()

    def _automatic(self) -> None:
        self._chosen_with(())
        self.accept()

    def _agreed(self) -> None:
        self._chosen_with(self.ids)
        self.accept()


__all__ = ["ChooseExamplesDialog"]
