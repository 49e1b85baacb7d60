# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mi_evidence in the controller's own process."""

from __future__ import annotations

from ansible_collections.mobileiron.core.plugins.modules import mi_evidence
from ansible_collections.mobileiron.core.plugins.plugin_utils._in_process import InProcess


class ActionModule(InProcess):
    """Runs mi_evidence in the controller's own process where it can."""

    module = mi_evidence
