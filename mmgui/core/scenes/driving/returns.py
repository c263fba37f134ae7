"""What the radar of `driving` receives: the vehicle ahead, and much that says nothing of what to do."""

import math
from dataclasses import dataclass
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mmgui.core.scenes.driving.rule import MEETING_S, Ahead

NEAR_M, FAR_M = 9.0, 42.0  # of the vehicle ahead: by chance, so that distance alone decides nothing
LEFT_LANE_M, LEFT_EDGE_M = -3.5, -6.9  # of the middle of our lane: the other lane, and where cars are parked
_AHEAD_M = 0.35  # beside the middle of our lane, at most
_CLUTTER_AT_MOST = 9  # more returns, at the highest difficulty


@dataclass(frozen=True)
class Thing:
    """Something on the road. x_m: right of the middle of our lane; z_m: how far ahead."""

    kind: Literal["ahead", "oncoming", "parked", "sign"]
    x_m: float
    z_m: float


@dataclass(frozen=True)
class Returns:
    """rows: (n, 4) range in metres, azimuth in degrees, closing speed in metres per second, strength in decibels.
    ahead: which of them is the vehicle ahead. things: where they come from, for the camera."""

    rows: NDArray[np.float32]
    ahead: int
    things: tuple[Thing, ...]

    def as_table(self) -> bytes:
        """The rows as CSV, to three decimals, as a person would write them."""
        lines = [",".join(f"{v:.3f}".rstrip("0").rstrip(".") for v in row) for row in self.rows.tolist()]
        return "\n".join(("range_m,azimuth_deg,closing_speed_mps,strength", *lines, "")).encode()


def draw_returns(random: Random, ahead: Ahead, difficulty: float) -> Returns:
    """Everything but the time until the vehicle ahead is met is by chance and independent of it."""
    distance = random.uniform(NEAR_M, FAR_M)
    if ahead == "leaving":
        speed = random.uniform(-7.0, min(1.0, distance / 25))
    else:
        speed = distance / random.uniform(*MEETING_S[ahead])
    own = random.uniform(6.0, 16.0)  # how fast we drive ourselves: what stands still comes closer at that speed
    found = [(Thing("ahead", random.uniform(-_AHEAD_M, _AHEAD_M), distance), speed, random.uniform(14, 24))]
    for _ in range(random.randint(1, 3)):
        thing = Thing("oncoming", LEFT_LANE_M + random.uniform(-0.4, 0.4), random.uniform(8, 48))
        found.append((thing, own + random.uniform(5, 16), random.uniform(12, 24)))
    for _ in range(random.randint(0, 3)):
        thing = Thing("parked", LEFT_EDGE_M + random.uniform(-0.3, 0.2), random.uniform(10, 45))
        found.append((thing, own + random.gauss(0, 0.2), random.uniform(10, 22)))
    for _ in range(random.randint(3, 6) + round(difficulty * random.uniform(0, _CLUTTER_AT_MOST))):  # rails, lamp posts
        thing = Thing("sign", random.choice((-1, 1)) * random.uniform(4.5, 15), random.uniform(6, 48))
        found.append((thing, own + random.gauss(0, 0.3), random.uniform(1, 8)))
    noise = 0.15 + difficulty
    rows = [
        (
            max(1.0, math.hypot(thing.x_m, thing.z_m) + random.gauss(0, 0.15) * noise),
            math.degrees(math.atan2(thing.x_m, thing.z_m)) + random.gauss(0, 0.3) * noise,
            closing + random.gauss(0, 0.2) * noise,
            strength,
        )
        for thing, closing, strength in found
    ]
    order = random.sample(range(len(rows)), len(rows))
    things = tuple(thing for thing, _closing, _strength in found)
    return Returns(np.array([rows[n] for n in order], np.float32), order.index(0), things)
