"""Opening a model must never run code, eat the memory or leave a half-changed model behind (threats T1 to T4)."""

import io
import json
import os
import pickle
import random
import re
import struct
import sys
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch
from safetensors.torch import save, save_file
from torch import nn

import mmgui
from mmgui.core.errors import CheckpointError
from mmgui.core.models.checkpoint import (
    load_training_state,
    load_weights,
    read_metadata,
    read_tensors,
    save_training_state,
    save_weights,
)


def make_model(seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Linear(3, 2))


def snapshot(model: nn.Module) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def assert_unchanged(model: nn.Module, before: dict[str, torch.Tensor]) -> None:
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]), name


def assert_refused(path: Path, pattern: str = "", model: nn.Module | None = None) -> CheckpointError:
    model = model or make_model(1)
    before = snapshot(model)
    with pytest.raises(CheckpointError, match=pattern or None) as caught:
        load_weights(path, model)
    assert_unchanged(model, before)
    assert path.name in caught.value.message and caught.value.hint
    return caught.value


# -- what works -------------------------------------------------------------------------------------------------------


def test_saved_weights_come_back_bit_by_bit(tmp_path: Path) -> None:
    model, other = make_model(0), make_model(1)
    save_weights(tmp_path / "best.safetensors", model.state_dict(), {"note": "hi"})
    load_weights(tmp_path / "best.safetensors", other)
    assert_unchanged(other, snapshot(model))
    assert read_metadata(tmp_path / "best.safetensors") == {"note": "hi"}


def test_tensors_of_every_kind_come_back_and_nothing_is_left_behind(tmp_path: Path) -> None:
    kinds = (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.uint8)
    state = {f"{kind}{size}": torch.arange(300).to(kind)[: size or 1] for kind in kinds for size in (0, 7, 200)}
    state |= {"one": torch.tensor(3.0), "none": torch.zeros(0, 3), "yes": torch.tensor([True, False])}
    save_weights(tmp_path / "a.safetensors", state)
    found = read_tensors(tmp_path / "a.safetensors")
    assert found.keys() == state.keys()
    for name, tensor in state.items():
        assert found[name].dtype == tensor.dtype and torch.equal(found[name], tensor), name
        found[name].zero_()  # memory of its own, that can be written
    plain = {name: tensor for name, tensor in state.items() if tensor.dtype != torch.bfloat16}
    save_weights(tmp_path / "b.safetensors", plain)
    read_tensors(tmp_path / "b.safetensors")
    before = sys.getallocatedblocks()
    for _ in range(50):
        read_tensors(tmp_path / "b.safetensors")
    assert sys.getallocatedblocks() - before < 50 * len(plain), "two numbers for each tensor would be twice as many"


def test_tied_and_transposed_weights_can_be_saved(tmp_path: Path) -> None:
    weight = torch.arange(6.0).reshape(2, 3)
    save_weights(tmp_path / "w.safetensors", {"a": weight.t(), "b": weight, "c": weight})
    from mmgui.core.models.checkpoint import read_tensors

    found = read_tensors(tmp_path / "w.safetensors")
    assert torch.equal(found["a"], weight.t()) and torch.equal(found["b"], found["c"])


@pytest.mark.parametrize("wrap", [lambda s: s, lambda s: {"state_dict": s, "epoch": 3}, lambda s: OrderedDict(s)])
@pytest.mark.parametrize("suffix", [".pt", ".pth"])
def test_plain_torch_weights_are_read(tmp_path: Path, suffix: str, wrap: Callable[[Any], Any]) -> None:
    model, other = make_model(0), make_model(1)
    torch.save(wrap(model.state_dict()), tmp_path / f"w{suffix}")
    load_weights(tmp_path / f"w{suffix}", other)
    assert_unchanged(other, snapshot(model))


def test_a_failed_save_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "best.safetensors"
    save_weights(path, make_model(0).state_dict())
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mmgui.core.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_weights(path, make_model(1).state_dict())
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["best.safetensors"]


# -- T1: code in a pickle ---------------------------------------------------------------------------------------------


class Canary:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("suffix", [".pt", ".pth", ".ckpt", ".pkl", ".bin", ".safetensors", ".json", ""])
@pytest.mark.parametrize("kind", ["zip", "legacy", "plain pickle", "protocol 0", "inside a state dict", "stack global"])
def test_a_pickle_with_code_is_refused_and_never_runs(tmp_path: Path, suffix: str, kind: str) -> None:
    canary, path = tmp_path / "canary", tmp_path / f"weights{suffix}"
    content: Any = Canary(canary)
    if kind == "inside a state dict":
        content = {**make_model().state_dict(), "0.bias": content}
    if kind == "legacy":
        torch.save(content, path, _use_new_zipfile_serialization=False)
    elif kind in ("plain pickle", "protocol 0"):
        path.write_bytes(pickle.dumps(content, protocol=0 if kind == "protocol 0" else 4))
    else:
        torch.save(content, path, pickle_protocol=4 if kind == "stack global" else 2)
    assert_refused(path)
    assert not canary.exists()


