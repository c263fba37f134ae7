"""Weights and what is needed to use them, on disk: safetensors for numbers, JSON for words. Never a pickle.

Opening a model must never run code, eat the memory or leave a half-changed model behind. So a file is looked at before
it is read (kind, sizes, names), compared with the model that the manifest describes, and only then copied, all or
nothing. Every refusal is a CheckpointError, and the model given stays exactly as it was.
"""

import json
import re
import stat
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from mmgui.core import files
from mmgui.core.errors import CheckpointError
from mmgui.core.i18n import _
from mmgui.core.models.torch_file import WEIGHT_SUFFIXES, read_torch_file, refuse_code_bearing

# Weights of attention as runs of before 28 November 2026 call them.
_OLD_NAMES: Final = {"look": "qkv", "bring": "out", "ask": "query", "keep": "residual"}
_OLD_NAME: Final = re.compile(r"((?:^|\.)fusion\.)(look|bring|ask|keep)(?=\.)")
MAX_HEADER_BYTES: Final = 100 * 2**20  # the limit of the format itself
_DTYPES: Final = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


def present_name(name: str) -> str:
    """What a weight is called today, by the name that a file has for it."""
    return _OLD_NAME.sub(lambda match: match[1] + _OLD_NAMES[match[2]], name)


def save_weights(path: Path, state: Mapping[str, Tensor], metadata: Mapping[str, str] | None = None) -> None:
    """Write a state dict as safetensors into a folder that is there; the old file stays whole until the new one is.

    Raises OSError.
    """
    files.check_there(path.parent)
    tensors = {name: value.detach().to("cpu", copy=True).contiguous() for name, value in state.items()}
    files.write_bytes(path, save(tensors, metadata=dict(metadata or {})))


def load_weights(path: Path, model: nn.Module) -> None:
    """Copy the weights of a .safetensors (or, with care, a .pt or .pth) file into a model.

    Names, shapes, dtypes, layout and finiteness are compared before anything is copied; on any difference a
    CheckpointError names it and the model stays as it was.
    """
    expected = model.state_dict()
    state = read_weights(path, expected)
    model.load_state_dict(state, strict=True)


