# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Countries and operators by country (reference: List of Countries, List of Operators)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..records._country import countries_named, operators_of
from ..selecting._values import refuse_empty

if TYPE_CHECKING:
    from ..core._core import Core


@dataclass(frozen=True)
class CountryFilter:
    """Which country is meant, by ISO code, name or calling code, and whether enabled ones; None does not filter.

    Raises InvalidInput when made.
    """

    country: str | None = None
    enabled: bool | None = None

    def __post_init__(self) -> None:
        refuse_empty("country", self.country)

    def keeps(self, enabled: bool | None) -> bool:
        """Whether a thing passes the filter by its enabled state; an unknown state counts as not enabled."""
        return self.enabled is None or bool(enabled) == self.enabled


def list_countries(core: Core, chosen: CountryFilter) -> list[dict[str, Any]]:
    """The countries that pass a filter."""
    countries = core.countries.all()
    if chosen.country is not None:
        countries = countries_named(countries, chosen.country)
    return [country for country in countries if chosen.keeps(country["enabled_for_registration"])]


def list_operators(core: Core, chosen: CountryFilter) -> list[dict[str, Any]]:
    """The operators that pass a filter."""
    operators = core.operators.all()
    if chosen.country is not None:
        operators = operators_of(operators, core.countries.all(), chosen.country)
    return [operator for operator in operators if chosen.keeps(operator["enabled"])]
