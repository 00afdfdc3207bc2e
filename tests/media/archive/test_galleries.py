"""On the way through a gallery: each picture at its place, with the way on."""

import pytest

from tests.factories import make_gallery, make_story
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def gallery(site):
    images = [make_shown_image(title) for title in ("First", "Second", "Third")]
    return make_gallery("Pits", images)


def test_a_gallery_leads_to_its_pictures_at_their_places(gallery, client):
    said = client.get(gallery.url).content.decode()
    for place in (1, 2, 3):
        assert f'href="/galleries/pits/{place}/"' in said


def test_a_picture_in_a_gallery_leads_on_in_the_order_of_the_gallery(gallery, client):
    answer = client.get("/galleries/pits/2/")
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "<h1>Second</h1>" in said
    assert 'rel="prev" href="/galleries/pits/1/"' in said
    assert 'rel="next" href="/galleries/pits/3/"' in said
    assert 'rel="up" href="/galleries/pits/"' in said
    assert "2 of 3" in said
    assert "Neighbouring images" not in said


def test_the_ends_of_a_gallery_lead_no_further(gallery, client):
    assert 'rel="prev"' not in client.get("/galleries/pits/1/").content.decode()
    assert 'rel="next"' not in client.get("/galleries/pits/3/").content.decode()


def test_search_engines_are_told_the_address_of_the_picture_itself(gallery, client):
    said = client.get("/galleries/pits/2/").content.decode()
    assert '<link rel="canonical" href="http://testserver/images/second/">' in said


def test_a_picture_that_is_withdrawn_leaves_no_hole(gallery, client):
    gallery.items.all()[1].image.unpublish()
    assert "<h1>Third</h1>" in client.get("/galleries/pits/2/").content.decode()
    assert client.get("/galleries/pits/3/").status_code == 404


@pytest.mark.parametrize("place", ["0", "4", "01", "-1", "x", "1/1", "٢", "9" * 40, "%00", "2%20"])
def test_what_is_no_place_is_not_found(gallery, client, place):
    assert client.get(f"/galleries/pits/{place}/").status_code in (400, 404)


def test_a_gallery_that_is_not_published_has_no_places(gallery, client):
    gallery.unpublish()
    assert client.get("/galleries/pits/1/").status_code == 404


def test_other_pages_have_nothing_below_them(site, client):
    story = make_story()
    assert client.get(f"{story.url}1/").status_code == 404
