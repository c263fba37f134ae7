"""Charts as small SVG documents of our own: readable in print, by every browser, and by Qt's SVG Tiny renderer."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mmgui.core.explaining.word_lines import text_width
from mmgui.core.i18n import _
from mmgui.core.reporting.blocks import Chart
from mmgui.core.reporting.markup import escape, number_text
from mmgui.core.text import interval_text, measured_percent, one_line, percent, share_percents

INK, MUTED, LINE, FAINT = "#15181c", "#4a5058", "#9aa1aa", "#e3e6ea"
ACCENT, SECOND, GOOD, BAD = "#0f62a8", "#8a6d1a", "#1f7a4d", "#b3261e"
MAX_CONFUSION_CLASSES = 16  # more do not fit on a page in a readable size
_FONT = "'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
_TEXT_PX = 12.0
_NAME_CHARACTERS = 28


@dataclass(frozen=True, slots=True)
class Series:
    """One curve. dashed: the second coding beside the colour."""

    name: str
    values: tuple[float, ...]
    colour: str
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A share in [0, 1] with its interval, if it has one."""

    name: str
    value: float
    interval: tuple[float, float] | None = None
    colour: str = ACCENT
    note: str = ""


def curve_chart(
    title: str, epochs: Sequence[int], series: Sequence[Series], *, is_share: bool, best_epoch: int = 0
) -> Chart:
    """Figures over the epochs; values that are not finite leave a gap. is_share: the axis runs from 0 to 100 %."""
    width, height = 460.0, 250.0
    left, right, top, bottom = 52.0, 14.0, 44.0, 38.0
    finite = [v for s in series for v in s.values if math.isfinite(v)]
    high = 1.0 if is_share else _round_up(max(finite, default=1.0))
    first, last = (min(epochs), max(epochs)) if epochs else (1, 1)

    def place(epoch: float, value: float) -> tuple[float, float]:
        across = (epoch - first) / max(1, last - first)
        return (
            left + across * (width - left - right),
            top + (1 - min(value, high) / high) * (height - top - bottom),
        )

    parts = [_text(left, 16, title, size=13, weight=600)]
    parts += _legend(left, 34, [(s.name, s.colour, s.is_dashed) for s in series])
    for k in range(5):
        y = place(first, high * k / 4)[1]
        label = percent(k / 4) if is_share else f"{high * k / 4:.3g}"
        parts.append(_line(left, y, width - right, y, FAINT if k else LINE))
        parts.append(_text(left - 6, y + 4, label, colour=MUTED, anchor="end"))
    for epoch in _ticks(first, last):
        x = place(epoch, 0)[0]
        parts.append(_text(x, height - bottom + 16, str(epoch), colour=MUTED, anchor="middle"))
    parts.append(_text((left + width - right) / 2, height - 4, _("Epoch"), colour=MUTED, anchor="middle"))
    if best_epoch and first <= best_epoch <= last:
        x = place(best_epoch, 0)[0]
        parts.append(_line(x, top, x, height - bottom, GOOD, dash="2 3"))
    for one in series:
        for run in _finite_runs(epochs, one.values):
            points = [place(e, v) for e, v in run]
            path = "M" + "L".join(f"{number_text(x)} {number_text(y)}" for x, y in points)
            dash = ' stroke-dasharray="6 4"' if one.is_dashed else ""
            parts.append(f'<path d="{path}" fill="none" stroke="{one.colour}" stroke-width="2"{dash}/>')
            if len(points) == 1:
                parts.append(f'<circle cx="{number_text(points[0][0])}" cy="{number_text(points[0][1])}" r="3" '
                             f'fill="{one.colour}"/>')  # fmt: skip
    ends = [
        _("{name}: {value} at the end").format(name=s.name, value=_shown(s.values[-1], is_share))
        for s in series
        if s.values
    ]
    return _chart(parts, width, height, f"{title}. " + "; ".join(ends) + ".")


