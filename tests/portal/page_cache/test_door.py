"""What the door answers is what Django would, in every form, for as long as it is right."""

import gzip
import threading
from datetime import date, timedelta
from io import BytesIO

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from media.archive.catalogue import Entry
from media.models import LikeCount, Release
from media.release.closing import close
from portal.models import Agency, Generation
from portal.page_cache.door import PageCache
from portal.page_cache.triggers import make_triggers, remove_triggers
from tests.factories import make_mission, make_topic
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Visitor:
    """Asks a door as a server does, and counts how often Django was asked."""

    def __init__(self, most_bytes=2**22, **options):
        self.asked = []
        self.django = WSGIHandler()
        self.door = PageCache(self.pass_on, most_bytes, **options)

    def pass_on(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"] + "?" + environ["QUERY_STRING"])
        return self.django(environ, start_response)

    def get(self, address, method="GET", host="testserver", **headers):
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": host,
            "REMOTE_ADDR": "203.0.113.9",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        met = {}

        def start_response(status, headers, exc_info=None):
            met.update(status=int(status[:3]), headers=dict(headers))

        pieces = self.door(environ, start_response)
        met["body"] = b"".join(pieces)
        if close := getattr(pieces, "close", None):
            close()
        return met


@pytest.fixture
def visitor():
    return Visitor()


def text(met) -> str:
    return met["body"].decode()


def test_a_page_is_drawn_once_and_given_again_the_same(site, visitor):
    first, second = visitor.get("/"), visitor.get("/")
    assert first == second
    assert first["status"] == 200
    assert len(visitor.asked) == 1


def test_whatever_is_published_shows_at_once(site, visitor):
    mission = make_mission("Smile")
    visitor.get("/missions/")
    mission.title = "Another name"
    mission.save_revision().publish()
    assert "Another name" in text(visitor.get("/missions/"))


def test_what_is_withdrawn_is_gone_at_once(site, visitor):
    page = make_shown_image("A crater at dawn")
    assert "A crater at dawn" in text(visitor.get("/images/"))
    assert visitor.get(page.url)["status"] == 200
    close(Release.objects.all())
    assert "A crater at dawn" not in text(visitor.get("/images/"))
    assert visitor.get(page.url)["status"] == 404


def test_after_a_migration_that_broke_off_nothing_is_kept_until_the_next(site, visitor):
    visitor.get("/")
    remove_triggers(connection)
    Agency.objects.update(name="The Other Agency", short_name="")
    visitor.get("/")
    visitor.get("/")
    assert len(visitor.asked) == 3
    make_triggers(connection)
    visitor.get("/")
    assert "The Other Agency" in text(visitor.get("/"))
    assert len(visitor.asked) == 4


def test_a_like_evicts_nothing_and_a_draft_neither(site, visitor):
    page = make_shown_image("A crater at dawn")
    visitor.get(page.url)
    LikeCount.objects.create(translation_key=page.translation_key, count=5)
    page.title = "A draft"
    page.save_revision()
    visitor.get(page.url)
    assert len(visitor.asked) == 1


def test_settings_that_a_process_keeps_are_asked_anew(site, visitor, monkeypatch):
    visitor.get("/")
    # As another process would: without a word to this one.
    Agency.objects.update(name="The Other Agency", short_name="")
    assert "The Other Agency" in text(visitor.get("/"))


def test_unknown_parameters_neither_divide_nor_poison_it(site, visitor):
    plain = visitor.get("/images/")
    assert visitor.get("/images/?utm_source=x&fbclid=y") == plain
    assert len(visitor.asked) == 1
    visitor.get("/missions/?utm_source=evil")
    assert "evil" not in text(visitor.get("/missions/"))
    assert len(visitor.asked) == 2


def test_known_parameters_divide_it_in_whatever_order(site, visitor):
    one = visitor.get("/images/?sort=oldest&view=list")
    assert visitor.get("/images/?view=list&sort=oldest") == one
    assert visitor.get("/images/")["body"] != one["body"]
    assert len(visitor.asked) == 2


def test_hosts_and_schemes_never_mix(site, visitor):
    visitor.get("/sitemap.xml")
    other = visitor.get("/sitemap.xml", host="localhost")
    assert "http://localhost/" in text(other)
    assert visitor.get("/", host="evil.example")["status"] == 400


def test_whoever_is_signed_in_is_asked_anew_and_nothing_of_theirs_is_kept(site, visitor, admin):
    cookie = f"sessionid={admin.cookies['sessionid'].value}"
    met = visitor.get("/", cookie=cookie)
    assert met["headers"]["Cache-Control"] == "private, no-store"
    assert "wagtail-userbar" in text(met)
    assert "wagtail-userbar" not in text(visitor.get("/"))
    visitor.get("/", cookie=cookie)
    assert len(visitor.asked) == 3


def test_a_visitor_s_other_cookies_play_no_part(site, visitor):
    assert visitor.get("/", cookie="visitor=abc") == visitor.get("/")
    assert len(visitor.asked) == 1


@pytest.mark.parametrize(
    ("accepted", "encoding", "decoded"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip;q=0.8", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("br;q=nonsense", None, bytes),
    ],
)
def test_it_is_compressed_for_whom_accepts_that(site, visitor, accepted, encoding, decoded):
    whole = visitor.get("/")
    met = visitor.get("/", accept_encoding=accepted)
    assert met["headers"].get("Content-Encoding") == encoding
    assert decoded(met["body"]) == whole["body"]
    assert met["headers"]["Content-Length"] == str(len(met["body"]))
    assert met["headers"]["Vary"] == whole["headers"]["Vary"] == "Accept-Encoding"
    if encoding:
        assert len(met["body"]) < len(whole["body"]) / 2
        assert met["headers"]["ETag"] != whole["headers"]["ETag"]


def test_who_has_it_is_told_so_in_whatever_form_they_have_it(site, visitor):
    for accepts in ("", "gzip", "br"):
        etag = visitor.get("/", accept_encoding=accepts)["headers"]["ETag"]
        met = visitor.get("/", accept_encoding=accepts, if_none_match=f'"else", W/{etag}')
        assert (met["status"], met["body"]) == (304, b"")
        assert met["headers"]["ETag"] == etag
        assert "Content-Length" not in met["headers"]
    assert visitor.get("/", if_none_match='"else"')["status"] == 200


def test_what_comes_piece_by_piece_is_not_sent_to_whom_has_it(site, visitor):
    make_shown_image()
    first = visitor.get("/api/v1/changes")
    assert (first["status"], b"created" in first["body"]) == (200, True)
    again = visitor.get("/api/v1/changes", if_none_match=first["headers"]["ETag"])
    assert (again["status"], again["body"]) == (304, b"")
    assert len(visitor.asked) == 2


def test_the_first_request_may_be_conditional_and_what_is_kept_is_whole(site, visitor):
    etag = visitor.get("/")["headers"]["ETag"]
    other = Visitor()
    assert other.get("/", if_none_match=etag)["status"] == 304
    assert other.get("/")["status"] == 200


def test_head_has_the_headers_of_get_and_no_body(site, visitor):
    head, whole = visitor.get("/", method="HEAD"), visitor.get("/")
    assert (head["status"], head["headers"], head["body"]) == (200, whole["headers"], b"")
    assert len(visitor.asked) == 1


def test_what_is_sent_is_never_answered_from_it(site, visitor):
    visitor.get("/search/")
    assert visitor.get("/search/", method="POST")["status"] == 403
    assert len(visitor.asked) == 2


def test_errors_are_not_kept_and_what_is_not_found_shortly(site, visitor, monkeypatch):
    assert visitor.get("/nothing/")["status"] == 404
    assert visitor.get("/nothing/")["status"] == 404
    assert len(visitor.asked) == 1
    make_topic("Nothing")
    monkeypatch.setattr("portal.page_cache.answers.KEPT_SECONDS", {200: 600, 404: -1})
    visitor.get("/other/")
    visitor.get("/other/")
    assert len(visitor.asked) == 3
    visitor.get("/", host="evil.example")
    visitor.get("/", host="evil.example")
    assert len(visitor.asked) == 5


def test_redirects_made_for_parameters_still_lead(site, visitor):
    Redirect.objects.create(old_path="/old?id=3", redirect_link="/search/")
    met = visitor.get("/old?id=3")
    assert (met["status"], met["headers"]["Location"]) == (301, "/search/")
    assert visitor.get("/old?id=4")["headers"]["Location"] == "/old/?id=4"


def test_an_address_without_its_last_slash_leads_on(site, visitor):
    first = visitor.get("/missions")
    assert first["headers"]["Location"].endswith("/missions/")
    assert visitor.get("/missions") == first
    assert len(visitor.asked) == 1


def test_the_day_is_known(site, visitor, monkeypatch):
    visitor.get("/")
    tomorrow = date.today() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: tomorrow)
    visitor.door.day = 0, None
    visitor.get("/")
    assert len(visitor.asked) == 2


