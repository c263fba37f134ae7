"""The pictures of the README, made by the real window: `.venv/bin/python packaging/screenshots.py`.

Opens the feelings scene, trains it, and photographs the five pages into resources/screenshots. It waits for what the
window shows, never for time. Without a DISPLAY it needs no screen at all.

    --all FOLDER    every page in every theme, language and size into FOLDER instead, for a review by eye
    --home FOLDER   keep the examples and trained models there: a second start begins where the first one ended
    --preset NAME   how long the model is trained (balanced)
"""

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "screenshots"
LARGEST = 250_000  # bytes of one picture
SCENE = "feelings"
PRESETS = ("quick", "balanced", "thorough", "article")  # in the order of the chips
NORMAL, LARGE = (1280, 800), (1920, 1080)
PLACES = ("home", "data", "train", "results", "try")
_MINUTES = 60.0

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap


@dataclass(frozen=True)
class Look:
    """How a picture is to be taken."""

    scheme: str
    language: str
    size: tuple[int, int] = NORMAL

    def name(self, what: str) -> str:
        wide = "" if self.size == NORMAL else f"-{self.size[0]}"
        return f"{what}-{self.scheme}-{'zh' if self.language == 'zh_CN' else self.language}{wide}"


# What the README shows: state, place, look. "learning" is the Train page while the curves grow, "film" its second view.
README = (
    ("home", "home", Look("light", "en")),
    ("data", "data", Look("light", "en")),
    ("learning", "train", Look("light", "en")),
    ("train", "train", Look("dark", "en")),
    ("film", "film", Look("light", "en")),
    ("results", "results", Look("light", "en")),
    ("try", "try", Look("light", "en")),
    ("try", "try", Look("dark", "zh_CN")),
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the screenshots of the README from the running program.")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page, theme, language and size, for review")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keep examples and trained models there")
    parser.add_argument("--preset", choices=PRESETS, default="balanced", help="how long the model is trained")
    wishes = parser.parse_args()
    if not os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="mmgui-screenshots-") as name:
        os.environ["MMGUI_HOME"] = str(wishes.home.absolute() if wishes.home else Path(name))
        studio = Studio(wishes.preset)
        try:
            if wishes.all:
                review(studio, wishes.all)
            else:
                readme(studio)
        finally:
            studio.close()
    return 0


def readme(studio: "Studio") -> None:
    """Exactly the pictures that the README names."""
    for language in dict.fromkeys(look.language for _state, _place, look in README):
        wanted = [(state, place, look) for state, place, look in README if look.language == language]
        studio.open_trained(language)
        for state, place, look in wanted:
            if state != "learning":
                studio.photograph(place, look, FOLDER / f"{look.name(place)}.png")
        learning = [(place, look) for state, place, look in wanted if state == "learning"]
        if learning:
            with studio.learning():
                for place, look in learning:
                    studio.photograph(place, look, FOLDER / f"{look.name(place)}.png")


def review(studio: "Studio", folder: Path) -> None:
    """Everything that a demanding eye should see once."""
    for language in ("en", "zh_CN"):
        looks = [Look(scheme, language, size) for size in (NORMAL, LARGE) for scheme in ("light", "dark", "contrast")]
        first = looks[0]
        studio.speak(language)
        for place in PLACES[1:]:  # nothing is open yet
            studio.photograph(place, first, folder / f"{first.name(f'{place}-empty')}.png")
        studio.open_trained(language)
        for look in looks:
            for place in (*PLACES, "film"):
                studio.photograph(place, look, folder / f"{look.name(place)}.png")
        small = Look("light", language, (900, 600))
        for place in PLACES:
            studio.photograph(place, small, folder / f"{small.name(place)}.png")
        with studio.learning():
            for look in looks:
                studio.photograph("train", look, folder / f"{look.name('learning')}.png")
        studio.look_at_a_table(language)
        studio.photograph("data", first, folder / f"{first.name('mapping')}.png")
        studio.close_project()


