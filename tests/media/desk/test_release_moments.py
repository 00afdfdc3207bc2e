"""Many pictures at one moment: setting it, clearing it, and what is left out and why."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from media.models import ImagePage
from portal.scheduling import follow_schedule
from tests.factories import make_image
from tests.forms import messages_of
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db


def moment_in(**distance) -> str:
    """A moment as an editor types it, in UTC."""
    return f"{timezone.now() + timedelta(**distance):%Y-%m-%d %H:%M}"


def address_of(action: str, *pages: Page) -> str:
    chosen = "&".join(f"id={page.pk}" for page in pages)
    return f"/admin/bulk/media/imagepage/{action}_release_moment/?next=/admin/&{chosen}"


def set_moment(client, *pages: Page, moment: str = ""):
    values = {"moment": moment or moment_in(days=1)}
    return client.post(address_of("set", *pages), values, follow=True)


def clear_moment(client, *pages: Page):
    return client.post(address_of("clear", *pages), follow=True)


def make_draft(title: str, **fields) -> ImagePage:
    return make_image(title, publish=False, asset=small_asset(), **fields)


def scheduled_for(page: Page):
    revision = ImagePage.objects.get(pk=page.pk).scheduled_revision
    return revision and revision.approved_go_live_at


def test_one_moment_is_set_for_many_by_wagtails_own_schedule(site, admin, editor):
    pages = [make_draft(f"Crater {number}") for number in range(3)]
    moment = moment_in(hours=30)
    response = set_moment(admin, *pages, moment=moment)
    assert "3 pictures will be released on" in messages_of(response)
    for page in pages:
        assert f"{scheduled_for(page):%Y-%m-%d %H:%M:%S}" == f"{moment}:00"
        page = ImagePage.objects.get(pk=page.pk)
        assert not page.live
        assert page.scheduled_revision == page.latest_revision
        assert page.get_lock().for_user(editor)
        entry = PageLogEntry.objects.get(page=page, action="wagtail.publish.schedule")
        assert entry.user == editor
    assert list(follow_schedule()) == []


def test_the_latest_version_of_a_released_picture_is_scheduled_and_the_earlier_stays(site, admin):
    image = make_shown_image("A crater at dawn")
    image.title = "A crater at dusk"
    image.save_revision()
    set_moment(admin, image)
    page = ImagePage.objects.get()
    assert (page.live, page.title) == (True, "A crater at dawn")
    assert page.scheduled_revision.content["title"] == "A crater at dusk"


def test_what_cannot_be_released_is_named_with_the_reason_and_the_others_are_scheduled(
    site, admin, settings
):
    tomorrow = timezone.localdate() + timedelta(days=1)
    locked = make_draft("Locked")
    ImagePage.objects.filter(pk=locked.pk).update(locked=True)
    left_out = {
        make_draft("No words", alt_text=""): "Alt text: This field cannot be blank.",
        make_draft("No licence", licence=None): "Licence: This field cannot be blank.",
        make_draft("No credit", credit=""): "Credit: This field cannot be blank.",
        make_draft("Too late", use_until=tomorrow): "The agreement to show it ends before",
        make_shown_image("Shown already"): "Its latest version is published already.",
        locked: "&#x27;Locked&#x27; is locked.",
    }
    good = make_draft("Good")
    response = set_moment(admin, *left_out, good, moment=moment_in(days=3))
    said = messages_of(response)
    assert "1 picture will be released on" in said
    for page, reason in left_out.items():
        assert f"“{page.title}” was left out. {reason}" in said
        assert Page.objects.get(pk=page.pk).scheduled_revision is None
    assert scheduled_for(good)
    # The same is said before anything is sent.
    form = admin.get(address_of("set", *left_out, good)).content.decode()
    assert "Its latest version is published already." in form


def test_words_that_nobody_approved_are_not_scheduled_where_that_is_asked_for(
    site, admin, settings
):
    settings.APPROVE_DESCRIPTIONS = True
    draft = make_draft("Unapproved")
    assert "Nobody has approved exactly these words" in messages_of(set_moment(admin, draft))
    assert scheduled_for(draft) is None


def test_a_moment_that_has_passed_is_refused_and_what_was_typed_stays(site, admin):
    draft, moment = make_draft("Early"), moment_in(minutes=-1)
    said = set_moment(admin, draft, moment=moment).content.decode()
    assert "This moment has passed. Choose one in the future." in said
    assert moment in said
    assert scheduled_for(draft) is None


def test_a_moment_can_be_set_again_and_cleared(site, admin):
    draft = make_draft("Restless")
    set_moment(admin, draft)
    later = moment_in(days=5)
    set_moment(admin, draft, moment=later)
    assert f"{scheduled_for(draft):%Y-%m-%d %H:%M}" == later
    response = clear_moment(admin, draft)
    assert "1 picture has no release moment any more." in messages_of(response)
    page = ImagePage.objects.get()
    assert page.scheduled_revision is None
    assert page.get_lock() is None
    assert page.get_latest_revision_as_object().go_live_at is None
    assert page.go_live_at is None
    assert PageLogEntry.objects.filter(page=page, action="wagtail.schedule.cancel").count() == 1
    assert "It has no release moment." in messages_of(clear_moment(admin, draft))


def test_only_who_may_publish_sets_or_clears_a_moment(site, admin):
    person = User.objects.create_user("person")
    person.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    draft = make_draft("Not yours")
    assert "You may not publish it." in messages_of(set_moment(client, draft))
    assert scheduled_for(draft) is None
    set_moment(admin, draft)
    assert "You may not publish it." in messages_of(clear_moment(client, draft))
    assert scheduled_for(draft)


def test_an_agreement_that_lasts_until_the_day_of_the_moment_is_long_enough(site, admin):
    day = timezone.localdate() + timedelta(days=2)
    draft = make_draft("Just in time", use_until=date(day.year, day.month, day.day))
    set_moment(admin, draft, moment=f"{day:%Y-%m-%d} 12:00")
    assert scheduled_for(draft)
