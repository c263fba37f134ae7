"""The street of `driving` without anybody on it: sky, houses or trees, road, crossing, rain. It says nothing."""

import math

from mmgui.core.scenes.brush import Color, mix, rgb
from mmgui.core.scenes.driving.view import SIZE_PX, View

LEFT_KERB_M, RIGHT_KERB_M = -8.2, 1.55
CROSSING_M = (3.6, 4.7)  # the near and the far edge of the zebra crossing
_NEAREST_M, _FARTHEST_M = 2.0, 400.0
_WALLS = ("b5654a", "c98f6b", "d9c3a0", "8d8f99", "a9b3ba", "7d6a62", "c7b8ac", "94705a", "6f8794")
_WINDOW_LIT = ("ffd98a", "ffe6b0", "f7c766")
_LEAVES = ("4f8a45", "3f7a3f", "6a9a4a", "35693c", "87a04c")


def draw_street(view: View) -> None:
    """Fill the whole picture."""
    _draw_sky(view)
    place = view.random.choice(("city", "city", "suburb", "country"))
    _draw_ground(view, rgb("86a65a") if place == "country" else rgb("8f9a70") if place == "suburb" else rgb("9b9a96"))
    if place == "country":
        _draw_hills(view)
    _draw_road(view)
    for side in (-1, 1):
        _draw_side(view, side, place)


def draw_weather(view: View) -> None:
    """Rain in front of everything."""
    if not view.light.is_wet:
        return
    random, slant = view.random, view.random.uniform(-0.3, 0.3)
    color = mix(rgb("dfe9f2"), view.light.top, 0.35)
    for _ in range(70):
        x, y, length = random.uniform(-10, SIZE_PX + 10), random.uniform(0, SIZE_PX), random.uniform(8, 20)
        view.brush.polygon(((x, y), (x + 1.2, y), (x + 1.2 + slant * length, y + length)), color)
    for _ in range(5):  # drops on the glass
        x, y, r = random.uniform(0, SIZE_PX), random.uniform(0, SIZE_PX), random.uniform(2, 4)
        view.brush.ellipse(x, y, r, r * 1.2, color, 0.35)


def _draw_sky(view: View) -> None:
    brush, random, light, horizon = view.brush, view.random, view.light, view.horizon_y
    brush.gradient(light.top, light.bottom, 0, horizon + 2)
    x, y = random.uniform(30, SIZE_PX - 30), random.uniform(28, 70)
    if light.has_sun:
        y = y if not light.is_dark else horizon - random.uniform(8, 30)
        brush.glow(x, y, 60, rgb("fff2c0"), 0.6)
        brush.ellipse(x, y, 17, 17, rgb("fff3c8"))
    elif light.is_dark and not light.is_wet and light.tinted > 0.6:
        for _ in range(34):
            r = random.uniform(0.5, 1.3)
            brush.ellipse(random.uniform(0, SIZE_PX), random.uniform(0, horizon - 20), r, r, rgb("e9edff"))
        brush.ellipse(x, y, 13, 13, rgb("f1ecd2"))
    for _ in range(random.randint(1, 4) if light.tinted < 0.6 else 0):
        _draw_cloud(view, random.uniform(-10, SIZE_PX + 10), random.uniform(16, 100), random.uniform(10, 22))


def _draw_cloud(view: View, x: float, y: float, size: float) -> None:
    color = mix(view.light.bottom, (255, 255, 255), 0.45 if not view.light.is_dark else 0.08)
    for dx, dy, r in ((-1.3, 0.15, 0.6), (-0.4, -0.2, 0.85), (0.6, -0.05, 0.75), (1.4, 0.2, 0.5)):
        view.brush.ellipse(x + dx * size, y + dy * size, 1.25 * r * size, 0.7 * r * size, color)


def _draw_ground(view: View, color: Color) -> None:
    near, far = view.light.on(color), view.light.on(color, 1.0)
    view.brush.gradient(far, near, view.horizon_y, SIZE_PX)


def _draw_hills(view: View) -> None:
    random, horizon = view.random, view.horizon_y
    for farness, color in ((0.95, "6f8f8a"), (0.7, "5f8a58")):
        top, phase = random.uniform(12, 34) * (1 + farness) / 2, random.uniform(0, 6)
        line = [
            (x, horizon + 2 - top * (0.6 + 0.4 * math.sin(phase + x / random.uniform(38, 46))))
            for x in range(0, SIZE_PX + 13, 12)
        ]
        view.brush.polygon([(0, horizon + 3), *line, (SIZE_PX, horizon + 3)], view.light.on(color, farness))


