# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixed lists: countries, operators, labels, apps and the models devices come in."""

from __future__ import annotations

from typing import Any, NamedTuple

from .model import Device, Label


class Country(NamedTuple):
    """A country (section "List of Countries"); several may share one code."""

    id: int
    name: str
    code: int
    iso: str
    enabled: bool
    mcc: str
    latitude: float
    longitude: float


COUNTRIES = [
    Country(183, "United States", 1, "US", True, "310", 37.386433, -122.053902),
    Country(31, "Canada", 1, "CA", True, "302", 43.653225, -79.383186),
    Country(63, "Germany", 49, "DE", True, "262", 50.110924, 8.682127),
    Country(182, "United Kingdom", 44, "GB", True, "234", 51.507351, -0.127758),
    Country(58, "France", 33, "FR", True, "208", 48.856613, 2.352222),
    Country(77, "India", 91, "IN", True, "404", 12.971599, 77.594566),
    Country(11, "Austria", 43, "AT", True, "232", 48.208176, 16.373819),
    Country(165, "Switzerland", 41, "CH", True, "228", 47.376888, 8.541694),
    Country(122, "Netherlands", 31, "NL", True, "204", 52.370216, 4.895168),
    Country(83, "Italy", 39, "IT", True, "222", 45.464203, 9.189982),
    Country(160, "Spain", 34, "ES", True, "214", 40.416775, -3.703790),
    Country(163, "Sweden", 46, "SE", True, "240", 59.329323, 18.068581),
    Country(55, "Denmark", 45, "DK", True, "238", 55.676098, 12.568337),
    Country(137, "Poland", 48, "PL", True, "260", 52.229676, 21.012229),
    Country(85, "Japan", 81, "JP", True, "440", 35.689487, 139.691711),
    Country(9, "Australia", 61, "AU", True, "505", -33.868820, 151.209290),
    Country(24, "Brazil", 55, "BR", False, "724", -23.550520, -46.633308),
    Country(113, "Mexico", 52, "MX", False, "334", 19.432608, -99.133208),
    Country(157, "South Africa", 27, "ZA", False, "655", -26.204103, 28.047305),
    Country(7, "Antigua and Barbuda", 1, "AG", False, "344", 17.127410, -61.846772),
]
BY_ISO = {country.iso: country for country in COUNTRIES}


class Operator(NamedTuple):
    """A service operator (section "List of Operators"); prefixes are how a phone number tells it."""

    id: int
    name: str
    kind: str
    iso: str
    enabled: bool
    domain: str
    mnc: str
    prefixes: tuple[str, ...] = ()

    @property
    def country(self) -> Country:
        """The country it works in."""
        return BY_ISO[self.iso]


OPERATORS = [
    Operator(269, "AT&T", "Mobile", "US", True, "txt.att.net", "410", ("408", "415")),
    Operator(270, "Verizon", "Mobile", "US", True, "vtext.com", "004", ("650", "212")),
    Operator(271, "T-Mobile", "Mobile", "US", True, "tmomail.net", "260", ("206", "425")),
    Operator(272, "Sprint", "Mobile", "US", False, "messaging.sprintpcs.com", "120"),
    Operator(301, "Rogers", "Mobile", "CA", True, "pcs.rogers.com", "720", ("416", "647")),
    Operator(302, "Bell Canada", "Fixed", "CA", False, "txt.bell.ca", "610"),
    Operator(4195, "Telekom.de", "Mobile", "DE", True, "t-mobile-sms.de", "01", ("151", "171")),
    Operator(4196, "Vodafone.de", "Mobile", "DE", True, "vodafone-sms.de", "02", ("152", "172")),
    Operator(4197, "o2-de", "Mobile", "DE", True, "o2online.de", "07", ("159", "176")),
    Operator(4420, "Vodafone UK", "Mobile", "GB", True, "vodafone.net", "15", ("74",)),
    Operator(4421, "O2 UK", "Mobile", "GB", False, "o2.co.uk", "10"),
    Operator(3301, "Orange", "Mobile", "FR", True, "orange.fr", "01", ("61",)),
    Operator(3302, "SFR", "Mobile", "FR", True, "sfr.fr", "10", ("62",)),
    Operator(9101, "Airtel", "Mobile", "IN", True, "airtelmail.com", "45", ("98",)),
    Operator(9102, "BSNL", "Fixed", "IN", False, "bsnl.in", "80"),
]
PDA = Operator(0, "PDA", "Mobile", "US", True, "", "000")


def operator_of(phone: str, code: int) -> Operator | None:
    """The operator a phone number belongs to, if Core can tell (section "Register a Device")."""
    for operator in OPERATORS:
        if operator.country.code == code and phone.startswith(operator.prefixes or ("?",)):
            return operator
    return None


def country_of(code: int) -> Country | None:
    """The first country with that code."""
    return next((country for country in COUNTRIES if country.code == code), None)


class Model(NamedTuple):
    """A make that devices come in."""

    family: str
    platform: str
    manufacturer: str
    model: str
    product: str
    version: str
    build: str
    weight: int


