# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """The connection options, the same for every module, inventory, lookup and event source."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - The address of Core, for example V(https://core.example.com), or with the tenant path of a hosted Core, for
        example V(https://m.example.net/acme). Without C(/api).
      - C(http://) is refused unless the host is loopback.
      - If not set, the environment variable E(MOBILEIRON_URL) is used.
    type: str
    required: true
  username:
    description:
      - The Core account. It needs the API role. A dedicated local administrator is best.
      - If not set, the environment variable E(MOBILEIRON_USERNAME) is used.
    type: str
    required: true
  password:
    description:
      - The password of O(username). It is sent with every request in the C(Authorization) header, never in a URL.
      - If not set, the environment variable E(MOBILEIRON_PASSWORD) is used.
    type: str
    required: true
  validate_certs:
    description:
      - Whether the TLS certificate of Core is verified. Do not turn this off for a Core with a private CA; give
        O(ca_path) that CA.
      - If not set, the environment variable E(MOBILEIRON_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - The path of a CA bundle in PEM format. Core's certificate is verified against it.
      - If not set, the environment variable E(MOBILEIRON_CA_PATH) is used, then E(REQUESTS_CA_BUNDLE), then the CAs
        that come with the Python library requests. The system's certificate store is not used.
    type: path
  client_cert:
    description:
      - The path of a client certificate in PEM format, including its key unless O(client_key) is set.
      - If not set, the environment variable E(MOBILEIRON_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - The path of the key of O(client_cert), in PEM format.
      - If not set, the environment variable E(MOBILEIRON_CLIENT_KEY) is used.
    type: path
  proxy:
    description:
      - The URL of an HTTP proxy. Without it, the usual proxy variables of the environment apply.
      - If not set, the environment variable E(MOBILEIRON_PROXY) is used.
    type: str
  timeout:
    description:
      - Seconds to wait for a connection, and for each part of an answer.
      - If not set, the environment variable E(MOBILEIRON_TIMEOUT) is used.
    type: float
    default: 30.0
  retries:
    description:
      - How often a read is repeated after a connection error or an answer 429, 502, 503 or 504, with growing pauses
        and a warning each time. Calls that have an effect are never repeated.
      - If not set, the environment variable E(MOBILEIRON_RETRIES) is used.
    type: int
    default: 3
  response_format:
    description:
      - The format of Core's answers. Both formats give the same results.
      - If not set, the environment variable E(MOBILEIRON_RESPONSE_FORMAT) is used.
    type: str
    choices: [json, xml]
    default: json
  admin_device_space_id:
    description:
      - The device space in which calls of the version 2 API are made; V(1) is the global space. Version 1 calls do not
        use it.
      - If not set, the environment variable E(MOBILEIRON_ADMIN_DEVICE_SPACE_ID) is used.
    type: int
    default: 1
requirements:
  - requests
  - xmltodict (where an answer is XML, as with O(response_format=xml))
"""
