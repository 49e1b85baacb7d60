# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that pages are made of: text that stays text, cells that are no formulas, plots, words and numbers."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._compliance import _REASONS
from ansible_collections.mobileiron.core.plugins.module_utils.roles import _compliance_figures as figures
from ansible_collections.mobileiron.core.plugins.module_utils.roles import _compliance_words as words
from ansible_collections.mobileiron.core.plugins.module_utils.roles import _page_csv, _page_html, _page_svg
from ansible_collections.mobileiron.core.plugins.module_utils.roles import _page_text as text
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_changes import MOVES

# -- HTML --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "child, expected",
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("\"&'", "<p>&quot;&amp;&#x27;</p>"),
        ("a\u202eb\nc\x00", "<p>a\ufffdb\ufffdc\ufffd</p>"),
        (None, "<p></p>"),
        (0, "<p>0</p>"),
        (["<", _page_html.element("b", ">")], "<p>&lt;<b>&gt;</b></p>"),
    ],
)
def test_text_stays_text(child, expected):
    assert _page_html.element("p", child) == expected


def test_attributes_are_escaped_and_left_out_where_they_are_none():
    made = _page_html.element("td", class_='"><img src=x onerror=y>', data_label="<", aria_label=None, hidden=True)
    assert made == '<td class="&quot;&gt;&lt;img src=x onerror=y&gt;" data-label="&lt;" hidden></td>'


def test_embedded_data_cannot_end_its_element():
    hostile = {"name": "</script><script>alert(1)</script><!--", "more": "\u2028&"}
    made = _page_html.embedded("data", hostile)
    inner = made[made.index(">") + 1 : made.rindex("</script>")]
    assert not set("<>&\u2028") & set(inner)
    assert json.loads(inner) == hostile


def test_a_page_runs_its_own_script_only_and_loads_nothing():
    made = _page_html.page("<t>", _page_html.element("p", "x"), data=_page_html.embedded("data", {}))
    policy = re.search(r'content="(default-src[^"]*)"', made).group(1).replace("&#x27;", "'")
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL).group(1)
    script = re.findall(r"<script>(.*?)</script>", made, re.DOTALL)[-1]
    for kind, content in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "<title>&lt;t&gt;</title>" in made
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", made) and "url(http" not in made


def test_a_page_without_data_runs_no_script():
    made = _page_html.page("t", "x")
    assert "<script" not in made and "script-src &#x27;none&#x27;" in made


# -- CSV ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, expected",
    [
        ("=1+1", "'=1+1"),
        ("+49 151", "'+49 151"),
        ("-x", "'-x"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\ufffd=1"),
        ("\r=1", "'\ufffd=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("plain, with a comma", "plain, with a comma"),
        ("a\nb", "a\ufffdb"),
        (-3, "-3"),
        (None, ""),
        (True, "true"),
        (["a", "b"], "a b"),
        (["=a"], "'=a"),
    ],
)
def test_no_cell_is_a_formula(value, expected):
    assert _page_csv.cell(value) == expected


def test_a_table_reads_back_with_one_line_for_each_row():
    rows = [{"a": 'x"y,\n', "b": None}, {"a": "ü", "b": 2}]
    made = _page_csv.table(["a", "b"], rows)
    assert list(csv.reader(io.StringIO(made))) == [["a", "b"], ['x"y,\ufffd', ""], ["ü", "2"]]
    assert len(made.splitlines()) == 3


# -- SVG ---------------------------------------------------------------------------------------------------------------


def widths(svg):
    return [float(value) for value in re.findall(r'width="([\d.]+)%"', svg)][1:]


def test_a_stack_is_as_wide_as_its_place_and_shows_the_smallest_part():
    svg = _page_svg.stack([("good", 999_999, "a"), ("bad", 1, "b"), ("dim", 0, "c")])
    assert len(widths(svg)) == 2 and min(widths(svg)) > 0.3
    assert sum(widths(svg)) == pytest.approx(99.7, abs=0.01)


def test_an_empty_stack_is_drawn_as_empty():
    assert "f-none" in _page_svg.stack([("good", 0, "a")])


def test_bars_are_in_proportion_and_zero_is_no_bar():
    assert widths(_page_svg.bar_of("bad", 5, 10, "x")) == [50.0]
    assert widths(_page_svg.bar_of("bad", 0, 10, "x")) == widths(_page_svg.bar_of("bad", 0, 0, "x")) == [0.0]


def test_words_in_a_plot_are_escaped():
    assert "<title>&lt;b&gt;</title>" in _page_svg.bar_of("bad", 1, 1, "<b>")


# -- words and numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part, whole, expected",
    [(0, 10, "0%"), (10, 10, "100%"), (1, 3, "33.3%"), (1, 100_000, "<0.1%"), (99_999, 100_000, ">99.9%"), (0, 0, "–")],
)
def test_a_share_is_never_rounded_to_nothing_or_all(part, whole, expected):
    assert text.percent(part, whole) == expected


def test_times_are_in_utc_and_english():
    moment = datetime(2026, 3, 1, 1, 5, tzinfo=timezone(timedelta(hours=2)))
    assert text.minute(moment) == "28 February 2026, 23:05 UTC"
    assert text.shown_time("2026-11-27T08:45:30Z") == "27 November 2026, 08:45 UTC"
    assert text.shown_time("soon") == "soon" and text.table_time(moment) == "2026-02-28 23:05"


def test_everything_that_is_counted_has_words():
    assert set(words.REASONS) == set(_REASONS.values())
    assert set(words.VERDICTS) == set(figures.VERDICTS) and set(words.FAMILIES) == set(figures.FAMILIES)
    assert set(words.OWNERS) == set(figures.OWNERS) and set(words.MOVES) == set(MOVES)
    assert set(figures.SEVERITIES) | {"unknown"} == set(words.SEVERITIES)
    terms = figures.Terms(datetime.now(timezone.utc))
    assert set(figures.main_figures(figures.figures([], terms))) == set(words.FIGURES)


@pytest.mark.parametrize(
    "name, expected",
    [
        ("0", "Less than a day"),
        ("1", "1 day"),
        ("7-29", "7–29 days"),
        ("90+", "90 days or more"),
        ("never", "Never connected"),
        ("unknown", "Time not known"),
    ],
)
def test_contact_ages_in_words(name, expected):
    assert words.contact(name) == expected


@pytest.mark.parametrize(
    "selector, expected",
    [
        ({}, "status ACTIVE"),
        ({"labels": ["A", "B"], "compliant": False}, "label A, B; not compliant"),
        ({"platforms": ["ios"], "employee_owned": True}, "status ACTIVE; platform ios; employee owned"),
        ({"users": list("abcdefg"), "not_seen_for_days": 0}, "user a, b, c, d, e and 2 more; not seen for 0 days"),
        ({"uuids": []}, "uuid none"),
    ],
)
def test_a_selection_in_words(selector, expected):
    assert words.selection(selector) == expected


def test_a_threshold_in_words():
    entry = {"name": "noncompliant", "limit": 5.0, "devices": 1, "percent": 6.25, "exceeded": True}
    assert words.threshold(entry, 30) == "At most 5% may be not compliant, or not known to be. 1 device (6.25%) is."
    assert "There is no device" in words.threshold({**entry, "exceeded": None}, 30)
