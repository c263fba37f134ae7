"""Real examples of a scene for its card: made once on a lane, then kept among the files to be made again."""

import base64
import json
import logging
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import mmgui
from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, Field
from mmgui.core.files import write_json
from mmgui.core.paths import cache_folder
from mmgui.gui.home.scene_card import PreviewPicture
from mmgui.modalities import MODALITIES

SIZE_PX = 288
_COUNT, _SEED = 12, 7  # enough for one example of each class, whatever the classes
_LEAST = 4  # pictures: of few classes, more than one example
_log = logging.getLogger(__name__)


def preview_of(scene: str, language: str, cancel: CancelToken) -> tuple[PreviewPicture, ...]:
    """One example of each class in the scene's order of making. Slow the first time: call it on a lane.

    Raises Cancelled, and what the scene raises.
    """
    path = cache_folder() / "previews" / f"{scene}-{language}-{mmgui.__version__}.json"
    kept = _read(path)
    if kept:
        return kept
    made = _make(scene, language, cancel)
    try:
        write_json(path, [{**_plain(p), "pixels": base64.b64encode(p.pixels).decode()} for p in made])
    except OSError as error:  # made again next time
        _log.info("preview not kept: %s", error.strerror)
    return made


def _plain(picture: PreviewPicture) -> dict[str, str | int]:
    return {"width": picture.width, "height": picture.height, "words": picture.words, "label": picture.label}


def _read(path: Path) -> tuple[PreviewPicture, ...]:
    """What was kept; () if there is none or it is damaged."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        pictures = tuple(
            PreviewPicture(
                base64.b64decode(p["pixels"]), int(p["width"]), int(p["height"]), str(p["words"]), str(p["label"])
            )
            for p in stored
        )
    except (OSError, ValueError, TypeError, KeyError):
        return ()
    fits = all(0 <= p.width <= SIZE_PX and len(p.pixels) == 3 * p.width * p.height for p in pictures)
    return pictures if fits else ()


def _make(name: str, language: str, cancel: CancelToken) -> tuple[PreviewPicture, ...]:
    from mmgui.core.scenes import SCENES

    scene = SCENES.get(name)
    folder = Path(tempfile.mkdtemp(prefix="mmgui-preview-"))
    try:
        spoken = language if language in scene.languages else scene.languages[0]
        examples = scene.make(folder, _COUNT, _SEED, spoken, cancel=cancel)
        first: dict[str | None, Example] = {}
        for example in examples.examples:
            first.setdefault(example.label, example)
        chosen = list(first.values())
        others = [example for example in examples.examples if example not in chosen]
        chosen += others[: max(0, _LEAST - len(chosen))]
        return tuple(_picture_of(example, examples.fields, example.label or "") for example in chosen)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _picture_of(example: Example, fields: Sequence[Field], label: str) -> PreviewPicture:
    """The first of its values that has an image, and all its words."""
    pixels, height, width, words = b"", 0, 0, []
    for field in fields:
        modality, value = MODALITIES.get(field.modality), example.values.get(field.name)
        if value and not modality.is_media:
            words.append(modality.shown_text(value))
        if value and modality.has_image and not pixels:
            image = modality.image(modality.read(Path(value) if modality.is_media else value), SIZE_PX)
            height, width, _channels = image.shape
            pixels = image.tobytes()
    return PreviewPicture(pixels, width, height, " · ".join(words), label)
