"""Switching the language while the program runs: our texts, Qt's own buttons, and every text on the screen."""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator
from PySide6.QtGui import QGuiApplication

from mmgui.core.i18n import _, language, set_language, system_language
from mmgui.gui.kit.texts import update_bound_texts

_log = logging.getLogger(__name__)
_translators: list[QTranslator] = []


def switch_language(code: str) -> str:
    """Speak `code` ("" = as the system) from now on; English if its catalogue is missing. Returns the language."""
    try:
        set_language(code or system_language())
    except (OSError, ValueError) as error:  # a damaged installation must still open
        _log.info("no catalogue for %s: %s", code, type(error).__name__)
        set_language("en")
    QGuiApplication.setApplicationDisplayName(_("Multimodal Playground"))
    _switch_qt()
    update_bound_texts()
    return language()


def _switch_qt() -> None:
    for old in _translators:
        QCoreApplication.removeTranslator(old)
    _translators.clear()
    if language() == "en":
        return
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language()}", folder):
        QCoreApplication.installTranslator(translator)
        _translators.append(translator)
