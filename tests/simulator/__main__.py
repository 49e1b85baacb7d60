# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the simulator: python -m tests.simulator --devices 200."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import shutil
import signal
import ssl
import tempfile
from collections.abc import Mapping
from pathlib import Path

import trustme
from aiohttp import web

from .app import Simulator
from .clock import parse_time
from .people import PASSWORD


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description="A simulated MobileIron Core")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--http", action="store_true", help="without TLS")
    parser.add_argument("--ready-file", type=Path, help="where to write the address as JSON once ready")
    parser.add_argument("--state-dir", type=Path, help="where to keep the CA certificate")
    parser.add_argument("--check-in-delay", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--tenant", default="", help="behave like a hosted Core under this path")
    parser.add_argument("--clock-start", type=parse_time, help="begin at this ISO time (UTC), not now")
    return parser.parse_args()


def _tls(host: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A CA of its own, a certificate from it, and where the CA can be read."""
    ca = trustme.CA()
    names = dict.fromkeys(["localhost", "127.0.0.1", "::1", host])
    certificate = ca.issue_cert(*[name for name in names if name not in ("0.0.0.0", "::")])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    ca_path = folder / "ca.pem"
    ca.cert_pem.write_to_path(str(ca_path))
    return context, ca_path


def _write_ready(path: Path, tree: Mapping[str, object]) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(json.dumps(tree), encoding="utf-8")
    partial.replace(path)


def _exports(ready: Mapping[str, object]) -> str:
    """The line that makes a shell's playbooks find this simulator."""
    named = {name: ready[name] for name in ("url", "username", "password", "ca_path") if ready[name]}
    return "export " + " ".join(f"MOBILEIRON_{name.upper()}={shlex.quote(str(value))}" for name, value in named.items())


async def _serve(options: argparse.Namespace, folder: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    simulator = Simulator(
        options.devices, options.seed, options.tenant, options.clock_start, check_in_delay=options.check_in_delay
    )
    context, ca_path = (None, None) if options.http else _tls(options.host, folder)
    runner = web.ServerRunner(simulator.server(), shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, options.host, options.port, ssl_context=context)
    await site.start()
    port = runner.addresses[0][1]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(options.host, options.host)
    base = f"{'http' if options.http else 'https'}://{shown}:{port}"
    url = f"{base}/{options.tenant}" if options.tenant else base
    ready = {
        "url": url,
        "control_url": f"{base}/control",
        "ca_path": str(ca_path) if ca_path else None,
        "username": "apiadmin",
        "password": PASSWORD,
        "pid": os.getpid(),
    }
    if options.ready_file:
        _write_ready(options.ready_file, ready)
    print(f"Core simulator ready at {url} (CA {ca_path}, user apiadmin, password {PASSWORD})")
    print(f"To point playbooks at it, in another shell:\n{_exports(ready)}", flush=True)
    await stop.wait()
    await runner.cleanup()


def main() -> None:
    """Serve until told to stop."""
    options = _arguments()
    folder = options.state_dir or Path(tempfile.mkdtemp(prefix="core-simulator-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(_serve(options, folder))
    finally:
        if options.state_dir is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
