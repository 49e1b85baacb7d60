# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: devices
short_description: The devices of Core as hosts
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Makes each selected device a host. Without a selector, these are all C(ACTIVE) devices, and the plugin sends one
    request.
  - The name of the file must end in C(.mobileiron.yml) or C(.mobileiron.yaml).
  - The variables of a host are the keys of the device's record, as M(mobileiron.core.mi_device_info) returns it, with
    the prefix C(mi_). O(hostname), O(compose), O(groups) and O(keyed_groups) use the same names.
  - The plugin calculates two more when it makes the inventory. C(mi_days_since_contact) counts whole days since the
    last contact, and is null if there was none. C(mi_contact) is the range of these days, V(0), V(1-6), V(7-29),
    V(30-89), V(90+), V(never), or V(unknown) for a time in the future.
  - Ansible never connects to these hosts. You select and count them, and act on them with one task on localhost, as the
    examples show.
extends_documentation_fragment:
  - mobileiron.core.plugin_connection
  - mobileiron.core.selector
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: The name of this plugin, V(mobileiron.core.devices).
    type: str
    required: true
    choices: [mobileiron.core.devices]
  hostname:
    description:
      - The name of a host, as a Jinja template or expression. Without it, the name is the uuid of the device.
      - Characters that Ansible would read as a template, a pattern or a path become V(_), because people choose the
        names.
      - If several devices have the same name, the plugin appends the uuid to each name and warns. If the name of a
        device is empty, its uuid is used.
    type: str
    default: mi_uuid
  fields:
    description:
      - Keep only these keys of the record, and C(uuid). V(details.<key>) keeps one key of C(details), nested under
        C(mi_details); the name is split at the first dot only. C(days_since_contact) and C(contact) may be named too.
      - Without it, a host has all keys except C(details). For a large fleet, name only the keys that you use, because
        AWX writes the whole inventory for each job.
    type: list
    elements: str
  include:
    description:
      - Further data of the devices. V(labels) adds C(mi_labels), the names of the labels that a device carries. It
        costs one request for each label that has devices, whatever the number of devices.
    type: list
    elements: str
    choices: [labels]
notes:
  - The account needs the admin role API.
  - Connection options may be templates, for example with a lookup. An option or an environment variable that is empty
    counts as not given.
  - A cache contains the records of the devices and the address of Core, but no credentials. Only an inventory with the
    same selection and the same server uses it.
  - "Reference: Get Devices by Status, Get Device Details for a Phone Number/User/Label/Wi-Fi MAC Address, Get all
    Labels."
seealso:
  - module: mobileiron.core.mi_device_info
"""

EXAMPLES = r"""
# all.mobileiron.yml: the active devices, grouped by platform and by the age of the last contact
plugin: mobileiron.core.devices
url: https://core.example.com
username: inventory
password: "{{ lookup('ansible.builtin.env', 'CORE_PASSWORD') }}"
fields: [name, principal, status, platform_family, os_version, employee_owned, compliant, compliance_reasons, contact]
keyed_groups:
  - key: mi_platform_family
    prefix: platform
  - key: mi_contact
    prefix: contact
groups:
  noncompliant: mi_compliant is false
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/mobileiron
cache_timeout: 3600

# nurses.mobileiron.yml: the company phones of one label, called by their name; Core comes from MOBILEIRON_URL and so on
# plugin: mobileiron.core.devices
# labels: [Ward phones]
# employee_owned: false
# hostname: "{{ mi_name }}"

