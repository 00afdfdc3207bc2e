"""Collections: the pictures about a subject, and the whole, in steps of one size."""

import pytest

from media.models import SubjectName
from media.reuse.iiif import listing
from tests.factories import (
    make_gallery,
    make_image,
    make_mission,
    make_subject,
    make_topic,
    merge,
)
from tests.media.reuse.iiif.asking import ask, describe_in, valid
from tests.quick_releases import make_shown_image, note_release

pytestmark = pytest.mark.django_db


def test_subjects_that_visitors_do_not_meet_have_no_collection(site):
    proposed, hidden = make_subject("Proposed"), make_subject("Hidden")
    proposed.is_proposed = True
    proposed.save()
    make_mission("Gone", presents=hidden).unpublish()
    empty = make_subject("Empty")
    make_shown_image(subjects=[proposed, hidden])
    for subject in (proposed, hidden, empty):
        ask(f"/iiif/subjects/{subject.slug}/collection.json", 404)
    assert valid("/iiif/collection.json")["items"] == []


def test_a_mission_s_collection_lists_its_pictures_and_leads_to_its_page(site):
    mission = make_mission("Smile")
    page = make_image(subjects=[mission.presents], release=False)
    describe_in(page, "fr")
    note_release(page)
    told = valid(f"/iiif/subjects/{mission.presents.slug}/collection.json")
    assert told["label"] == {"en": ["Smile"]}
    (offer,) = told["requiredStatement"]["value"]["en"]  # Mirador 3 opens none without it
    assert offer.endswith("Each picture says its own credit and licence.")
    assert told["homepage"][0]["id"] == f"http://testserver{mission.url}"
    (item,) = told["items"]
    assert item["label"] == {"en": ["A crater at dawn"], "fr": ["Cratère"]}
    assert valid(item["id"].removeprefix("http://testserver"))["label"] == item["label"]


def test_a_long_collection_leads_on_in_steps_of_one_size(site, monkeypatch):
    monkeypatch.setattr(listing, "MOST", 2)
    moon = make_subject("Moon")
    for number in range(5):
        make_shown_image(f"Crater {number}", subjects=[moon], published_on=f"196{number}-07-20")
    met, address = [], "/iiif/subjects/moon/collection.json"
    while address:
        told = valid(address)
        manifests = [one for one in told["items"] if one["type"] == "Manifest"]
        assert len(manifests) <= 2
        met += [one["label"]["en"][0] for one in manifests]
        onward = [one["id"] for one in told["items"] if one["type"] == "Collection"]
        address = onward[0].removeprefix("http://testserver") if onward else ""
        if address:
            assert "before=" in address
    assert met == [f"Crater {number}" for number in (4, 3, 2, 1, 0)]
    assert told["partOf"][0]["id"] == "http://testserver/iiif/subjects/moon/collection.json"


def test_the_whole_lists_topics_missions_and_galleries_in_steps(site, monkeypatch):
    monkeypatch.setattr(listing, "MOST", 2)
    topics = [make_topic(f"Topic {letter}").presents for letter in "ABC"]
    image = make_shown_image(subjects=[*topics, make_subject("A keyword")])
    for letter in "ABC":
        make_gallery(f"Gallery {letter}", [image])

    def met(address: str) -> list[str]:
        labels = []
        for one in valid(address)["items"]:
            here = one["id"].removeprefix("http://testserver")
            is_onward = here.startswith("/iiif/collection.json")
            labels += met(here) if is_onward else [one["label"]["en"][0]]
        return labels

    assert met("/iiif/collection.json") == [
        *("Topic A", "Topic B", "Topic C"),
        *("Gallery C", "Gallery B", "Gallery A"),
    ]


def test_what_leads_nowhere_in_a_collection_is_refused(site):
    moon = make_subject("Moon")
    make_shown_image(subjects=[moon])
    for query in ("before=x", "before=1.5", "before=" + "9" * 30):
        assert "before" in ask(f"/iiif/subjects/moon/collection.json?{query}", 400).json()["reason"]
        assert "before" in ask(f"/iiif/collection.json?{query}", 400).json()["reason"]
    ask("/iiif/collection.json?before=1&after=a", 400)
    assert "older" in ask("/iiif/subjects/moon/collection.json?before=-99", 404).json()["reason"]


def test_a_merged_subject_leads_to_the_whole(site):
    moon, luna = make_subject("Moon"), make_subject("Luna")
    merge(luna, moon)
    make_shown_image(subjects=[luna])
    response = ask("/iiif/subjects/luna/collection.json", 301)
    assert response["Location"] == "/iiif/subjects/moon/collection.json"
    assert len(valid(response["Location"])["items"]) == 1


def test_a_subject_goes_by_the_name_that_visitors_read(site):
    moon = make_subject("Moon (target)")
    SubjectName.objects.create(subject=moon, name="Earth’s Moon", preferred=True)
    make_shown_image(subjects=[moon])
    told = valid(f"/iiif/subjects/{moon.slug}/collection.json")
    assert told["label"] == {"en": ["Earth’s Moon"]}
    assert told["homepage"][0]["id"] == f"http://testserver/subjects/{moon.slug}/"
