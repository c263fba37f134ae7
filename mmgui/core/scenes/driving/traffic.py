"""Vehicles, people and the traffic light of `driving`."""

import math
from random import Random

from mmgui.core.scenes.brush import Brush, Color, mix, rgb
from mmgui.core.scenes.driving.returns import Thing
from mmgui.core.scenes.driving.rule import Seen
from mmgui.core.scenes.driving.street import CROSSING_M, LEFT_KERB_M, RIGHT_KERB_M
from mmgui.core.scenes.driving.view import SIZE_PX, View

Box = tuple[float, float, float, float]
_PAINTS = ("c33b32", "2f5f9e", "e9e9e6", "2b2e33", "8d979f", "3f7a5a", "d99a2b", "6b4d8a", "b9c4cc", "5a2d2d")
_COATS = ("8d4a3c", "2e66a8", "4d5f73", "37865c", "6b4d8a", "c9c4b8", "5a5048", "a0627c", "3f8796")
_BRIGHT_COATS = ("ffe11f", "ffd000", "f4f02a", "ffc21a", "d8f22c")  # of those who cross: they want to be seen
_TROUSERS = ("2b3140", "47505f", "6a5544", "1f2a3a", "7a7f87")
_SKINS = ("f3cfae", "e2b48c", "c68f63", "9a653f", "6b4429")
_HAIR = ("2a2320", "5b3d28", "8a5a32", "c99a4e", "99948f", "1a1a1e")
_LAMPS = {"red": "ff3226", "amber": "ffb21e", "green": "2fe08a"}
_DARK_LAMPS = {"red": "451512", "amber": "453209", "green": "0e3b28"}


def draw_vehicle(view: View, thing: Thing) -> None:
    """A car or a van, from behind or, in the other lane, from the front."""
    random, light = view.random, view.light
    scale, far = view.scale(thing.z_m), view.farness(thing.z_m)
    x, y = view.at(thing.x_m, thing.z_m)
    car = view.brush.placed(x, y, scale)  # metres, up is negative
    is_van, is_front = random.random() < 0.25, thing.kind == "oncoming"
    high, roof = (2.2, 0.82) if is_van else (1.45, 0.62)
    paint = light.on(random.choice(_PAINTS), far)
    view.brush.ellipse(x, y + 0.02 * scale, 1.05 * scale, 0.14 * scale, (18, 20, 26), 0.45)
    for side in (-1, 1):
        car.rectangle(side * 0.7 - 0.15, -0.5, side * 0.7 + 0.15, 0.02, light.on("1c1e22", far))
    car.polygon(((-0.84, -0.78), (-roof, -high), (roof, -high), (0.84, -0.78)), mix(paint, (0, 0, 0), 0.12))
    glass = light.on("9fb4c2" if not light.is_dark else "3a4654", far)
    car.polygon(((-0.70, -0.84), (-roof + 0.07, -high + 0.10), (roof - 0.07, -high + 0.10), (0.70, -0.84)), glass)
    car.rectangle(-0.9, -0.88, 0.9, -0.22, paint, radius=0.12)
    car.rectangle(-0.9, -0.40, 0.9, -0.22, mix(paint, (0, 0, 0), 0.35), radius=0.05)
    car.rectangle(-0.26, -0.50, 0.26, -0.38, light.on("e8e6dc", far))
    is_on = light.is_dark and thing.kind != "parked"
    lamp = rgb("fff7d8") if is_front else rgb("c3281f")
    shown = mix(lamp, (255, 255, 255), 0.25) if is_on else mix(light.on(lamp, far), (60, 60, 60), 0.25)
    for side in (-1, 1):
        car.ellipse(side * 0.68, -0.64, 0.17, 0.10, shown)
        if is_on and is_front:
            car.glow(side * 0.68, -0.64, 0.75, rgb("fff1c4"), 0.5)


def draw_people(view: View, seen: Seen) -> Box | None:
    """Those on the pavement, and the one who crosses or is about to; the box of that one in pixels."""
    random = view.random
    if seen == "walker":
        for _ in range(random.randint(1, 2)):
            side, z = random.choice((-1, 1)), random.uniform(11.0, 15.0)
            x_m = RIGHT_KERB_M + random.uniform(1.3, 2.6) if side > 0 else LEFT_KERB_M - random.uniform(0.9, 2.0)
            _draw_person(view, x_m, z, _COATS, is_waving=False)
    if seen == "kerb":
        return _draw_person(
            view, RIGHT_KERB_M + random.uniform(-0.35, -0.1), random.uniform(*CROSSING_M), _BRIGHT_COATS, is_waving=True
        )
    if seen == "crossing":
        return _draw_person(
            view, random.uniform(-1.6, 0.3), random.uniform(*CROSSING_M), _BRIGHT_COATS, is_waving=False
        )
    return None


