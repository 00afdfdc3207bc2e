"""The shipped nginx configuration, run by nginx in front of the portal."""

import gzip
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from tests.deploy.conftest import KEPT
from tests.deploy.running import free_port, get, get_at_once, program, wait_until_it_listens
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
    command = [program("nginx"), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    process = subprocess.Popen(command)
    try:
        wait_until_it_listens(port, process, (tmp_path / "error.log").read_text)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


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
    met = get_at_once(nginx, "/", visitors=12)
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
