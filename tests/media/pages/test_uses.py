"""Where a picture is used: in every way that a page can use it, live and in drafts."""

import pytest

from media.models import GalleryItem, ImagePage
from media.pages.uses import uses_of
from tests.factories import make_gallery, make_mission, make_story, make_topic
from tests.forms import messages_of
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


def figure(image: ImagePage) -> dict:
    value = {"image": image.pk, "caption": "", "alt_text": "", "decorative": False}
    return {"type": "figure", "value": value}


def link_to(image: ImagePage) -> dict:
    return {"type": "prose", "value": f'<p><a linktype="page" id="{image.pk}">this</a></p>'}


def feature(site, image: ImagePage):
    site.featured_image = image
    return site


def with_item(image: ImagePage):
    gallery = make_gallery("Gallery", [make_shown_image("Another")])
    gallery.items.add(GalleryItem(image=image))
    return gallery


def changed(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    return page


WAYS = {
    "featured": lambda site, image: feature(site, image),
    "lead image": lambda site, image: changed(make_topic(), lead_image=image),
    "figure": lambda site, image: changed(make_story(), body=[figure(image)]),
    "link": lambda site, image: changed(make_story(), body=[link_to(image)]),
    "figure of a mission": lambda site, image: changed(make_mission(), story=[figure(image)]),
    "gallery": lambda site, image: with_item(image),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_use_is_found_in_a_draft_and_when_it_is_live(site, way):
    image = make_shown_image()
    page = WAYS[way](site, image)
    assert uses_of(image) == []
    revision = page.save_revision()
    (use,) = uses_of(image)
    assert (use.page.pk, use.is_shown, bool(use.drafted)) == (page.pk, False, True)
    revision.publish()
    (use,) = uses_of(image)
    assert (use.page.pk, use.is_shown) == (page.pk, True)
    assert use.in_words


def test_a_draft_that_names_another_picture_is_not_counted(site):
    image = make_shown_image()
    story = make_story(summary=f"It weighed {image.pk} tons.")
    story.body = [figure(make_shown_image("Another"))]
    story.save_revision()
    assert uses_of(image) == []


def test_a_page_that_was_never_live_is_found_as_such(site):
    image = make_shown_image()
    make_story("Waiting", lead_image=image, publish=False)
    (use,) = uses_of(image)
    assert (use.page.title, use.is_shown) == ("Waiting", False)


def test_the_form_lists_the_uses_and_asks_little_for_it(site, admin, django_assert_max_num_queries):
    image = make_shown_image()
    for number in range(12):
        make_story(f"Story {number}", lead_image=image, body=[figure(image)])
    said = admin.get(f"/admin/pages/{image.pk}/edit/").content.decode()
    assert "12 pages name this picture." in said
    assert "Story 7" in said
    with django_assert_max_num_queries(6):
        uses_of(ImagePage.objects.get(pk=image.pk))


@pytest.mark.parametrize("act", ["unpublish", "withdraw"])
def test_who_takes_a_picture_away_is_told_where_it_leaves_a_gap(site, admin, act):
    image = make_shown_image()
    address = f"/admin/pages/{image.pk}/{act}/"
    assert "it will be missing there" not in admin.get(address).content.decode()
    make_story("How a crater is made", lead_image=image)
    said = admin.get(address).content.decode()
    assert "it will be missing there" in said
    assert "How a crater is made" in said


def test_who_deletes_a_picture_is_told_which_drafts_lose_it(site, admin):
    image = make_shown_image()
    story = make_story("How a crater is made")
    story.lead_image = image
    story.save_revision()
    response = admin.get(f"/admin/pages/{image.pk}/delete/")
    assert response.status_code == 200
    assert "“How a crater is made”" in messages_of(response)