def read_weights(path: Path, expected: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of a file, checked against `expected` (a state dict); memory use is bounded by it."""
    check_readable(path)
    if path.suffix.lower() in WEIGHT_SUFFIXES:
        state = {present_name(name): value for name, value in read_torch_file(path).items()}
        compare_shapes(path, {name: (tuple(t.shape), t.dtype) for name, t in state.items()}, expected)
    else:
        refuse_code_bearing(path)
        state = _read_safetensors(path, expected)
    check_values(path, state)
    return state


def read_metadata(path: Path) -> dict[str, str]:
    """The header's own notes of a .safetensors file. Raises CheckpointError."""
    check_readable(path)
    refuse_code_bearing(path)
    _check_header(path)
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            return dict(file.metadata() or {})
    except (SafetensorError, OSError) as error:
        raise _damaged(path, error) from error


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Every tensor of a .safetensors file. The format itself promises that none is larger than the file."""
    check_readable(path)
    refuse_code_bearing(path)
    _check_header(path)
    try:
        with safe_open(path, framework="np") as file:
            return {present_name(name): _tensor(file, name, path) for name in file.keys()}  # noqa: SIM118 (no mapping)
    except (SafetensorError, OSError, ValueError, RuntimeError) as error:
        raise _damaged(path, error) from error


def _read_safetensors(path: Path, expected: Mapping[str, Tensor]) -> dict[str, Tensor]:
    _check_header(path)
    try:
        with safe_open(path, framework="np") as file:
            found: dict[str, tuple[tuple[int, ...], torch.dtype | None]] = {}
            for name in file.keys():  # noqa: SIM118 (not a mapping)
                piece = file.get_slice(name)
                found[present_name(name)] = (tuple(piece.get_shape()), _DTYPES.get(piece.get_dtype()))
            compare_shapes(path, found, expected)
            return {present_name(name): _tensor(file, name, path) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError, RuntimeError) as error:
        raise _damaged(path, error) from error


def _tensor(file: Any, name: str, path: Path) -> Tensor:
    """A tensor with memory of its own. By way of numpy, where numpy knows its kind: asked for one of torch, safetensors
    0.8.0 leaves two numbers behind for each that it gives, which a window that is open for a day never gets back."""
    if file.get_slice(name).get_dtype() == "BF16":
        with safe_open(path, framework="pt", device="cpu") as other:
            return other.get_tensor(name).clone()  # type: ignore[no-any-return]
    return torch.from_numpy(file.get_tensor(name))


def compare_shapes(
    path: Path,
    found: Mapping[str, tuple[tuple[int, ...], torch.dtype | None]],
    expected: Mapping[str, Tensor],
) -> None:
    """Raise CheckpointError unless names, shapes and dtypes are exactly those of the model."""
    differences = [_("missing: {name}").format(name=name) for name in expected if name not in found]
    differences += [_("unknown: {name}").format(name=name) for name in found if name not in expected]
    for name, (shape, dtype) in found.items():
        if name in expected and (shape != tuple(expected[name].shape) or dtype != expected[name].dtype):
            differences.append(f"{name}: {shape} {dtype} ≠ {tuple(expected[name].shape)} {expected[name].dtype}")
    if differences:
        raise CheckpointError(
            _("The weights in “{name}” do not fit this model.").format(name=path.name),
            _("Choose the weights that were saved together with this model."),
            "\n".join(differences[:20]),
            path=path,
        )


def check_values(path: Path, state: Mapping[str, Tensor]) -> None:
    """Raise CheckpointError for a tensor that is not dense, repeats one value by stride 0, or is not finite."""
    for name, value in state.items():
        spread = value.layout == torch.strided and any(
            step == 0 and size > 1 for step, size in zip(value.stride(), value.shape, strict=True)
        )
        if value.layout != torch.strided or value.is_quantized or spread:
            reason = _("is not stored as a plain table of numbers")
        elif value.is_floating_point() and not bool(torch.isfinite(value).all()):
            reason = _("holds values that are not numbers (NaN or infinite)")
        else:
            continue
        raise CheckpointError(
            _("The weights in “{name}” cannot be used: “{tensor}” {reason}.").format(
                name=path.name, tensor=name, reason=reason
            ),
            _("Choose another model or train this one again."),
            path=path,
        )


def check_readable(path: Path) -> None:
    """Raise CheckpointError unless `path` is an ordinary, non-empty file (a pipe would block for ever)."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise CheckpointError(
            _("The model file “{name}” cannot be opened.").format(name=path.name),
            _("Check that it is still there and may be read."),
            str(error),
            path=path,
        ) from error
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        raise CheckpointError(
            _("“{name}” is not a model file.").format(name=path.name),
            _("Choose a .safetensors file or the folder of a run."),
            path=path,
        )