# A playbook that acts on a group, with one task:
# - hosts: localhost
#   tasks:
#     - mobileiron.core.mi_message:
#         uuids: "{{ groups['contact_30_89'] | map('extract', hostvars, 'mi_uuid') | list }}"
#         mode: email
#         message: Your device has not been seen for a month. Please connect it.
"""

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from difflib import get_close_matches
from functools import cache
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.mobileiron.core.plugins.module_utils.glue._open_core import open_core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._option_values import validated
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import CONNECTION, SELECTOR, parse, table
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._selector import Selector
from ansible_collections.mobileiron.core.plugins.module_utils.services._inventory import (
    FleetOptions,
    host_name,
    host_variables,
    read_fleet,
    unique_names,
)
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import MobileIronError
from jinja2 import Environment, TemplateSyntaxError, meta
from jinja2.filters import FILTERS
from jinja2.nodes import Filter

try:
    # From ansible-core 2.19 on a text is a template only if it is trusted; before, unless it is marked as unsafe.
    from ansible.template import trust_as_template
except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var

    _harmless, _hostile = str, wrap_var
else:
    _harmless, _hostile = trust_as_template, str

OPTIONS = {**CONNECTION, **SELECTOR, **table(FleetOptions)}
_SHOWN = 5  # names in a warning
_REMEMBERED = 10_000  # results of expressions
_FORMAT = 1  # of what the cache holds


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """The inventory."""

    NAME = "mobileiron.core.devices"

    def verify_file(self, path: str) -> bool:
        """Whether the name of the file marks it as a file for this plugin."""
        return super().verify_file(path) and path.endswith((".mobileiron.yml", ".mobileiron.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Fill the inventory. Raises AnsibleParserError, which names the option or gives Core's answer."""
        super().parse(inventory, loader, path, cache)
        with _collector_paused():
            self._parse(path, cache)

    def _parse(self, path: str, cache: bool) -> None:
        config = self._read_config_data(path)
        try:
            self._refuse_unknown(config)
            options = validated(self._given(config), OPTIONS, os.environ)
            selector, fleet_options = parse(Selector, options), parse(FleetOptions, options)
            payload = self._payload(path, cache, options, selector, fleet_options)
        except MobileIronError as error:
            # Without its chain, in which there may be addresses with secrets.
            raise AnsibleParserError(f"{self.NAME}: {error.message}") from None
        for warning in payload["warnings"]:
            self.display.warning(f"{self.NAME}: {warning}")
        if not payload["devices"]:
            self.display.warning(f"{self.NAME}: no device is selected in {path}; this inventory is empty.")
        self._composed: dict[tuple[str, ...], Any] = {}
        self._true: dict[tuple[str, ...] | None, bool] = {}
        self._populate(payload["devices"], fleet_options.fields)

    # -- options -----------------------------------------------------------------------------------------------------

    def _refuse_unknown(self, config: Mapping[str, Any]) -> None:
        known = {"plugin", *self.get_options()}
        for name in config:
            if name not in known:
                near = get_close_matches(str(name), sorted(known), 1)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise AnsibleParserError(
                    f"{self.NAME}: {name} is not an option. It is refused, because without it "
                    f"the selection could be larger.{hint}"
                )

    def _given(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """The options of this collection as the file has them, those of the connection templated."""
        self.templar.available_variables = self._vars
        given = {name: value for name, value in config.items() if name in OPTIONS}
        for name in CONNECTION:
            if isinstance(given.get(name), str) and ("{{" in given[name] or "{%" in given[name]):
                try:
                    given[name] = self.templar.template(given[name])
                except AnsibleError as error:
                    # Only what kind of error: its words may repeat the secret.
                    raise AnsibleParserError(
                        f"{self.NAME}: {name}: the template cannot be evaluated ({type(error).__name__})."
                    ) from None
        return given

    # -- reading -----------------------------------------------------------------------------------------------------

    def _payload(
        self, path: str, cache: bool, options: dict[str, Any], selector: Selector, fleet_options: FleetOptions
    ) -> dict[str, Any]:
        """The content of the cache, or Core's answer: one dict of plain values, which never passes the DataLoader."""
        scope = {
            "format": _FORMAT,
            "url": options["url"],
            "username": options["username"],
            "selector": {name: value for name, value in vars(selector).items() if value is not None},
            "options": {"fields": fleet_options.fields, "include": fleet_options.include},
        }
        caching, key = self.get_option("cache"), self.get_cache_key(path)
        if caching and cache:
            try:
                payload = self._cache[key]
            except KeyError:
                payload = {}
            if payload.get("scope") == scope:
                return payload
        with open_core(options, check_mode=True, warn=self.display.warning) as core:
            fleet = read_fleet(core, selector, fleet_options)
        payload = {"scope": scope, "devices": fleet.devices, "warnings": fleet.warnings}
        if caching:
            self._cache[key] = payload
        return payload

    # -- hosts and groups --------------------------------------------------------------------------------------------

    def _populate(self, devices: list[dict[str, Any]], fields: list[str] | None) -> None:
        now = datetime.now(timezone.utc)
        variables = {device["uuid"]: _untemplated(host_variables(device, fields, now)) for device in devices}
        hosts, shared = unique_names((uuid, self._host_name(values)) for uuid, values in variables.items())
        if shared:
            names = ", ".join(shared[:_SHOWN]) + (f" and {len(shared) - _SHOWN} more" if shared[_SHOWN:] else "")
            self.display.warning(
                f"{self.NAME}: several devices are called {names}; the name of each host ends with its uuid."
            )
        compose, groups, keyed = (self.get_option(name) for name in ("compose", "groups", "keyed_groups"))
        strict = self.get_option("strict")
        for uuid, values in variables.items():
            host = hosts[uuid]
            self.inventory.add_host(host)
            own = self.inventory.get_host(host).vars
            own.update(values)  # set_variable looks at each name, which takes most of the time on a large fleet
            if compose:
                self._set_composite_vars(compose, values, host, strict)
            if groups:
                self._add_host_to_composed_groups(groups, own, host, strict, fetch_hostvars=False)
            if keyed:
                self._add_host_to_keyed_groups(keyed, own, host, strict, fetch_hostvars=False)

    def _host_name(self, values: dict[str, Any]) -> str:
        template = self.get_option("hostname")
        if template in values:
            return host_name(values[template])
        try:
            if "{{" in template or "{%" in template:
                self.templar.available_variables = values
                return host_name(self.templar.template(template))
            return host_name(self._compose(template, values))
        except AnsibleError as error:
            raise AnsibleParserError(
                f"{self.NAME}: hostname: {template} cannot be evaluated for the device {values['mi_uuid']}: {error}"
            ) from error

    # Jinja takes a millisecond for each host and expression, most of the time on a large fleet. So a variable by its
    # name goes without it, and an expression is evaluated once for all hosts that are alike in what it looks at.

    def _compose(self, template: Any, variables: dict[str, Any], *args: Any, **facts: Any) -> Any:
        if isinstance(template, str) and template in variables:
            return variables[template]
        key = self._remembered_by(template, variables)
        if key is None:
            return _untemplated(super()._compose(template, variables, *args, **facts))
        if key in self._composed:
            return self._composed[key]
        value = _untemplated(super()._compose(template, variables, *args, **facts))
        if len(self._composed) < _REMEMBERED:
            self._composed[key] = value
        return value

    def _add_host_to_composed_groups(
        self, groups: dict[str, Any], variables: dict, host: str, *args: Any, **facts: Any
    ) -> None:
        for name, condition in groups.items():
            group = self._sanitize_group_name(name)
            key = self._remembered_by(condition, variables)
            if key in self._true:
                if self._true[key]:
                    self.inventory.add_child(group, host)
                continue
            was_member = self._is_member(host, group)
            super()._add_host_to_composed_groups({name: condition}, variables, host, *args, **facts)
            # Where another file or group of the same name put the host there before, its membership tells nothing.
            if key is not None and not was_member and len(self._true) < _REMEMBERED:
                self._true[key] = self._is_member(host, group)

    def _is_member(self, host: str, group: str) -> bool:
        return group in self.inventory.groups and host in self.inventory.groups[group].host_names

    def _remembered_by(self, expression: Any, variables: Mapping[str, Any]) -> tuple[str, ...] | None:
        """The text that the result of an expression depends on; None if the result may differ each time."""
        names = _names_in(expression) if isinstance(expression, str) else None
        if names is None or any(name not in variables for name in names):
            return None
        return (expression, *(repr(variables[name]) for name in names))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause Python's garbage collector, which would look through all devices again and again and find nothing."""
    is_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_enabled:
            gc.enable()


@cache
def _names_in(expression: str) -> tuple[str, ...] | None:
    """The variables in an expression; None if it uses more than variables, or is not an expression."""
    try:
        tree = Environment(autoescape=True).parse("{{ " + expression + " }}")
    except TemplateSyntaxError:
        return None
    if any(node.name not in FILTERS or node.name == "random" for node in tree.find_all(Filter)):
        return None
    return tuple(sorted(meta.find_undeclared_variables(tree)))


def _untemplated(value: Any) -> Any:
    """The value, with no text that could be a template, because people choose names.

    A text without a brace cannot be one. It stays an ordinary text, because ansible-inventory marks the others as
    unsafe in its output.
    """
    if isinstance(value, str):
        return _hostile(value) if "{" in value else _harmless(value)
    if isinstance(value, list):
        return [_untemplated(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _untemplated(entry) for key, entry in value.items()}
    return value
