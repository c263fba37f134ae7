"""What the radar of `driving` receives: the vehicle ahead, and much that says nothing of what to do."""

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from mmgui.core.scenes.driving.rule import MEETING_S, Ahead

_NEAR_M, _FAR_M = 9.0, 42.0  # of the vehicle ahead: by chance, so that distance alone decides nothing
_LANE_DEG = 1.6
_CLUTTER_AT_MOST = 9  # more returns, at the highest difficulty


@dataclass(frozen=True)
class Returns:
    """rows: (n, 4) range in metres, azimuth in degrees, closing speed in metres per second, strength in decibels.
    ahead: which of them is the vehicle ahead."""

    rows: NDArray[np.float32]
    ahead: int

    @property
    def distance_m(self) -> float:
        return float(self.rows[self.ahead, 0])


def draw_returns(random: Random, ahead: Ahead, difficulty: float) -> Returns:
    """Everything but the time until the vehicle ahead is met is by chance and independent of it."""
    distance = random.uniform(_NEAR_M, _FAR_M)
    if ahead == "leaving":
        speed = random.uniform(-7.0, min(1.0, distance / 25))
    else:
        speed = distance / random.uniform(*MEETING_S[ahead])
    own = random.uniform(6.0, 16.0)  # how fast we drive ourselves: what stands still comes closer at that speed
    rows = [(distance, random.uniform(-_LANE_DEG, _LANE_DEG), speed, random.uniform(14, 24))]
    for _ in range(random.randint(1, 3)):  # oncoming traffic, in the other lane
        away = random.uniform(8, 48)
        rows.append((away, -random.uniform(6, 11) - 60 / away, own + random.uniform(5, 16), random.uniform(12, 24)))
    for _ in range(random.randint(1, 3)):  # parked at the side
        rows.append((random.uniform(6, 45), random.uniform(9, 38), own + random.gauss(0, 0.2), random.uniform(10, 22)))
    for _ in range(random.randint(2, 5) + round(difficulty * random.uniform(0, _CLUTTER_AT_MOST))):  # signs, rails
        side = random.choice((-1, 1)) * random.uniform(14, 44)
        rows.append((random.uniform(4, 49), side, own + random.gauss(0, 0.3), random.uniform(1, 8)))
    noise = 0.15 + difficulty
    measured = [
        (max(1.0, r + random.gauss(0, 0.15) * noise), a + random.gauss(0, 0.3) * noise, v + random.gauss(0, 0.2) * noise, s)
        for r, a, v, s in rows
    ]
    order = random.sample(range(len(measured)), len(measured))
    return Returns(np.array([measured[n] for n in order], np.float32), order.index(0))
