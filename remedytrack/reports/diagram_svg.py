"""The picture of a track as SVG: attributes only, no style, no script, no font.

Every shape has a class, so that a page may give it the colours of its own theme; the
attributes are what is seen without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from remedytrack.reports.diagram_layout import (
    BOX_WIDTH,
    LANE,
    MARGIN,
    PADDING,
    Box,
    Lane,
    Line,
    Placed,
    Sort,
    lanes,
    placed,
)

_FONT = "system-ui, 'Noto Sans', 'Liberation Sans', sans-serif"
_INK, _SOFT, _NOTE, _RULE = "#1b2530", "#4b5865", "#7a4d00", "#dedbd3"
_FILL = {"state": "#ffffff", "final": "#f1efe9", "present": "#fdf3dc", "any": "none"}
_EDGE = {
    "state": "#8a867b",
    "final": "#4b5865",
    "present": "#7a4d00",
    "any": "#8a867b",
}
_WAYS = ("#1f4e5f", "#a11b1b", "#1f6240", "#57358a", "#7a4d00", "#31588f", "#8a3b6c")
"""Colours of the lanes, in turn: they help to follow one, and mean nothing."""

_LOOK = {
    Sort.MARK: f'font-size="11" font-weight="600" fill="{_NOTE}"',
    Sort.TITLE: f'font-size="14" font-weight="700" fill="{_INK}"',
    Sort.TERM: f'font-size="12" fill="{_SOFT}"',
    Sort.TARGET: f'font-size="13" font-weight="600" fill="{_INK}"',
    Sort.STAY: f'font-size="12" font-weight="600" fill="{_SOFT}"',
    Sort.EVENT: f'font-size="12" fill="{_SOFT}"',
}
_INDENT = {Sort.TERM: 18, Sort.EVENT: 12}
_SIZE = re.compile(r'width="([0-9.]+)" height="([0-9.]+)"')


def picture(title: str, boxes: Sequence[Box]) -> str:
    """Return the SVG of a track, called ``title`` for those who hear it."""
    column = placed(boxes)
    ways = lanes(column)
    width = (
        2 * MARGIN + BOX_WIDTH + PADDING + LANE * (1 + max(_places(ways), default=0))
    )
    height = column[-1].bottom + MARGIN
    shapes = [
        *_lanes(column, ways),
        *(shape for each in column for shape in _box(each)),
        *_rules(column),
        *(shape for sort in Sort for shape in _texts(column, sort)),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" role="group" '
        f'aria-label="{escape(title)}" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{_FONT}">'
        f"{''.join(shapes)}</svg>"
    )


def document(pictures: Sequence[str], title: str) -> str:
    """Return the pictures side by side as one SVG document called ``title``."""
    x, tallest, placed_at = float(MARGIN), 0.0, []
    for each in pictures:
        width, height = (float(n) for n in _SIZE.findall(each)[0])
        placed_at.append(each.replace("<svg ", f'<svg x="{x:g}" y="40" ', 1))
        x, tallest = x + width, max(tallest, height)
    width, height = x + MARGIN, tallest + 40 + MARGIN
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" '
        f'height="{height:g}" viewBox="0 0 {width:g} {height:g}">'
        f"<title>{escape(title)}</title>"
        f'<rect width="100%" height="100%" fill="#faf9f6"/>'
        f'<text x="{2 * MARGIN}" y="30" font-family="{_FONT}" font-size="18" '
        f'font-weight="700" fill="{_INK}">{escape(title)}</text>'
        f"{''.join(placed_at)}</svg>\n"
    )


def _places(ways: Sequence[Lane]) -> Iterator[int]:
    return (way.n + 1 for way in ways)


def _lanes(column: Sequence[Placed], ways: Sequence[Lane]) -> Iterator[str]:
    """Draw each lane, the ways that join it, and its head at the state it leads to."""
    entries = {each.box.state: each.entry for each in column}
    edge = MARGIN + BOX_WIDTH
    for number, way in enumerate(ways):
        colour = _WAYS[number % len(_WAYS)]
        x = edge + PADDING + LANE * (way.n + 0.5)
        joins = [
            height
            for each in column
            for height, target in each.ports
            if target == way.target and each.box.state != target
        ]
        entry = entries[way.target]
        path = f"M{x:g} {way.top:g}V{way.bottom:g}"
        path += "".join(f"M{edge:g} {height:g}H{x:g}" for height in joins)
        path += f"M{x:g} {entry:g}H{edge + 7:g}"
        yield (
            f'<path class="way" d="{path}" fill="none" stroke="{colour}" '
            'stroke-width="1.5"/>'
        )
        yield (
            f'<path class="head" d="M{edge + 1:g} {entry:g}l9 -4.5v9z" '
            f'fill="{colour}"/>'
        )
        dots = "".join(f"M{x - 2:g} {y:g}a2 2 0 1 1 4 0a2 2 0 1 1 -4 0" for y in joins)
        yield f'<path class="head" d="{dots}" fill="{colour}"/>'


def _box(each: Placed) -> Iterator[str]:
    kind = _kind(each.box)
    height = each.bottom - each.top
    dashes = ' stroke-dasharray="5 4"' if kind == "any" else ""
    yield (
        f'<rect class="box {kind}" x="{MARGIN}" y="{each.top:g}" width="{BOX_WIDTH}" '
        f'height="{height:g}" rx="6" fill="{_FILL[kind]}" stroke="{_EDGE[kind]}" '
        f'stroke-width="{2.5 if each.box.present else 1.2}"{dashes}/>'
    )
    if each.box.final:
        yield (
            f'<rect class="box inner" x="{MARGIN + 3.5}" y="{each.top + 3.5:g}" '
            f'width="{BOX_WIDTH - 7}" height="{height - 7:g}" rx="4" fill="none" '
            f'stroke="{_EDGE[kind]}" stroke-width="1"/>'
        )


def _rules(column: Sequence[Placed]) -> Iterator[str]:
    left, length = MARGIN + PADDING, BOX_WIDTH - 2 * PADDING
    path = "".join(f"M{left} {y:g}h{length}" for each in column for y in each.rules)
    yield f'<path class="rule" d="{path}" stroke="{_RULE}"/>'


def _kind(box: Box) -> str:
    if box.state is None:
        return "any"
    if box.present:
        return "present"
    return "final" if box.final else "state"


def _texts(column: Sequence[Placed], sort: Sort) -> Iterator[str]:
    """Draw every line of one sort, in a group that says once how it looks."""
    found = [line for each in column for line in each.lines if line.sort is sort]
    x = MARGIN + PADDING + _INDENT.get(sort, 0)
    if sort is Sort.TERM:
        clocks = "".join(_clock(x - 10, each.y - 4) for each in found if each.first)
        yield f'<path class="clock" d="{clocks}" fill="none" stroke="{_SOFT}"/>'
    yield f'<g class="{sort}" {_LOOK[sort]}>'
    yield from (f'<text x="{x}" y="{one.y:g}">{_said(one)}</text>' for one in found)
    yield "</g>"


def _said(line: Line) -> str:
    leads = line.sort is Sort.TARGET and line.first
    return ("\N{RIGHTWARDS ARROW} " if leads else "") + escape(line.text)


def _clock(x: float, y: float) -> str:
    return f"M{x - 5:g} {y:g}a5 5 0 1 1 10 0a5 5 0 1 1 -10 0M{x:g} {y - 3:g}v3h2.5"
