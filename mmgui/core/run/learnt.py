"""Which examples a run has learnt from, by their content: so that nobody takes learning by heart for skill.

Eight bytes an example in the run's folder, and eight for what the model sees of it: pictures that were stored anew and
words with other signs look the same to it. Runs of older programs have no such file, and nothing is said of them.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core.data.copies import words_key
from mmgui.core.data.example import Example, Field
from mmgui.core.file_content import file_content, key_of_bytes
from mmgui.core.i18n import ngettext
from mmgui.core.run.record import METRICS, Arrays
from mmgui.modalities import MODALITIES

LEARNT: Final = Arrays("learnt.safetensors")
_NO_KEYS: Final = np.zeros(0, np.uint64)
_NOTHING: Final = 0  # the key of an example that has none of the fields: it is equal to nobody


def example_keys(examples: Iterable[Example], fields: Sequence[Field]) -> NDArray[np.uint64]:
    """(n,) per example a hash of what it shows in these fields; pictures by their content, equal content, equal key."""
    return np.array([_key(example.values, fields) for example in examples], np.uint64)


def save_learnt(
    run_dir: Path, examples: Iterable[Example], fields: Sequence[Field], seen: NDArray[np.uint64] = _NO_KEYS
) -> None:
    """Write learnt.safetensors, whole or not at all. seen: the keys of what the model sees (models/input_keys.py).

    Raises OSError.
    """
    LEARNT.save(run_dir, {"train": np.unique(example_keys(examples, fields)), "seen": np.unique(seen)})


def count_learnt(run_dir: Path, examples: Iterable[Example], fields: Sequence[Field]) -> int:
    """How many of these examples the run was trained on; 0 if it does not know. fields: those of its model."""
    learnt = Learnt(run_dir, fields)
    return sum(learnt.has(example.values) for example in examples)


class Learnt:
    """What a run was trained on; it knows nothing if there is no run or it does not say. fields: those of its model."""

    def __init__(self, run_dir: Path | None, fields: Sequence[Field]) -> None:
        self._fields = fields
        self._known = frozenset(() if run_dir is None else _stored(run_dir, "train").tolist())

    def has(self, values: Mapping[str, object]) -> bool:
        """values: per field a text, the path of a media file or its bytes; anything else is not known again."""
        return bool(self._known) and (key := _key(values, self._fields)) != _NOTHING and key in self._known


def usual_class(run_dir: Path | None) -> str:
    """The most frequent class of training, as the run's figures say it; "" if they do not."""
    stored = {} if run_dir is None else METRICS.read(run_dir) or {}
    parts = [part for name in ("test", "validation") if isinstance(part := stored.get(name), dict)]
    return next((str(part["usual"]) for part in parts if part.get("usual")), "")


def seen_keys(run_dir: Path | None) -> NDArray[np.uint64]:
    """What the model of a run saw in training, as `save_learnt` was given it; none if the run does not say."""
    return _NO_KEYS if run_dir is None else _stored(run_dir, "seen")


def say_learnt(count: int) -> str:
    """ "16 of these examples were trained on: …"; "" for none."""
    if not count:
        return ""
    return ngettext(
        "{count} of these examples was trained on: what is learnt by heart makes the figures too good.",
        "{count} of these examples were trained on: what is learnt by heart makes the figures too good.",
        count,
    ).format(count=count)


def _stored(run_dir: Path, name: str) -> NDArray[np.uint64]:
    return LEARNT.read(run_dir).get(name, _NO_KEYS)


def _key(values: Mapping[str, object], fields: Sequence[Field]) -> int:
    shown = [
        _shown(values.get(f.name), f.modality in MODALITIES and MODALITIES.get(f.modality).is_media) for f in fields
    ]
    digest = hashlib.blake2b(repr(shown).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") if any(shown) else _NOTHING


def _shown(value: object, is_media: bool) -> str | None:
    if isinstance(value, bytes):
        return key_of_bytes(value)
    if not isinstance(value, str | Path):
        return None
    if not is_media or not str(value).strip():
        return words_key(str(value))
    try:
        return file_content(Path(value)).key
    except OSError:
        return None