def test_a_whole_pickled_module_is_refused(tmp_path: Path) -> None:
    torch.save(make_model(), tmp_path / "model.pt")
    assert_refused(tmp_path / "model.pt", "asks for")


def test_the_names_a_pickle_may_use_are_checked_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: Any, **_options: Any) -> None:
        raise AssertionError("torch.load was reached")

    torch.save({"a": Canary(tmp_path / "canary")}, tmp_path / "w.pt")
    monkeypatch.setattr(torch, "load", never)
    error = assert_refused(tmp_path / "w.pt", "system")
    assert "safetensors" in error.hint


def test_no_source_file_of_the_program_can_load_code() -> None:
    banned = re.compile(
        r"torch\.jit\.load|torch\.export\.load|torch\.hub|torch\.package|\bpickle\.loads?\b|weights_only\s*=\s*False"
        r"|allow_pickle\s*=\s*True|^\s*(?:import|from)\s+(?:pickle|joblib|dill|cloudpickle|marshal|shelve)\b"
        r"|(?<![.\w])(?:eval|exec)\(",
        re.MULTILINE,
    )
    torch_load = re.compile(r"torch\.load\(((?:[^()]|\([^()]*\))*)\)")
    for source in Path(mmgui.__file__).parent.rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        found = banned.findall(text)
        assert not found, f"{source}: {found}"
        for call in torch_load.finditer(text):
            assert "weights_only=True" in call.group(1), f"{source}: {call.group()}"


# -- T2: programs offered as weights ----------------------------------------------------------------------------------


