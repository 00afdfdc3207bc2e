"""Pictures in the API: found as in the archive, told whole, and never one that visitors do not see."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from media.archive.catalogue import FacetCount
from media.models import ImagePage, ImageText, Subject
from media.pictures.observations import Exposure
from media.release.withdrawing import withdraw_for
from media.reuse.payloads import OF_IMAGES, ImagePayload
from tests.factories import make_image, make_subject
from tests.quick_releases import make_shown_image, note_release, small_asset

pytestmark = pytest.mark.django_db
LIST = "/api/v1/images"


def local(address: str) -> str:
    return address.removeprefix("http://testserver")


def titles(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [item["title"] for item in response.json()["items"]]


def make_several(number: int, **fields) -> list[ImagePage]:
    asset = small_asset()
    return [
        make_shown_image(f"Crater {place}", asset=asset, identifier=f"crater-{place}", **fields)
        for place in range(number)
    ]


def pages_of(address: str) -> list[list[str]]:
    """The titles on each page of a list, by its own links."""
    found, client = [], Client()
    while address:
        response = client.get(local(address))
        found.append(titles(response))
        address = response.json()["next"]
    return found


def test_a_picture_is_told_whole(site, client):
    moon = make_subject("Moon")
    page = make_image(
        "A nebula", release=False, subjects=[moon], taken_on="2015-05~", object_category="B.4.1",
        distance_ly=0.0, right_ascension=83.6, declination=22.0, identifier="nebula",
    )  # fmt: skip
    ImageText.objects.create(
        page=page, language="fr", title="Nuage", alt_text="Gaz.", long_description="Un nuage."
    )
    for place, band in enumerate(["Optical", "Radio"]):
        Exposure.objects.create(
            page=page, sort_order=place, facility="Hubble", band=band, wavelength_nm=656.0
        )
    note_release(page)
    image = client.get(f"{LIST}/nebula").json()
    assert (
        ImagePayload(**image).model_dump(mode="json") == image
    )  # nothing else, and each in its form
    assert image["identifier"] == "nebula"
    assert image["permanent_url"] == "http://testserver/id/nebula"
    assert image["iiif_manifest"] == "http://testserver/iiif/nebula/manifest.json"
    assert (image["language"], sorted(image["texts"])) == ("en", ["en", "fr"])
    assert image["texts"]["fr"]["long_description"] == "Un nuage."
    assert image["caption"] == "The crater was visited in 1971."
    assert image["licence"]["spdx"] == "CC-BY-4.0"
    assert image["subjects"] == [
        {
            "slug": "moon",
            "label": "Moon",
            "kind": "target",
            "url": "http://testserver/subjects/moon/",
        }
    ]
    assert (image["taken_first"], image["taken_last"]) == ("2015-05-01", "2015-05-31")
    assert image["facts"]["distance_ly"] == 0.0
    assert [one["band"] for one in image["facts"]["exposures"]] == ["Optical", "Radio"]
    assert image["facts"]["exposures"][0]["instrument"] is None
    file = image["downloads"][0]
    assert file["permanent_url"] == "http://testserver/download/nebula/small.jpg"
    assert file["media_type"] == "image/jpeg"
    assert image["changed_at"].endswith("Z")


def test_every_field_of_the_document_is_told():
    assert list(OF_IMAGES) == list(ImagePayload.model_fields)


def test_dates_that_are_open_have_no_day_at_that_end(site, client):
    make_shown_image(identifier="open", taken_on="[2020..]")
    image = client.get(f"{LIST}/open").json()
    assert (image["taken_first"], image["taken_last"]) == ("2020-01-01", None)


def test_pages_follow_each_other_without_gap_there_and_back(site):
    make_several(7)
    for sort in ("newest", "oldest", "largest", "liked"):
        pages = pages_of(f"{LIST}?limit=3&sort={sort}")
        assert [len(page) for page in pages] == [3, 3, 1], sort
        assert len({title for page in pages for title in page}) == 7, sort
    client = Client()
    second = client.get(local(client.get(f"{LIST}?limit=3").json()["next"]))
    back = client.get(local(second.json()["previous"]))
    assert titles(back) == ["Crater 6", "Crater 5", "Crater 4"]
    assert f'<{second.json()["next"]}>; rel="next"' in second["Link"]
    assert 'rel="prev"' in second["Link"]


def test_a_page_keeps_its_place_while_new_pictures_come(site, client):
    make_several(4)
    following = client.get(f"{LIST}?limit=2").json()["next"]
    make_shown_image("Newer")
    assert titles(client.get(local(following))) == ["Crater 1", "Crater 0"]


def test_the_way_on_keeps_what_was_asked(site, client):
    make_several(3, kind="map")
    following = client.get(f"{LIST}?limit=1&kind=map&fields=title").json()["next"]
    asked = parse_qs(urlsplit(following).query)
    assert (asked["kind"], asked["fields"], asked["limit"]) == (["map"], ["title"], ["1"])


def test_a_cursor_that_leads_nowhere_is_not_found(site, client):
    make_several(2)
    for query in ("cursor=p2", "sort=liked&cursor=b5", "sort=liked&cursor=p9", "cursor=b9999999999999999999"):  # fmt: skip
        response = client.get(f"{LIST}?{query}")
        assert response.status_code == 404, query
        assert response.json()["parameter"] == "cursor"
    assert client.get(f"{LIST}?cursor=words").status_code == 400


def test_pictures_are_found_and_narrowed_as_in_the_archive(site, client):
    moon = make_subject("Moon")
    make_shown_image("A crater", kind="map", subjects=[moon], taken_on="1971")
    make_shown_image("A dune", kind="chart")
    for query, wanted in {
        "q=dune": ["A dune"],
        'q="a+dune"': ["A dune"],
        "kind=map&kind=chart": ["A dune", "A crater"],
        "kind=map": ["A crater"],
        "subject=moon": ["A crater"],
        "target=moon&kind=chart": [],
        "taken=1970..1979": ["A crater"],
        "taken=1980..1970": [],
        "subject=no-such-thing": [],
        "subject=no-such-thing&subject=moon": ["A crater"],
        "language=fr": [],
    }.items():
        assert titles(client.get(f"{LIST}?{query}")) == wanted, query
    notes = client.get(f"{LIST}?subject=no-such-thing").json()["notes"]
    assert "no-such-thing" in notes[0]
    assert client.get(f"{LIST}?sort=best").json()["notes"]


def test_the_number_of_all_is_told_and_whether_it_is_exact(site, client, monkeypatch):
    make_several(3, kind="map")
    found = client.get(f"{LIST}?limit=1").json()
    assert (found["total"], found["total_is_exact"]) == (3, True)
    monkeypatch.setattr("media.archive.selections.KNOWN", 2)
    FacetCount.objects.filter(facet="kind").delete()
    found = client.get(f"{LIST}?limit=1&kind=map").json()
    assert (found["total"], found["total_is_exact"]) == (2, False)


def test_only_the_fields_that_are_wanted_are_told(site, client):
    make_shown_image(identifier="crater")
    (item,) = client.get(f"{LIST}?fields=title,licence").json()["items"]
    assert item.keys() == {"identifier", "title", "licence"}
    assert client.get(f"{LIST}/crater?fields=title").json().keys() == {"identifier", "title"}
    for address in (
        f"{LIST}?fields=title,price",
        f"{LIST}/crater?fields=price,",
        f"{LIST}?fields=price,title",
    ):
        response = client.get(address)
        problem = response.json()
        assert response.status_code == 400
        assert problem["parameter"] == "fields"
        assert "price" in problem["detail"]
        assert "title" in problem["known"]


# --- Problems -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("?colour=red", 400, "colour"),
        ("?limit=0", 400, "limit"),
        ("?limit=101", 400, "limit"),
        ("?limit=ten", 400, "limit"),
        ("?limit=1&limit=2", 400, "limit"),
        ("?kind=poem", 400, "kind"),
        ("?sort=cheapest", 400, "sort"),
        ("?taken=yesterday", 400, "taken"),
        (f"?q={'x' * 201}", 400, "q"),
        (f"?{'&'.join(['subject=a'] * 13)}", 400, "subject"),
        ("/no-such-picture", 404, None),
        ("/crater/no-such-thing", 404, None),
        ("/", 404, None),
        ("?q=%00", 400, None),
        ("/%00", 400, None),
        ("/crater?q=moon", 400, "q"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_names_its_parameter(
    site, client, address, status, parameter
):
    make_shown_image(identifier="crater")
    response = client.get(f"{LIST}{address}")
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert problem.get("parameter") == parameter
    assert problem["title"]
    assert problem["detail"]
    assert problem["type"].startswith("http://testserver/api/v1/#")


def test_an_unknown_parameter_is_answered_with_those_that_are_known(site, client):
    assert {"q", "limit", "topic"} <= set(client.get(f"{LIST}?colour=red").json()["known"])
    assert client.get("/api/v1/export?limit=3").json()["known"] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_nothing_but_reading_is_answered(site, method):
    for address in (LIST, f"{LIST}/crater", "/api/v1/openapi.json", "/api/v1/changes"):
        response = getattr(Client(enforce_csrf_checks=True), method)(address)
        assert response.status_code == 405, address
        assert response["Allow"] == "GET, HEAD"
        if response.content:
            assert response.json()["status"] == 405


def test_head_is_answered_like_get_without_a_body(site, client):
    get, head = client.get(LIST), client.head(LIST)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])


def test_a_withdrawn_picture_is_gone_with_day_and_reason(site, client):
    page = make_shown_image("Secret", identifier="crater")
    withdraw_for(page, "Its owner asked for it.", note="Ask Kim.")
    response = client.get(f"{LIST}/crater")
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["reason"] == "Its owner asked for it."
    assert problem["withdrawn_on"] == f"{timezone.now():%Y-%m-%d}"
    assert b"Kim" not in response.content
    assert b"Secret" not in response.content
    assert titles(client.get(LIST)) == []


def test_what_is_no_more_than_a_draft_is_nowhere(site, client):
    make_image("A draft", publish=False, identifier="draft")
    make_image("Not released", release=False, identifier="waiting")
    page = make_shown_image("A crater", identifier="crater")
    page.title = "Other words"
    page.save_revision()
    assert titles(client.get(LIST)) == ["A crater"]
    for identifier in ("draft", "waiting"):
        assert client.get(f"{LIST}/{identifier}").status_code == 404
    assert client.get(f"{LIST}/crater").json()["title"] == "A crater"


# --- What answers carry, and cost ---------------------------------------------------------------


def test_answers_are_public_for_any_origin_and_asked_again_by_their_etag(site, client):
    make_shown_image(identifier="crater")
    for address in (LIST, f"{LIST}/crater", "/api/v1/missions", "/api/v1/openapi.json"):
        response = client.get(address)
        assert response["Cache-Control"].startswith("public"), address
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies
        assert "cookie" not in response.get("Vary", "").lower()
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address


def test_a_hundred_pictures_with_all_that_is_said_cost_six_queries(
    site, client, django_assert_max_num_queries
):
    subjects = [make_subject(f"Subject {number}", Subject.Kind.TARGET) for number in range(4)]
    asset = small_asset()
    for number in range(12):
        page = make_image(
            f"Crater {number}", release=False, asset=asset, subjects=subjects, distance_ly=4.0
        )
        ImageText.objects.create(
            page=page, language="fr", title="C", alt_text="Un.", long_description="Deux."
        )
        Exposure.objects.create(page=page, facility="Hubble")
        note_release(page)
    Site.get_site_root_paths()  # asked once a process
    for limit in (1, 100):
        with django_assert_max_num_queries(6):
            found = client.get(f"{LIST}?limit={limit}").json()
        assert len(found["items"]) == min(limit, 12)
        for item in found["items"]:
            assert item["facts"]["exposures"]
            assert len(item["subjects"]) == 4
            assert len(item["texts"]) == 2
