"""Drafts changed outside their form: every door waits its turn, and passes no lock."""

import threading
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail.users.models import UserProfile

from media.desk.bulk.publishing import PublishPictures
from media.intake.incoming import Incoming
from media.intake.replacing import REPLACED, replace_file
from media.models import ImagePage
from media.pages.drafts import DraftChanged, DraftLocked, change_draft, edition_of, hold, lock_on
from media.release.schedule import schedule, unschedule
from tests.drafts import make_draft
from tests.factories import make_gallery, picture_bytes
from tests.forms import messages_of

OTHER_FILE = picture_bytes(colour=(200, 40, 40), size=(90, 60))


def in_a_day():
    return timezone.now().replace(microsecond=0) + timedelta(days=1)


def credit(draft: Page) -> None:
    draft.credit = "Another agency"


def publish_in_bulk(page: ImagePage, user) -> None:
    request = RequestFactory().post("/admin/")
    request.user = user
    with transaction.atomic():  # as for every picture of a bulk action
        PublishPictures(request, ImagePage).do(page, {})


# Every way in which a draft is changed or published beside its form.
DOORS = {
    "change": lambda page, user: change_draft(page, credit, user),
    "replace": lambda page, user: replace_file(
        page,
        Incoming(ContentFile(OTHER_FILE, name="other.jpg")),
        reason="Upside down.",
        user=user,
    ),
    "schedule": lambda page, user: schedule(page, in_a_day(), user),
    "unschedule": unschedule,
    "publish": publish_in_bulk,
}
each_door = pytest.mark.parametrize("door", DOORS)


def draft_for(door: str, user) -> ImagePage:
    """A draft as `door` wants it, read from the database as an act reads it."""
    page = make_draft("A crater at noon")
    if door == "unschedule":
        schedule(page, in_a_day(), user)
    return ImagePage.objects.get(pk=page.pk)


def lock(page: Page, colleague) -> None:
    Page.objects.filter(pk=page.pk).update(
        locked=True, locked_by=colleague, locked_at=timezone.now()
    )


