# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which labels devices may be put into by hand."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.acting._labels import _refuse_filtered
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput, NotFound

KNOWN = {"Sales, EMEA": True, "Sales": True, "R&D, EMEA 100%": True, "iOS": False, "A,B": True}


def test_a_comma_is_refused_where_it_could_mean_another_label():
    """A server that parts the path at commas would change the other one."""
    with pytest.raises(InvalidInput, match="'Sales'"):
        _refuse_filtered(KNOWN, ["Sales, EMEA"])
    _refuse_filtered(KNOWN, ["R&D, EMEA 100%", "A,B"])


@pytest.mark.parametrize(("name", "error"), [("iOS", InvalidInput), ("ios", NotFound), ("Sales ", NotFound)])
def test_names_are_compared_exactly(name, error):
    with pytest.raises(error):
        _refuse_filtered(KNOWN, [name])
