"""The shipped Varnish configuration, run by Varnish in front of the portal, and what purges it."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from portal.page_cache.edge import purge_edge
from portal.page_cache.edge_places import backends_of
from tests.deploy.conftest import KEPT
from tests.deploy.running import free_port, get, get_at_once, program, wait_until_it_listens
from tests.factories import make_mission

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.files]


@pytest.fixture
def varnish(portal, tmp_path) -> Iterator[int]:
    """The port at which Varnish answers, with what is shipped but for ports and the probe's pace."""
    text = (Path(settings.BASE_DIR) / "deploy/varnish.vcl").read_text()
    for before, after in {
        '.port = "8000";': f'.port = "{portal.server.server_port}";',
        "portal.example.org": "localhost",
        ".interval = 5s;": ".interval = 0.2s; .window = 2; .threshold = 1; .initial = 1;",
    }.items():
        assert before in text, before
        text = text.replace(before, after)
    (tmp_path / "perigee.vcl").write_text(text)
    port = free_port()
    command = [program("varnishd"), "-F", "-n", str(tmp_path / "varnish"), "-j", "none"]
    command += ["-a", f"127.0.0.1:{port}", "-T", "none", "-s", "malloc,32m"]
    log = tmp_path / "varnish.log"
    with open(log, "wb") as said:
        process = subprocess.Popen(
            [*command, "-f", str(tmp_path / "perigee.vcl")], stdout=said, stderr=said
        )
    try:
        wait_until_it_listens(port, process, log.read_text)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def pages(portal) -> list[str]:
    """What the portal was asked, the probes of its health left out."""
    return [path for path in portal.asked if path != "/healthz"]


def is_kept(met) -> bool:
    """Whether an answer came from what Varnish keeps: then it names the request that brought it."""
    return " " in met[1]["X-Varnish"]


def test_a_page_is_asked_for_once_whatever_cookies_its_visitors_have(varnish, portal):
    first = get(varnish, "/")
    second = get(varnish, "/", Cookie="_ga=1; theme=dark")
    assert (first[0], is_kept(first), is_kept(second)) == (200, False, True)
    assert first[2] == second[2]
    assert "X-Host" not in first[1]
    assert get(varnish, "/", If_None_Match=first[1]["ETag"])[0] == 304
    assert pages(portal) == ["/"]


def test_a_kept_page_is_asked_for_again_by_its_etag_and_shows_what_is_new(varnish, portal):
    before = get(varnish, "/missions/")
    portal.answered.clear()
    time.sleep(KEPT + 0.5)
    again = get(varnish, "/missions/")
    assert ("/missions/", "304") in portal.answered
    assert ("/missions/", "200") not in portal.answered
    assert again[2] == before[2]
    make_mission("Smile")
    time.sleep(KEPT + 0.5)
    assert b"Smile" in get(varnish, "/missions/")[2], "Nothing stale while the portal is well"


def test_many_who_ask_at_once_are_one_question(varnish, portal):
    portal.delay = 1.0
    met = get_at_once(varnish, "/", visitors=12)
    assert [status for status, _headers, _body in met] == [200] * 12
    assert pages(portal) == ["/"]


def test_the_last_page_is_shown_while_the_portal_errs_and_while_it_is_away(varnish, portal):
    page = get(varnish, "/")[2]
    portal.is_away = True
    time.sleep(KEPT + 0.5)
    assert get(varnish, "/")[::2] == (200, page)
    portal.stop()
    assert get(varnish, "/")[::2] == (200, page)
    assert get(varnish, "/missions/")[0] == 503, "What it never had"


def test_an_editor_s_pages_are_their_own(varnish, portal, admin):
    get(varnish, "/")
    cookie = f"theme=dark; sessionid={admin.cookies['sessionid'].value}"
    for _time in range(2):
        own = get(varnish, "/", Cookie=cookie)
        assert b"wagtail-userbar" in own[2]
        assert own[1]["Cache-Control"] == "private, no-store"
    assert pages(portal) == ["/"] * 3
    assert b"wagtail-userbar" not in get(varnish, "/")[2]


def test_likes_the_admin_and_the_press_are_never_kept(varnish, portal):
    page = make_mission("Smile")
    for path in (f"/likes/{page.pk}/", "/admin/login/", "/preview/nothing/"):
        get(varnish, path)
        get(varnish, path)
        assert portal.asked.count(path) == 2, path
    headers = {"Sec_Fetch_Site": "same-origin", "Accept": "application/json"}
    status, answered, body = get(varnish, f"/likes/{page.pk}/", "PUT", **headers)
    assert (status, json.loads(body)) == (201, {"liked": True, "count": 1})
    liked = answered["Set-Cookie"].partition(";")[0]
    status, _headers, body = get(varnish, f"/likes/{page.pk}/", "DELETE", Cookie=liked, **headers)
    assert json.loads(body)["count"] == 0


def test_a_purge_drops_pages_and_files_of_all_our_hosts_and_of_no_other(varnish, portal, settings):
    settings.WAGTAILFRONTENDCACHE = backends_of([f"http://127.0.0.1:{varnish}"])
    settings.ALLOWED_HOSTS = ["localhost", "elsewhere.example.org"]
    settings.BASE_URL = "https://localhost"
    storages["public"].save("0123/file.jpg", ContentFile(b"0123456789"))
    asked = ["/", "/?page=1", "/files/0123/file.jpg", "/no-such-page/"]
    for path in asked * 2:
        get(varnish, path, X_Forwarded_Proto="http")
    get(varnish, "/", Host="elsewhere.example.org")
    settings.ALLOWED_HOSTS = ["localhost"]
    assert len(pages(portal)) == 5
    purge_edge.func()
    for path in asked * 2:
        get(varnish, path, X_Forwarded_Proto="http")
    assert pages(portal)[5:] == [path.partition("?")[0] for path in asked]
    assert is_kept(get(varnish, "/", Host="elsewhere.example.org"))


def test_a_visitor_purges_nothing(varnish, portal):
    get(varnish, "/")
    for method in ("BAN", "PURGE"):
        # As whatever ends TLS on the same machine hands it on.
        assert get(varnish, "/", method, X_Forwarded_For="192.0.2.7")[0] == 403
    assert is_kept(get(varnish, "/"))
    assert get(varnish, "/", "PURGE")[0] == 200
    assert not is_kept(get(varnish, "/"))
