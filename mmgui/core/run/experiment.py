"""The frozen description of one training: what goes in, which parts, which values. Saved with the run as JSON."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mmgui.core.models.catalogue import Preset

DeviceWish = Literal["auto", "cpu", "cuda"]
LAST_NAME = "last.safetensors"  # in a run's folder: what a stopped training goes on from


class Experiment(BaseModel):
    """What a person chose. None means "let the preset decide from the data"; `resolve` (presets.py) fills those."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: tuple[str, ...] = Field(default=(), description="The fields used; empty = all of the project.")
    fusion: str = Field(default="attention", description="Name in the registry of fusions.")
    preset: Preset = "balanced"
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    device: DeviceWish = "auto"
    epochs: int | None = Field(default=None, ge=1, le=10_000)
    batch_size: int | None = Field(default=None, ge=1, le=65_536)
    settings: dict[str, Any] = Field(default_factory=dict, description="Overrides by name, see presets.all_settings.")
