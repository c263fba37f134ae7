"""Weights from a .pt or .pth file of somebody else, without running anything in it.

PyTorch's own format is a zip archive with a pickle. The archive and the pickle's instructions are inspected first,
without carrying out a single one; then it is read with weights_only=True. Archives with code (TorchScript, .pt2, ONNX)
and bare pickles are refused whatever they are called.
"""

import pickletools
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from mmgui.core.errors import CheckpointError
from mmgui.core.i18n import _

WEIGHT_SUFFIXES: Final = (".pt", ".pth")
_REFUSED_SUFFIXES: Final = (".pt2", ".onnx", ".ts", ".ckpt", ".pkl", ".pickle", ".bin", ".joblib", ".h5", ".keras")
_MAX_MEMBERS: Final = 20_000
_MAX_PICKLE_BYTES: Final = 16 * 2**20
_INNER_KEYS: Final = ("state_dict", "model_state_dict", "model")
_STORAGES: Final = {
    f"torch {kind}Storage"
    for kind in ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")
}
_ALLOWED_NAMES: Final = _STORAGES | {
    "collections OrderedDict",
    "torch._utils _rebuild_tensor_v2",
    "torch._utils _rebuild_parameter",
    "torch.serialization _get_layout",
    "torch device",
}
_OBJECT_MAKERS: Final = frozenset(  # torch.save writes protocol 2, which needs none of these
    ("INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4", "PERSID", "STACK_GLOBAL")
)
_BOOKKEEPING: Final = frozenset(("PUT", "BINPUT", "LONG_BINPUT", "GET", "BINGET", "LONG_BINGET", "PROTO", "FRAME"))


def refuse_code_bearing(path: Path) -> None:
    """Raise CheckpointError for a file that is, or by its name claims to be, something that can carry code."""
    with path.open("rb") as file:
        start = file.read(8)
    suffix = path.suffix.lower()
    if start[:2] == b"PK":
        kind = _("a zip archive, such as TorchScript or .pt2")
    elif start[:1] == b"\x80" and 2 <= start[1] <= 5 if len(start) > 1 else False:
        kind = _("a pickle, which could run code")
    elif start[:1] == b"\x08" and start[2:3] in (b"\x12", b"\x1a", b"\x3a") and start[1] < 32:
        kind = _("an ONNX model")
    elif suffix in _REFUSED_SUFFIXES:
        kind = _("a {suffix} file").format(suffix=suffix)
    else:
        return
    raise _refused(path, kind)


def read_torch_file(path: Path) -> dict[str, Tensor]:
    """The state dict in a .pt or .pth file written by torch.save. Raises CheckpointError for anything else.

    The tensors are not yet compared with a model: see checkpoint.read_weights.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start != b"PK\x03\x04":
        raise _refused(path, _("a pickle of the old kind, which could run code"))
    try:
        _inspect_archive(path)
        loaded = torch.load(path, map_location="cpu", weights_only=True)
    except CheckpointError:
        raise
    except Exception as error:  # whatever a hostile file makes the reader raise, it is a file that we refuse
        raise CheckpointError(
            _("The model file “{name}” is damaged.").format(name=path.name),
            _("Choose another one, best as .safetensors."),
            f"{type(error).__name__}: {error}"[:2000],
            path=path,
        ) from error
    for key in _INNER_KEYS:
        if isinstance(loaded, Mapping) and isinstance(loaded.get(key), Mapping):
            loaded = loaded[key]
    if not isinstance(loaded, Mapping) or not all(
        isinstance(name, str) and type(value) in (Tensor, torch.nn.Parameter) for name, value in loaded.items()
    ):
        raise _refused(path, _("not a plain table of weights"))
    return {name: value.detach() for name, value in loaded.items()}


def _inspect_archive(path: Path) -> None:
    """Look at an archive and its pickle without carrying anything out."""
    size = path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        names = [member.filename for member in members]
        if len(members) > _MAX_MEMBERS or len(set(names)) != len(names):
            raise _refused(path, _("an archive with too many or repeated parts"))
        if any(m.compress_type != zipfile.ZIP_STORED or m.file_size > size for m in members):
            raise _refused(path, _("a compressed archive"))
        if sum(m.file_size for m in members) > size:
            raise _refused(path, _("an archive that claims more than it holds"))
        inner = [name.partition("/")[2] for name in names]
        code = [
            name
            for name in inner
            if name == "constants.pkl"
            or name.endswith((".py", ".so", ".json"))
            or name.startswith(("code/", "models/"))
        ]
        if code:
            raise _refused(path, _("an archive with code, such as TorchScript or .pt2"))
        pickles = [m for m, name in zip(members, inner, strict=True) if name.endswith(".pkl")]
        if [m.filename.partition("/")[2] for m in pickles] != ["data.pkl"] or pickles[0].file_size > _MAX_PICKLE_BYTES:
            raise _refused(path, _("not an archive of weights"))
        _inspect_pickle(path, archive.read(pickles[0]), size)


def _inspect_pickle(path: Path, data: bytes, size: int) -> None:
    """Refuse every name outside the short list, and every number larger than the file could hold elements."""
    for code, argument, _position in pickletools.genops(data):
        if code.name == "GLOBAL":
            _check_name(path, str(argument))
        elif code.name in _OBJECT_MAKERS:
            raise _refused(path, _("a pickle that makes objects of its own"))
        elif isinstance(argument, int) and abs(argument) > size and code.name not in _BOOKKEEPING:
            raise _refused(path, _("a table that claims more numbers than the file holds"))


def _check_name(path: Path, name: str) -> None:
    if name not in _ALLOWED_NAMES:
        raise _refused(path, _("a pickle that asks for “{name}”").format(name=name.replace(" ", ".")[:80]))


def _refused(path: Path, kind: str) -> CheckpointError:
    return CheckpointError(
        _("“{name}” is not opened: it is {kind}.").format(name=path.name, kind=kind),
        _("Ask for the weights as a .safetensors file."),
        path=path,
    )
