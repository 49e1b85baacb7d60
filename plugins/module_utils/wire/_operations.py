# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The API as data: one row for each documented call.

Whether a call has an effect is a fact of its row, never of its HTTP verb: unlock, wakeup and locate-now are GETs.
A new call is a new row; the client, check mode, retries and the coverage page all read this table.
"""

from __future__ import annotations

from dataclasses import dataclass

_MEDIA = {"json": "application/json", "xml": "application/xml"}
_ACCEPT = {"csv": "text/csv, */*;q=0.1", "zip": "application/zip, */*;q=0.1", "wadl": _MEDIA["xml"]}

API_ROLE = "API"
"""The admin role of every v1 call (*Admin > Admins > Edit Roles > Others*); newer servers also accept Mobile App."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a call: ``name`` in Python, ``wire`` on the wire, ``place`` path, query, form or json."""

    name: str
    wire: str
    place: str = "query"
    required: bool = False
    many: bool = False


@dataclass(frozen=True)
class Operation:
    """One documented call.

    ``effect``: Core, a device or a person notices. ``retry``: may be sent again after a failure (never an effect).
    ``factory_reset``: needs a permit of the guards. ``reached_by``: the uuid operation of a MAC variant; the client
    refuses to send the variant, because the uuid operation does the same. ``envelope``: the path of the answer's
    elements, outermost first. ``shows``: other top-level keys; a valid answer has one of these or the envelope.
    ``says_why``: an answer without elements may explain in any words why there are none.
    ``answers``: ``document`` (JSON or XML), ``csv``, ``zip`` or ``wadl``. ``role``: what the account needs.
    """

    name: str
    method: str
    path: str
    section: str
    parameters: tuple[Parameter, ...] = ()
    envelope: str | None = None
    shows: tuple[str, ...] = ()
    says_why: bool = False
    effect: bool = False
    retry: bool = True
    factory_reset: bool = False
    reached_by: str | None = None
    fixed: tuple[tuple[str, str], ...] = ()
    api: str = "v1"
    answers: str = "document"
    role: str = API_ROLE

    @property
    def answer_keys(self) -> frozenset[str]:
        """The top-level keys of an answer to this read; a valid one has one of them. Empty if not documented."""
        if self.effect or self.api != "v1":
            return frozenset()
        return frozenset((self.envelope or "").split(".")) - {""} | frozenset(self.shows)

    def address(self, base: str) -> str:
        """Where the call is below ``base``, the root of its API. Placeholders stand for the values in the path."""
        return f"{base}/{self.path}" if self.path else base

    def accept(self, response_format: str) -> str:
        """The Accept header. ``response_format`` is json or xml; version 2 knows JSON only."""
        if self.answers != "document":
            return _ACCEPT[self.answers]
        return _MEDIA["json" if self.api == "v2" else response_format]


def _path(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, name, "path", required=True) for name in names)


def _query(name: str, wire: str | None = None, required: bool = False, many: bool = False) -> Parameter:
    return Parameter(name, wire or name, "query", required, many)


def _form(name: str, wire: str, required: bool = True) -> Parameter:
    return Parameter(name, wire, "form", required)


def _read(name: str, path: str, section: str, *parameters: Parameter, **facts) -> Operation:
    return Operation(name, "GET", path, section, parameters, **facts)


def _effect(name: str, method: str, path: str, section: str, *parameters: Parameter, **facts) -> Operation:
    return Operation(name, method, path, section, parameters, effect=True, retry=False, **facts)


def _device_effect(
    name: str, method: str, path: str, section: str, *parameters: Parameter, **facts
) -> tuple[Operation, Operation]:
    """An effect on one device by uuid, and its MAC variant, which the uuid operation stands for."""
    return (
        _effect(f"{name}", method, f"{path}/{{uuid}}", section, *_path("uuid"), *parameters, **facts),
        _effect(f"{name}_by_mac", method, f"{path}/mac/{{mac}}", section, *_path("mac"), *parameters,
                **dict(facts, reached_by=name)),
    )  # fmt: skip


def _bulk(name: str, action: str, **facts) -> Operation:
    uuids = _query("uuids", "deviceUids", required=True, many=True)
    return _effect(name, "POST", f"dm/bulk/devices/{action}", "Send Action to bulk devices", uuids, **facts)


def _eas(name: str, action: str, **facts) -> Operation:
    uuids = _query("uuids", required=True, many=True)
    section = "Request Action on ActiveSync Device"
    return _effect(name, "PUT", "eas/devices", section, uuids, fixed=(("action", action),), **facts)


