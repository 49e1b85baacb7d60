# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mi_compliance_report in the controller's own process."""

from __future__ import annotations

from ansible_collections.mobileiron.core.plugins.modules import mi_compliance_report
from ansible_collections.mobileiron.core.plugins.plugin_utils._in_process import InProcess


class ActionModule(InProcess):
    """Runs mi_compliance_report in the controller's own process where it can."""

    module = mi_compliance_report
