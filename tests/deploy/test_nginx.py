"""The shipped nginx configuration, run by nginx in front of the portal."""

import gzip
import http.client
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

from portal import middleware
from tests.factories import make_mission

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.files]

AROUND = """
user root;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/perigee.conf;
}}
"""
# Debian keeps it where only root looks.
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
# Kept for so many seconds instead of sixty.
KEPT = 2


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Portal:
    """The portal at a port; counts what it was asked, and can be stopped."""

    def __init__(self):
        self.asked: list[str] = []
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
        if self.is_away:  # a connection that nginx keeps open outlives the server
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []
        try:
            return list(self.handler(environ, start_response))
        finally:
            connections.close_all()

    def stop(self) -> None:
        self.is_away = True
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def portal(site, monkeypatch) -> Iterator[Portal]:
    monkeypatch.setattr(
        middleware, "PUBLIC", middleware.PUBLIC.replace("s-maxage=60", f"s-maxage={KEPT}")
    )
    running = Portal()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def there_is_nginx() -> None:
    """Without it these tests are skipped, and fail where nothing may be skipped."""
    if not NGINX:
        missing = "nginx is missing. Debian: apt-get install nginx."
        skip = pytest.fail if os.environ.get("CI", "").lower() in ("true", "1") else pytest.skip
        skip(missing)


@pytest.fixture
def nginx(portal, tmp_path) -> Iterator[int]:
    """The port at which nginx answers; without TLS, which is nginx's own affair."""
    port = free_port()
    shipped = (Path(settings.BASE_DIR) / "deploy/nginx.conf").read_text()
    kept = []
    for line in shipped.splitlines():
        if line.strip().startswith(("ssl_", "listen [::]")):
            continue
        kept.append(line)
    text = "\n".join(kept)
    for before, after in {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{portal.server.server_port};",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "portal.example.org": "localhost",
        "/var/cache/nginx/perigee": f"{tmp_path}/cache",
        "/var/log/nginx": str(tmp_path),
        "/var/lib/perigee": str(settings.DATA_DIR),
    }.items():
        assert before in text, before
        text = text.replace(before, after)
    (tmp_path / "perigee.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path))
    process = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    try:
        for _attempt in range(100):
            if process.poll() is not None:
                pytest.fail((tmp_path / "error.log").read_text())
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def get(port: int, path: str, method="GET", **headers):
    """(status, headers, body) as nginx sends them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={"Host": "localhost", **named})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, dict(response.headers), body


def cached(met) -> str:
    return met[1].get("X-Cache-Status", "")


def test_a_page_is_asked_for_once_and_kept_compressed_for_who_wants_it(nginx, portal):
    first, second = get(nginx, "/"), get(nginx, "/")
    assert (first[0], cached(first), cached(second)) == (200, "MISS", "HIT")
    assert first[2] == second[2]
    third = get(nginx, "/", Accept_Encoding="gzip, br")
    assert cached(third) == "HIT"
    assert third[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(third[2]) == first[2]
    assert portal.asked == ["/"]


def test_who_has_the_page_is_told_so(nginx, portal):
    etag = get(nginx, "/")[1]["ETag"]
    assert get(nginx, "/", If_None_Match=etag)[0] == 304
    assert portal.asked == ["/"]


def test_an_editor_s_pages_are_their_own(nginx, portal, admin):
    get(nginx, "/")
    cookie = f"sessionid={admin.cookies['sessionid'].value}"
    own = get(nginx, "/", Cookie=cookie)
    assert cached(own) == "BYPASS"
    assert b"wagtail-userbar" in own[2]
    assert b"wagtail-userbar" not in get(nginx, "/")[2]
    assert own[1]["Cache-Control"] == "private, no-store"


def test_a_kept_page_is_asked_for_again_by_its_etag_and_shows_what_is_new(nginx, portal):
    get(nginx, "/missions/")
    time.sleep(KEPT + 1)
    assert cached(get(nginx, "/missions/")) == "REVALIDATED"
    make_mission("Smile")
    time.sleep(KEPT + 1)
    met = get(nginx, "/missions/")
    assert b"Smile" in met[2]


def test_many_who_ask_at_once_are_one_question(nginx, portal):
    portal.delay = 1.0
    met = []
    threads = [threading.Thread(target=lambda: met.append(get(nginx, "/"))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _headers, _body in met] == [200] * 12
    assert portal.asked == ["/"]


def test_the_last_page_is_shown_while_the_portal_is_away(nginx, portal):
    page = get(nginx, "/")[2]
    portal.stop()
    time.sleep(KEPT + 1)
    met = get(nginx, "/")
    assert (met[0], cached(met), met[2]) == (200, "STALE", page)


def test_likes_the_admin_and_the_press_are_never_kept(nginx, portal):
    page = make_mission("Smile")
    for number, path in enumerate((f"/likes/{page.pk}/", "/admin/login/", "/preview/nothing/"), 1):
        get(nginx, path)
        get(nginx, path)
        assert portal.asked.count(path) == 2, number
    headers = {"Sec_Fetch_Site": "same-origin", "Accept": "application/json"}
    status, _headers, body = get(nginx, f"/likes/{page.pk}/", "PUT", **headers)
    assert (status, json.loads(body)) == (201, {"liked": True, "count": 1})


def test_files_come_from_the_disk_in_parts_too(nginx, portal):
    storages["public"].save("0123/file.jpg", ContentFile(b"0123456789"))
    status, headers, body = get(nginx, "/files/0123/file.jpg")
    assert (status, body) == (200, b"0123456789")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Access-Control-Allow-Origin"] == "*"
    status, headers, body = get(nginx, "/files/0123/file.jpg", Range="bytes=2-4")
    assert (status, body, headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert get(nginx, "/files/0123/other.jpg")[0] == 404
    assert get(nginx, "/files/../perigee.sqlite3")[0] in (400, 404)
    assert set(portal.asked) <= {"/files/../perigee.sqlite3"}


def test_the_log_names_no_visitor(nginx, portal, tmp_path):
    get(nginx, "/")
    deadline = time.monotonic() + 5
    while not (log := (tmp_path / "perigee.log").read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "127.0.0.0" in log
    assert "127.0.0.1" not in log