def bar_chart(title: str, bars: Sequence[Bar]) -> Chart:
    """Shares as bars from 0 to 100 %, each with its 95 % interval as a line where it has one."""
    names = [one_line(b.name, _NAME_CHARACTERS) for b in bars]
    left = min(200.0, max((text_width(n, _TEXT_PX) for n in names), default=0.0) * 1.1 + 14)
    width, row, top = 460.0, 26.0, 30.0 if title else 6.0
    full = width - left - 176
    height = top + row * len(bars) + 8
    parts = [_text(0, 16, title, size=13, weight=600)] if title else []
    parts += [_line(left + full * k / 4, top, left + full * k / 4, height - 8, FAINT if k else LINE) for k in range(5)]
    for k, (bar, name) in enumerate(zip(bars, names, strict=True)):
        y = top + row * k
        value = min(1.0, max(0.0, bar.value))
        parts.append(_text(left - 8, y + 17, name, anchor="end"))
        parts.append(_rect(left, y + 5, max(1.0, full * value), row - 10, bar.colour))
        label = measured_percent(bar.value)
        if bar.interval is not None:
            low, high = (left + full * min(1.0, max(0.0, v)) for v in bar.interval)
            middle = y + row / 2
            for colour, thickness in (("#ffffff", 4.0), (INK, 1.6)):
                parts.append(_line(low, middle, high, middle, colour, thickness))
            parts += [_line(x, middle - 4, x, middle + 4, INK, 1.6) for x in (low, high)]
            label = f"{measured_percent(bar.value)} ({interval_text(bar.interval)})"
        parts.append(_text(left + full + 6, y + 17, bar.note or label, colour=MUTED))
    told = "; ".join(f"{n} {measured_percent(b.value)}" for n, b in zip(names, bars, strict=True))
    return _chart(parts, width, height, f"{title}: {told}." if title else f"{told}.")


def share_chart(title: str, rows: Mapping[str, Mapping[str, float]], colours: Mapping[str, str]) -> Chart:
    """Rows of parts side by side. rows: per name its parts in [0, 1], which sum to 1; colours: of each part."""
    names = {name: one_line(name, _NAME_CHARACTERS) for name in rows}
    left = min(200.0, max((text_width(n, _TEXT_PX) for n in names.values()), default=0.0) * 1.1 + 14)
    width, row, top = 460.0, 28.0, 48.0
    full = width - left - 10
    height = top + row * len(rows) + 6
    parts = [_text(0, 16, title, size=13, weight=600)]
    parts += _legend(left, 36, [(one_line(n, 20), c, False) for n, c in colours.items()])
    told = []
    for k, (name, shares) in enumerate(rows.items()):
        y, x = top + row * k, left
        parts.append(_text(left - 8, y + 18, names[name], anchor="end"))
        shown = share_percents(shares)
        for part, share in shares.items():
            length = full * min(1.0, max(0.0, share))
            parts.append(_rect(x, y + 5, length, row - 10, colours.get(part, LINE)))
            if length > 38:
                parts.append(_text(x + length / 2, y + 18, shown[part], colour="#ffffff", anchor="middle"))
            x += length
        told.append(f"{names[name]}: " + ", ".join(f"{one_line(p, 20)} {s}" for p, s in shown.items()))
    return _chart(parts, width, height, f"{title}. " + "; ".join(told) + ".")


def confusion_chart(classes: Sequence[str], confusion: Sequence[Sequence[int]]) -> Chart:
    """Rows are labels, columns answers; the darker, the larger the share of its row. For MAX_CONFUSION_CLASSES."""
    count = len(classes)
    names = [one_line(name, _NAME_CHARACTERS) for name in classes]
    left = min(190.0, max(text_width(n, _TEXT_PX) for n in names) * 1.1 + 34)
    cell = max(30.0, min(64.0, 400.0 / count))
    slanted = max(text_width(n, _TEXT_PX) for n in names) > cell - 4
    above = 26 + (min(150.0, max(text_width(n, _TEXT_PX) for n in names)) * 0.75 if slanted else 16.0)
    extra = above if slanted else 0.0  # the last slanted name leans over the edge
    width, height = left + cell * count + 12 + extra, above + cell * count + 6
    parts = [
        _text(left, 12, _("Answer →"), colour=MUTED),
        _text(12, above + cell * count / 2, _("Label →"), colour=MUTED, anchor="middle",
              turn=(-90, 12, above + cell * count / 2)),
    ]  # fmt: skip
    for j, name in enumerate(names):
        x = left + cell * (j + 0.5)
        turn = (-45.0, x, above - 6) if slanted else None
        parts.append(_text(x, above - 6, name, anchor="start" if slanted else "middle", turn=turn))
    for i, row in enumerate(confusion):
        y = above + cell * i
        total = sum(row)
        parts.append(_text(left - 8, y + cell / 2 + 4, names[i], anchor="end"))
        for j, number in enumerate(row):
            share = number / total if total else 0.0
            strength = 0.0 if number == 0 else 0.12 + 0.88 * share
            parts.append(_rect(left + cell * j + 1, y + 1, cell - 2, cell - 2, _mix(GOOD if i == j else BAD, strength)))
            ink = "#ffffff" if strength > 0.55 else INK if number else LINE
            parts.append(_text(left + cell * (j + 0.5), y + cell / 2 + 4, str(number), colour=ink, anchor="middle"))
    right = sum(confusion[k][k] for k in range(count))
    told = _("Confusion matrix of {count} classes: {right} of {total} answers lie on the diagonal.").format(
        count=count, right=right, total=sum(map(sum, confusion))
    )
    return _chart(parts, width, height, told)


