"""The five pages: each is imported and made on the first visit or when the window has time, so that it shows at once.

Their code is imported in the window's thread: PySide makes its types at their first use, and doing that on two threads
at once ends the process. What they need besides Qt is imported on a lane before.
"""

import contextlib
import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from mmgui.core.i18n import N_
from mmgui.gui.actions import Actions
from mmgui.gui.commands import PLACES, Place
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import set_role
from mmgui.session.jobs import Job
from mmgui.session.session import Session

_CLASSES: dict[Place, str] = {
    "home": "HomePage",
    "data": "DataPage",
    "train": "TrainPage",
    "results": "ResultsPage",
    "try": "TryPage",
}
_SHARED = (
    "mmgui.gui.kit.picture_view",
    "mmgui.gui.kit.chart",
    "mmgui.gui.cards.image_card",
    "mmgui.gui.cards.words_card",
    "mmgui.gui.kit.example_gallery",
)
_WITHOUT_QT = ("numpy", "mmgui.core.training.presets", "mmgui.core.reporting.answered_table")  # imported on a lane
_FOLDERS: dict[Place, str] = {"try": "trying"}  # others are called like their page; `try` is a word of Python's


class PageStack(QStackedWidget):
    """Shows one page; a page whose code is still being read is announced and appears when it is there."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self._pages: dict[Place, QWidget] = {}
        self._loading: set[Place] = set()
        self._stale: set[Place] = set()  # pages that are to be refreshed before they are seen
        self._waiting: dict[Place, list[Callable[[Any], None]]] = {place: [] for place in PLACES}
        self.place: Place = "home"
        self._moment = PlainLabel()
        set_role(self._moment, "muted")
        self._moment.setAlignment(Qt.AlignmentFlag.AlignCenter)
        bind_text(self._moment, "setText", N_("One moment…"))
        self.addWidget(self._moment)

    @property
    def made(self) -> dict[Place, QWidget]:
        """The pages that exist already."""
        return dict(self._pages)

    def visit(self, place: Place) -> None:
        self.place = place
        if place == "home" or place in self._pages or _module(place) in sys.modules:  # home is light
            self._freshen()
            self.setCurrentWidget(self._page(place))
            return
        self.setCurrentWidget(self._moment)
        self.load(place)

    def refresh_when_seen(self) -> None:
        """What pages worked out from the size of texts: the shown one's now, the others' when they are visited."""
        self._stale = set(self._pages)
        self._freshen()

    def _freshen(self) -> None:
        if self.place in self._stale:
            self._stale.discard(self.place)
            self._pages[self.place].refresh()  # type: ignore[attr-defined]

    def when_made(self, place: Place, then: Callable[[Any], None]) -> None:
        """Call `then(page)` now, or as soon as the page is there."""
        if place in self._pages:
            then(self._pages[place])
            return
        self._waiting[place].append(then)
        self.load(place)

    def load(self, place: Place) -> None:
        """Import what a page needs besides Qt on a lane, then its code here, then make it: a turn for each piece."""
        if place in self._pages or place in self._loading:
            return
        self._loading.add(place)

        def failed(_error: BaseException) -> None:
            self._loading.discard(place)

        def read(_library: object) -> None:
            QTimer.singleShot(0, self, lambda: self._import(place, _pieces(place)))

        def prepare(_job: Job) -> None:
            for name in _WITHOUT_QT:
                importlib.import_module(name)

        job = Job("page", prepare, read, failed, is_shown=False)
        self._session.submit("quick", job)

    def _import(self, place: Place, left: list[str]) -> None:
        with self._tried_again_if_it_fails(place):
            importlib.import_module(left.pop(0))
        QTimer.singleShot(0, self, lambda: self._import(place, left) if left else self._loaded(place))

    @contextlib.contextmanager
    def _tried_again_if_it_fails(self, place: Place) -> Iterator[None]:
        """A page that could not be made is made at the next visit, if it can be by then."""
        try:
            yield
        except BaseException:
            self._loading.discard(place)
            raise

    def load_others(self) -> None:
        """Make every page that nobody has visited yet, one after the other: the window breathes between them."""
        place = next((p for p in PLACES if p not in self._pages and p not in self._loading), None)
        if place is not None:
            self.when_made(place, lambda _page: self.load_others())

    def _loaded(self, place: Place) -> None:
        with self._tried_again_if_it_fails(place):
            page = self._page(place)
        if place == self.place:
            self.setCurrentWidget(page)

    def _page(self, place: Place) -> QWidget:
        if place not in self._pages:
            page: QWidget = getattr(importlib.import_module(_module(place)), _CLASSES[place])(
                self._session, self._actions
            )
            self._pages[place] = page
            self.addWidget(page)
            for then in self._waiting[place]:
                then(page)
            self._waiting[place].clear()
        return self._pages[place]


def _module(place: Place) -> str:
    return f"mmgui.gui.{_FOLDERS.get(place, place)}.{place}_page"


def _pieces(place: Place) -> list[str]:
    """The modules of a page, what they share with other pages first, the page itself last."""
    page = _module(place)
    folder = importlib.import_module(page.rpartition(".")[0])
    own = [f"{folder.__name__}.{found.name}" for found in pkgutil.iter_modules(folder.__path__)]
    return [*_SHARED, *(name for name in own if name != page), page]
