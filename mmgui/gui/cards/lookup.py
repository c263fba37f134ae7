"""The card of any field: its modality's own one (`make_card` in a card.py in its room), else a plain one."""

from __future__ import annotations

from mmgui.core.data.example import Field
from mmgui.gui.cards.field_card import FieldCard
from mmgui.gui.cards.image_card import ImageCard
from mmgui.gui.cards.words_card import WordsCard
from mmgui.modalities import MODALITIES


def card_of(field: Field) -> FieldCard:
    """Raises ExperimentError for a field of an unknown kind."""
    modality = MODALITIES.get(field.modality)
    module = modality.module("card")
    if module is not None:
        card: FieldCard = module.make_card(field)
        return card
    return (ImageCard if modality.is_media or modality.has_image else WordsCard)(field)


__all__ = ["card_of"]
