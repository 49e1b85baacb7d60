# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""HTML that is escaped unless it was built here, and the frame of a page that loads nothing and runs one script.

Text becomes part of a page only through ``element`` and ``embedded``, which escape it. ``Html`` is text that they made.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable
from typing import Any

from ._page_script import SCRIPT
from ._page_style import STYLE
from ._page_text import printable

NOTE = "Made by the Ansible collection mobileiron.core. This page holds personal data and loads nothing from elsewhere."
"""The footer of each page."""
_EMPTY = frozenset({"meta", "br", "hr", "input", "col"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = Any
"""``Html`` as it is, None as nothing, a list as its members, and everything else as escaped text."""


def escaped(child: Child) -> str:
    """A child as HTML."""
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, (list, tuple)):
        return "".join(map(escaped, child))
    return html.escape(printable(child))


def element(tag: str, /, *children: Child, **attributes: Any) -> Html:
    """One element. An attribute that is None or False is left out, True has no value; ``class_`` and ``aria_label``
    are written ``class`` and ``aria-label``."""
    parts = [f"<{tag}"]
    for key, value in attributes.items():
        if value is not None and value is not False:
            label = key.rstrip("_").replace("_", "-")
            parts.append(f" {label}" if value is True else f' {label}="{html.escape(printable(value))}"')
    parts.append(">")
    if tag not in _EMPTY:
        parts += [*map(escaped, children), f"</{tag}>"]
    return Html("".join(parts))


def together(children: Iterable[Child]) -> Html:
    """Several children, one after the other."""
    return Html("".join(map(escaped, children)))


def embedded(name: str, data: Any) -> Html:
    """Data for the page's script. No text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Html(f'<script type="application/json" id="{name}">{text}</script>')


def page(title: str, *body: Child, data: Html | None = None, note: str = "") -> str:
    """A whole page. ``data`` is what the table's script reads; without it the page has no script."""
    script = SCRIPT if data else ""
    policy = [
        "default-src 'none'",
        f"style-src {_digest(STYLE)}",
        f"script-src {_digest(script)}" if script else "script-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content="; ".join(policy)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="robots", content="noindex, nofollow"),
        element("meta", name="generator", content="mobileiron.core"),
        element("title", title),
        Html(f"<style>{STYLE}</style>"),
    )
    tail = [data, Html(f"<script>{script}</script>")] if script else []
    whole = element("html", head, element("body", *body, element("footer", note), *tail), lang="en")
    return f"<!DOCTYPE html>\n{whole}\n"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# -- parts of pages ----------------------------------------------------------------------------------------------------


def header(kicker: str, title: str, *lines: Child) -> Html:
    """The head of a page: its kind, its title, and lines of small facts."""
    facts = [element("p", line, class_="facts") for line in lines if line]
    return element("header", element("p", kicker, class_="kicker"), element("h1", title), *facts)


def section(name: str, title: str, *children: Child, lead: Child = None, class_: str | None = None) -> Html:
    """A part of a page with a heading, named by it."""
    heading = element("h2", title, id=name, tabindex="-1")
    introduction = element("p", lead, class_="lead") if lead else None
    return element("section", heading, introduction, *children, aria_labelledby=name, class_=class_)


def tile(label: str, value: str, detail: Child = None, kind: str | None = None) -> Html:
    """One key figure."""
    small = element("span", detail, class_="detail") if detail else None
    return element(
        "div", element("dt", label), element("dd", element("b", value), small), class_=f"tile {kind or ''}".rstrip()
    )


def tiles(items: Iterable[Html]) -> Html:
    """The key figures."""
    return element("dl", *items, class_="tiles")
