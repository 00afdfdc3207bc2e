"""The portal in this process behind a real server, and visitors who ask that server."""

import http.client
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

# Debian keeps servers where only root looks.
PLACES = f"{os.environ['PATH']}:/usr/sbin"


def program(name: str) -> str:
    """Where a server is; without it the test is skipped, and fails where nothing may be skipped."""
    found = shutil.which(name, path=PLACES)
    if not found:
        package = {"varnishd": "varnish"}.get(name, name)
        missing = f"{name} is missing. Debian: apt-get install {package}."
        skip = pytest.fail if os.environ.get("CI", "").lower() in ("true", "1") else pytest.skip
        skip(missing)
    return found


def wait_until_it_listens(port: int, process: subprocess.Popen, log: Callable[[], str]) -> None:
    for _attempt in range(200):
        if process.poll() is not None:
            pytest.fail(log())
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"Nothing listens at {port}.")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Portal:
    """The portal at a port; counts what it was asked and what it answered, and can be stopped."""

    def __init__(self):
        self.asked: list[str] = []
        # (path, status)
        self.answered: list[tuple[str, str]] = []
        self.delay, self.is_away = 0.0, False
        self.server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
        self.server.daemon_threads = True
        self.server.set_app(self.answer)
        self.handler = WSGIHandler()
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def answer(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        time.sleep(self.delay)
        if self.is_away:  # a connection that is kept open outlives the server
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []

        def begin(status, headers, exc_info=None):
            self.answered.append((environ["PATH_INFO"], status[:3]))
            return start_response(status, headers, exc_info)

        try:
            return list(self.handler(environ, begin))
        finally:
            connections.close_all()

    def stop(self) -> None:
        self.is_away = True
        self.server.shutdown()
        self.server.server_close()


def get(port: int, path: str, method="GET", **headers):
    """(status, headers, body) as the server sends them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={"Host": "localhost", **named})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, dict(response.headers), body


def get_at_once(port: int, path: str, *, visitors: int) -> list[tuple]:
    """What so many visitors get who ask at the same moment, each as `get` has it."""
    with ThreadPoolExecutor(visitors) as pool:
        return list(pool.map(lambda _visitor: get(port, path), range(visitors)))
