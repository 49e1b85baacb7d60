# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The script of the table of devices: search, filter, sort and pages, over the columns that the page embeds.

It writes text only, never HTML. Its rows look as ``_compliance_table`` writes the first; a browser test compares both.
"""

from __future__ import annotations

SCRIPT = r"""
"use strict";
(() => {
const byId = id => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const count = data.count;
const packed = Uint8Array.from(atob(data.uuid.packed), char => char.charCodeAt(0));
const hex = Array.from({length: 256}, (_, value) => value.toString(16).padStart(2, "0"));
const uuid = row => {
  if (data.uuid.other[row] !== undefined) return data.uuid.other[row];
  let text = "";
  for (let at = 0; at < 16; at++) text += ([4, 6, 8, 10].includes(at) ? "-" : "") + hex[packed[row * 16 + at]];
  return text;
};
const word = (column, row) => data[column].words[data[column].rows[row]];
const texts = {};
for (const column of ["user", "system", "model", "owner", "verdict", "reasons", "state"])
  texts[column] = row => word(column, row) || "";
const name = row => {
  const rest = data.name.rows[row];
  if (rest === 0) return "";
  return typeof rest === "string" ? rest : word("user", row) + ":" + word("platform", row) + ":" + rest[0];
};
const two = value => String(value).padStart(2, "0");
const ago = row => data.contact.seconds[row];
const contact = row => {
  if (ago(row) === null) return "Never";
  if (ago(row) === false) return "Not known";
  const time = new Date(data.generated - ago(row) * 1000);
  return time.getUTCFullYear() + "-" + two(time.getUTCMonth() + 1) + "-" + two(time.getUTCDate()) + " " +
    two(time.getUTCHours()) + ":" + two(time.getUTCMinutes());
};
const since = row => {
  if (ago(row) === null || ago(row) === false) return "";
  const days = Math.max(0, Math.floor(ago(row) / 86400));
  return days === 0 ? "less than a day ago" : days === 1 ? "1 day ago" : days.toLocaleString("en") + " days ago";
};

let haystack = null;
const searchable = () => haystack || (haystack = Array.from({length: count}, (_, row) =>
  [texts.user(row), name(row), texts.model(row), texts.system(row), texts.reasons(row), texts.state(row), uuid(row)]
    .join("\u0000").toLowerCase()));

const collator = new Intl.Collator("en", {numeric: true, sensitivity: "base"});
const ranks = {};
const byWords = column => {
  const order = data[column].words.map((_, index) => index)
    .sort((one, other) => collator.compare(data[column].words[one] || "\uffff", data[column].words[other] || "\uffff"));
  const rank = [];
  order.forEach((index, place) => { rank[index] = place; });
  return row => rank[data[column].rows[row]];
};
const keys = {
  urgency: () => row => row,
  user: () => byWords("user"), model: () => byWords("model"), system: () => byWords("system"),
  owner: () => byWords("owner"), verdict: () => row => data.verdict.rows[row], state: () => byWords("state"),
  contact: () => row => ago(row) === null ? 1e12 : ago(row) === false ? 1e13 : ago(row),
  alerts: () => row => data.alerts ? data.alerts[row] : 0,
};
const key = column => ranks[column] || (ranks[column] = keys[column]());

const state = {sort: "urgency", down: false, page: 0, size: 50, rows: []};
const filters = Array.from(document.querySelectorAll("select[data-filter]"));
const tests = {
  verdict: value => row => data.verdict.names[data.verdict.rows[row]] === value,
  platform: value => row => data.family.names[data.family.rows[row]] === value,
  owner: value => row => data.owner.names[data.owner.rows[row]] === value,
  reason: value => row => data.reasons.names[data.reasons.rows[row]].includes(value),
  contact: value => row => data.contact.names[data.contact.rows[row]] === value,
  also: value => row => data.flags[row] & Number(value),
};

const element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
const cell = (tag, label, className, ...children) => {
  const made = element(tag, className);
  made.setAttribute("data-label", label);
  made.setAttribute("role", tag === "th" ? "rowheader" : "cell");
  if (tag === "th") made.scope = "row";
  made.append(...children);
  return made;
};
const swatch = kind => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  svg.setAttribute("class", "key");
  svg.setAttribute("aria-hidden", "true");
  rect.setAttribute("class", "f-" + kind);
  rect.setAttribute("width", "100%");
  rect.setAttribute("height", "100%");
  svg.append(rect);
  return svg;
};
const small = (text, className) => text ? [element("small", className, text)] : [];
const line = row => {
  const made = element("tr");
  made.setAttribute("role", "row");
  const verdict = data.verdict.names[data.verdict.rows[row]];
  const mark = element("span", "state " + verdict);
  mark.append(swatch(verdict), texts.verdict(row));
  made.append(
    cell("th", "User", "full", texts.user(row) || "–", ...small(name(row)), ...small(uuid(row), "mono")),
    cell("td", "Compliance", "full", mark, ...small(texts.reasons(row))),
    cell("td", "Last contact", "when", contact(row), ...small(since(row))),
    cell("td", "Device", "", texts.model(row) || "–"),
    cell("td", "System", "", texts.system(row) || "–"),
    cell("td", "Owner", "", texts.owner(row)),
    cell("td", "Measures", texts.state(row) ? "" : "empty", texts.state(row)),
  );
  if (data.alerts) made.append(cell("td", "Alerts", data.alerts[row] ? "n" : "n empty", String(data.alerts[row])));
  return made;
};

const body = byId("rows");
const number = value => value.toLocaleString("en");
const show = () => {
  const pages = Math.max(1, Math.ceil(state.rows.length / state.size));
  state.page = Math.min(Math.max(0, state.page), pages - 1);
  const start = state.page * state.size;
  const shown = state.rows.slice(start, start + state.size);
  body.replaceChildren(...Array.from(shown, line));
  const end = start + shown.length;
  byId("status").textContent = state.rows.length === 0 ? "No device matches."
    : "Rows " + number(start + 1) + "–" + number(end) + " of " + number(state.rows.length) +
      (state.rows.length < count ? " that match, of " + number(count) + " devices." : " devices.");
  byId("page").textContent = "Page " + number(state.page + 1) + " of " + number(pages);
  for (const [id, off] of [["first", state.page === 0], ["previous", state.page === 0],
    ["next", state.page >= pages - 1], ["last", state.page >= pages - 1]]) byId(id).disabled = off;
};
const sortRows = () => {
  const value = key(state.sort);
  const values = new Float64Array(count);
  for (let row = 0; row < count; row++) values[row] = value(row);
  const sign = state.down ? -1 : 1;
  state.rows.sort((one, other) => sign * (values[one] - values[other]) || one - other);
};
const select = () => {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const active = filters.filter(filter => filter.value).map(filter => tests[filter.dataset.filter](filter.value));
  const hay = words.length ? searchable() : null;
  const rows = [];
  for (let row = 0; row < count; row++)
    if (active.every(test => test(row)) && words.every(text => hay[row].includes(text))) rows.push(row);
  state.rows = rows;
  state.page = 0;
  sortRows();
  show();
};
const sorted = () => {
  for (const head of document.querySelectorAll("th[data-sort]")) {
    const here = head.dataset.sort === state.sort;
    if (here) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  byId("sort").value = state.sort;
  state.page = 0;
  sortRows();
  show();
};

let waiting = 0;
byId("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(select, 120); });
for (const filter of filters) filter.addEventListener("change", select);
for (const head of document.querySelectorAll("th[data-sort] button"))
  head.addEventListener("click", () => {
    const column = head.parentElement.dataset.sort;
    state.down = state.sort === column ? !state.down : column === "contact" || column === "alerts";
    state.sort = column;
    sorted();
  });
byId("sort").addEventListener("change", event => {
  state.sort = event.target.value;
  state.down = state.sort === "contact" || state.sort === "alerts";
  sorted();
});
byId("size").addEventListener("change", event => { state.size = Number(event.target.value); state.page = 0; show(); });
const move = to => { state.page = to; show(); byId("devices").scrollIntoView({block: "start"}); };
byId("first").addEventListener("click", () => move(0));
byId("previous").addEventListener("click", () => move(state.page - 1));
byId("next").addEventListener("click", () => move(state.page + 1));
byId("last").addEventListener("click", () => move(Infinity));
const clear = () => { byId("search").value = ""; for (const filter of filters) filter.value = ""; };
byId("clear").addEventListener("click", () => { clear(); select(); byId("search").focus(); });
for (const pick of document.querySelectorAll("button.pick"))
  pick.addEventListener("click", () => {
    clear();
    for (const [column, value] of new URLSearchParams(pick.dataset.pick)) {
      const filter = filters.find(each => each.dataset.filter === column);
      if (filter) filter.value = value;
    }
    select();
    byId("devices").scrollIntoView({block: "start"});
    byId("devices").focus({preventScroll: true});
  });
document.documentElement.classList.add("live");
select();
})();
""".strip()
