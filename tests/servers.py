"""Real server processes for tests that need more than one."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections


def database_url() -> str:
    """The address of the database that this test uses, for another process."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    return (
        f"postgres://{used['USER']}:{used['PASSWORD']}@{used['HOST']}:{used['PORT']}/{used['NAME']}"
    )


@contextmanager
def serving(*, workers: int, **environment: str):
    """gunicorn with `workers` processes on the test's own database; yields its address."""
    with serving_process(workers=workers, **environment) as (address, _server):
        yield address


@contextmanager
def serving_process(*, workers: int, **environment: str):
    """The same; yields the address and the process above the workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--worker-class", "gthread", "--threads", "4"]
    server = subprocess.Popen(
        [*command, "--log-level", "error"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.server_settings",
            "DATABASE_URL": database_url(),
            "PORT": str(port),
            **environment,
        },
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz", server)
        yield address, server
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def working(module: str = "tests.server_settings"):
    """A worker process on the test's own database and stores, with these settings."""
    connections.close_all()
    worker = start_worker(module)
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def start_worker(module: str = "tests.server_settings") -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": module, "DATABASE_URL": database_url()},
    )


def eventually(condition, seconds: int = 65) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def wait_for(address: str, server: subprocess.Popen, seconds: int = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not answer at {address}.")