MODELS = [
    Model("android", "Android 13.0", "samsung", "SM-G991B", "o1s", "13", "TP1A.220624.014", 16),
    Model("android", "Android 12.0", "Google", "Pixel 6", "oriole", "12", "SQ3A.220705.003", 10),
    Model("android", "Android 4.4", "motorola", "XT1045", "peregrine", "4.4", "KXB21.14", 4),
    Model("android", "Android 11.0", "samsung", "SM-T720", "gts4lvwifi", "11", "RP1A.200720.012", 6),
    Model("ios", "iOS 16.6", "Apple", "iPhone 13", "iPhone14,5", "16.6", "20G75", 22),
    Model("ios", "iOS 15.7", "Apple", "iPhone 8", "iPhone10,4", "15.7", "19H12", 12),
    Model("ios", "iOS 16.5", "Apple", "iPad", "iPad12,1", "16.5", "20F66", 10),
    Model("macos", "Mac OS X 13.4", "Apple", "MacBook Pro", "MacBookPro18,3", "13.4", "22F66", 6),
    Model("windows", "Windows 10", "Dell Inc.", "Latitude 7420", "0A36", "10.0.19045", "19045", 6),
    Model("windows_phone", "Windows Phone 8.1", "NOKIA", "Lumia 930", "RM-1045", "8.10", "14219", 2),
    Model("windows_mobile", "Windows Mobile 6.1", "Samsung", "SGH-i617", "i617", "6.1", "19209", 1),
    Model("blackberry", "BlackBerry 4.5", "Research In Motion", "8130", "8130", "4.5", "4.5.0.77", 1),
]
PLATFORM_LETTERS = {"A": "android", "I": "ios", "E": "windows", "M": "windows_phone", "L": "macos"}


def model_of(family: str, tablet: bool = False) -> Model:
    """The usual model of a family; the last phone-less one for a tablet."""
    models = [model for model in MODELS if model.family == family]
    return models[-1] if tablet else models[0]


class App(NamedTuple):
    """An installed app; ``identifier`` is set where it reports AppConnect analytics."""

    name: str
    version: str
    families: tuple[str, ...]
    identifier: str = ""


BOTH = ("android", "ios")
APPS = [
    App("LinkedIn", "9.28", BOTH),
    App("Frog Toss!", "1.0", ("android",)),
    App("Docs@Work", "2.20.0", BOTH, "com.mobileiron.docs"),
    App("Email+", "3.19", BOTH, "com.mobileiron.email"),
    App("Web@Work", "2.14", BOTH, "com.mobileiron.webatwork"),
    App("Field Report", "4.1", BOTH, "com.mycompany.myapp"),
    App("Signal", "6.30", BOTH),
    App("Maps", "11.87", BOTH),
    App("Safari", "16.5", ("ios", "macos")),
    App("Chrome", "114.0", ("android", "windows", "macos")),
    App("Teams", "5.12", BOTH + ("windows", "macos")),
    App("Scanner & Co", "1.2", BOTH),
]


def _retired(device: Device) -> bool:
    return device.status == "RETIRED"


def _family(*families: str) -> Any:
    return lambda device: device.family in families and not _retired(device)


def _owned(by_employee: bool) -> Any:
    return lambda device: device.employee_owned is by_employee and not _retired(device)


def labels() -> list[Label]:
    """The labels every Core comes with (negative ids), and those this installation added."""
    live = '"common.retired"=false'
    return [
        Label(
            -1,
            "All-Smartphones",
            "Label for all devices irrespective of OS",
            False,
            live,
            lambda device: not _retired(device),
        ),
        Label(
            -2,
            "Company-Owned",
            "Label for all Company owned devices.",
            False,
            f'"common.owner"="COMPANY" AND {live}',
            _owned(False),
        ),
        Label(-3, "iOS", "Label for all iOS devices.", False, f'"common.platform"="iOS" AND {live}', _family("ios")),
        Label(
            -4,
            "Android",
            "Label for all Android devices.",
            False,
            f'"common.platform"="Android" AND {live}',
            _family("android"),
        ),
        Label(
            -5,
            "Employee-Owned",
            "Label for all Employee owned devices.",
            False,
            f'"common.owner"="EMPLOYEE" AND {live}',
            _owned(True),
        ),
        Label(
            -6,
            "macOS",
            "Label for all macOS devices.",
            False,
            f'"common.platform"="macOS" AND {live}',
            _family("macos"),
        ),
        Label(
            -7,
            "Windows",
            "Label for all Windows devices.",
            False,
            f'"common.platform"="Windows" AND {live}',
            _family("windows"),
        ),
        Label(
            -8,
            "Windows Phone",
            "Label for all Windows Phone devices.",
            False,
            f'"common.platform"="Windows Phone" AND {live}',
            _family("windows_phone"),
        ),
        Label(
            21,
            "Non-compliant",
            "Devices that break a rule",
            False,
            f'"common.compliant"=false AND {live}',
            lambda device: device.compliance != 0 and not _retired(device),
        ),
        Label(
            22,
            "Germany",
            "Devices registered in Germany",
            False,
            f'"common.home_country_name"="Germany" AND {live}',
            lambda device: device.iso == "DE" and not _retired(device),
        ),
        Label(101, "Executives", "Board and deputies", True),
        Label(102, "Field Staff", "People on the road", True),
        Label(103, "Field/Sales", "Sales, on the road", True),
        Label(104, "R&D, EMEA 100%", "Research", True),
        Label(105, "Außendienst", "Vertrieb im Außendienst", True),
        Label(106, "Loaner Pool", "Devices lent out; may be empty", True),
        Label(163, "Testlabel", "For trying things out", True),
    ]
