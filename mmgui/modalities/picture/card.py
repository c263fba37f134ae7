"""A picture on the screen: also pasted, and covered on a grid of its own."""

from __future__ import annotations

from PySide6.QtGui import QImage

from mmgui.core.data.example import Field
from mmgui.core.i18n import N_
from mmgui.core.layouts import Grid
from mmgui.gui.cards.image_card import LONGEST_SIDE, ImageCard, ShownValue
from mmgui.gui.kit.card import link_button
from mmgui.gui.kit.media_reader import MediaSource
from mmgui.gui.kit.pictures import to_pixels


class PictureCard(ImageCard):
    """The card of a picture. What is shown, and shown to the model, has at most LONGEST_SIDE on its longer side."""

    cover = Grid(8, 8)
    open_title = N_("Open a picture")
    files_title = N_("Pictures")
    empty_text = N_("Drop a picture here, paste one,\nor click to open a file.")
    menu_texts = (N_("Open a picture…"), N_("Paste a picture"))

    def __init__(self, field: Field) -> None:
        paste = link_button(N_("Paste"), is_steady=True)
        super().__init__(field, (paste,))
        self.paste_button = paste
        self.paste_button.clicked.connect(self.view.paste)
        self.view.content_given.connect(self._reader.start)

    def read_source(self, source: MediaSource) -> ShownValue:
        raw = self._modality.read(to_pixels(source) if isinstance(source, QImage) else source)
        pixels = self._modality.image(raw, LONGEST_SIDE)
        return ShownValue(pixels, pixels)


make_card = PictureCard

__all__ = ["PictureCard", "make_card"]