def reliability_chart(bins: Sequence[tuple[float, float, int]]) -> Chart:
    """bins: (mean confidence, share of right answers, how many) of each range that has answers."""
    width, height, left, top, side = 326.0, 300.0, 62.0, 16.0, 236.0
    total = max(1, sum(n for _c, _a, n in bins))
    parts = []
    for k in range(5):
        at = k / 4
        x, y = left + side * at, top + side * (1 - at)
        parts += [_line(left, y, left + side, y, FAINT if k else LINE), _line(x, top, x, top + side, FAINT)]
        parts.append(_text(left - 6, y + 4, percent(at), colour=MUTED, anchor="end"))
        parts.append(_text(x, top + side + 16, percent(at), colour=MUTED, anchor="middle"))
    parts.append(_line(left, top + side, left + side, top, LINE, 1.5, dash="5 4"))
    for confidence, accuracy, number in bins:
        radius = 3 + 10 * math.sqrt(number / total)
        parts.append(
            f'<circle cx="{number_text(left + side * confidence)}" cy="{number_text(top + side * (1 - accuracy))}" '
            f'r="{number_text(radius)}" fill="{ACCENT}" fill-opacity="0.75" stroke="#ffffff"/>'
        )
    parts.append(_text(left + side / 2, height - 6, _("How sure it was"), colour=MUTED, anchor="middle"))
    parts.append(
        _text(12, top + side / 2, _("How often it was right"), colour=MUTED, anchor="middle",
              turn=(-90, 12, top + side / 2))
    )  # fmt: skip
    told = "; ".join(f"{measured_percent(c)} → {measured_percent(a)} ({n})" for c, a, n in bins)
    return _chart(
        parts, width, height, _("How sure it was → how often it was right (answers): {bins}").format(bins=told)
    )


# -- the parts ---------------------------------------------------------------------------------------------------------


def _chart(parts: Iterable[str], width: float, height: float, description: str) -> Chart:
    w, h = number_text(width), number_text(height)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
        f'font-family="{_FONT}"><title>{escape(description)}</title>{"".join(parts)}</svg>'
    )
    return Chart(svg, width, height, description)


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: float = _TEXT_PX,
    colour: str = INK,
    anchor: str = "start",
    weight: int = 400,
    turn: tuple[float, float, float] | None = None,
) -> str:
    turned = "" if turn is None else f' transform="rotate({" ".join(number_text(v) for v in turn)})"'
    return (
        f'<text x="{number_text(x)}" y="{number_text(y)}" font-size="{number_text(size)}" fill="{colour}" '
        f'text-anchor="{anchor}" font-weight="{weight}"{turned}>{escape(text)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, thickness: float = 1.0, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{number_text(x1)}" y1="{number_text(y1)}" x2="{number_text(x2)}" y2="{number_text(y2)}" '
        f'stroke="{colour}" stroke-width="{number_text(thickness)}"{dashes}/>'
    )


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{number_text(x)}" y="{number_text(y)}" width="{number_text(width)}" '
        f'height="{number_text(height)}" fill="{colour}"/>'
    )


def _legend(x: float, y: float, entries: Sequence[tuple[str, str, bool]]) -> list[str]:
    parts = []
    for name, colour, is_dashed in entries:
        parts.append(_line(x, y - 4, x + 20, y - 4, colour, 3, dash="6 4" if is_dashed else ""))
        parts.append(_text(x + 26, y, name, colour=MUTED))
        x += 26 + text_width(name, _TEXT_PX) * 1.1 + 16
    return parts


def _mix(colour: str, strength: float) -> str:
    """The colour over white."""
    channels = bytes.fromhex(colour[1:])
    return "#" + "".join(f"{round(255 + (c - 255) * strength):02x}" for c in channels)


def _finite_runs(epochs: Sequence[int], values: Sequence[float]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for epoch, value in zip(epochs, values, strict=True):
        if math.isfinite(value):
            runs[-1].append((epoch, value))
        else:
            runs.append([])
    return [run for run in runs if run]


def _ticks(first: int, last: int) -> list[int]:
    step = max(1, math.ceil((last - first) / 8))
    return list(range(first, last + 1, step))


def _round_up(value: float) -> float:
    """The next of 1, 2, 2.5, 4, 5, 8, 10 times a power of ten."""
    if not value > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * step for step in (1, 2, 2.5, 4, 5, 8, 10) if power * step >= value * 0.9999)


def _shown(value: float, is_share: bool) -> str:
    return measured_percent(value) if is_share else f"{value:.3f}"