_UUID = _path("uuid")
_REASON = _query("reason", "Reason")
_REQUIRED_REASON = _query("reason", "Reason", required=True)
_IS_READ = _query("is_read", "isRead")
_COMMENTS = _query("comments", required=True)
_SPACE = _query("device_space_id", "adminDeviceSpaceId", required=True)
_DETAILS = "Get Device Details for a Phone Number/User/Label/Wi-Fi MAC Address"
_DEVICES = {"envelope": "devices.device"}
_MESSAGE = (_query("mode", required=True), _query("message", required=True), _query("subject"))
_POLICY_LABEL = (*_path("policy_id"), _query("label", required=True))
_V2_ROLE = "Device Management > View device page, device details"
_V2_WITHDRAWN = "Important Note on v1 API Deprecation"

_ROWS: tuple[Operation, ...] = (
    # Device management: reads
    _read("list_devices", "dm/devices", "Get Devices by Status", _query("status"), **_DEVICES),
    _read("get_device", "dm/devices/{uuid}", "Get Device details for a specific device", *_UUID, **_DEVICES),
    _read("export_devices", "dm/devices.csv", "Exporting Device Information to a CSV", answers="csv"),
    _read("list_devices_by_phone", "dm/phones/{phone}", _DETAILS, *_path("phone"), **_DEVICES),
    _read("list_devices_by_user", "dm/users/{user}", _DETAILS, *_path("user"), **_DEVICES),
    _read("list_devices_by_label", "dm/labels/{label}", _DETAILS, *_path("label"), **_DEVICES),
    _read("get_device_by_mac", "dm/devices/mac/{mac}", _DETAILS, *_path("mac"), **_DEVICES),
    # Device management: effects on one device
    _effect(
        "register_device", "PUT", "dm/register", "Register a Device",
        _query("phone_number", "phoneNumber", required=True),
        _query("user_id", "userId", required=True),
        _query("platform", required=True),
        _query("country_code", "countryCode"),
        _query("operator"),
        _query("employee_owned", "isEmployeeOwned"),
        _query("device_type", "deviceType"),
        _query("import_user_from_ldap", "importUserFromLdap"),
        _query("user_first_name", "userFirstName"),
        _query("user_last_name", "userLastName"),
        _query("user_email", "userEmailAddress"),
        _query("notify_user", "notifyUser"),
        _query("notify_user_by_sms", "notifyuserbysms"),
        envelope="registration",
    ),
    *_device_effect("retire_device", "PUT", "dm/devices/retire", "Retire a Device", _REASON),
    *_device_effect("lock_device", "PUT", "dm/devices/lock", "Lock a Device", _REQUIRED_REASON),
    *_device_effect("unlock_device", "GET", "dm/devices/unlock", "Unlock a Device", _REQUIRED_REASON,
                    envelope="passcodes.passcode"),
    *_device_effect("wipe_device", "PUT", "dm/devices/wipe", "Wipe a Device", _REASON, factory_reset=True),
    *_device_effect("wakeup_device", "GET", "dm/devices/wakeup", "Wakeup Client"),
    _read("locate_device", "dm/devices/locate/{uuid}", "Locate a Device", *_UUID, envelope="locations.location",
          says_why=True),
    _read("locate_device_by_mac", "dm/devices/locate/mac/{mac}", "Locate a Device", *_path("mac"),
          envelope="locations.location", says_why=True, reached_by="locate_device"),
    *_device_effect("locate_device_now", "GET", "dm/devices/locate", "Locate a Device",
                    fixed=(("locatenow", "true"),)),
    _effect("set_roaming", "PUT", "dm/devices/enableroaming/{uuid}", "Enable Roaming", *_UUID,
            _query("voice", required=True), _query("data", required=True)),
    # Lists of the device management
    _read("list_labels", "dm/labels", "Get all Labels", envelope="labels.label"),
    _read("list_operators", "dm/operators", "List of Operators", envelope="operators.operator"),
    _read("list_countries", "dm/countries", "List of Countries", envelope="countries.country"),
    # Bulk
    _bulk("bulk_lock", "LOCK"),
    _bulk("bulk_unlock", "UNLOCK", envelope="passcodes.passcode"),
    _bulk("bulk_wakeup", "WAKEUP_DEVICE"),
    _bulk("bulk_retire", "RETIRE"),
    _bulk("bulk_wipe", "WIPE", factory_reset=True),
    _effect("send_message", "POST", "dm/bulk/sendmessage", "Send message to devices",
            _query("uuids", "deviceUuid", required=True, many=True), *_MESSAGE),
    _effect("send_message_by_mac", "POST", "dm/bulk/mac/sendmessage", "Send message to devices",
            _query("macs", "deviceWiFiMacAddress", required=True, many=True), *_MESSAGE, reached_by="send_message"),
    # Profiles
    _read("list_device_profiles", "dm/devices/profiles/{uuid}", "Get Profiles for a Device", *_UUID,
          envelope="profiles.profile"),
    _effect("repush_profiles", "PUT", "dm/devices/repushprofile/{uuid}", "Re-push Profiles for a Device", *_UUID,
            _query("profile_id", "id"), _query("profile_type", "type")),
    # Exchange ActiveSync
    _read("list_eas_devices", "eas/devices", "List All ActiveSync Devices",
          shows=("registeredAllowedDevices", "registeredBlockedDevices", "unregisteredAllowedDevices",
                 "unregisteredBlockedDevices", "wipedDevices")),
    _read("get_eas_device", "eas/devices/{uuid}", "Device Details for ActiveSync", *_UUID, envelope="easDevice",
          shows=("uuid", "details")),
    _eas("eas_block", "BLOCK_DEVICE"),
    _eas("eas_reinstate", "REINSTATE_DEVICE"),
    _eas("eas_wipe", "WIPE", factory_reset=True),
    # Security management
    _effect("change_password", "PUT", "sm/authentication/users/{user}", "Update Password for a User", *_path("user"),
            _form("old_password", "oldpassword", required=False), _form("new_password", "newpassword")),
    _read("get_user", "sm/users/{user}", "Find a User", *_path("user"), envelope="user"),
    _read("search_ldap", "sm/users/search/ldap/", "Search LDAP Users", _query("userid", required=True),
          envelope="users.user"),
    _read("search_ldap_by_path", "sm/users/search/ldap/{userid}", "Search LDAP Users", *_path("userid"),
          envelope="users.user"),
    Operation("authenticate_user", "POST", "sm/authentication", "Authenticate a User",
              (_form("username", "username"), _form("password", "password")), envelope="user", retry=False),
    # Alerts
    _read("list_alerts", "alerts", "Get All Alerts", _IS_READ, envelope="alerts.alert"),
    _read("list_alerts_by_phone", "alerts/phones/{phone}", "Get All Alerts for Phone Number",
          *_path("phone"), _IS_READ, envelope="alerts.alert"),
    _read("list_alerts_by_user", "alerts/users/{user}", "Get all Alerts for User",
          *_path("user"), _IS_READ, envelope="alerts.alert"),
    _read("list_alerts_by_user_and_phone", "alerts/users/{user}/phones/{phone}",
          "Get All Alerts for a Phone Number of a User", *_path("user", "phone"), _IS_READ, envelope="alerts.alert"),
    _effect("update_alert", "PUT", "alerts/{alert_id}", "Update Alert", *_path("alert_id"),
            _query("is_read", "isRead", required=True), _COMMENTS),
    _effect("update_alerts", "PUT", "alerts", "Update List of Alerts", _query("ids", "id", required=True, many=True),
            _query("is_read", "isRead", required=True), _COMMENTS),
    # Policies
    _read("list_policies", "policies", "Get Policies", envelope="policies.policy"),
    _read("list_device_policies", "policies/devices/{uuid}", "Get Policies by DeviceUUID", *_UUID,
          envelope="policies.policy"),
    _effect("apply_policy_label", "PUT", "policies/{policy_id}", "Apply/Remove policy for a label.", *_POLICY_LABEL,
            fixed=(("action", "apply_label"),)),
    _effect("remove_policy_label", "PUT", "policies/{policy_id}", "Apply/Remove policy for a label.", *_POLICY_LABEL,
            fixed=(("action", "remove_label"),)),
    # Application settings and AppConnect
    _read("list_app_settings", "appsettings", "Get all Application Settings", _query("type"),
          envelope="appsettings.appsetting"),
    _read("list_device_app_settings", "appsettings/devices/{uuid}", "Get Application Settings by Device UUID",
          *_UUID, envelope="appsettings.appsetting"),
    _read("list_devices_by_app", "apps/inventory/app",
          "Using offset and limit Parameters to Cycle through Records",
          _query("app_name", "appname", required=True), _query("platform"), _query("limit"), _query("offset")),
    _read("get_appconnect_analytics", "apps/appconnect/analytics", "Get Analytics for AppConnect Apps",
          _query("app_id", "appid", required=True), answers="zip"),
    # What a server says of itself
    _read("get_wadl", "", "WADL", fixed=(("_wadl", ""), ("_type", "xml")), api="root", answers="wadl"),
    _read("ping", "ping", "WADL", api="v2", role="any admin role"),
    # Version 2, where the reference withdrew the version 1 call
    _read("list_device_labels", "devices/{uuid}/labels", _V2_WITHDRAWN, *_UUID, _SPACE, envelope="results",
          api="v2", role=_V2_ROLE),
    _effect("add_device_label", "PUT", "devices/labels/{label}/add", _V2_WITHDRAWN, *_path("label"), _SPACE,
            Parameter("uuids", "deviceUuids", "json", required=True, many=True), api="v2",
            role="Label Management > Apply and remove label"),
    _effect("remove_device_label", "PUT", "devices/labels/{label}/remove", _V2_WITHDRAWN, *_path("label"), _SPACE,
            Parameter("uuids", "deviceUuids", "json", required=True, many=True), api="v2",
            role="Label Management > Apply and remove label"),
)  # fmt: skip

OPERATIONS: dict[str, Operation] = {row.name: row for row in _ROWS}
