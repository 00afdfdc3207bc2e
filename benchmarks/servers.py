"""Servers that the benchmarks start, and what asks them: gunicorn, nginx, wrk.

The site is a copy of the database in PERIGEE_DATA_DIR (var/ unless told; `make demo` fills it),
so that nothing measured stays.
"""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = f"{os.environ['PATH']}:/usr/sbin"
# As in Procfile and unit, with one process.
GTHREAD = ["--worker-class", "gthread", "--threads", "4", "--log-level", "error"]
GTHREAD += ["--no-control-socket"]
SECONDS, CONNECTIONS = 3, 16
ENCODING = "Accept-Encoding: br"
TICKS = os.sysconf("SC_CLK_TCK")


class Server(str):
    """The address of a server that was started, and what its processes take."""

    process: subprocess.Popen

    @property
    def workers(self) -> list[int]:
        """The processes below the one that was started, which answer."""
        number = self.process.pid
        return [
            int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text().split()
        ]

    @property
    def processor(self) -> float:
        """Seconds of processor time that its workers took so far."""
        stats = (Path(f"/proc/{one}/stat").read_text() for one in self.workers)
        fields = [stat.rpartition(")")[2].split() for stat in stats]
        return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS

    @property
    def resident(self) -> float:
        """MiB that its workers hold."""
        told = (Path(f"/proc/{one}/status").read_text() for one in self.workers)
        return sum(int(one.partition("VmRSS:")[2].split()[0]) for one in told) / 1024


def started(address: str, process: subprocess.Popen) -> Server:
    server = Server(address)
    server.process = process
    return server


def program(name: str) -> str:
    found = shutil.which(name, path=PLACES)
    if not found:
        sys.exit(f"{name} is missing: apt-get install {name}.")
    return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def site() -> Iterator[dict[str, str]]:
    """The environment of a portal on a copy of the database; its files are the same."""
    data = Path(os.environ.get("PERIGEE_DATA_DIR", ROOT / "var")).resolve()
    if not (data / "perigee.sqlite3").exists():
        sys.exit(f"There is no demonstration in {data}: run make demo, or set PERIGEE_DATA_DIR.")
    with tempfile.TemporaryDirectory(prefix="perigee-bench-") as folder:
        with (
            closing(sqlite3.connect(data / "perigee.sqlite3")) as one,
            closing(sqlite3.connect(f"{folder}/perigee.sqlite3")) as copy,
        ):
            one.backup(copy)
        for name in ("public", "private", "static"):
            (Path(folder) / name).symlink_to(data / name)
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        yield kept | {
            "PERIGEE_DATA_DIR": folder,
            "PERIGEE_DEMO": "1",
            "PERIGEE_BASE_URL": "http://127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }


@contextmanager
def gunicorn(
    application: str, environment: dict[str, str], *options: str, folder: Path = ROOT, first="/"
) -> Iterator[Server]:
    """gunicorn with one process of four threads, until the block ends; yields its address."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, *GTHREAD, *options], cwd=folder, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + first, process)
        yield started(address, process)
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str, process: subprocess.Popen) -> None:
    for _attempt in range(600):
        if process.poll() is not None:
            sys.exit(f"What should answer at {address} ended.")
        try:
            urllib.request.urlopen(address, timeout=30).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"Nothing answers at {address}.")


AROUND = """
user root; daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/perigee.conf;
}}
"""


@contextmanager
def nginx(upstream: str, data: str) -> Iterator[Server]:
    """nginx with the shipped configuration, but for TLS, in front of `upstream`; yields its address."""
    port, shipped = free_port(), (ROOT / "deploy/nginx.conf").read_text()
    with tempfile.TemporaryDirectory(prefix="perigee-nginx-") as folder:
        Path(folder).chmod(0o755)  # nginx may run as another user
        lines = shipped.splitlines()
        text = "\n".join(
            line for line in lines if not line.strip().startswith(("ssl_", "listen [::]"))
        )
        for before, after in {
            "server 127.0.0.1:8000;": f"server {upstream.removeprefix('http://')};",
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
            "portal.example.org": "127.0.0.1",
            "/var/cache/nginx/perigee": f"{folder}/cache",
            "/var/log/nginx": folder,
            "/var/lib/perigee": data,
        }.items():
            text = text.replace(before, after)
        (Path(folder) / "perigee.conf").write_text(text)
        (Path(folder) / "nginx.conf").write_text(AROUND.format(folder=folder))
        command = [program("nginx"), "-p", folder, "-c", f"{folder}/nginx.conf"]
        process = subprocess.Popen(command)
        try:
            wait_for(f"http://127.0.0.1:{port}/", process)
            yield started(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.wait()


@dataclass(frozen=True)
class Load:
    """What a server did under full load."""

    # Answers a second; on a machine that does other things besides, it swings with them.
    rate: float
    # Answers a second of processor time of its workers: what is compared.
    per_second: float


def load(server: Server, path: str, *, header: str = ENCODING, script: Path | None = None) -> Load:
    """What wrk gets over sixteen connections."""
    command = [program("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "-H", header]
    command += ["-s", str(script)] if script else []
    before = server.processor
    done = subprocess.run([*command, server + path], capture_output=True, text=True, check=True)
    taken = server.processor - before
    if "Non-2xx" in done.stdout:
        sys.exit(f"{server}{path} answers with errors:\n{done.stdout}")
    answers = int(re.search(r"(\d+) requests in", done.stdout)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])
    return Load(rate, answers / max(taken, 1 / TICKS))


def answer(address: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """(headers, body) of an answer as it comes over the wire."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, headers=named)  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as met:  # noqa: S310
        return dict(met.headers), met.read()