def make_torchscript(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:  # as torch.jit.save writes it
        archive.writestr("m/data.pkl", pickle.dumps({}, protocol=2))
        archive.writestr("m/code/__torch__.py", "class M: ...")
        archive.writestr("m/constants.pkl", pickle.dumps((), protocol=2))
        archive.writestr("m/version", "3\n")


def make_pt2(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("m/archive_format", "pt2")
        archive.writestr("m/models/model.json", "{}")
        archive.writestr("m/data/weights/model.pt", b"x")


def make_onnx(path: Path) -> None:
    path.write_bytes(b"\x08\x07\x12\x07pytorch\x1a\x052.0.0" + b"\x00" * 64)


@pytest.mark.parametrize("suffix", [".pt", ".pth", ".safetensors", ".pt2", ".onnx", ".ts", ".ckpt"])
@pytest.mark.parametrize("make", [make_torchscript, make_pt2, make_onnx])
def test_programs_are_refused_whatever_they_are_called(
    tmp_path: Path, make: Callable[[Path], None], suffix: str
) -> None:
    make(tmp_path / f"model{suffix}")
    assert_refused(tmp_path / f"model{suffix}")


def test_good_safetensors_with_a_program_s_extension_are_refused(tmp_path: Path) -> None:
    save_file(make_model(1).state_dict(), tmp_path / "w.onnx")
    assert_refused(tmp_path / "w.onnx", "onnx")


def test_compressed_and_overlong_archives_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("m/data.pkl", b"\x80\x02}q\x00." + b"\x00" * 10_000_000)
    assert_refused(tmp_path / "bomb.pt", "compressed")
    with zipfile.ZipFile(tmp_path / "many.pt", "w") as archive:
        for number in range(20_001):
            archive.writestr(f"m/data/{number}", b"")
    assert_refused(tmp_path / "many.pt", "too many")


# -- T3: weights that do not fit --------------------------------------------------------------------------------------


def broken_states() -> dict[str, dict[str, torch.Tensor]]:
    good = make_model(0).state_dict()
    bias = "0.bias"
    return {
        "missing": {n: t for n, t in good.items() if n != bias},
        "unknown": {**good, "more": torch.zeros(1)},
        "shape": {**good, bias: torch.zeros(4)},
        "scalar": {**good, bias: torch.tensor(1.0)},
        "dtype": {**good, bias: torch.zeros(3, dtype=torch.float64)},
        "nan": {**good, bias: torch.tensor([0.0, float("nan"), 0.0])},
        "infinite": {**good, bias: torch.tensor([0.0, float("inf"), 0.0])},
    }


@pytest.mark.parametrize("kind", broken_states())
@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
def test_weights_that_do_not_fit_are_refused_before_copying(tmp_path: Path, kind: str, suffix: str) -> None:
    path, state = tmp_path / f"w{suffix}", broken_states()[kind]
    if suffix == ".pt":
        torch.save(state, path)
    else:
        save_file(state, path)
    assert_refused(path, "not fit" if kind in ("missing", "unknown", "shape", "scalar", "dtype") else "not numbers")


@pytest.mark.parametrize("kind", ["sparse", "invalid sparse", "stride 0", "huge stride 0", "meta", "complex view"])
def test_tensors_of_a_strange_layout_are_refused(tmp_path: Path, kind: str) -> None:
    weight = "0.weight"
    value: torch.Tensor
    match kind:
        case "sparse":
            value = torch.eye(3, 4).to_sparse()
        case "invalid sparse":
            value = torch.sparse_coo_tensor(torch.tensor([[9], [9]]), torch.ones(1), (3, 4), check_invariants=False)
        case "stride 0":
            value = torch.ones(1).expand(3, 4)
        case "huge stride 0":
            value = torch.ones(1).expand(10**6, 10**6)
        case "meta":
            value = torch.empty(3, 4, device="meta")
        case _:
            value = torch.zeros(3, 4, dtype=torch.complex64)
    torch.save({**make_model(0).state_dict(), weight: value}, tmp_path / "w.pt")
    before = psutil.Process().memory_info().rss
    assert_refused(tmp_path / "w.pt")
    assert psutil.Process().memory_info().rss - before < 200 * 2**20


def test_a_small_file_that_claims_a_trillion_numbers_is_refused_without_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "w.pt"
    torch.save({"a": torch.ones(1).as_strided((10**12,), (0,))}, path)
    assert path.stat().st_size < 4000
    before = psutil.Process().memory_info().rss
    assert_refused(path, "claims")
    assert psutil.Process().memory_info().rss - before < 50 * 2**20


def test_safetensors_larger_than_the_model_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    header = json.dumps({"0.bias": {"dtype": "F32", "shape": [10**9], "data_offsets": [0, 4 * 10**9]}}).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        file.truncate(8 + len(header) + 4 * 10**9)  # a file of 4 GB with a hole
    before = psutil.Process().memory_info().rss
    assert_refused(path, "not fit")
    assert psutil.Process().memory_info().rss - before < 50 * 2**20


# -- T4: damage -------------------------------------------------------------------------------------------------------


def header_file(header: bytes, length: int | None = None, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header) if length is None else length) + header + data


ENTRY = {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]}
MALFORMED = {
    "empty": b"",
    "seven bytes": b"1234567",
    "only a length": struct.pack("<Q", 100),
    "length past the end": header_file(b"{}", 10**6),
    "length of 2 to the 63": header_file(b"{}", 2**63),
    "all ones": b"\xff" * 64,
    "no JSON": header_file(b"{not json}"),
    "a list": header_file(b"[1, 2]"),
    "not UTF-8": header_file(b'{"\xff\xfe": 1}'),
    "deep nesting": header_file(b'{"a":' * 20_000),
    "unknown dtype": header_file(json.dumps({"0.bias": {**ENTRY, "dtype": "F99"}}).encode(), data=b"\0" * 12),
    "negative shape": header_file(json.dumps({"0.bias": {**ENTRY, "shape": [-3]}}).encode(), data=b"\0" * 12),
    "offsets past the end": header_file(json.dumps({"0.bias": {**ENTRY, "data_offsets": [0, 10**9]}}).encode()),
    "offsets reversed": header_file(
        json.dumps({"0.bias": {**ENTRY, "data_offsets": [12, 0]}}).encode(), data=b"\0" * 12
    ),
    "shape overflow": header_file(json.dumps({"a": {**ENTRY, "shape": [2**62, 8]}}).encode(), data=b"\0" * 12),
    "a hole": header_file(json.dumps({"0.bias": {**ENTRY, "data_offsets": [4, 16]}}).encode(), data=b"\0" * 16),
    "text": b"this is not a model " * 20,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
}


@pytest.mark.parametrize("kind", MALFORMED)
@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
def test_malformed_files_are_refused(tmp_path: Path, kind: str, suffix: str) -> None:
    (tmp_path / f"w{suffix}").write_bytes(MALFORMED[kind])
    assert_refused(tmp_path / f"w{suffix}")


def test_safetensors_cut_off_anywhere_are_refused(tmp_path: Path) -> None:
    whole = save(make_model(0).state_dict())
    path, model = tmp_path / "w.safetensors", make_model(1)
    for length in sorted(random.Random(4).sample(range(len(whole)), 120)):
        path.write_bytes(whole[:length])
        assert_refused(path, model=model)


