# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Core to test against: an HTTPS server that answers the documented calls from memory."""

from __future__ import annotations
