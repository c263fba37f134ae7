"""When two texts are the same example: the one rule for dividing, for copies at an import and for what was learnt."""


def words_key(text: str | None) -> str | None:
    """A text with its blanks made one; equal for texts that differ in blanks only. None if there is nothing in it."""
    return (" ".join(text.split()) or None) if text else None


__all__ = ["words_key"]