def _check_header(path: Path) -> None:
    """The length that the file claims for its header must lie inside the file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(9)
    if len(first) == 9:
        (length,) = struct.unpack("<Q", first[:8])
        if 2 <= length <= min(MAX_HEADER_BYTES, size - 8) and first[8:9] == b"{":
            return
    raise _damaged(path, None)


def _damaged(path: Path, error: Exception | None) -> CheckpointError:
    return CheckpointError(
        _("The model file “{name}” is damaged or not a safetensors file.").format(name=path.name),
        _("Choose another one, or train the model again."),
        "" if error is None else str(error),
        path=path,
    )


# -- everything that an interrupted training needs in order to go on exactly ------------------------------------------


def save_training_state(
    path: Path,
    *,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    progress: Mapping[str, Any],
    extra: Mapping[str, Tensor] | None = None,
) -> None:
    """Write model, optimiser, random number states and progress as one file, so that no half of it can be older.

    progress: anything JSON can hold (epoch, step, scheduler, early stopping, numpy generators). extra: further tensors
    (averaged weights, generators' states). Random states of torch, CUDA included, are taken here. Raises OSError.
    """
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    tensors |= {f"extra.{name}": value for name, value in (extra or {}).items()}
    tensors |= {f"rng.{name}": value for name, value in _random_states().items()}
    numbers: dict[str, dict[str, Any]] = {}
    state = optimizer.state_dict()
    for index, entries in state["state"].items():
        for name, value in entries.items():
            if isinstance(value, Tensor):
                tensors[f"optimizer.{index}.{name}"] = value
            else:
                numbers.setdefault(str(index), {})[name] = value
    notes = {"format": 1, "progress": progress, "numbers": numbers, "groups": state["param_groups"]}
    save_weights(path, tensors, {"training": json.dumps(notes)})


def load_training_state(
    path: Path, *, model: nn.Module, optimizer: torch.optim.Optimizer
) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Bring model, optimiser and torch's random numbers back; returns (progress, extra).

    Everything is read and compared before anything changes. Raises CheckpointError.
    """
    tensors = read_tensors(path)
    parts: dict[str, dict[str, Tensor]] = {"model": {}, "optimizer": {}, "rng": {}, "extra": {}}
    try:
        notes = json.loads(read_metadata(path)["training"])
        groups, numbers, progress = notes["groups"], notes["numbers"], notes["progress"]
        if notes["format"] != 1 or not isinstance(progress, dict):
            raise ValueError("unknown format")
        for name, value in tensors.items():
            kind, rest = name.split(".", 1)
            parts[kind][rest] = value
        optimizer_state = _optimizer_state(optimizer, parts["optimizer"], numbers, groups)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, error) from error
    expected = model.state_dict()
    compare_shapes(path, {n: (tuple(t.shape), t.dtype) for n, t in parts["model"].items()}, expected)
    check_values(path, {**parts["model"], **parts["optimizer"]})
    _check_random_states(path, parts["rng"])
    model.load_state_dict(parts["model"], strict=True)
    optimizer.load_state_dict(optimizer_state)
    _set_random_states(parts["rng"])
    return progress, parts["extra"]


def _optimizer_state(
    optimizer: torch.optim.Optimizer,
    tensors: Mapping[str, Tensor],
    numbers: Mapping[str, Mapping[str, Any]],
    groups: list[dict[str, Any]],
) -> dict[str, Any]:
    """The optimiser's own state dict again. Raises ValueError if it does not fit this optimiser."""
    mine = optimizer.state_dict()["param_groups"]
    if [g["params"] for g in mine] != [g["params"] for g in groups] or any(
        set(a) != set(b) for a, b in zip(mine, groups, strict=True)
    ):
        raise ValueError("other parameter groups")
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    state: dict[int, dict[str, Any]] = {int(index): dict(entries) for index, entries in numbers.items()}
    for name, value in tensors.items():
        index, key = name.split(".", 1)
        if value.dim():
            parameter = parameters[int(index)]
            if value.shape != parameter.shape:
                raise ValueError(f"optimiser state {name} has another shape than its weight")
            # In the weight's own order of memory (channels_last): the fused optimiser walks through both side by side.
            value = torch.empty_like(parameter, dtype=value.dtype, requires_grad=False).copy_(value)
        state.setdefault(int(index), {})[key] = value
    if any(not 0 <= index < len(parameters) for index in state):
        raise ValueError("optimiser state for a weight that is not there")
    for group in groups:
        group.update({key: tuple(value) for key, value in group.items() if key == "betas"})
    return {"state": state, "param_groups": groups}


def _random_states() -> dict[str, Tensor]:
    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states |= {f"cuda{i}": s for i, s in enumerate(torch.cuda.get_rng_state_all())}
    return states


def _check_random_states(path: Path, states: Mapping[str, Tensor]) -> None:
    fits = "cpu" in states and all(s.dtype == torch.uint8 and s.dim() == 1 for s in states.values())
    if not fits or states["cpu"].shape != torch.get_rng_state().shape:
        raise _damaged(path, None)


def _set_random_states(states: Mapping[str, Tensor]) -> None:
    torch.set_rng_state(states["cpu"])
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            if f"cuda{index}" in states:
                torch.cuda.set_rng_state(states[f"cuda{index}"], index)
