"""Manifests of galleries: a canvas for each picture, in parts where there are many."""

import json

import pytest
from django.test import Client

from media.models import GalleryItem
from media.reuse.iiif import manifests
from tests.factories import (
    make_gallery,
    make_image,
    make_subject,
)
from tests.media.reuse.iiif.asking import ask, rows, valid
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


def test_a_gallery_has_a_canvas_for_each_picture_in_its_order_with_its_own_caption(site):
    images = [make_shown_image(f"Crater {number}") for number in (1, 2, 3)]
    gallery = make_gallery("Craters", [images[2], images[0], images[1]])
    GalleryItem.objects.filter(image=images[0]).update(caption="Said here alone.")
    told = valid("/iiif/galleries/craters/manifest.json")
    assert told["label"] == {"en": ["Craters"]}
    assert told["summary"] == {"en": ["Round things."]}
    assert told["homepage"][0]["id"] == f"http://testserver{gallery.url}"
    titles = [rows(canvas)["Title"]["en"] for canvas in told["items"]]
    assert titles == [["Crater 3"], ["Crater 1"], ["Crater 2"]]
    captions = [rows(canvas)["Caption"]["en"] for canvas in told["items"]]
    own = ["The crater was visited in 1971."]
    assert captions == [own, ["Said here alone."], own]
    for canvas in told["items"]:
        assert canvas["annotations"][0]["items"]
        assert canvas["rights"].startswith("http://creativecommons.org/")
        assert valid(canvas["seeAlso"][0]["id"].removeprefix("http://testserver"))
    assert len({canvas["id"] for canvas in told["items"]}) == 3


def test_a_gallery_says_its_terms_where_all_pictures_have_the_same(site):
    images = [make_shown_image(f"Crater {number}") for number in (1, 2)]
    make_gallery("Same", images)
    make_gallery("Mixed", [*images, make_shown_image("Other", credit="Somebody else")])
    assert "Example agency" in json.dumps(
        valid("/iiif/galleries/same/manifest.json")["requiredStatement"]
    )
    assert "requiredStatement" not in valid("/iiif/galleries/mixed/manifest.json")


def test_a_gallery_of_many_costs_no_more_queries_than_one_of_few(
    site, django_assert_max_num_queries
):
    subject = make_subject("Moon")
    images = [make_shown_image(f"Crater {number}", subjects=[subject]) for number in range(8)]
    make_gallery("Craters", images)
    valid("/iiif/galleries/craters/manifest.json")  # where sites begin is asked once a process
    with django_assert_max_num_queries(8):
        assert len(ask("/iiif/galleries/craters/manifest.json").json()["items"]) == 8
    with django_assert_max_num_queries(5):
        ask(f"/iiif/{images[0].identifier}/manifest.json")
    with django_assert_max_num_queries(8):
        ask("/iiif/subjects/moon/collection.json")
    with django_assert_max_num_queries(5):
        ask("/iiif/collection.json")


def test_a_gallery_without_pictures_leads_to_no_manifest(site):
    gallery = make_gallery("Secrets", [make_image(release=False)])
    assert "iiif" not in Client().get(gallery.url).content.decode()


def test_a_large_gallery_is_a_collection_of_manifests_of_so_many_canvases(
    site, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(manifests, "MOST_CANVASES", 2)
    images = [make_shown_image(f"Crater {number}") for number in range(6)]
    make_gallery("Craters", images)
    make_gallery("Few", images[:2])
    images[1].unpublish()
    whole = "/iiif/galleries/craters/collection.json"
    first = "/iiif/galleries/craters/manifest.json"
    told = valid(whole)
    assert [(item["type"], item["id"]) for item in told["items"]] == [
        ("Manifest", f"http://testserver{first}{part}") for part in ("", "?part=2", "?part=3")
    ]
    titles = []
    for number, item in enumerate(told["items"], start=1):
        with django_assert_max_num_queries(12):
            part = valid(item["id"].removeprefix("http://testserver"))
        assert part["label"] == {"en": [f"Craters, part {number} of 3"]} == item["label"]
        assert part["partOf"][0]["id"] == f"http://testserver{whole}"
        assert all(canvas["id"].startswith("http://testserver/iiif/galleries/craters/canvas/") for canvas in part["items"])  # fmt: skip
        titles.append([rows(canvas)["Title"]["en"][0] for canvas in part["items"]])
    assert titles == [["Crater 0", "Crater 2"], ["Crater 3", "Crater 4"], ["Crater 5"]]
    for part in ("0", "4", "99999999999999999999", "two", "-1"):
        assert Client().get(f"{first}?part={part}").status_code in (400, 404), part
    few = valid("/iiif/galleries/few/manifest.json")
    assert (few["label"], "partOf" in few) == ({"en": ["Few"]}, False)
    kinds = {item["id"]: item["type"] for item in valid("/iiif/collection.json")["items"]}
    assert kinds[f"http://testserver{whole}"] == "Collection"
    assert kinds["http://testserver/iiif/galleries/few/manifest.json"] == "Manifest"
