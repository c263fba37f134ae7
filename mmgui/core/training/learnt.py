"""Which examples a run has learnt from, by their content: so that nobody takes learning by heart for skill.

Eight bytes an example in the run's folder. Runs of older programs have no such file, and nothing is said of them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mmgui.core import files
from mmgui.core.data.example import Example, Field
from mmgui.core.i18n import ngettext
from mmgui.core.modalities import MODALITIES
from mmgui.core.models.file_content import file_content

LEARNT_NAME: Final = "learnt.safetensors"  # in a run's folder
_MAX_BYTES: Final = 2**31
_NOTHING: Final = 0  # the key of an example that has none of the fields: it is equal to nobody


def example_keys(examples: Iterable[Example], fields: Sequence[Field]) -> NDArray[np.uint64]:
    """(n,) per example a hash of what it shows in these fields; pictures by their content, equal content, equal key."""
    media = {f.name for f in fields if f.modality in MODALITIES and MODALITIES.get(f.modality).is_media}
    keys = []
    for example in examples:
        shown = [_shown(example.values.get(f.name), f.name in media) for f in fields]
        digest = hashlib.blake2b(repr(shown).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        keys.append(int.from_bytes(digest, "little") if any(shown) else _NOTHING)
    return np.array(keys, np.uint64)


def save_learnt(run_dir: Path, examples: Iterable[Example], fields: Sequence[Field]) -> None:
    """Write learnt.safetensors, whole or not at all. Raises OSError."""
    from safetensors.numpy import save

    files.write_bytes(run_dir / LEARNT_NAME, save({"train": np.unique(example_keys(examples, fields))}))


def count_learnt(run_dir: Path, examples: Iterable[Example], fields: Sequence[Field]) -> int:
    """How many of these examples the run was trained on; 0 if it does not know. fields: those of its model."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        known = load(files.read_small(run_dir / LEARNT_NAME, _MAX_BYTES))["train"]
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, MemoryError):
        return 0
    keys = example_keys(examples, fields)
    return int(np.isin(keys[keys != _NOTHING], known).sum())


def say_learnt(count: int) -> str:
    """ "16 of these examples were trained on: …"; "" for none."""
    if not count:
        return ""
    return ngettext(
        "{count} of these examples was trained on: what is learnt by heart makes the figures too good.",
        "{count} of these examples were trained on: what is learnt by heart makes the figures too good.",
        count,
    ).format(count=count)


def _shown(value: str | None, is_media: bool) -> str | None:
    if value is None or not value.strip():
        return None
    if not is_media:
        return " ".join(value.split())
    try:
        return file_content(Path(value)).key
    except OSError:
        return None
