"""Whatever is asked in an address or a form, the portal never answers with an error of its own."""

from pathlib import PurePath
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.factories import make_gallery, make_mission, make_story, make_topic
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

PATIENT = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PARAMETERS = [
    ("/", "page"),
    ("/search/", "q"),
    ("/search/", "type"),
    ("/search/?q=crater", "page"),
    ("/images/", "q"),
    ("/images/", "kind"),
    ("/images/", "subject"),
    ("/images/", "page"),
    ("/galleries/", "page"),
    ("/galleries/", "q"),
    ("/galleries/", "year"),
    ("/stories/", "page"),
    ("/stories/", "q"),
    ("/stories/", "year"),
    ("/missions/", "stage"),
    ("/missions/", "topic"),
    ("/missions/", "page"),
    ("/missions/", "q"),
    ("/topics/", "q"),
    ("/topics/", "mission"),
    ("/member-states/", "q"),
    ("/member-states/", "standing"),
    ("/member-states/", "subject"),
    ("/sitemap-pages.xml", "p"),
    ("/sitemap.xml", "p"),
    ("/likes/{image}/", "outcome"),
    ("/images/a-crater-at-dawn/", "anything"),
    ("/iiif/collection.json", "after"),
    ("/iiif/collection.json", "before"),
    ("/iiif/galleries/craters/manifest.json", "part"),
    ("/iiif/search", "q"),
    ("/iiif/search?q=crater", "before"),
    ("/api/nasa/search", "q"),
    ("/api/nasa/search", "title"),
    ("/api/nasa/search", "keywords"),
    ("/api/nasa/search", "location"),
    ("/api/nasa/search", "center"),
    ("/api/nasa/search", "media_type"),
    ("/api/nasa/search", "nasa_id"),
    ("/api/nasa/search", "year_start"),
    ("/api/nasa/search", "album"),
    ("/api/nasa/search?q=crater", "page"),
    ("/api/nasa/search?q=crater", "page_size"),
    ("/oembed/", "url"),
    ("/oembed/?url=http://testserver/images/a-crater-at-dawn/", "maxwidth"),
    ("/oembed/?url=http://testserver/images/a-crater-at-dawn/", "anything"),
    ("/api/v1/images", "q"),
    ("/api/v1/images", "subject"),
    ("/api/v1/images", "cursor"),
    ("/api/v1/images", "fields"),
    ("/api/v1/changes", "since"),
    ("/api/v1/missions", "cursor"),
    ("/oai", "verb"),
    ("/oai?verb=ListRecords&metadataPrefix=oai_dc", "from"),
    ("/oai?verb=ListRecords", "resumptionToken"),
    ("/oai?verb=GetRecord&metadataPrefix=oai_dc", "identifier"),
]
# As they stand in an address, encoded already.
NASTY = [
    "%00",
    "a%00b",
    "%ff%fe",
    "%ed%a0%80",
    "x" * 8_000,
    quote(" OR ".join(f"word{number}" for number in range(500))),
    quote(" ".join("ab" for _ in range(3_000))),
    "10" + "0" * 20,
    "-1",
    "0",
    "1e9",
    "%C2%B2",
    "%D9%A3",
    "NaN",
    "..%2F..%2F..%2Fetc%2Fpasswd",
    "%22",
    "%22a%22b%22",
    "'%20OR%201=1--",
    "%25%25%s%d",
    "%5C%5C",
    "*%20NEAR(%20%5E%20%7B%20:%20(%20%2B",
    "%E2%80%AE%F0%9F%9A%80%00",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%0D%0ASet-Cookie:%20a=b",
    "&&=&;;q=%",
]
PATHS = [
    "/%00",
    "/%ff/",
    "/..%2f..%2fetc/passwd",
    "/../../etc/passwd",
    "//evil.example/",
    "/%5Cevil.example/",
    "/" + "a/" * 800,
    "/" + "x" * 8_000 + "/",
    "/images/%F0%9F%9A%80/",
    "/images/%E2%80%AE/",
    "/files/",
    "/files/%00",
    "/files/../private/x",
    "/files/..%2f..%2fperigee.sqlite3",
    "/files//etc/passwd",
    "/files/" + "n" * 300 + ".jpg",
    "/files/" + "d/" * 600,
    "/files/a",
    "/files/a/b/",
    "/files/a/b/c.jpg/d",
    "/admin/files/" + "n" * 300 + ".jpg",
    "/admin/files/%2e%2e/%2e%2e/x",
    "/id/" + "x" * 3_000,
    "/id/%00",
    "/download/a/b.c",
    "/download/" + "x" * 3_000 + "/full.jpg",
    "/download/a-crater-at-dawn/full.%00",
    "/likes/0/",
    "/likes/-1/",
    "/likes/999999999999999999/",
    "/likes/9999999999999999999999999/",
    "/likes/%D9%A3/",
    "/sitemap-%ff.xml",
    "/sitemap-" + "x" * 500 + ".xml",
    "/api/v1/images/%00",
    "/api/v1/images/%ff",
    "/api/v1/missions/" + "x" * 3_000,
    "/api/%F0%9F%9A%80",
    "/static/../settings.py",
    "/static/%00",
    "/static/" + "n" * 300,
    "/_util/login/",
    "/_util/authenticate_with_password/1/1/",
]


