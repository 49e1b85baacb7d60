# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Plots as inline SVG.

Each plot is beside its numbers, so screen readers skip it. Lengths are percentages, so a plot fills its place. Colours
are classes, so they follow light and dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ._page_html import Html, element

PATTERNS = element(
    "svg",
    element(
        "defs",
        element(
            "pattern",
            element("rect", width="6", height="6", class_="ground"),
            element("path", d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", class_="stroke"),
            id="hatch",
            width="6",
            height="6",
            patternUnits="userSpaceOnUse",
        ),
        element(
            "pattern",
            element("rect", width="5", height="5", class_="ground"),
            element("circle", cx="2.5", cy="2.5", r="1.1", class_="dot"),
            id="dots",
            width="5",
            height="5",
            patternUnits="userSpaceOnUse",
        ),
    ),
    class_="patterns",
    width="0",
    height="0",
    aria_hidden="true",
    focusable="false",
)
"""The fills that stay apart without colour. A page with plots holds them once."""
_GAP = 0.3
_LEAST = 0.4
"""Percent of the width: between two parts, and of a part that would else be too small to see."""


def stack(parts: Iterable[tuple[str, int, str]], height: int = 14, class_: str = "") -> Html:
    """A bar of parts that make up the whole, each a class, a value and what to say of it."""
    shown = [part for part in parts if part[1] > 0]
    total = sum(value for _class, value, _words in shown)
    raised = [max(100 * value / total, _LEAST) for _class, value, _words in shown]
    scale = (100 - _GAP * (len(shown) - 1)) / sum(raised) if raised else 1
    drawn, left = [], 0.0
    for (kind, _value, words), width in zip(shown, raised):
        drawn.append(_rect(kind, words, x=f"{left:.3f}%", width=f"{width * scale:.3f}%", height="100%"))
        left += width * scale + _GAP
    return _plot(drawn or [_rect("none", "no device", x="0", width="100%", height="100%")], height, f"stack {class_}")


def bar_of(kind: str, value: int, most: int, words: str, height: int = 10) -> Html:
    """A bar whose length is the share of ``value`` in ``most``."""
    width = max(100 * value / most, _LEAST) if value and most else 0
    return _plot([_rect(kind, words, x="0", width=f"{width:.3f}%", height="100%")], height, "bar")


def column(kind: str, value: int, most: int, words: str, height: int = 132) -> Html:
    """A column whose height is the share of ``value`` in ``most``, on a base line."""
    tall = max(100 * value / most, 1.0) if value and most else 0
    mark = _rect(kind, words, x="0", y=f"{100 - tall:.2f}%", width="100%", height=f"{tall:.2f}%")
    base = element("line", x1="0", x2="100%", y1="100%", y2="100%", class_="base")
    return _plot([mark, base], height, "column")


def _rect(kind: str, words: str, **place: str) -> Html:
    return element("rect", element("title", words), class_=f"f-{kind}", **place)


def _plot(marks: Sequence[Html], height: int, class_: str) -> Html:
    return element(
        "svg", *marks, class_=class_.strip(), width="100%", height=str(height), aria_hidden="true", focusable="false"
    )
