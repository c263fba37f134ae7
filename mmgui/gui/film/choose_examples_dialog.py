"""Choose a few examples from a gallery."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmgui.core.data.example import ExampleSet
from mmgui.core.i18n import _, ngettext
from mmgui.gui.kit.card import muted_label
from mmgui.gui.kit.example_gallery import ExampleGallery
from mmgui.gui.kit.texts import PlainLabel
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.tick_box import TickBox


class ChooseExamplesDialog(QDialog):
    """At most `most` of the examples; `chosen_with(ids)` when the person agrees, () for "choose for me".

    known: ids that the present film has; only these can be chosen for it. The others appear in the next training: they
    are shown, below the known ones, when the person asks for them. () = there is no film yet.
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
                "The film shows examples of the validation part, which the model does not learn from. Click one to "
                "choose it, click it again to let it go."
            ),
            wrap=True,
        )
        self.gallery = ExampleGallery(self)
        self.gallery.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)  # a tap is enough
        first = tuple(e for e in examples.examples if e.id in known)
        rest = tuple(e for e in examples.examples if e.id not in known)
        self._every = replace(examples, examples=(*first, *rest))
        self._recorded = replace(examples, examples=first) if first else self._every
        self.later = TickBox(_("Also show those that were not recorded: they appear in the next training only"))
        self.later.setVisible(bool(first and rest))
        self.later.setChecked(bool(first) and any(number not in known for number in chosen))
        self.later.toggled.connect(self._show_examples)
        self._show_examples()
        self.gallery.select(chosen)
        self.gallery.selection_moved.connect(self._changed)
        self.said = muted_label()
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
        column = QVBoxLayout(self)
        column.setSpacing(SPACE)
        column.addWidget(hint)
        column.addWidget(self.gallery, 1)
        column.addWidget(self.later)
        column.addWidget(self.said)
        row = QHBoxLayout()
        column.addLayout(row)
        row.addWidget(self.automatic)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.agree)
        self.resize(96 * SPACE, 76 * SPACE)
        self._changed()

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(example.id for example in self.gallery.selected)

    def _show_examples(self, _on: bool = False) -> None:
        self.gallery.set_examples(self._every if self.later.isChecked() else self._recorded)

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

    def _automatic(self) -> None:
        self._chosen_with(())
        self.accept()

    def _agreed(self) -> None:
        self._chosen_with(self.ids)
        self.accept()


__all__ = ["ChooseExamplesDialog"]
