"""Charts as small SVG documents of our own: readable in print, by every browser, and by Qt's SVG Tiny renderer."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mmgui.core.axes import Axis, round_end
from mmgui.core.colours import INK, mix
from mmgui.core.explaining.word_lines import text_width
from mmgui.core.i18n import _
from mmgui.core.reporting.blocks import Chart
from mmgui.core.reporting.markup import escape, number_text
from mmgui.core.text import interval_text, measured_percent, one_line, share_percents

MUTED, LINE, FAINT = "#4a5058", "#9aa1aa", "#e3e6ea"
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
    finite = [v for s in series for v in s.values if math.isfinite(v)]
    x = Axis(0.0, max(epochs, default=1), _("Epoch"), "count")
    y = Axis() if is_share else Axis(0.0, round_end(1.05 * max(finite, default=1.0)), unit="number")
    plot = _Plot(x, y, 52.0, 44.0, 394.0, 168.0)
    parts = [_text(plot.left, 16, title, size=13, weight=600)]
    parts += _legend(plot.left, 34, [(s.name, s.colour, s.is_dashed) for s in series])
    parts += plot.axes()
    if 0 < best_epoch <= x.high:
        across = plot.at(best_epoch, 0)[0]
        parts.append(_line(across, plot.top, across, plot.bottom, GOOD, dash="2 3"))
    for one in series:
        for run in _finite_runs(epochs, one.values):
            points = [plot.at(e, v) for e, v in run]
            path = "M" + "L".join(f"{number_text(x)} {number_text(y)}" for x, y in points)
            dash = "6 4" if one.is_dashed else ""
            parts.append(_tag("path", d=path, fill="none", stroke=one.colour, stroke_width=2, stroke_dasharray=dash))
            if len(points) == 1:
                parts.append(_tag("circle", cx=points[0][0], cy=points[0][1], r=3, fill=one.colour))
    ends = [
        _("{name}: {value} at the end").format(name=s.name, value=_shown(s.values[-1], is_share))
        for s in series
        if s.values
    ]
    return _chart(parts, width, height, f"{title}. " + "; ".join(ends) + ".")


def bar_chart(title: str, bars: Sequence[Bar]) -> Chart:
    """Shares as bars from 0 to 100 %, each with its 95 % interval as a line where it has one."""
    names = [one_line(b.name, _NAME_CHARACTERS) for b in bars]
    left = _names_width(names)
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
    left = _names_width(names.values())
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
            parts.append(
                _rect(left + cell * j + 1, y + 1, cell - 2, cell - 2, mix("#ffffff", GOOD if i == j else BAD, strength))
            )
            ink = "#ffffff" if strength > 0.55 else INK if number else LINE
            parts.append(_text(left + cell * (j + 0.5), y + cell / 2 + 4, str(number), colour=ink, anchor="middle"))
    right = sum(confusion[k][k] for k in range(count))
    told = _("Confusion matrix of {count} classes: {right} of {total} answers lie on the diagonal.").format(
        count=count, right=right, total=sum(map(sum, confusion))
    )
    return _chart(parts, width, height, told)


def reliability_chart(bins: Sequence[tuple[float, float, int]]) -> Chart:
    """bins: (mean confidence, share of right answers, how many) of each range that has answers."""
    width, height, side = 326.0, 300.0, 236.0
    plot = _Plot(Axis(title=_("How sure it was")), Axis(title=_("How often it was right")), 62.0, 16.0, side, side)
    total = max(1, sum(n for _c, _a, n in bins))
    parts = [*plot.axes(), _line(*plot.at(0, 0), *plot.at(1, 1), LINE, 1.5, dash="5 4")]
    for confidence, accuracy, number in bins:
        (x, y), radius = plot.at(confidence, accuracy), 3 + 10 * math.sqrt(number / total)
        parts.append(_tag("circle", cx=x, cy=y, r=radius, fill=ACCENT, fill_opacity=0.75, stroke="#ffffff"))
    told = "; ".join(f"{measured_percent(c)} → {measured_percent(a)} ({n})" for c, a, n in bins)
    return _chart(
        parts, width, height, _("How sure it was → how often it was right (answers): {bins}").format(bins=told)
    )


# -- the parts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plot:
    """Two axes on a sheet, and where they run on it, in pixels."""

    x: Axis
    y: Axis
    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of a point; what is too high stands at the upper edge."""
        down = 1 - min(1.0, self.y.part(y))
        return self.left + self.x.part(x) * self.width, self.top + down * self.height

    def axes(self) -> list[str]:
        """Numbers and titles on both axes, and the lines of the grid across."""
        parts, across, middle = [], self.left + self.width / 2, self.top + self.height / 2
        for value, text in self.y.ticks(5):
            y = self.at(self.x.low, value)[1]
            parts.append(_line(self.left, y, self.left + self.width, y, FAINT if value else LINE))
            parts.append(_text(self.left - 6, y + 4, text, colour=MUTED, anchor="end"))
        for value, text in self.x.ticks(8 if self.x.unit == "count" else 5):
            parts.append(_text(self.at(value, 0)[0], self.bottom + 16, text, colour=MUTED, anchor="middle"))
        parts.append(_text(across, self.bottom + 34, self.x.title, colour=MUTED, anchor="middle"))
        if self.y.title:
            parts.append(_text(12, middle, self.y.title, colour=MUTED, anchor="middle", turn=(-90, 12, middle)))
        return parts


def _chart(parts: Iterable[str], width: float, height: float, description: str) -> Chart:
    w, h = number_text(width), number_text(height)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
        f'font-family="{_FONT}"><title>{escape(description)}</title>{"".join(parts)}</svg>'
    )
    return Chart(svg, width, height, description)


def _tag(name: str, content: str = "", **attributes: float | str) -> str:
    """An element with literal content; numbers written as SVG reads them, attributes that are "" left out."""
    told = "".join(
        f' {key.replace("_", "-")}="{value if isinstance(value, str) else number_text(value)}"'
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{told}>{escape(content)}</{name}>" if content else f"<{name}{told}/>"


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
    turned = "" if turn is None else f"rotate({' '.join(number_text(v) for v in turn)})"
    return _tag("text", text, x=x, y=y, font_size=size, fill=colour, text_anchor=anchor, font_weight=weight,
                transform=turned)  # fmt: skip


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, thickness: float = 1.0, dash: str = "") -> str:
    return _tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=thickness, stroke_dasharray=dash)


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return _tag("rect", x=x, y=y, width=width, height=height, fill=colour)


def _legend(x: float, y: float, entries: Sequence[tuple[str, str, bool]]) -> list[str]:
    parts = []
    for name, colour, is_dashed in entries:
        parts.append(_line(x, y - 4, x + 20, y - 4, colour, 3, dash="6 4" if is_dashed else ""))
        parts.append(_text(x + 26, y, name, colour=MUTED))
        x += 26 + text_width(name, _TEXT_PX) * 1.1 + 16
    return parts


def _names_width(names: Iterable[str]) -> float:
    """Room for the names at the left of rows."""
    return min(200.0, max((text_width(n, _TEXT_PX) for n in names), default=0.0) * 1.1 + 14)


def _finite_runs(epochs: Sequence[int], values: Sequence[float]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for epoch, value in zip(epochs, values, strict=True):
        if math.isfinite(value):
            runs[-1].append((epoch, value))
        else:
            runs.append([])
    return [run for run in runs if run]


def _shown(value: float, is_share: bool) -> str:
    return measured_percent(value) if is_share else f"{value:.3f}"
