"""What can be kept of the Try page: the picture with its map as a file, or what is shown as a new example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.reporting.answered_table import honest_comparison
from mmgui.gui.cards.field_card import FieldCard
from mmgui.gui.cards.picture_files import save_drawing, save_picture, with_files
from mmgui.gui.kit.file_dialog import FileDialog
from mmgui.gui.trying.heat_controls import HeatControls
from mmgui.gui.trying.save_card import SaveCard
from mmgui.modalities import say_give
from mmgui.session.session import Session

if TYPE_CHECKING:
    from mmgui.core.inference.prediction import Prediction


class TryExports(QObject):
    """Couples the card "Keep" with the session. prediction: gives the answer that is shown, None if there is none."""

    def __init__(
        self,
        session: Session,
        card: SaveCard,
        controls: HeatControls,
        prediction: Callable[[], Prediction | None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._card, self._controls = session, card, controls
        self._prediction, self._page = prediction, parent
        self._cards: Mapping[str, FieldCard] = {}
        card.save_wanted.connect(self._ask_where_to_save)
        card.add_wanted.connect(self._add_example)
        session.subscribe("kept", self._show_kept)

    def set_cards(self, cards: Mapping[str, FieldCard]) -> None:
        self._cards = cards

    def allow(self) -> None:
        """Offer what is possible now."""
        has_value = any(card.kept_value() is not None for card in self._cards.values())
        self._card.allow(can_save=has_value, why_not_add=self._why_not_add(has_value))

    def as_image(self) -> QImage | None:
        """The first field that can be shown, with its map."""
        images = (card.as_image() for card in self._cards.values())
        return next((image for image in images if image is not None), None)

    def save_map(self, image: QImage, path: Path) -> None:
        """Write the picture with its map: an SVG with the words if the name says so, else `image` as a PNG."""
        if path.suffix.lower() != ".svg":
            save_picture(self._session, image, path)
            return
        prediction = self._prediction()
        if prediction is None:
            self._session.tell(DataError(_("There is no heat map to save."), self._say_give()))
            return
        card = self._session.model.card
        fields = card.fields if card is not None else ()
        values = {name: card.shown_value() for name, card in self._cards.items()}
        look = (self._controls.strength, self._controls.legend.colours)
        save_drawing(self._session, prediction, fields, values, look, path)

    def _show_kept(self) -> None:
        """The comparison of the table that was answered last stays readable after the message is gone."""
        exports = self._session.exports
        table, path = exports.last_table, exports.last_path
        if exports.last_kind == "predictions" and table is not None and path is not None:
            self._card.show_table(path.name, partial(honest_comparison, table))

    def _say_give(self) -> str:
        card = self._session.model.card
        return say_give(f.modality for f in (card.fields if card is not None else ()))

    def _why_not_add(self, has_value: bool) -> str:
        examples = self._session.project.examples
        if examples is None:
            return _("Open a project first.")
        if not has_value:
            return self._say_give()
        if not set(self._cards) <= {f.name for f in examples.fields}:
            return _("The open project has other fields than this model.")
        return ""

    def _ask_where_to_save(self) -> None:
        image = self.as_image()
        if image is None:
            return
        dialog = FileDialog(self._page.window(), _("Save this picture and map"), self._session.settings.last_folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        bitmap, drawing = _("Picture"), _("Drawing that can be enlarged, with the words")
        filters = {f"{bitmap} (*.png)": "png", f"{drawing} (*.svg)": "svg"}
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters.get(chosen, "png")))
        dialog.fileSelected.connect(lambda name: self.save_map(image, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_example(self, label: str | None) -> None:
        """A pasted picture becomes a file first; the project copies it in."""
        values = {name: card.kept_value() for name, card in self._cards.items()}
        with_files(self._session, values, lambda plain: self._session.project.add_example(plain, label))


__all__ = ["TryExports"]