class Studio:
    """The real window with everything behind it, as `mmgui.app` puts it together."""

    def __init__(self, preset: str) -> None:
        from PySide6.QtWidgets import QApplication

        from mmgui.core.settings import Settings
        from mmgui.gui.bridge import Bridge
        from mmgui.gui.kit.theme import apply
        from mmgui.gui.language import switch_language
        from mmgui.gui.main_window import MainWindow
        from mmgui.session.session import Session

        self.preset = preset
        app = QApplication(["mmgui"])
        self.session = Session(Settings())
        switch_language("en")
        apply(app, "light")
        self.app = app  # it must outlive the window
        self.window = MainWindow(self.session)
        self.bridge = Bridge(self.session, self.window)
        self.bridge.bug.connect(self.window.banners.show_error)
        self.bridge.ticked.connect(self.window.status_line.tick)
        self.window.resize(*NORMAL)
        self.window.show()
        self.bridge.start()
        self.session.warm_up_engine()
        self.wait("the engine", lambda: self.session.is_engine_ready)
        self.window.pages.load_others()
        self.wait("the pages", lambda: len(self.window.pages.made) == len(PLACES))

    def close(self) -> None:
        self.window.close()
        self.session.close(20.0)
        self.bridge.stop()

    # -- states ------------------------------------------------------------------------------------------------------

    def speak(self, language: str) -> None:
        from mmgui.core.i18n import language as present

        if present() != language:
            self.window.set_language(language)

    def open_trained(self, language: str) -> None:
        """Open the scene and train it once; the model that came out of it is loaded."""
        self.speak(language)
        self.session.project.open_scene(SCENE, language)
        self.wait("the scene", lambda: self._is_open(language), is_patient=True)
        self.window.banners.clear()
        self._remove_outdated_runs()
        trained = [run for run in self.session.project.runs if run.metrics]
        if trained:
            self.session.model.load_run(trained[0].id)
        else:
            self._start("attention")
            self.wait("the training", lambda: not self.session.training.is_active)
        self.wait("the model", lambda: self.session.model.card is not None and not self.session.jobs.active)

    @contextmanager
    def learning(self, epochs: int = 6) -> Iterator[None]:
        """A second training, compared with the first, stopped and removed afterwards."""
        training, project = self.session.training, self.session.project
        first = next(run.id for run in project.runs if run.metrics)
        self.window.show_place("train")
        page: Any = self.window.pages.made["train"]
        self._start("gated")
        self.wait("the curves", lambda: training.history is not None and len(training.history.epochs) >= epochs)
        self.wait("the first run's curves", lambda: training.history_of(first) is not None)
        page.runs.row(first).tick.click()
        yield
        second = training.run_id
        training.stop()
        self.wait("the end", lambda: not training.is_active and not self.session.jobs.active)
        training.forget()
        self.session.model.load_run(first)
        self.wait("the first model", lambda: self.session.model.run_id == first and not self.session.jobs.active)
        if second is not None:
            project.delete_run(second)
            self.wait("one run", lambda: project.run(second) is None and not self.session.jobs.active)

    def look_at_a_table(self, language: str) -> None:
        """The scene's own table, as if it had come from outside."""
        from mmgui.core.cancel import CancelToken
        from mmgui.core.scenes import SCENES

        folder = Path(os.environ["MMGUI_HOME"]) / "outside" / language
        if not folder.exists():
            cancel, nothing = CancelToken(), lambda _done, _total: None
            SCENES.get(SCENE).make(folder, 24, 5, language, cancel=cancel, progress=nothing)
        self.window.commands.take_paths([folder / "metadata.csv"])
        self.wait("the preview", lambda: self.session.project.preview is not None and not self.session.jobs.active)

    def close_project(self) -> None:
        self.session.project.drop_preview()
        self.session.model.forget()
        self.session.project.close()
        self.window.show_place("home")
        self.wait("an empty window", lambda: not self.session.project.is_open and self.session.model.card is None)

    def _is_open(self, language: str) -> bool:
        path = self.session.project.path
        return path is not None and path.name == f"{SCENE}-{language}.mmproj" and not self.session.jobs.active

    def _remove_outdated_runs(self) -> None:
        """A kept home may hold models of an older version of the program."""
        from mmgui.core.errors import MmguiError
        from mmgui.core.inference.predictor import Predictor

        for run in self.session.project.runs:
            try:
                Predictor.load(run.folder)
            except MmguiError:
                self.session.project.delete_run(run.id)
                self.wait("a shorter list", lambda run=run: self.session.project.run(run.id) is None)  # type: ignore[misc]

    def _start(self, fusion: str) -> None:
        """Choose it on the Train page and press Start there."""
        self.window.show_place("train")
        page: Any = self.window.pages.made["train"]
        page.choices.presets.chips[PRESETS.index(self.preset)].click()
        next(card for card in page.choices.fusions.cards if card.key == fusion).click()
        page.start_button.click()

    # -- pictures ----------------------------------------------------------------------------------------------------

    def photograph(self, place: str, look: Look, path: Path) -> None:
        """Show the place in this look and save it as PNG."""
        self.speak(look.language)
        self.window.set_scheme(look.scheme)  # type: ignore[arg-type]
        self.window.resize(*look.size)
        view, place = place, "train" if place == "film" else place
        self.window.show_place(place)  # type: ignore[arg-type]
        if place == "train":
            self.window.pages.made["train"].views.show_view("film" if view == "film" else "curves")  # type: ignore[attr-defined]
        self.window.banners.clear()
        self.wait(f"the place {view}", lambda: self._is_settled(place))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(small_png(self.window.grab()))
        print(f"{path}  {path.stat().st_size // 1024} KB")

    def _is_settled(self, place: str) -> bool:
        """Everything asked for has arrived and is painted: pictures, texts, bars, curves."""
        from PySide6.QtCore import QAbstractAnimation

        from mmgui.gui.kit.thumbnails import Thumbnails

        page: Any = self.window.pages.made[place]  # type: ignore[index]
        if self.window.pages.currentWidget() is not page:
            return False
        is_learning = self.session.training.is_active
        if not is_learning and self.session.jobs.active:
            return False
        for thumbnails in page.findChildren(Thumbnails):
            if not thumbnails.is_idle:
                return False
        if any(a.state() == QAbstractAnimation.State.Running for a in page.findChildren(QAbstractAnimation)):
            return False
        if place == "home" and not page.card.strip.accessibleName():
            return False
        is_answered = self.session.model.prediction is not None
        is_reading = place == "try" and any(card.is_reading for card in page.cards.values())
        return not is_reading and (place != "try" or self.session.model.card is None or is_answered)

    def wait(self, what: str, is_there: Callable[[], bool], *, is_patient: bool = False) -> None:
        """Let the window work until `is_there()` three times in a row: what the first look set off is there too then.

        is_patient: a message on the screen is no reason to give up.
        """
        from PySide6.QtCore import QEventLoop, QTimer

        loop, timer, seen, ticks = QEventLoop(), QTimer(), [0], [0]

        def look() -> None:
            ticks[0] += 1
            seen[0] = seen[0] + 1 if is_there() else 0
            is_wrong = not is_patient and any(b.kind in ("bug", "error") for b in self.window.banners.shown)
            if seen[0] >= 3 or is_wrong or ticks[0] * timer.interval() > _MINUTES * 60_000:
                loop.quit()

        timer.setInterval(60)  # longer than the bridge's
        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        timer.stop()
        if seen[0] < 3:
            shown = "; ".join(f"{b.message} {b.hint} {b.detail}" for b in self.window.banners.shown)
            raise SystemExit(f"screenshots: {what} did not come. {shown}")


def small_png(pixmap: "QPixmap") -> bytes:
    """The picture as PNG of at most LARGEST bytes; 256 colours where the full palette is larger."""
    from PIL import Image
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "PNG")  # type: ignore[call-overload]
    image = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    for candidate in _fewer_colours(image):
        out = io.BytesIO()
        candidate.save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise SystemExit(f"screenshots: a picture is larger than {LARGEST} bytes whatever is done")


def _fewer_colours(image: Any) -> Iterator[Any]:
    from PIL import Image

    yield image
    for colours, dither in ((256, Image.Dither.FLOYDSTEINBERG), (256, Image.Dither.NONE), (96, Image.Dither.NONE)):
        yield image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=dither)


if __name__ == "__main__":
    sys.exit(main())
