"""The files of pictures as programs fetch them: in parts, only when changed, from everywhere."""

import random
from email.utils import parsedate_to_datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from media.visitors.parts import NoSuchPart, span_asked
from tests.quick_releases import make_shown_image, put_public_files

BYTES = random.Random(7).randbytes(100_000)
ADDRESS = "/files/a/b/crater.jpg"


@pytest.fixture(autouse=True)
def file(db):
    storages["public"].save("a/b/crater.jpg", ContentFile(BYTES))


def fetch(**headers):
    response = Client().get(ADDRESS, headers=headers)
    return response, response.getvalue()


def test_a_file_says_that_it_can_be_fetched_in_parts(file):
    response, body = fetch()
    assert (response.status_code, body) == (200, BYTES)
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == "100000"
    assert response["Content-Type"] == "image/jpeg"
    assert "immutable" in response["Cache-Control"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert 'filename="crater.jpg"' in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=99990-", 99_990, 99_999),
        ("bytes=-10", 99_990, 99_999),
        ("bytes=-999999", 0, 99_999),
        ("bytes=50000-999999", 50_000, 99_999),
        ("bytes=5-99999999999999999999999999", 5, 99_999),
        ("Bytes= 1 - 2 ", 1, 2),
    ],
)
def test_a_part_is_sent_as_it_was_asked_for(asked, first, last):
    response, body = fetch(Range=asked)
    assert response.status_code == 206
    assert body == BYTES[first : last + 1]
    assert response["Content-Range"] == f"bytes {first}-{last}/100000"
    assert response["Content-Length"] == str(len(body))
    assert response["Content-Type"] == "image/jpeg"
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "asked", ["bytes=100000-", "bytes=100000-100001", f"bytes={'9' * 40}-", "bytes=-0"]
)
def test_a_part_beyond_the_end_is_refused_with_the_length(asked):
    response, body = fetch(Range=asked)
    assert (response.status_code, body) == (416, b"")
    assert response["Content-Range"] == "bytes */100000"
    assert "immutable" not in response.get("Cache-Control", "")


@pytest.mark.parametrize(
    "asked",
    ["bytes=9-1", "bytes=", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=²-3"],
)
def test_what_is_no_single_range_is_answered_with_the_whole_file(asked):
    response, body = fetch(Range=asked)
    assert (response.status_code, body) == (200, BYTES)


def test_a_download_that_broke_off_goes_on_if_the_file_is_the_same(file):
    whole, _ = fetch()
    for still in (whole["ETag"], whole["Last-Modified"]):
        response, body = fetch(**{"Range": "bytes=60000-", "If-Range": still})
        assert (response.status_code, body) == (206, BYTES[60_000:])
    for other in ('"another"', "Mon, 01 Jan 2001 00:00:00 GMT", f"W/{whole['ETag']}"):
        response, body = fetch(**{"Range": "bytes=60000-", "If-Range": other})
        assert (response.status_code, body) == (200, BYTES)


def test_a_file_that_the_reader_has_is_not_sent_again(file):
    whole, _ = fetch()
    assert parsedate_to_datetime(whole["Last-Modified"])
    for headers in (
        {"If-None-Match": whole["ETag"]},
        {"If-None-Match": f'"x", {whole["ETag"]}'},
        {"If-Modified-Since": whole["Last-Modified"]},
        {"If-None-Match": whole["ETag"], "Range": "bytes=0-9"},
    ):
        response, body = fetch(**headers)
        assert (response.status_code, body) == (304, b""), headers
        assert response["ETag"] == whole["ETag"]
        assert "immutable" in response["Cache-Control"]
    # The tag counts more than the date.
    headers = {"If-None-Match": '"another"', "If-Modified-Since": whole["Last-Modified"]}
    assert fetch(**headers)[0].status_code == 200
    assert fetch(**{"If-Match": '"another"'})[0].status_code == 412


def test_a_file_asked_for_with_head_tells_its_length_and_no_part(file):
    response = Client().head(ADDRESS, headers={"Range": "bytes=0-9"})
    assert (response.status_code, response["Content-Length"]) == (200, "100000")


def test_what_is_no_file_is_not_found(file):
    for path in ("a", "a/b", "a/b/", "a/b/other.jpg", "../private/x", "a/b/crater.jpg/x", ""):
        assert Client().get(f"/files/{path}").status_code == 404, path


@given(
    asked=st.text(st.sampled_from("bytes=0123456789-, "), max_size=20).map(lambda t: f"bytes={t}"),
    size=st.integers(0, 50),
)
def test_every_part_lies_within_the_file(asked, size):
    try:
        span = span_asked(asked, size)
    except NoSuchPart:
        return
    assert span is None or 0 <= span.first <= span.last < size


def test_a_download_leads_to_a_file_that_other_sites_may_show(site):
    page = make_shown_image()
    put_public_files(page.release)
    response = Client().get(f"/download/{page.identifier}/full.jpg")
    assert response.status_code == 302
    for answer in (response, Client().get(response["Location"])):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