HEADERS = [
    {"Cookie": "visitor=" + "x" * 4_000},
    {"Cookie": "visitor=a:b:c; sessionid=" + "\\000" * 20},
    {"Cookie": "sessionid='; DROP TABLE--"},
    {"X-Forwarded-For": "not, an, address" * 50},
    {"If-None-Match": '"' * 200},
    {"If-Modified-Since": "yesterday"},
    {"Range": "bytes=9-1"},
    {"Accept-Language": "xx-" * 300},
    {"Accept": "*/*;q=x"},
    {"Referer": "http://[::1"},
    {"Origin": "null"},
]


@pytest.fixture
def image(site) -> int:
    """The key of a released image, on a site that has one of most things."""
    storages["public"].save("a/b/c.jpg", ContentFile(b"x"))
    image = make_shown_image()
    make_gallery("Craters", [image])
    make_mission()
    make_topic()
    make_story("Crater words", lead_image=image)
    return image.pk


def ask(address: str, **headers) -> int:
    """The status with which an anonymous visitor is answered; an exception fails the test."""
    return Client().get(address, headers=headers).status_code


def with_parameter(address: str, name: str, value: str, image: int) -> str:
    address = address.format(image=image)
    return f"{address}{'&' if '?' in address else '?'}{name}={value}"


def test_no_known_nasty_value_of_a_parameter_is_an_error(image):
    for where in PARAMETERS:
        for value in NASTY if where[1] == "q" else NASTY[::2]:
            asked = with_parameter(*where, value, image)
            assert ask(asked) in (200, 400, 404), asked[:200]


def test_no_odd_path_is_an_error(image):
    for path in PATHS:
        assert ask(path) in (200, 301, 302, 400, 404), path[:200]


def test_no_odd_path_of_a_private_file_is_an_error_for_editors(admin):
    file = small_asset().file.name
    names = [
        f"{file}/x",
        str(PurePath(file).parent),
        "n" * 300,
        "d/" * 600,
        "%2e%2e/%2e%2e/x",
        "/etc/passwd",
        "",
        ".",
        "%F0%9F%9A%80",
    ]
    for name in names:
        response = admin.get(f"/admin/files/{name}")
        assert response.status_code in (302, 400, 404), name
        public = Client().get(f"/files/{name}")
        assert public.status_code in (301, 400, 404), name


@PATIENT
@given(where=st.sampled_from(PARAMETERS), value=st.text(max_size=80))
@example(where=("/search/", "q"), value='"')
@example(where=("/images/", "q"), value="\x00")
def test_no_value_of_a_parameter_is_an_error(image, where, value):
    encoded = quote(value, errors="surrogatepass")
    asked = with_parameter(*where, encoded, image)
    assert ask(asked) in (200, 400, 404), asked


@PATIENT
@given(
    path=st.text(max_size=80), prefix=st.sampled_from(["", "images/", "files/", "id/", "likes/"])
)
def test_no_path_is_an_error(image, prefix, path):
    encoded = quote(path, errors="surrogatepass")
    assert ask(f"/{prefix}{encoded}") in (200, 301, 302, 400, 404), encoded


@PATIENT
@given(
    where=st.sampled_from(["/search/", "/images/", "/missions/", "/stories/"]),
    words=st.lists(
        st.sampled_from(
            ["crater", "AND", "OR", "NOT", '"', "(", ")", "*", "-", "'", "^", ":", "é"]
        ),
        max_size=30,
    ),
)
def test_no_search_is_an_error(image, where, words):
    assert ask(f"{where}?q={quote(' '.join(words))}") == 200


def test_a_very_long_question_is_cut_and_still_answered(image):
    words = "crater " * 2_000
    response = Client().get("/search/", {"q": words})
    assert response.status_code == 200
    assert response.context["words"] == " ".join(["crater"] * 12)


def test_a_page_that_is_not_there_shows_the_last_or_the_first(image):
    for page, shown in (("99", 1), ("-1", 1), ("0", 1), ("x", 1), ("9" * 30, 1)):
        response = Client().get("/missions/", {"page": page})
        assert response.context["results"].number == shown
        assert len(Client().get("/images/", {"page": page}).context["results"]) == 1


def test_no_header_is_an_error(image):
    for headers in HEADERS:
        for address in ("/", "/images/a-crater-at-dawn/", f"/likes/{image}/", "/search/?q=crater"):
            assert ask(address, **headers) == 200, headers