def test_it_rests_while_the_generation_is_unknown(site, visitor):
    visitor.get("/")
    Generation.objects.all().delete()
    visitor.get("/")
    visitor.get("/")
    assert len(visitor.asked) == 3


def test_what_was_drawn_while_something_changed_is_not_kept_for_after(site):
    numbers = iter([1, 2, 2, 2])
    visitor = Visitor(generation=lambda: next(numbers))
    inner = visitor.django

    def meanwhile(environ, start_response):
        answer = inner(environ, start_response)
        if len(visitor.asked) == 1:
            visitor.get("/search/")  # somebody else, after the change
        return answer

    visitor.django = meanwhile
    visitor.get("/")
    visitor.get("/")
    assert visitor.asked == ["/?", "/search/?", "/?"]


def test_it_keeps_within_its_bound_what_was_asked_last(site):
    visitor = Visitor(most_bytes=120_000)
    for number in range(40):
        visitor.get(f"/search/?q={number}")
    store = visitor.door.store
    assert 0 < store.bytes <= 120_000
    assert store.bytes == sum(answer.size for answer in store.answers.values())
    visitor.get("/search/?q=39")
    assert len(visitor.asked) == 40


def test_many_at_once_wait_for_one_who_draws(site, visitor):
    inner, may_draw = visitor.django, threading.Event()
    visitor.django = lambda *args: may_draw.wait(5) and inner(*args)
    met = []
    threads = [threading.Thread(target=lambda: met.append(visitor.get("/"))) for _ in range(12)]
    for thread in threads:
        thread.start()
    may_draw.set()
    for thread in threads:
        thread.join()
    assert len(met) == 12
    assert all(one == met[0] for one in met)
    assert len(visitor.asked) == 1
    assert visitor.door.store.drawing == {}


def test_a_fault_while_drawing_leaves_nobody_waiting(site, visitor):
    inner = visitor.django

    def failing(*_args):
        raise RuntimeError

    visitor.django = failing
    with pytest.raises(RuntimeError):
        visitor.get("/")
    visitor.django = inner
    assert visitor.get("/")["status"] == 200


def test_files_admin_likes_and_probes_pass_it(site, visitor):
    entry = Entry.objects.first()
    assert entry is None
    for address in ("/admin/login/", "/likes/1/", "/files/nothing.jpg", "/healthz"):
        visitor.get(address)
        visitor.get(address)
    assert len(visitor.asked) == 8
    assert visitor.door.store.bytes == 0