def _draw_road(view: View) -> None:
    brush, light, random = view.brush, view.light, view.random
    near, far = _NEAREST_M, _FARTHEST_M

    def strip(left: float, right: float, color: Color, start: float = near, end: float = far) -> None:
        corners = view.on_ground((left, start), (right, start), (right, end), (left, end))
        brush.polygon(corners, color)

    pavement, kerb = light.on(random.choice(("b9b4ab", "aeb0b2", "bfb39f"))), light.on("d8d5cd")
    strip(LEFT_KERB_M - 3.2, LEFT_KERB_M, pavement)
    strip(RIGHT_KERB_M, RIGHT_KERB_M + 3.4, pavement)
    asphalt = light.on(random.choice(("555a61", "4b4f57", "60605f")))
    strip(LEFT_KERB_M, RIGHT_KERB_M, asphalt)
    if light.is_wet:
        for _ in range(6):  # the sky in puddles
            x, y = view.at(random.uniform(-5, 2), random.uniform(2.4, 9))
            brush.ellipse(x, y, random.uniform(10, 34), random.uniform(2, 5), mix(asphalt, light.bottom, 0.55), 0.7)
    strip(LEFT_KERB_M - 0.2, LEFT_KERB_M, kerb)
    strip(RIGHT_KERB_M, RIGHT_KERB_M + 0.2, kerb)
    paint = light.on("ece9df")
    z = 5.6
    while z < 90:  # the dashes of the middle line
        strip(-1.85, -1.68, mix(paint, asphalt, view.farness(z)), z, z + 2.6)
        z += 6.0
    strip(-1.75, RIGHT_KERB_M - 0.15, paint, 3.05, 3.25)  # the line to stop at
    x = LEFT_KERB_M + 0.5
    while x < RIGHT_KERB_M - 0.5:
        strip(x, x + 0.5, paint, *CROSSING_M)
        x += 1.0


def _draw_side(view: View, side: int, place: str) -> None:
    """Houses or trees along one side, the farthest first."""
    random = view.random
    edge = RIGHT_KERB_M + 3.6 if side > 0 else LEFT_KERB_M - 3.4
    z = 70.0
    while z > 9:
        length = random.uniform(7, 13)
        near = max(7.0, z - length)
        is_house = place == "city" or (place == "suburb" and random.random() < 0.5)
        if is_house:
            _draw_house(view, edge, near, z, side, random.uniform(6, 14) if place == "city" else random.uniform(4, 6))
        else:
            _draw_tree(view, edge + side * random.uniform(0.3, 2.5), near, random.uniform(4, 7.5))
        z = near if is_house else near - random.uniform(0, 3)
    if view.light.is_dark:
        for z in (44.0, 27.0, 16.0):
            _draw_lamp(view, (RIGHT_KERB_M + 0.9) if side > 0 else (LEFT_KERB_M - 0.9), z, side)


def _draw_house(view: View, x_m: float, near: float, far: float, side: int, high: float) -> None:
    brush, light, random = view.brush, view.light, view.random
    color = random.choice(_WALLS)
    wall = light.on(color, view.farness((near + far) / 2))
    corners = [view.at(x_m, near), view.at(x_m, near, high), view.at(x_m, far, high), view.at(x_m, far)]
    brush.polygon(corners, mix(wall, (0, 0, 0), 0.12))
    (x, y), (_x, top) = corners[0], corners[1]
    end = x + side * view.scale(near) * 12
    brush.rectangle(min(x, end), top, max(x, end), y, wall)
    floors, columns = max(2, int(high / 3)), 3
    for floor in range(floors):
        for column in range(columns):
            z = near + (far - near) * (column + 0.3) / columns
            z_end = near + (far - near) * (column + 0.75) / columns
            base, head = high * (floor + 0.35) / floors, high * (floor + 0.8) / floors
            is_lit = light.is_dark and random.random() < 0.4
            glass = rgb(random.choice(_WINDOW_LIT)) if is_lit else light.on("51616e", view.farness(near))
            brush.polygon(
                [view.at(x_m, z, base), view.at(x_m, z, head), view.at(x_m, z_end, head), view.at(x_m, z_end, base)],
                glass,
            )


def _draw_tree(view: View, x_m: float, z_m: float, high: float) -> None:
    brush, light, random, scale = view.brush, view.light, view.random, view.scale(z_m)
    x, y = view.at(x_m, z_m)
    far = view.farness(z_m)
    brush.rectangle(x - 0.16 * scale, y - 0.5 * high * scale, x + 0.16 * scale, y, light.on("5b4636", far))
    leaf = light.on(random.choice(_LEAVES), far)
    for dx, dy, r in ((-0.22, 0.56, 0.24), (0.22, 0.58, 0.25), (0.0, 0.74, 0.30)):
        brush.ellipse(x + dx * high * scale, y - dy * high * scale, r * high * scale, r * high * scale, leaf)
    brush.ellipse(x - 0.1 * high * scale, y - 0.8 * high * scale, 0.14 * high * scale, 0.13 * high * scale,
                  mix(leaf, (255, 255, 255), 0.10))  # fmt: skip


def _draw_lamp(view: View, x_m: float, z_m: float, side: int) -> None:
    brush, scale = view.brush, view.scale(z_m)
    (x, y), (_x, top) = view.at(x_m, z_m), view.at(x_m, z_m, 5.2)
    brush.stroke(((x, y), (x, top), (x - side * 0.9 * scale, top)), max(1.2, 0.09 * scale), view.light.on("3a4048"))
    head = x - side * 0.95 * scale
    brush.glow(head, top + 0.1 * scale, 0.9 * scale, rgb("ffe9b8"), 0.5)
    brush.ellipse(head, top + 0.05 * scale, 0.22 * scale, 0.12 * scale, rgb("fff6dd"))
