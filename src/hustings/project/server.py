"""One command that serves: brings the data base up to date, then runs the web server with a worker of the queue beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
from granian import Granian
from granian.constants import Interfaces

from hustings.kernel.errors import WrongInput
from hustings.project.options import exposure_refusal, options

FIRST_PORT = 8000
PORTS_TRIED = 100
STOP_WAIT = 20
POLL = 0.05


def serve(host: str = "127.0.0.1", port: int | None = None, *, open_link: bool = True, workers: int | None = None) -> None:
    """Serves until SIGINT or SIGTERM, then stops cleanly.

    Without a port the first free one from 8000 is taken. With `open_link` a link is printed that signs the first owner in, once,
    from this machine. Raises WrongInput where the host may not be served like this, or where the port is taken.
    """
    refused = exposure_refusal(options(), [host])
    if refused:
        raise WrongInput(refused, field="host")
    chosen = free_port(host, port)
    prepare()
    lines = _greeting(f"http://{_shown(host)}:{chosen}", open_link=open_link)
    _leave_the_data_base()
    threading.Thread(target=_say_when_heard, args=(lines, host, chosen), name="greeting", daemon=True).start()
    with worker_process():
        web_server(host, chosen, workers=workers or min(4, os.cpu_count() or 1)).serve()


def free_port(host: str, port: int | None) -> int:
    """The port asked for, or the first free one from 8000 on. Raises WrongInput where it is taken."""
    wanted = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    for candidate in wanted:
        if _is_free(host, candidate):
            return candidate
    raise WrongInput(f"Port {port} of {host} is taken." if port else f"No port from {FIRST_PORT} on is free.", field="port")


def _is_free(host: str, port: int) -> bool:
    with _socket_for(host) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError:
            return False
    return True


def _socket_for(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)


def prepare() -> None:
    """Brings the data base up to date and collects the static files. Does nothing twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.project.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", interactive=False, verbosity=0)


def web_server(host: str, port: int, *, workers: int) -> Any:
    """Granian with one thread per worker process, as measured fastest for this kind of page."""
    return Granian(
        "hustings.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        log_enabled=False,
    )


@contextmanager
def worker_process() -> Iterator[subprocess.Popen[bytes]]:
    """A worker of the queue beside the block; at its end the worker finishes the task at hand, within 20 seconds."""
    worker = subprocess.Popen([sys.executable, "-m", "hustings.project.worker"], stdin=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(STOP_WAIT)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def sign_in_path() -> str | None:
    """The path of a link that signs the first owner in; None while there is no workspace."""
    from hustings.apps.accounts.actions import make_sign_in_link
    from hustings.apps.accounts.queries import first_owner

    owner = first_owner(door="cli")
    return make_sign_in_link(owner) if owner else None


def _greeting(base: str, *, open_link: bool) -> list[str]:
    path = sign_in_path() if open_link else None
    return [f"Hustings serves {base}/", *([f"Sign in on this machine (once, within ten minutes): {base}{path}"] if path else [])]


def _say_when_heard(lines: list[str], host: str, port: int) -> None:
    """Prints addresses once they answer, so that whoever follows one at once finds a page."""
    while not _answers(host, port):
        time.sleep(POLL)
    print(*lines, sep="\n", flush=True)


def _answers(host: str, port: int) -> bool:
    with _socket_for(host) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host.strip("[]"), port)) == 0


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _leave_the_data_base() -> None:
    # Worker processes are forked or spawned from here; none may inherit an open connection.
    from django.db import connections

    connections.close_all()