def latest(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


@pytest.fixture
def colleague(django_user_model):
    return django_user_model.objects.create_user("colleague", password="a long secret")


@pytest.mark.django_db
@each_door
def test_a_lock_set_since_the_page_was_read_is_respected(site, editor, colleague, door):
    page = draft_for(door, editor)
    lock(page, colleague)
    before = latest(page).latest_revision_id
    with pytest.raises(DraftLocked, match="was locked by colleague"):
        DOORS[door](page, editor)
    after = ImagePage.objects.get(pk=page.pk)
    assert after.latest_revision_id == before
    assert not after.live
    assert bool(after.scheduled_revision) == (door == "unschedule")


@pytest.mark.django_db
@each_door
def test_who_holds_the_lock_passes(site, editor, door):
    page = draft_for(door, editor)
    lock(page, editor)
    DOORS[door](page, editor)
    after = ImagePage.objects.get(pk=page.pk)
    assert after.live or after.latest_revision_id != page.latest_revision_id


@pytest.mark.django_db
@each_door
def test_words_saved_since_the_page_was_read_stay(site, editor, door):
    page = draft_for(door, editor)
    draft = latest(page)
    draft.caption = "<p>Words of somebody else.</p>"
    draft.save_revision(clean=False)
    DOORS[door](page, editor)
    assert latest(page).caption == "<p>Words of somebody else.</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["schedule", "publish"])
def test_what_was_spoilt_since_the_page_was_read_is_not_released(site, editor, door):
    page = draft_for(door, editor)
    draft = latest(page)
    draft.alt_text = ""
    draft.save_revision(clean=False)
    with pytest.raises(ValidationError), transaction.atomic():
        DOORS[door](page, editor)
    after = ImagePage.objects.get(pk=page.pk)
    assert not after.live
    assert after.scheduled_revision is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@each_door
def test_two_at_the_same_moment_come_one_after_the_other(site, editor, door):
    page = draft_for(door, editor)
    is_held, is_done = threading.Event(), threading.Event()
    failed = []

    def act() -> None:
        is_held.wait()
        try:
            DOORS[door](page, editor)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()
            is_done.set()

    other = threading.Thread(target=act)
    other.start()
    with transaction.atomic():
        draft = hold(page, editor, beside_schedule=True).get_latest_revision_as_object()
        draft.caption = "<p>Words of somebody else.</p>"
        draft.save_revision(clean=False)
        is_held.set()
        # Time enough for an act that does not wait; one that waits needs this transaction's end.
        is_done.wait(timeout=1)
    other.join()
    assert not failed
    assert latest(page).caption == "<p>Words of somebody else.</p>"


@pytest.mark.django_db
@each_door
def test_the_row_of_a_page_that_nobody_sees_follows_its_draft(site, editor, door):
    page = draft_for(door, editor)
    DOORS[door](page, editor)
    row, draft = ImagePage.objects.get(pk=page.pk), latest(page)
    for field in ("credit", "asset_id", "go_live_at"):
        assert getattr(row, field) == getattr(draft, field), field


@pytest.mark.django_db
def test_the_history_tells_of_an_act_once(site, editor):
    page = draft_for("replace", editor)
    DOORS["replace"](page, editor)
    told = PageLogEntry.objects.filter(page=page.pk, user=editor)
    assert list(told.values_list("action", flat=True)) == [REPLACED]


@pytest.mark.django_db
def test_another_edition_than_the_one_that_was_seen_is_not_changed(site, editor):
    page = make_draft("A crater at noon")
    seen = edition_of(ImagePage.objects.get(pk=page.pk))
    change_draft(page, credit, editor, seen=seen)
    with pytest.raises(DraftChanged):
        change_draft(page, credit, editor, seen=seen)


# --- Which locks count --------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_schedule_locks_everybody_but_who_changes_the_schedule(site, editor):
    page = draft_for("unschedule", editor)
    assert "scheduled to go live" in lock_on(page, editor)
    assert lock_on(page, editor, beside_schedule=True) == ""


@pytest.mark.django_db
def test_a_colleagues_lock_counts_beside_a_schedule(site, editor, colleague):
    page = draft_for("unschedule", editor)
    lock(page, colleague)
    page = ImagePage.objects.get(pk=page.pk)
    assert "was locked by colleague" in lock_on(page, editor, beside_schedule=True)
    assert lock_on(page, colleague, beside_schedule=True) == ""


@pytest.mark.django_db
def test_a_program_passes_no_lock(site, editor):
    page = make_draft("A crater at noon")
    assert lock_on(page, None) == ""
    lock(page, editor)
    assert lock_on(ImagePage.objects.get(pk=page.pk), None) == "This page is locked."


# --- What an editor is told ---------------------------------------------------------------------

BULK = {
    "publish": {},
    "add_subjects": {"subjects": "Mars"},
    "set_rights": {"credit": "Another agency"},
    "set_release_moment": {"moment": f"{in_a_day():%Y-%m-%d %H:%M}"},
    "clear_release_moment": {},
    "unpublish": {},
}


@pytest.mark.django_db
@pytest.mark.parametrize("action", BULK)
def test_a_bulk_action_says_who_locked_a_page(site, admin, editor, colleague, action):
    page = draft_for("unschedule" if action == "clear_release_moment" else "change", editor)
    if action == "unpublish":
        page.get_latest_revision().publish()
    lock(page, colleague)
    before = latest(page).latest_revision_id
    address = f"/admin/bulk/media/imagepage/{action}/?id={page.pk}&next=/admin/coverage/"
    said = messages_of(admin.post(address, BULK[action], follow=True))
    assert (
        "“A crater at noon” was left out. 'A crater at noon' was locked by colleague"
        in unescape(said)
    )
    after = ImagePage.objects.get(pk=page.pk)
    assert after.latest_revision_id == before
    assert after.live == (action == "unpublish")


@pytest.mark.django_db
def test_pictures_are_not_added_to_a_gallery_that_is_locked(site, admin, colleague):
    page, gallery = make_draft("A crater at noon"), make_gallery("Craters", publish=False)
    lock(gallery, colleague)
    address = f"/admin/bulk/media/imagepage/add_to_gallery/?id={page.pk}&next=/admin/coverage/"
    said = messages_of(admin.post(address, {"gallery": gallery.pk}, follow=True))
    assert "'Craters' was locked by colleague" in unescape(said)
    assert not latest(gallery).items.all()


@pytest.mark.django_db
def test_the_import_leaves_a_gallery_alone_that_is_locked(site, tmp_path, colleague):
    (tmp_path / "crater.png").write_bytes(picture_bytes("PNG", size=(16, 12)))
    gallery = make_gallery("Craters", publish=False)
    lock(gallery, colleague)
    with pytest.raises(CommandError, match="not in “Craters”"):
        call_command("import_images", str(tmp_path), gallery="Craters", verbosity=0)
    assert not latest(gallery).items.all()
    assert ImagePage.objects.filter(title="Crater").exists()


@pytest.mark.django_db
def test_the_form_for_another_file_says_who_locked_the_page(site, admin, editor, colleague):
    page = draft_for("replace", editor)
    address = f"/admin/pages/{page.pk}/replace-file/"
    lock(page, colleague)
    said = unescape(messages_of(admin.get(address, follow=True)))
    assert said.startswith("'A crater at noon' was locked by colleague")


@pytest.mark.django_db
def test_a_lock_set_while_another_file_is_uploaded_is_said_beside_the_form(
    site, admin, editor, colleague, monkeypatch
):
    page = draft_for("replace", editor)
    # The form was opened, and sent, before the colleague locked the page.
    monkeypatch.setattr("media.desk.acts.replace.lock_on", lambda page, user: "")
    lock(page, colleague)
    form = {"file": SimpleUploadedFile("other.jpg", OTHER_FILE), "reason": "Upside down."}
    answer = admin.post(f"/admin/pages/{page.pk}/replace-file/", form)
    assert "was locked by colleague" in str(answer.context["form"].non_field_errors())
    assert "Upside down." in answer.text
    assert latest(page).asset_id == page.asset_id


def test_the_form_names_the_time_zone_of_the_account(site, admin, editor):
    profile = UserProfile.get_for_user(editor)
    profile.current_time_zone = "America/Bogota"
    profile.save()
    said = admin.get(f"/admin/pages/{make_draft('A crater').pk}/edit/").content.decode()
    assert said.count("Times are in America/Bogota, the time zone of your account.") == 2
