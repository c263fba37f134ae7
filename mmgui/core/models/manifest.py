"""What a model is, in words and numbers: the JSON beside the weights. Parts are named as in the registries.

A name can never be an import path, so a manifest can choose among our parts and nothing else.
"""

import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import torch
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError, model_validator

from mmgui import __version__
from mmgui.core import files
from mmgui.core.errors import CheckpointError
from mmgui.core.i18n import _
from mmgui.core.models.checkpoint import check_readable

FORMAT_VERSION: Final = 2  # 2: what the columns of the table were called
MAX_MANIFEST_BYTES: Final = 64 * 2**20
MANIFEST_NAME: Final = "manifest.json"
WEIGHTS_NAME: Final = "best.safetensors"

PartName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
ClassName = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Settings = dict[PartName, JsonValue]


class FieldPart(BaseModel):
    """A field of the model and its encoder. `input` holds what was fitted on the training part: a vocabulary, sizes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: FieldName
    modality: PartName
    encoder: PartName
    settings: Settings = Field(default_factory=dict)
    input: dict[PartName, JsonValue] = Field(default_factory=dict, description="What the encoder's `load` reads back.")
    column: str | None = Field(default=None, description="Of the table that the field was read from; None = unknown.")


class Manifest(BaseModel):
    """Everything needed to build the model again and to read an example as it was read in training."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["mmgui model"] = "mmgui model"
    format_version: int = Field(default=FORMAT_VERSION, ge=1)
    name: str = Field(default="", max_length=1000)
    created: datetime = Field(default_factory=lambda: datetime.now(UTC))
    versions: dict[str, str] = Field(default_factory=lambda: program_versions())
    fields: tuple[FieldPart, ...] = Field(min_length=1, max_length=64)
    classes: tuple[ClassName, ...] = Field(min_length=2, max_length=100_000)
    fusion: PartName
    settings: Settings = Field(default_factory=dict, description="Sizes shared by the parts: width, heads, ...")
    weights: int = Field(default=0, ge=0, description="How many numbers the model has.")
    experiment: dict[str, JsonValue] = Field(default_factory=dict, description="experiment.Experiment, as chosen.")
    sizes: dict[PartName, int] = Field(default_factory=dict, description="Examples per part of the split, ...")
    label_column: str | None = Field(default=None, description="Of the table that the answers were read from.")
    split_column: str | None = Field(default=None, description="Of the table that said the parts.")

    @model_validator(mode="after")
    def _check_names(self) -> "Manifest":
        for kind, names in (("class", self.classes), ("field", tuple(f.name for f in self.fields))):
            if len(set(names)) != len(names):
                raise ValueError(f"a {kind} is named twice")
        return self


def program_versions() -> dict[str, str]:
    """Versions worth knowing when a run is looked at later."""
    return {"mmgui": __version__, "torch": str(torch.__version__), "python": platform.python_version()}


def save_manifest(path: Path, manifest: Manifest) -> None:
    """Write as JSON, whole or not at all. Raises OSError."""
    files.write_json(path, manifest.model_dump(mode="json"))


def load_manifest(path: Path) -> Manifest:
    """Read and check a manifest. Raises CheckpointError that says what is wrong, newer formats by name."""
    check_readable(path)
    try:
        if path.stat().st_size > MAX_MANIFEST_BYTES:
            raise CheckpointError(
                _("The description “{name}” of the model is too large.").format(name=path.name),
                _("Choose another model."),
                path=path,
            )
        data = path.read_bytes()
    except OSError as error:
        raise CheckpointError(
            _("The description “{name}” of the model cannot be read.").format(name=path.name),
            _("Check that it is still there and may be read."),
            str(error),
            path=path,
        ) from error
    if (version := _format_version(data)) is not None and version > FORMAT_VERSION:
        raise CheckpointError(
            _("This model was saved by a newer version of the program (format {version}).").format(version=version),
            _("Update the program and open the model again."),
            path=path,
        )
    try:
        return Manifest.model_validate_json(data)
    except (ValidationError, RecursionError) as error:
        raise CheckpointError(
            _("The description “{name}” of the model is damaged.").format(name=path.name),
            _("Choose another model, or train this one again."),
            str(error)[:4000],
            path=path,
        ) from error


class _VersionOnly(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format_version: int


def _format_version(data: bytes) -> int | None:
    try:
        return _VersionOnly.model_validate_json(data).format_version
    except ValidationError:
        return None


def find_model(path: Path) -> tuple[Path, Path]:
    """(manifest, weights) of a run folder, or of a weights file with its manifest beside it.

    Beside NAME.safetensors: NAME.json, else manifest.json in the same folder. Raises CheckpointError.
    """
    if path.is_dir():
        manifest, weights = path / MANIFEST_NAME, path / WEIGHTS_NAME
    else:
        weights = path
        own = path.with_suffix(".json")
        manifest = own if own.is_file() else path.parent / MANIFEST_NAME
    for needed in (weights, manifest):
        if not needed.exists():
            raise CheckpointError(
                _("“{name}” holds no complete model: “{part}” is missing.").format(name=path.name, part=needed.name),
                _("Choose the folder of a finished run, or a .safetensors file with its .json beside it."),
                path=path,
            )
    return manifest, weights


def as_json(value: BaseModel) -> dict[str, Any]:
    """A pydantic value as plain JSON values, for Manifest.experiment."""
    return value.model_dump(mode="json")