def test_flipped_bytes_in_a_header_never_do_harm(tmp_path: Path) -> None:
    whole = bytearray(save(make_model(0).state_dict()))
    (length,) = struct.unpack("<Q", whole[:8])
    path, chance, refused = tmp_path / "w.safetensors", random.Random(5), 0
    for _round in range(150):
        copy = bytearray(whole)
        copy[chance.randrange(8 + length)] ^= 1 << chance.randrange(8)
        path.write_bytes(copy)
        model = make_model(1)
        before = snapshot(model)
        try:
            load_weights(path, model)
        except CheckpointError:
            refused += 1
            assert_unchanged(model, before)
    assert refused > 100


def test_torch_archives_cut_off_anywhere_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    torch.save(make_model(0).state_dict(), buffer)
    whole, path, model = buffer.getvalue(), tmp_path / "w.pt", make_model(1)
    for length in sorted(random.Random(6).sample(range(len(whole) - 1), 60)):
        path.write_bytes(whole[:length])
        assert_refused(path, model=model)


@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
def test_folders_pipes_and_vanished_files_are_refused_without_blocking(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"folder{suffix}").mkdir()
    os.mkfifo(tmp_path / f"pipe{suffix}")
    for name in ("folder", "pipe", "vanished"):
        assert_refused(tmp_path / f"{name}{suffix}")


# -- resuming ---------------------------------------------------------------------------------------------------------


def train_steps(model: nn.Module, optimizer: torch.optim.Optimizer, count: int) -> list[float]:
    losses = []
    for _step in range(count):
        loss = nn.functional.dropout(model(torch.randn(8, 4)), 0.3).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def make_optimizer(model: nn.Module, name: str) -> torch.optim.Optimizer:
    groups = [{"params": model[0].parameters(), "lr": 0.02}, {"params": model[2].parameters()}]  # type: ignore[index]
    if name == "sgd":
        return torch.optim.SGD(groups, lr=0.01, momentum=0.9)
    return torch.optim.AdamW(groups, lr=0.01, weight_decay=0.1, amsgrad=name == "amsgrad")


@pytest.mark.parametrize("name", ["adamw", "amsgrad", "sgd"])
def test_a_resumed_training_gives_the_numbers_of_an_uninterrupted_one(tmp_path: Path, name: str) -> None:
    model = make_model(0)
    optimizer = make_optimizer(model, name)
    train_steps(model, optimizer, 5)
    save_training_state(
        tmp_path / "state.safetensors", model=model, optimizer=optimizer,
        progress={"epoch": 2, "numpy": {"state": 2**100}}, extra={"mean": torch.arange(3.0)},
    )  # fmt: skip
    expected = train_steps(model, optimizer, 5)

    other = make_model(7)
    other_optimizer = make_optimizer(other, name)
    torch.manual_seed(99)
    progress, extra = load_training_state(tmp_path / "state.safetensors", model=other, optimizer=other_optimizer)
    assert progress == {"epoch": 2, "numpy": {"state": 2**100}} and extra["mean"].tolist() == [0, 1, 2]
    assert train_steps(other, other_optimizer, 5) == expected
    assert_unchanged(other, snapshot(model))


def test_a_state_that_does_not_fit_changes_nothing(tmp_path: Path) -> None:
    model = make_model(0)
    optimizer = make_optimizer(model, "adamw")
    train_steps(model, optimizer, 2)
    path = tmp_path / "state.safetensors"
    save_training_state(path, model=model, optimizer=optimizer, progress={})
    whole = path.read_bytes()

    other = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Linear(5, 2))
    before, random_before = snapshot(other), torch.get_rng_state()
    with pytest.raises(CheckpointError):
        load_training_state(path, model=other, optimizer=make_optimizer(other, "adamw"))
    assert_unchanged(other, before)

    fresh = make_model(3)
    fresh_optimizer = make_optimizer(fresh, "adamw")
    before, random_before = snapshot(fresh), torch.get_rng_state()
    with pytest.raises(CheckpointError):
        load_training_state(path, model=fresh, optimizer=torch.optim.AdamW(fresh.parameters()))
    save_weights(path, model.state_dict())
    with pytest.raises(CheckpointError):
        load_training_state(path, model=fresh, optimizer=fresh_optimizer)
    for length in random.Random(1).sample(range(len(whole)), 25):
        path.write_bytes(whole[:length])
        with pytest.raises(CheckpointError):
            load_training_state(path, model=fresh, optimizer=fresh_optimizer)
    assert_unchanged(fresh, before)
    assert not fresh_optimizer.state and torch.equal(torch.get_rng_state(), random_before)
