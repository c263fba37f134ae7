"""How unlike the training values a value is, per sense: the distance that lets a program say "I have not seen such".

Per field the features of the training part are summed up as a Gaussian; how far the validation part's own values
are from it says what is ordinary; what was trained on has no say in it, for the encoder has pulled that together.
Oddness is the share of validation values that are more ordinary than a value: 1 - p, with the conformal p-value
(1 + how many of the n are as strange) / (n + 1), which falls below a level for at most that share of ordinary values,
whatever the features (Vovk et al. 2005; Bates et al. 2023, arXiv:2104.08279). What follows from it: `known.py`.

The smallest conformal p is 1 / (n + 1). Beyond the strangest validation value p goes on like a power of the distance,
so few values flag only what lies far beyond them. Below 50 of them for each sense that is a rule of thumb without a
guarantee: ordinary photos were flagged in 3 % with 8, 2 % with 9 and 1.5 % with 16 of them, blank ones in 98 % and more
(tests/benchmarks/ordinary.py). With fewer than 8 nothing is said.

Other sources: Mahalanobis distance on features, Lee et al. 2018, arXiv:1807.03888; the covariance is shrunk as Ledoit
& Wolf 2004 do, so that a few dozen examples are enough.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from mmgui.core.errors import CheckpointError
from mmgui.core.models.checkpoint import check_values, read_metadata, read_tensors, save_weights
from mmgui.core.uncertainty.features import MOST_NUMBERS, UNKNOWN_VIEW, UNMET_VIEW, Features

NOVELTY_NAME: Final = "familiarity.safetensors"  # in a run's folder
UNFAMILIAR_FROM: Final = 0.98  # oddness of a whole example from which something in it is called unfamiliar
MOST_TRAINING_VALUES: Final = 2000  # so many are enough for a covariance of 512 numbers
_LEAST_VALUES: Final = 8  # distinct ones in training and in validation; with fewer, nothing is said
_MOST_ORDINARY: Final = 2000
_FORMAT: Final = 2
_MAX_BYTES: Final = 256 * 2**20
_KINDS: Final = (torch.float32, torch.float64, torch.float16, torch.bfloat16)
_TOLERATED_UNKNOWN: Final = 0.25  # one word in four may be a name, a slip of the finger
_LEAST_SCALE: Final = 0.05  # of the logarithm of a distance: 5 % farther away is no step yet
_NOTHING_KNOWN: Final = 0.995  # oddness at least of a text without a known word: flagged beside three other fields
_UNKNOWN_STEP: Final = 0.05  # of the share of unknown words: as much as one step of a distance
_LEAST_SPREAD: Final = 0.05  # of the usual spread
_SMALLEST: Final = 1e-6  # spread of a number, variance along a direction
_FARTHEST: Final = 1e4  # in spreads, on either side
_NEAREST_SQUARE: Final = 1e-12  # of a distance: its logarithm has an end
_LARGEST: Final = 1e4  # that is kept: features are of about 1, in some hundred runs none was above 10
_ROUNDING: Final = 1e-3  # what is kept has seven digits

Floats: TypeAlias = NDArray[np.float64]
Views: TypeAlias = Mapping[str, Floats]  # features as (n, d) arrays


@dataclass(frozen=True)
class View:
    """One Gaussian. mean, spread: (d,); whitening: (d, d), of the standardised values. middle, scale: median of the
    logarithm of the distance over validation, and what counts as one step from it."""

    mean: Floats
    spread: Floats
    whitening: Floats
    middle: float = 0.0
    scale: float = 1.0

    def log_distances(self, values: Floats) -> Floats:
        """(n, d) → (n,) ln of the Mahalanobis distance over √d, about 0 for what is ordinary in training."""
        standard = np.clip((values - self.mean) / self.spread, -_FARTHEST, _FARTHEST)
        squares = np.square(standard @ self.whitening.T).mean(axis=1)
        return np.asarray(0.5 * np.log(squares + _NEAREST_SQUARE))

    def ends(self) -> tuple[float, float]:
        """The least and the largest that log_distances can be."""
        farthest = _FARTHEST * np.abs(self.whitening).sum(axis=1)  # (d,) along each direction
        squares = np.array([0.0, float(np.square(farthest).mean())]) + _NEAREST_SQUARE
        low, high = 0.5 * np.log(squares)
        return float(low), float(high)

    def steps(self, values: Floats) -> Floats:
        return (self.log_distances(values) - self.middle) / self.scale


@dataclass(frozen=True)
class FieldNovelty:
    """What is ordinary in one field. ordinary: (m,) rising, the strangeness of the validation values. tail: so many
    steps beyond the strangest of them make p a quarter. tolerance: the share of unknown words that is nothing to
    wonder at; None = the field holds no words."""

    views: Mapping[str, View]
    ordinary: Floats
    tail: float = 1.0
    tolerance: float | None = None

    def distances(self, values: Views) -> Floats:
        """(n,): in steps from the usual distance; that of the view in which a value is strangest."""
        found = [view.steps(values[name]) for name, view in self.views.items()]
        if self.tolerance is not None:
            found.append((values[UNKNOWN_VIEW][:, 0] - self.tolerance) / _UNKNOWN_STEP)
        return np.asarray(np.max(found, axis=0))

    def scores(self, values: Views) -> Floats:
        """(n,) in 0..1: the share of validation values that are more ordinary.

        Beyond the strangest of them the share goes on towards 1 like a power of the distance, so that what is stranger
        is always odder. A text without a single known word is never ordinary, whatever validation holds.
        """
        strange = self.distances(values) - _ROUNDING  # or a validation value would now and then beat itself
        count = len(self.ordinary)
        share = np.searchsorted(self.ordinary, strange, side="left") / (count + 1)
        excess = np.maximum(0.0, strange - self.ordinary[-1]) / self.tail
        odd = np.where(strange > self.ordinary[-1], 1 - 1 / (count + 1) / np.square(1 + excess), share)
        if self.tolerance is not None:
            odd = np.where(values[UNKNOWN_VIEW][:, 0] >= 1, np.maximum(odd, _NOTHING_KNOWN), odd)
        return odd

    def fits(self, values: Views) -> bool:
        """Whether the views that were measured are among these, with as many numbers."""
        sizes = {name: array.shape[1] for name, array in values.items()}
        wanted = {name: len(view.mean) for name, view in self.views.items()}
        wanted |= {UNKNOWN_VIEW: 1} if self.tolerance is not None else {}
        return all(sizes.get(name) == size for name, size in wanted.items())


@dataclass(frozen=True)
class Novelty:
    """What is ordinary for a model, by field. A field of which too little was there to tell is not among them.

    lowers: whether what is odd lowers the confidence. Not for runs of older programs: their stored answers know nothing
    of it, and a run says the same everywhere.
    """

    fields: Mapping[str, FieldNovelty]
    lowers: bool = True

    def scores(self, features_of: Mapping[str, Features]) -> dict[str, Floats]:
        """Per field that is known here and was given: (U,) in 0..1, of its U distinct values."""
        found = {}
        for name, features in features_of.items():
            known = self.fields.get(name)
            if known is not None:
                values = as_views(features)
                if known.fits(values) and all(np.isfinite(array).all() for array in values.values()):
                    found[name] = known.scores(values)
        return found


def as_views(features: Features) -> dict[str, Floats]:
    """Tensors of any device as float64 arrays."""
    return {name: values.detach().cpu().numpy().astype(np.float64) for name, values in features.items()}


def _tail(ordinary: Floats, form: int = _FORMAT) -> float:
    """As far as the strangest of the ordinary values is from the usual one, in steps.

    Format 1 took the way from the ninth tenth, which of few values is mere chance: 10 % of ordinary ones were flagged
    with 6 values, 5 % with 9.
    """
    if form == 1:
        return max(0.5, float(ordinary[-1] - ordinary[(9 * (len(ordinary) - 1)) // 10]))
    return max(1.0, float(ordinary[-1] - np.median(ordinary)))


# -- measuring --------------------------------------------------------------------------------------------------------


def fit_field(training: Views, validation: Views) -> FieldNovelty | None:
    """From the features of the distinct values of both parts; None if there are too few to tell.

    training: (n, d) per view, validation: (m, d). Values that are no numbers are left out.
    """
    training, validation = _finite(training), _finite(validation)
    if min(len(next(iter(part.values()), ())) for part in (training, validation)) < _LEAST_VALUES:
        return None
    views = {}
    for name, values in training.items():
        if name not in (UNKNOWN_VIEW, UNMET_VIEW) and (values.std(axis=0) > 0).any():
            gaussian = _fit_view(values)
            usual = gaussian.log_distances(validation[name])
            middle, upper = np.quantile(usual, (0.5, 0.9))
            scale = max(_LEAST_SCALE, float(upper - middle))
            views[name] = View(gaussian.mean, gaussian.spread, gaussian.whitening, float(middle), scale)
    tolerance = None
    if UNKNOWN_VIEW in validation:
        tolerance = max(_TOLERATED_UNKNOWN, float(np.quantile(validation[UNKNOWN_VIEW], 0.95)))
    if not views:  # every value is the same: nothing can be more or less like it
        return None
    bare = FieldNovelty(views, np.zeros(1), tolerance=tolerance)
    strange = np.sort(bare.distances(validation))
    if len(strange) > _MOST_ORDINARY:  # evenly spaced, the strangest included
        strange = strange[np.linspace(0, len(strange) - 1, _MOST_ORDINARY).round().astype(np.int64)]
    return FieldNovelty(views, strange, _tail(strange), tolerance)


def _finite(views: Views) -> dict[str, Floats]:
    good = np.all([np.isfinite(values).all(axis=1) for values in views.values()], axis=0)
    return {name: values[good] for name, values in views.items()}


def _fit_view(values: Floats) -> View:
    """The Gaussian of (n, d) values. A number that hardly changes in training must not decide alone: its spread is
    taken as at least a twentieth of the usual one."""
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread = np.maximum(spread, max(_SMALLEST, _LEAST_SPREAD * float(np.median(spread))))
    covariance = shrunk_covariance((values - mean) / spread)
    strength, directions = np.linalg.eigh(covariance)
    whitening = directions.T / np.sqrt(np.maximum(strength, _SMALLEST))[:, None]
    return View(mean, spread, whitening)


def shrunk_covariance(centred: Floats) -> Floats:
    """(n, d) values around zero → (d, d), drawn towards a multiple of the identity as far as n asks for.

    Source: Ledoit & Wolf 2004, doi:10.1016/S0047-259X(03)00096-4.
    """
    n, d = centred.shape
    sample = centred.T @ centred / n
    mean = float(np.trace(sample)) / d
    away = float(np.square(sample).sum()) / d - mean**2
    noise = (float(np.square(np.square(centred).sum(axis=1)).sum()) / n - float(np.square(sample).sum())) / n / d
    shrink = min(1.0, max(0.0, noise / away)) if away > 0 else 1.0
    return np.asarray((1 - shrink) * sample + shrink * mean * np.eye(d))


# -- on disk ----------------------------------------------------------------------------------------------------------


def save_novelty(run_dir: Path, novelty: Novelty) -> None:
    """Write familiarity.safetensors, whole or not at all: float32, at most a few MB. Raises OSError."""
    tensors: dict[str, torch.Tensor] = {}
    for number, field in enumerate(novelty.fields.values()):
        tensors[f"{number}.ordinary"] = _as_tensor(field.ordinary)
        if field.tolerance is not None:
            tensors[f"{number}.tolerance"] = _as_tensor([field.tolerance])
        for name, view in field.views.items():
            tensors[f"{number}.view.{name}.mean"] = _as_tensor(view.mean)
            tensors[f"{number}.view.{name}.spread"] = _as_tensor(view.spread)
            tensors[f"{number}.view.{name}.whitening"] = _as_tensor(view.whitening)
            tensors[f"{number}.view.{name}.usual"] = _as_tensor([view.middle, view.scale])
    notes = json.dumps({"format": _FORMAT, "fields": list(novelty.fields)})
    save_weights(run_dir / NOVELTY_NAME, tensors, {"familiarity": notes})


def load_novelty(run_dir: Path) -> Novelty | None:
    """None if the run has no such file, or a damaged one; nothing is then said about what is unfamiliar.

    Damaged is also what no measuring can have found: such numbers would make everything familiar, or nothing.
    """
    path = run_dir / NOVELTY_NAME
    try:
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            return None
        tensors = read_tensors(path)
        if not all(tensor.dtype in _KINDS for tensor in tensors.values()):
            return None
        check_values(path, tensors)
        notes = json.loads(read_metadata(path)["familiarity"])
        form = notes["format"]
        if form not in (1, _FORMAT):
            return None
        fields = {str(name): _field(tensors, f"{i}.", form) for i, name in enumerate(notes["fields"])}
        return Novelty(fields, lowers=form > 1)
    except (CheckpointError, OSError, KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def _field(tensors: Mapping[str, torch.Tensor], start: str, form: int) -> FieldNovelty:
    """Raises KeyError, ValueError."""
    names = {n.removeprefix(f"{start}view.").split(".")[0] for n in tensors if n.startswith(f"{start}view.")}
    views = {name: _view(tensors, f"{start}view.{name}.") for name in sorted(names)}
    ordinary = _as_array(tensors[f"{start}ordinary"])
    tolerance = None
    if f"{start}tolerance" in tensors:
        tolerance = float(_as_array(tensors[f"{start}tolerance"], 1)[0])
    found = FieldNovelty(views, ordinary, _tail(ordinary, form) if len(ordinary) else 1.0, tolerance)
    if not views or not 0 <= (tolerance or 0) <= 1 or not _is_possible(found):
        raise ValueError("a damaged field")
    return found


def _is_possible(field: FieldNovelty) -> bool:
    """Can these be the strangenesses of the validation values from which the views took their middle and scale?

    Half of the values reach the middle of a view, and a tenth at most is more than one step beyond it. So half of the
    strangenesses, of which each is the largest of all views, reach 0, and few are above 1.
    """
    ordinary, count = field.ordinary, len(field.ordinary)
    if not 0 < count <= _MOST_ORDINARY or (np.diff(ordinary) < 0).any():
        return False
    ends = [[(end - view.middle) / view.scale for end in view.ends()] for view in field.views.values()]
    if field.tolerance is not None:
        ends.append([-field.tolerance / _UNKNOWN_STEP, (1 - field.tolerance) / _UNKNOWN_STEP])
    lowest, highest = np.max(ends, axis=0)
    is_within = lowest - _ROUNDING * (1 + abs(lowest)) <= ordinary[0] and ordinary[-1] <= highest * (1 + _ROUNDING)
    above = len(ends) * (np.ceil((count - 1) / 10) + 1)  # + 1: of many values only some are kept
    return bool(is_within and np.quantile(ordinary, 0.6) >= -_ROUNDING and (ordinary > 1 + _ROUNDING).sum() <= above)


def _view(tensors: Mapping[str, torch.Tensor], start: str) -> View:
    """Raises KeyError, ValueError; the latter also for numbers that measuring never gives."""
    mean = _as_array(tensors[f"{start}mean"])
    size = len(mean)
    spread, usual = _as_array(tensors[f"{start}spread"], size), _as_array(tensors[f"{start}usual"], 2)
    whitening = _as_array(tensors[f"{start}whitening"], size, size)
    if not 0 < size <= MOST_NUMBERS:
        raise ValueError("another size")
    if spread.min() < max(_SMALLEST, _LEAST_SPREAD * float(np.median(spread))) * (1 - _ROUNDING):
        raise ValueError("a number that decides alone")
    # Along its directions a standardised value varies by 1 / length², in all by at most 1 for each of its d numbers.
    lengths = np.square(whitening).sum(axis=1)  # (d,), squared
    is_whitening = lengths.min() >= (1 - _ROUNDING) / size and lengths.max() <= (1 + _ROUNDING) / _SMALLEST
    if not is_whitening or (1 / lengths).sum() > size * (1 + _ROUNDING):
        raise ValueError("directions that are too long or too short")
    view = View(mean, spread, whitening, float(usual[0]), float(usual[1]))
    low, high = view.ends()
    is_reached = low - _ROUNDING <= view.middle <= high + _ROUNDING
    if not is_reached or not _LEAST_SCALE * (1 - _ROUNDING) <= view.scale <= high - low + _ROUNDING:
        raise ValueError("a distance that no value has")
    return view


def _as_tensor(values: Floats | list[float]) -> torch.Tensor:
    return torch.tensor(np.asarray(values), dtype=torch.float32)


def _as_array(tensor: torch.Tensor, *shape: int) -> Floats:
    """float64 of this shape, or of any with one dimension. Raises ValueError for another, and for a huge number."""
    if not (tensor.shape == shape if shape else tensor.dim() == 1):
        raise ValueError("another shape")
    if tensor.numel() and float(tensor.abs().max()) > _LARGEST:
        raise ValueError("a huge number")
    return tensor.double().numpy()
