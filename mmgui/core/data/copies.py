"""When two texts are the same example: the one rule for dividing, for copies at an import and for what was learnt."""

import unicodedata


def words_key(text: str | None) -> str | None:
    """A text with its blanks made one; equal for texts that differ in blanks only, or in how accents are written (as
    macOS and Windows do it). None if there is nothing in it."""
    return (unicodedata.normalize("NFC", " ".join(text.split())) or None) if text else None


__all__ = ["words_key"]