def draw_traffic_light(view: View, seen: Seen) -> Box:
    """Beside the road or above it; its box in pixels."""
    random, brush, light = view.random, view.brush, view.light
    lit = seen if seen in ("red", "amber") else "green"
    size = random.uniform(16.5, 19.5)  # of a lamp, pixels
    metal = light.on("3b4149")
    if random.random() < 0.6:
        x, y = random.uniform(344, 353), random.uniform(40, 64)
        brush.rectangle(x - 3, y, x + 3, SIZE_PX * 0.72, metal)
    else:
        x, y = random.uniform(130, 290), random.uniform(10, 18)
        pole = random.uniform(352, 370)
        brush.rectangle(pole - 4, 0, pole + 4, SIZE_PX * 0.72, metal)
        brush.rectangle(x - 8, 3, pole, 8, metal)
    wide, step = size * 1.42, size * 2.25
    top, bottom = y - wide * 0.25, y + 2 * step + 2 * wide
    brush.rectangle(x - wide - 2, top - 2, x + wide + 2, bottom + 2, light.on("5a626c"), radius=8)
    brush.rectangle(x - wide, top, x + wide, bottom, (24, 26, 30), radius=7)
    for number, name in enumerate(("red", "amber", "green")):
        cy = y + wide * 0.85 + number * step
        if name == lit:
            brush.glow(x, cy, size * 2.6, rgb(_LAMPS[name]), 0.5 if light.is_dark else 0.3)
            brush.ellipse(x, cy, size, size, rgb(_LAMPS[name]))
            brush.ellipse(
                x - size * 0.2, cy - size * 0.25, size * 0.45, size * 0.4, mix(rgb(_LAMPS[name]), (255,) * 3, 0.5)
            )
        else:
            brush.ellipse(x, cy, size, size, rgb(_DARK_LAMPS[name]))
            brush.ellipse(x, cy + size * 0.12, size * 0.8, size * 0.8, mix(rgb(_DARK_LAMPS[name]), (0, 0, 0), 0.3))
    return x - wide, top, x + wide, bottom


def _draw_person(view: View, x_m: float, z_m: float, coats: tuple[str, ...], is_waving: bool) -> Box:
    """Somebody who walks, or waits with a raised arm. Everything else is by chance."""
    random, light = view.random, view.light
    x, y = view.at(x_m, z_m)
    high = random.uniform(1.5, 1.9)
    scale = view.scale(z_m) * high
    body = view.brush.placed(x, y, scale, stretch=random.choice((-1.0, 1.0)))  # heights: 1 = the person, up is negative
    coat, trousers, skin, hair = (random.choice(c) for c in (coats, _TROUSERS, _SKINS, _HAIR))
    lit = light.near
    view.brush.ellipse(x, y + 1, 0.2 * scale, 0.03 * scale, (20, 22, 28), 0.4)
    stride = 0.05 if is_waving else random.uniform(0.12, 0.17)
    for way in (-1, 1):
        foot = way * stride
        body.stroke(((0.0, -0.48), (foot * 0.7, -0.25), (foot, -0.03)), 0.105, lit(trousers))
        body.stroke(((foot, -0.02), (foot + 0.06, -0.02)), 0.05, lit("22242a"))
    body.rectangle(-0.135, -0.84, 0.135, -0.42, lit(coat), radius=0.06)
    swing = random.uniform(0.08, 0.15)
    body.stroke(
        ((0.08, -0.79), (0.08 + swing * 0.7, -0.62), (0.05 + swing, -0.48)), 0.07, mix(lit(coat), (0, 0, 0), 0.15)
    )
    if is_waving:
        body.stroke(((-0.09, -0.79), (-0.21, -0.86), (-0.25, -1.04)), 0.07, mix(lit(coat), (0, 0, 0), 0.15))
        body.ellipse(-0.25, -1.07, 0.04, 0.045, lit(skin))
    else:
        body.stroke(
            ((-0.08, -0.79), (-0.08 - swing * 0.7, -0.62), (-0.05 - swing, -0.48)),
            0.07,
            mix(lit(coat), (0, 0, 0), 0.15),
        )
    body.rectangle(-0.03, -0.88, 0.03, -0.8, lit(skin))
    body.ellipse(0, -0.93, 0.072, 0.085, lit(skin))
    body.ellipse(-0.012, -0.965, 0.078, 0.055, lit(hair))
    _draw_extra(random, body, lit(coat))
    reach = (0.30, 1.12) if is_waving else (0.22, 1.02)
    return x - reach[0] * scale, y - reach[1] * scale, x + reach[0] * scale, y + 0.03 * scale


def _draw_extra(random: Random, body: Brush, coat: Color) -> None:
    """A bag, a hood, or nothing."""
    chance = random.random()
    if chance < 0.25:
        body.rectangle(-0.20, -0.82, -0.10, -0.56, mix(coat, (0, 0, 0), 0.45), radius=0.03)
    elif chance < 0.4:
        body.polygon([(0.085 * math.cos(a), -0.95 + 0.1 * math.sin(a)) for a in (3.2, 3.8, 4.4, 5.0, 5.6, 6.2)], coat)
