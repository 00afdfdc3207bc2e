"""Subjects have a list of their own, and pages where no other page presents them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from media.models import Subject, SubjectName
from portal.views import subjects as views
from tests.factories import (
    make_gallery,
    make_image,
    make_mission,
    make_story,
    make_subject,
    merge,
)
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db


def shown(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_subject_shows_its_names_and_everything_about_it(site, client):
    mars = make_subject("Mars (planet)")
    SubjectName.objects.create(subject=mars, language="de", name="Roter Planet")
    image = make_shown_image("A dune", subjects=[mars])
    make_gallery("Dunes", [image], subjects=[mars])
    make_story("Sand moves", subjects=[mars])
    make_shown_image("A crater on another body")
    said = shown(client, f"/subjects/{mars.slug}/")
    for words in ("<h1>Mars</h1>", "Roter Planet", "A dune", "Dunes", "Sand moves"):
        assert words in said
    assert "another body" not in said


def test_a_subject_that_a_page_presents_leads_there(site, client):
    mission = make_mission("Smile")
    answer = client.get(f"/subjects/{mission.presents.slug}/")
    assert (answer.status_code, answer["Location"]) == (301, mission.url)


def test_a_merged_subject_leads_to_the_whole(site, client):
    part, whole = make_subject("Luna"), make_subject("Moon")
    make_shown_image(subjects=[part])
    merge(part, whole)
    answer = client.get("/subjects/luna/")
    assert (answer.status_code, answer["Location"]) == (301, "/subjects/moon/")
    assert "A crater at dawn" in shown(client, "/subjects/moon/")


def test_a_subject_of_which_visitors_may_see_nothing_is_not_found(site, client):
    make_image("Hidden", subjects=[make_subject("Secret")], release=False, asset=small_asset())
    Subject.objects.create(name="Proposed", is_proposed=True)
    make_shown_image(subjects=[Subject.objects.get(name="Proposed")])
    hidden = make_mission("Hidden mission", publish=False).presents
    Subject.objects.filter(pk=hidden.pk).update(page=None)
    for slug in ("secret", "proposed", hidden.slug, "nothing", "%00", "a" * 500):
        assert client.get(f"/subjects/{slug}/").status_code in (400, 404), slug
    said = shown(client, "/subjects/")
    for name in ("Secret", "Proposed", "Hidden"):
        assert name not in said


def test_the_list_stands_by_kind_and_letter_with_the_number_of_pictures(site, client):
    mars, moon = (make_subject(name) for name in ("Mars", "Moon"))
    person = make_subject("Élise Reclus", Subject.Kind.PERSON)
    for number in range(2):
        make_shown_image(f"Picture {number}", subjects=[mars, person])
    make_story(subjects=[moon])
    said = shown(client, "/subjects/?kind=target")
    assert "<h2>M</h2>" in said
    assert said.index(">Mars</a>") < said.index("2 pictures") < said.index(">Moon</a>")
    assert "Reclus" not in said
    assert "<h2>E</h2>" in shown(client, "/subjects/?kind=person")


def test_very_many_subjects_stand_on_a_page_for_each_letter(site, client, monkeypatch):
    monkeypatch.setattr(views, "ON_A_PAGE", 1)
    image = make_shown_image(subjects=[make_subject(name) for name in ("Ariel", "Bennu")])
    assert image.is_visible
    assert "Bennu" not in shown(client, "/subjects/?kind=target")
    assert "Bennu" in shown(client, "/subjects/?kind=target&letter=B")


@pytest.mark.parametrize("query", ["kind=nonsense", "letter=%C3%A9", "kind=a&kind=b", "letter=%22"])
def test_an_unknown_kind_or_letter_shows_the_list(site, client, query):
    make_shown_image(subjects=[make_subject("Mars")])
    assert "Mars" in shown(client, f"/subjects/?{query}")


def test_a_picture_leads_to_the_pages_of_its_subjects(site, client):
    mars = make_subject("Mars")
    image = make_shown_image(subjects=[mars])
    assert f'href="/subjects/{mars.slug}/"' in shown(client, image.url)


def test_one_more_subject_adds_no_query(site, client):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/subjects/")
        return len(queries)

    make_shown_image(subjects=[make_subject("Mars")])
    client.get("/subjects/")
    before = cost()
    make_shown_image("More", subjects=[make_subject(name) for name in ("Io", "Titan", "Ceres")])
    assert cost() == before
