"""What an editor does with many pictures at once from the coverage desk."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.models import Page

from media.models import (
    GalleryIndexPage,
    GalleryPage,
    ImageIndexPage,
    ImagePage,
    Licence,
    SubjectName,
)
from media.release.withdrawing import withdraw_for
from tests.drafts import make_bare, make_draft
from tests.factories import make_gallery, make_licence, make_subject, merge
from tests.forms import messages_of
from tests.people import client_of
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

DESK = "/admin/coverage/"


def act(client, action: str, pages, query: str = "", **fields):
    """Choose `pages` ("all" for all that `query` leaves), confirm the action; what is said."""
    keys = ["all"] if pages == "all" else [page.pk for page in pages]
    asked = urlencode([*(("id", key) for key in keys), ("next", DESK)])
    address = f"/admin/bulk/media/imagepage/{action}/?{asked}{query}"
    assert client.get(address).status_code == 200
    return client.post(address, fields, follow=True)


def draft_of(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


def subjects_of(page: Page) -> list[str]:
    return sorted(draft_of(page).subjects.names())


# --- The desk offers them -----------------------------------------------------------------------


def test_the_desk_offers_every_action(site, admin):
    make_bare("Bare")
    said = admin.get(DESK).text
    for action in (
        "publish", "unpublish", "add_subjects", "set_rights", "add_to_gallery",
        "set_release_moment", "clear_release_moment",
    ):  # fmt: skip
        assert f"/admin/bulk/media/imagepage/{action}/" in said


# --- Subjects -----------------------------------------------------------------------------------


def test_subjects_are_added_to_those_that_each_picture_has(site, admin):
    make_subject("Moon"), make_subject("Mars")
    pages = [make_draft("First", subjects=["Moon"]), make_draft("Second")]
    answer = act(admin, "add_subjects", pages, subjects='Mars, "Gale crater"')
    assert "Changed 2 pictures." in messages_of(answer)
    assert subjects_of(pages[0]) == ["Gale crater", "Mars", "Moon"]
    assert subjects_of(pages[1]) == ["Gale crater", "Mars"]
    assert (
        ImagePage.objects.about(*make_subject("Mars").__class__.objects.filter(name="Mars")).count()
        == 2
    )


@pytest.mark.parametrize("typed", ["moon", "luna", "ЛУНА", "selene"])
def test_a_picture_that_has_the_subjects_already_gets_no_new_revision(site, admin, typed):
    moon = make_subject("Moon")
    merge(make_subject("Selene"), moon)
    for name in ("Luna", "Луна"):
        SubjectName.objects.create(subject=moon, name=name)
    page = make_draft("First", subjects=["Moon"])
    before = page.revisions.count()
    answer = act(admin, "add_subjects", [page], subjects=typed)
    assert "“First” was left out. It has all of this already." in messages_of(answer)
    assert page.revisions.count() == before


def test_no_subject_is_an_error_beside_the_field(site, admin):
    answer = act(admin, "add_subjects", [make_draft("First")], subjects="")
    assert "This field is required." in answer.text


def test_who_may_not_add_to_the_vocabulary_takes_what_is_in_it(site):
    make_subject("Mars")
    page, client = make_draft("First"), client_of((ImageIndexPage.objects.get(), "change"))
    answer = act(client, "add_subjects", [page], subjects='mars, "Gale crater"')
    assert "no subject “Gale crater”, and you may not add to it" in answer.text
    assert "Gale crater" in answer.context["form"]["subjects"].value()  # nothing typed is lost
    assert subjects_of(page) == []
    act(client, "add_subjects", [page], subjects="mars")
    assert subjects_of(page) == ["Mars"]
    group = get_user_model().objects.get(username="somebody").groups.get()
    group.permissions.add(Permission.objects.get(codename="add_subject"))
    act(client, "add_subjects", [page], subjects='"Gale crater"')
    assert subjects_of(page) == ["Gale crater", "Mars"]


# --- Credit and licence -------------------------------------------------------------------------


def test_credit_and_licence_are_set_in_the_drafts(site, admin):
    shown, draft = make_shown_image("Shown"), make_bare("Draft", credit="", licence=None)
    licence = Licence.objects.create(name="Free", short_name="Free")
    act(admin, "set_rights", [shown, draft], credit="Another agency", licence=licence.pk)
    for page in (shown, draft):
        assert draft_of(page).credit == "Another agency"
        assert draft_of(page).licence == licence
    assert ImagePage.objects.get(pk=shown.pk).credit == "Example agency"
    assert ImagePage.objects.get(pk=shown.pk).has_unpublished_changes
    assert not ImagePage.objects.get(pk=draft.pk).live


def test_what_is_left_empty_stays(site, admin):
    page = make_draft("First")
    act(admin, "set_rights", [page], credit="Another agency", licence="")
    assert draft_of(page).licence == make_licence()
    answer = act(admin, "set_rights", [page], credit=" ", licence="")
    assert "Write a credit or choose a licence." in answer.text


def test_a_change_is_published_only_where_nothing_else_waits(site, admin):
    settled, waiting = make_shown_image("Settled"), make_shown_image("Waiting")
    waiting.alt_text = "Words that nobody has read yet."
    waiting.save_revision()
    act(admin, "set_rights", [settled, waiting], credit="Another agency", publish="on")
    assert ImagePage.objects.get(pk=settled.pk).credit == "Another agency"
    page = ImagePage.objects.get(pk=waiting.pk)
    assert page.credit == "Example agency"
    assert page.alt_text != "Words that nobody has read yet."
    assert draft_of(waiting).credit == "Another agency"


# --- Publishing ---------------------------------------------------------------------------------


def test_one_picture_that_lacks_something_does_not_stop_the_others(site, admin):
    whole, bare, other = make_draft("Whole"), make_bare("Bare"), make_draft("Other")
    said = messages_of(act(admin, "publish", [whole, bare, other]))
    assert "Published 2 pictures." in said
    assert "“Bare” was left out. Alt text: This field cannot be blank." in said
    live = ImagePage.objects.live().order_by("pk")
    assert [page.title for page in live] == ["Whole", "Other"]


def test_the_latest_draft_is_published(site, admin):
    page = make_shown_image("Shown")
    page.credit = "Another agency"
    page.save_revision()
    act(admin, "publish", [page])
    assert ImagePage.objects.get().credit == "Another agency"


def test_all_that_match_are_published_and_no_other(site, admin):
    make_draft("Old", taken_on="1971")
    make_draft("New", taken_on="2025")
    act(admin, "publish", "all", query="&year=1971")
    assert [page.title for page in ImagePage.objects.live()] == ["Old"]


def test_filters_that_hold_no_longer_change_nothing(site, admin):
    topic = make_subject("Smile", "topic")
    make_draft("About it", subjects=[topic])
    make_draft("About nothing")
    merge(topic, make_subject("Other", "topic"))
    asked = urlencode({"id": "all", "next": DESK, "topic": topic.pk})
    answer = admin.post(f"/admin/bulk/media/imagepage/publish/?{asked}", follow=True)
    assert "filters hold no longer" in messages_of(answer)
    assert not ImagePage.objects.live().exists()


def test_too_many_at_once_are_refused(site, admin, monkeypatch):
    monkeypatch.setattr("media.desk.bulk.pictures.MOST", 1)
    make_draft("First"), make_draft("Second")
    asked = urlencode({"id": "all", "next": DESK})
    answer = admin.get(f"/admin/bulk/media/imagepage/publish/?{asked}", follow=True)
    assert "These are 2 pictures; 1 can be taken at once." in messages_of(answer)


@pytest.mark.parametrize("keys", ["id=abc", "id=" + "9" * 30, "id=0", ""])
def test_keys_that_name_no_picture_are_no_error(site, admin, keys):
    make_draft("First")
    answer = admin.get(f"/admin/bulk/media/imagepage/publish/?next={DESK}&{keys}")
    assert answer.status_code == 200
    assert "First" not in answer.text


def test_what_needs_a_look_of_its_own_is_not_published_in_bulk(site, admin):
    now = timezone.now()
    withdrawn = make_shown_image("Withdrawn")
    withdraw_for(withdrawn, "The owner asked for it.", user=None)
    other = get_user_model().objects.create_user("other", "other@example.org", "a long secret")
    left_out = {
        make_draft("Locked", locked=True, locked_by=other): "&#x27;Locked&#x27; is locked.",
        make_draft("Over", use_until=now.date() - timedelta(days=2)): "The agreement",
        make_draft("Soon", go_live_at=now + timedelta(days=3)): "It has a release moment.",
        withdrawn: "It was withdrawn.",
    }
    said = messages_of(act(admin, "publish", left_out))
    for page, reason in left_out.items():
        assert f"“{page.title}” was left out. {reason}" in said
    assert not ImagePage.objects.live().exists()


def test_unpublishing_says_first_where_a_picture_will_be_missing(
    site, admin, django_capture_on_commit_callbacks
):
    page = make_shown_image("Shown")
    gallery = make_gallery(images=[page])
    asked = admin.get(f"/admin/bulk/media/imagepage/unpublish/?id={page.pk}&next={DESK}")
    assert gallery.title in asked.text
    with django_capture_on_commit_callbacks(execute=True):
        said = messages_of(act(admin, "unpublish", [page]))
    assert "Unpublished 1 picture." in said
    assert not ImagePage.objects.get().live
    assert not page.releases.public().exists()


def test_who_may_not_publish_publishes_nothing(site):
    page = make_draft("First")
    client = client_of((ImageIndexPage.objects.get(), "change"))
    answer = client.get(f"/admin/bulk/media/imagepage/publish/?id={page.pk}&next={DESK}")
    assert "You may not publish it." in answer.text
    act(client, "publish", [page])
    assert not ImagePage.objects.get().live


# --- Galleries ----------------------------------------------------------------------------------


def test_pictures_are_added_at_the_end_of_a_gallery_each_once(site, admin):
    first, second, third = [make_shown_image(name) for name in ("First", "Second", "Third")]
    gallery = make_gallery(images=[second])
    said = messages_of(act(admin, "add_to_gallery", [third, second, first], gallery=gallery.pk))
    assert f"Added 2 pictures to “{gallery.title}”." in said
    assert [item.image_id for item in draft_of(gallery).items.all()] == [
        second.pk, third.pk, first.pk
    ]  # fmt: skip
    assert GalleryPage.objects.get().items.count() == 1
    act(admin, "add_to_gallery", [first], gallery=gallery.pk)
    assert len(draft_of(gallery).items.all()) == 3


def test_an_added_picture_is_published_with_the_gallery_if_that_is_asked_for(site, admin):
    first, second = make_shown_image("First"), make_shown_image("Second")
    gallery = make_gallery(images=[first])
    act(admin, "add_to_gallery", [second], gallery=gallery.pk, publish="on")
    assert GalleryPage.objects.get().items.count() == 2


def test_only_galleries_that_one_may_change_are_offered(site):
    gallery = make_gallery(images=[make_shown_image()])
    client = client_of((ImageIndexPage.objects.get(), "change"))
    answer = act(client, "add_to_gallery", [ImagePage.objects.get()], gallery=gallery.pk)
    assert "Select a valid choice" in answer.text
    assert GalleryIndexPage.objects.get().get_children().get().specific.items.count() == 1
