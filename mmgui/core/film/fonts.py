"""A font of this machine for texts that are drawn into pictures, also Chinese ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import ImageFont

# Chinese, Japanese and Korean signs with their punctuation; emoji and private signs are none.
_CJK_RANGES: Final = (
    (0x2E80, 0xA4CF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF)
)  # fmt: skip
# (file, number of the face in it): Linux, macOS, Windows. Of the Noto collection, face 2 is simplified Chinese.
_CJK: Final = (
    ("NotoSansCJK-Regular.ttc", 2), ("NotoSansCJKsc-Regular.otf", 0), ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0), ("SourceHanSansCN-Regular.otf", 0), ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0), ("DroidSansFallbackFull.ttf", 0), ("DroidSansFallback.ttf", 0), ("PingFang.ttc", 2),
    ("Hiragino Sans GB.ttc", 0), ("STHeiti Light.ttc", 1), ("Arial Unicode.ttf", 0), ("msyh.ttc", 0),
    ("msyh.ttf", 0), ("simhei.ttf", 0), ("simsun.ttc", 0),
)  # fmt: skip
_PLAIN: Final = (
    ("Inter-Regular.ttf", 0), ("NotoSans-Regular.ttf", 0), ("DejaVuSans.ttf", 0), ("LiberationSans-Regular.ttf", 0),
    ("segoeui.ttf", 0), ("Helvetica.ttc", 0), ("Arial.ttf", 0), ("arial.ttf", 0),
)  # fmt: skip


@dataclass(frozen=True)
class FoundFont:
    """font: to draw with. can_chinese: false if it shows empty boxes for Chinese signs."""

    font: ImageFont.FreeTypeFont | ImageFont.ImageFont
    can_chinese: bool


def needs_cjk(text: str) -> bool:
    """Whether a text has Chinese, Japanese or Korean signs."""
    return not text.isascii() and any(low <= ord(sign) <= high for sign in set(text) for low, high in _CJK_RANGES)


@lru_cache(maxsize=32)
def find_font(size_px: int, *, chinese: bool) -> FoundFont:
    """The first installed font of ours; without any, the plain one that comes with Pillow."""
    from PIL import ImageFont

    for candidates in (_CJK, _PLAIN) if chinese else (_PLAIN, _CJK):
        for name, face in candidates:
            try:
                return FoundFont(ImageFont.truetype(name, size_px, index=face), candidates is _CJK)
            except OSError:
                continue
    return FoundFont(ImageFont.load_default(size_px), can_chinese=False)


__all__ = ["FoundFont", "find_font", "needs_cjk"]
