"""Networks that read pictures: a small convolutional one whose last grid of features are the tokens."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn
from torch.nn import functional

from mmgui.core.cancel import CancelToken
from mmgui.core.i18n import _
from mmgui.core.layouts import Grid, Layout, interpolation
from mmgui.core.models.encoder import Embedded, Encoded, Encoder
from mmgui.core.parameters import Value
from mmgui.modalities.contract import Builder, LoadedValues
from mmgui.modalities.picture.augmentation import vary_pictures
from mmgui.modalities.picture.cache import CachedPictures, cache_pictures
from mmgui.modalities.picture.values import letter_box, resize_picture

CELLS = 16  # of a map along the longer side of its picture


class PictureInput(BaseModel):
    """Pictures as (size_px, size_px, 3) uint8; the network itself turns them into numbers around zero."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size_px: int = Field(ge=16, le=512)

    def prepare(self, values: Sequence[NDArray[np.uint8]]) -> "PreparedPictures":
        """values: (H, W, 3) uint8 arrays of any size that passed the picture gate."""
        pixels = np.empty((len(values), self.size_px, self.size_px, 3), np.uint8)
        for number, value in enumerate(values):
            pixels[number] = resize_picture(value, self.size_px)
        return PreparedPictures(pixels)

    def reduce(self, raw: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The picture without its letter box, in the size that the network reads."""
        box = letter_box(raw.shape[0], raw.shape[1], self.size_px)
        square = resize_picture(raw, self.size_px)
        return square[box.top : box.top + box.height, box.left : box.left + box.width]

    def layout(self, raw: NDArray[np.uint8]) -> Grid:
        """Cells of equal size over the picture itself, 16 along its longer side."""
        height, width = raw.shape[:2]
        box = letter_box(height, width, self.size_px)
        rows, columns = (max(1, round(CELLS * side / self.size_px)) for side in (box.height, box.width))
        return Grid(rows, columns, height, width)


class PreparedPictures:
    """Pictures in memory or in a memory-mapped file, (n, H, W, 3) uint8."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self.pixels = pixels

    def __len__(self) -> int:
        return len(self.pixels)

    def take(self, rows: NDArray[np.int64]) -> Tensor:
        """(U, 3, H, W) uint8 in channels_last order: the bytes stay as they lie, only the shape's reading changes."""
        return torch.from_numpy(np.ascontiguousarray(self.pixels[rows])).permute(0, 3, 1, 2)


def load(values: Sequence[str], given: PictureInput, cancel: CancelToken) -> Iterator[tuple[int, int] | LoadedValues]:
    """See Modality.load."""
    for step in cache_pictures(values, given.size_px, cancel=cancel):
        if isinstance(step, CachedPictures):
            problems = tuple((problem.where, problem.what) for problem in step.problems)
            yield LoadedValues(PreparedPictures(step.pixels), step.rows, problems)
        else:
            yield step


def scale_pixels(pixels: Tensor) -> Tensor:
    """(U, 3, H, W) uint8, or floats in 0..255 → float in -1..1."""
    return pixels.float().mul(1 / 127.5).sub(1.0)


class ResidualStage(nn.Module):
    """Convolution, BatchNorm, ReLU, with the input added: (U, C, h, w) → (U, C, h, w)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + functional.relu(self.norm(self.convolution(x)))


class _GridEncoder(Encoder):
    """What both networks share: the first half is `features`, convolutions over the letter-boxed square, whose last
    grid (U, C, h, w) is handed on as (U, h · w, C). Integrated Grad-CAM is the integral of gradients at this grid, from
    one that is everywhere alike (Sattarzadeh et al. 2021, arXiv:2102.07805)."""

    steps = 8
    # Against 32 steps on "feelings" (72 examples, attention and gated, quick): correlation 0.998 in the middle and 0.95
    # in the worst twentieth.
    steps_many = 3
    attention_above_even = True
    features: nn.Sequential  # (U, 3, H, W) → (U, C, h, w)
    size_px: int
    grid: tuple[int, int]  # h, w of the features

    def embed(self, values: Tensor) -> Tensor:
        """values: (U, 3, H, W) uint8 or float in 0..255 → (U, h · w, C), row by row."""
        return _places(self.features(scale_pixels(values)))

    def with_views(self, values: Tensor) -> Embedded:
        grid, edges = scale_pixels(values), None
        for stage in self.features:
            grid = stage(grid)
            if edges is None and isinstance(stage, nn.ReLU):
                edges = grid
        embedded = _places(grid)
        views = {"parts": torch.cat([grid.mean((2, 3)), grid.amax((2, 3)), _spread(grid)], 1)}  # (U, 3C)
        if edges is not None:  # noise and blanks show here most: (U, 2C)
            views["edges"] = torch.cat([edges.mean((2, 3)), _spread(edges)], 1)
        return Embedded(embedded, self.encode(embedded, values), views)

    def baseline(self, embedded: Tensor) -> Tensor:
        """The mean of all places: what is shown is what a picture says beyond one that is everywhere alike."""
        return embedded.mean(1, keepdim=True)

    def augment(self, values: Tensor, strength: float, mirror: bool) -> Tensor:
        return vary_pictures(values, strength, mirror) if strength > 0 or mirror else values

    def to_parts(self, weights: NDArray[Any], layout: Layout) -> NDArray[np.float64]:
        """Interpolated from where the grid's values look to the cells of the picture, without the letter box."""
        assert isinstance(layout, Grid)
        first, step = grid_places(self.features)
        box = letter_box(layout.height, layout.width, self.size_px)
        rows, columns = (
            interpolation(number, count, start - 0.5, length, first, step)
            for number, count, start, length in (
                (layout.rows, self.grid[0], box.top, box.height),
                (layout.columns, self.grid[1], box.left, box.width),
            )
        )
        over = rows @ weights.reshape(*weights.shape[:-1], *self.grid).astype(np.float64) @ columns.T
        return np.asarray(over.reshape(*weights.shape[:-1], layout.count))

    def tell_place(self, number: int, layout: Layout) -> str:
        """ "row 3, column 5", or that the place lies in the grey edge of a long picture."""
        assert isinstance(layout, Grid)
        first, step = grid_places(self.features)
        box = letter_box(layout.height, layout.width, self.size_px)
        row, column = number // self.grid[1], number % self.grid[1]
        y, x = first + step * row, first + step * column
        inside = box.top <= y < box.top + box.height and box.left <= x < box.left + box.width
        text = _("row {row}, column {column}") if inside else _("row {row}, column {column} (grey edge)")
        return text.format(row=row + 1, column=column + 1)


def _places(grid: Tensor) -> Tensor:
    """(U, C, h, w) → (U, h · w, C)."""
    return grid.flatten(2).transpose(1, 2)


def _spread(grid: Tensor) -> Tensor:
    """(U, C, h, w) → (U, C), the standard deviation over the places; by moments, five times as fast as `var` here."""
    return (grid.square().mean((2, 3)) - grid.mean((2, 3)).square()).clamp(min=0).sqrt()


def grid_places(features: nn.Module) -> tuple[float, float]:
    """(first, step): the grid's value i looks at pixels around first + i · step, along either axis.

    features: convolutions and poolings with square windows, one after the other. The arithmetic of receptive fields is
    that of Araujo et al. 2019, doi:10.23915/distill.00021.
    """
    first, step = 0.0, 1.0
    for layer in features.modules():
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
            size, stride, padding = (_single(value) for value in (layer.kernel_size, layer.stride, layer.padding))
            first += ((size - 1) / 2 - padding) * step
            step *= stride
    return first, step


def _single(value: Any) -> int:
    return int(value[0] if isinstance(value, tuple) else value)


class PictureEncoder(_GridEncoder):
    """Three halving convolutions and one residual one; a 64-pixel picture becomes 8 × 8 = 64 tokens.

    BatchNorm, not GroupNorm: on a CPU it is 1.5 times faster in training and it learns faster from few examples; the
    batch statistics are sound because a batch holds at least a few distinct pictures, and in evaluation (also with a
    single picture) the running ones are used. The position of a token is told by a learned embedding of its row and
    one of its column, kept for an 8 × 8 grid and stretched for other sizes.
    """

    grid_cells = 8

    def __init__(self, size_px: int, width: int, channels: int, dropout: float, depth: int) -> None:
        super().__init__()
        self.size_px = size_px
        halvings = max(2, round(np.log2(size_px / self.grid_cells)))  # 64 → 3, 96 → 4, 128 → 4
        sizes = [3, *(min(channels * 2**i, channels * 4) for i in range(halvings))]
        stages: list[nn.Module] = []
        for before, after in pairwise(sizes):
            stages += [nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
        stages += [ResidualStage(sizes[-1]) for _ in range(depth)]
        self.features = nn.Sequential(*stages)  # (U, 3, H, W) → (U, C, h, w)
        self.project = nn.Linear(sizes[-1], width)
        self.norm = nn.LayerNorm(width)
        self.pool = nn.Sequential(nn.Linear(2 * sizes[-1], width), nn.LayerNorm(width), nn.GELU(), nn.Dropout(dropout))
        self.rows = nn.Parameter(torch.randn(self.grid_cells, width) * 0.02)
        self.columns = nn.Parameter(torch.randn(self.grid_cells, width) * 0.02)
        self.grid = (-(-size_px // 2**halvings),) * 2  # each halving rounds up
        # 1.6 times faster on a CPU; parameters of fewer dimensions ignore it.
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def encode(self, embedded: Tensor, values: Tensor) -> Encoded:
        """embedded: (U, N, C), N = h · w, the grid's features row by row."""
        rows, columns = self.grid
        place = (_stretch(self.rows, rows)[:, None] + _stretch(self.columns, columns)[None]).flatten(0, 1)
        tokens = self.norm(self.project(embedded) + place)  # (U, N, D)
        # Mean: what the picture is like; maximum: what is somewhere in it, however small (a mouth, a tear).
        pooled = self.pool(torch.cat([embedded.mean(1), embedded.amax(1)], 1))  # (U, 2C) → (U, D)
        return Encoded(tokens, torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device), pooled)


def _stretch(table: Tensor, length: int) -> Tensor:
    """(8, D) → (length, D) by linear interpolation."""
    if table.shape[0] == length:
        return table
    return functional.interpolate(table.T[None], size=length, mode="linear", align_corners=True)[0].T


class ArticlePictureEncoder(_GridEncoder):
    """The article's picture network: two convolutions with pooling, then one vector. For 32 pixels: 370 624 weights."""

    def __init__(self, size_px: int, width: int) -> None:
        super().__init__()
        self.size_px = size_px
        side = ((size_px - 2) // 2 - 2) // 2  # 32 → 6
        self.grid = (side, side)
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(64, 128, 3), nn.ReLU(), nn.MaxPool2d(2)
        )
        self.project = nn.Linear(128 * side * side, width)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def encode(self, embedded: Tensor, values: Tensor) -> Encoded:
        pooled = functional.relu(self.project(embedded.transpose(1, 2).flatten(1)))  # (U, h · w, C) → (U, D)
        return Encoded(pooled[:, None], torch.ones(len(pooled), 1, dtype=torch.bool, device=pooled.device), pooled)


def _fit(values: Sequence[Any], parameters: Mapping[str, Value]) -> PictureInput:
    return PictureInput(size_px=int(parameters["size_px"]))


CNN = Builder(
    fit=_fit,
    load=PictureInput.model_validate,
    build=lambda given, width, classes, dropout, p: PictureEncoder(
        given.size_px, width, int(p["channels"]), dropout, int(p["depth"])
    ),
)
ARTICLE = Builder(
    fit=_fit,
    load=PictureInput.model_validate,
    build=lambda given, width, classes, dropout, p: ArticlePictureEncoder(given.size_px, width),
)
