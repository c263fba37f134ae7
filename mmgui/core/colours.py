"""Colours as "#rrggbb": one mixed into another, and the ink that can be read on them."""

INK = "#15181c"  # of documents, and wherever dark letters stand on a colour

PALE = 0.35  # how strongly the map of a field is drawn that hardly counts in the answer


def mix(first: str, second: str, share: float) -> str:
    """The colour `share` of the way from `first` to `second`; share 0..1."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable_on(ground: str) -> str:
    """Dark or white letters, whichever have more contrast (relative luminance as WCAG 2 defines it)."""
    light = _luminance(ground) + 0.05
    return INK if light / (_luminance(INK) + 0.05) > 1.05 / light else "#ffffff"


def _luminance(colour: str) -> float:
    parts = (byte / 255 for byte in bytes.fromhex(colour[1:]))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
