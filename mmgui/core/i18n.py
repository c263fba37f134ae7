"""The program's languages: one gettext catalogue, and those that rooms of modalities bring, switched while it runs. No
Qt, so the command line speaks too.

Write `_("text")` where the text is shown now, `N_("text")` where it is only stored and translated later.
Values go in afterwards: `_("{count} examples").format(count=3)`, plural forms with `ngettext`.
"""

import gettext
import os
from collections.abc import Iterable
from pathlib import Path

from mmgui.core.paths import resource

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_folders: dict[Path, None] = {}  # with catalogues of rooms, in the order in which they came


def set_language(code: str) -> None:
    """Switch every later `_()`; an unknown code means English."""
    global _catalogue, _language
    _language = code if code in LANGUAGES else "en"
    _catalogue = gettext.NullTranslations()
    if _language != "en":
        with resource(f"locale/{_language}/LC_MESSAGES/mmgui.mo").open("rb") as file:
            _catalogue = gettext.GNUTranslations(file)
        for own in (folder / f"{_language}.mo" for folder in _folders):
            if own.is_file():
                with own.open("rb") as file:
                    _catalogue.add_fallback(gettext.GNUTranslations(file))


def add_catalogues(folder: Path) -> None:
    """Let texts be looked for in FOLDER/LANGUAGE.mo too, after the program's own."""
    if folder not in _folders and folder.is_dir():
        _folders[folder] = None
        set_language(_language)


def language() -> str:
    return _language


def system_language() -> str:
    """The best guess from the environment: Chinese if it says so, else English."""
    wish = next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "")
    return "zh_CN" if wish.lower().startswith("zh") else "en"


def _(message: str) -> str:
    return _catalogue.gettext(message)


def N_(message: str) -> str:  # noqa: N802 (gettext's customary name)
    """Mark for extraction, translate later."""
    return message


def ngettext(singular: str, plural: str, count: int) -> str:
    return _catalogue.ngettext(singular, plural, count)


def with_percent_sign(number: int | str) -> str:
    """93 -> "93 %" with a narrow space that never breaks; in Chinese "93%"."""
    return f"{number}%" if language().startswith("zh") else f"{number}\u202f%"


def join_names(names: Iterable[str]) -> str:
    """Names side by side in a sentence, as the present language separates them: "a, b", in Chinese "a、b"."""
    return _(", ").join(names)


def join_parts(parts: Iterable[str]) -> str:
    """Pieces of one sentence, each of several words: "a b; c d", in Chinese with its own sign."""
    return _("; ").join(parts)


def join_sentences(sentences: Iterable[str]) -> str:
    """Whole sentences one after the other. Empty ones are left out. Chinese needs no space between them, but behind one
    that was not translated."""
    joined = ""
    for sentence in sentences:
        is_close = not joined or not sentence or (_language.startswith("zh") and joined[-1] not in ".!?")
        joined += sentence if is_close else f" {sentence}"
    return joined
