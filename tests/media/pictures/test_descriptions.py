"""The life of a description: missing, draft, described, approved, stale, by whatever way."""

from datetime import timedelta
from threading import Event

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from media.descriptions.approvals import approve
from media.intake.incoming import Incoming
from media.intake.taking_in import take_in
from media.models import Description, DescriptionApproval, ImageIndexPage, ImagePage, ImageText
from media.pictures import ledger
from portal.management.commands.worker import Command as Worker
from portal.scheduling import follow_schedule
from tests.factories import ALT, DESCRIPTION, make_asset, make_image, picture_bytes
from tests.quick_releases import small_asset

pytestmark = pytest.mark.django_db

Status = Description.Status
NEW_ALT = "A grey crater under a black sky."


def draft_with(**fields) -> ImagePage:
    fields.setdefault("asset", small_asset())
    return make_image(publish=False, **fields)


def published(**fields) -> ImagePage:
    fields.setdefault("asset", small_asset())
    return make_image(release=False, **fields)


def another_file(size=(9, 7)):
    return make_asset("other.jpg", size=size)


def person(name: str):
    return get_user_model().objects.create_user(name, password="a long secret")


def row_of(page) -> Description:
    return Description.objects.get(page=page.pk)


def status_of(page) -> str:
    return row_of(page).status


def fresh(page) -> ImagePage:
    return ImagePage.objects.get(pk=page.pk)


def every_row() -> list[tuple]:
    return list(Description.objects.order_by("pk").values_list())


# --- The statuses -----------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["alt_text", "long_description"])
@pytest.mark.parametrize("nothing", ["", " \n "])
def test_a_description_without_one_of_its_two_texts_is_missing(site, field, nothing):
    assert status_of(draft_with(**{field: nothing})) == Status.MISSING


def test_a_description_is_a_draft_until_it_is_published(site):
    page = draft_with()
    assert status_of(page) == Status.DRAFT
    page.save_revision().publish()
    assert status_of(page) == Status.DESCRIBED


@pytest.mark.parametrize(
    "fields",
    [{"alt_text": "A crater at dawn"}, {"alt_text": "Image of a crater."}],
)
def test_words_that_the_form_would_refuse_are_a_draft_even_if_they_are_live(site, fields):
    page = published()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save(clean=False)
    assert status_of(page) == Status.DRAFT


@pytest.mark.parametrize("way", ["as it is", "by its revision"])
def test_half_a_language_is_published_by_no_way(site, way):
    page = published()
    page.texts.add(ImageText(language="fr", title="Un cratère", alt_text="Un cratère gris."))
    revision = page.save_revision(clean=False)
    with pytest.raises(ValidationError, match="words in French are not complete"):
        page.save(clean=False) if way == "as it is" else revision.publish()
    assert not ImageText.objects.exists()
    assert status_of(page) == Status.DRAFT


def test_words_without_a_picture_are_a_draft(site):
    page = draft_with()
    page.asset = None
    page.save_revision(clean=False)
    assert status_of(page) == Status.DRAFT


def test_a_newer_draft_of_the_words_makes_the_description_a_draft_again(site):
    page = published()
    page.caption = "<p>Another story.</p>"
    page.save_revision()
    assert status_of(page) == Status.DESCRIBED
    page.alt_text = NEW_ALT
    page.save_revision()
    assert status_of(page) == Status.DRAFT
    page.alt_text = ALT
    page.save_revision()
    assert status_of(page) == Status.DESCRIBED


def test_a_withdrawn_picture_is_still_described_and_its_new_words_are_a_draft(site):
    page = published()
    page.unpublish()
    assert status_of(page) == Status.DESCRIBED
    page = fresh(page)
    page.alt_text = NEW_ALT
    page.save_revision()
    assert status_of(page) == Status.DRAFT


def test_another_file_makes_words_stale_and_new_words_make_them_fit(site):
    page = published()
    page.asset = another_file()
    page.save_revision().publish()
    assert status_of(page) == Status.STALE
    page.texts = [
        ImageText(
            language="fr", title="Cratère", alt_text="Gris et rond.", long_description="Gris, rond."
        )
    ]
    page.save_revision().publish()
    assert status_of(page) == Status.STALE, "a translation looks at no file"
    page.alt_text = NEW_ALT
    page.save_revision().publish()
    assert status_of(page) == Status.DESCRIBED


def test_a_file_replaced_in_its_place_makes_words_stale(site):
    page = published()
    page.asset.file = ContentFile(picture_bytes(size=(9, 7)), name="crater.jpg")
    page.asset._set_image_file_metadata()
    page.asset.save()
    assert status_of(page) == Status.STALE


def test_the_first_file_that_is_chosen_after_the_words_fits_them(site):
    page = draft_with()
    Description.objects.all().delete()
    page.asset = None
    page.save_revision(clean=False)
    page.asset = small_asset()
    page.save_revision()
    assert status_of(page) == Status.DRAFT


def test_stale_words_that_still_fit_can_be_confirmed(site, editor):
    page = published()
    page.asset = another_file()
    page.save_revision().publish()
    assert ledger.confirm(page.pk, editor, asset_pk=page.asset_id)
    assert status_of(page) == Status.DESCRIBED
    assert row_of(page).asset_sha256 == page.asset.sha256


def test_approved_words_are_approved_until_they_or_the_file_change(site):
    page, approver = published(), person("approver")
    approve(page, approver)
    row = row_of(page)
    assert (row.status, row.approval.approved_by) == (Status.APPROVED, approver)
    page = fresh(page)
    page.alt_text = NEW_ALT
    page.save_revision().publish()
    assert status_of(page) == Status.DESCRIBED
    page.alt_text, page.asset = ALT, another_file()
    page.save_revision().publish()
    assert status_of(page) == Status.DESCRIBED, "the words were written anew for this file"
    approve(page, person("second"))
    assert status_of(page) == Status.APPROVED
    page.asset = another_file(size=(11, 7))
    page.save_revision().publish()
    assert status_of(page) == Status.STALE


# --- What a row tells -------------------------------------------------------------------------


def test_a_row_tells_who_changed_the_words_and_when_and_not_who_saved_them_last(site):
    page, writer, other = draft_with(), person("writer"), person("other")
    page.alt_text = NEW_ALT
    revision = page.save_revision(user=writer)
    page.credit = "Somebody else"
    page.save_revision(user=other)
    row = row_of(page)
    assert (row.changed_by, row.changed_at) == (writer, revision.created_at)
    assert (row.asset_sha256, row.asset) == (page.asset.sha256, page.asset)


def test_a_row_tells_who_made_the_page_with_its_first_words(site):
    writer, archive = person("writer"), ImageIndexPage.objects.get()
    page = ImagePage(title="New", live=False, alt_text=ALT, long_description=DESCRIPTION)
    archive.add_child(instance=page)
    page.save_revision(user=writer, clean=False)
    assert row_of(page).changed_by == writer
    page.save_revision(user=person("other"), clean=False)
    assert row_of(page).changed_by == writer


def test_line_breaks_of_a_form_and_titles_are_no_change_of_the_words(site):
    page = published()
    before = row_of(page).words_hash
    page.long_description = DESCRIPTION.replace("\n", " \r\n") + "\n"
    page.title = "Another title"
    page.save_revision()
    assert row_of(page).words_hash == before
    page.long_description = DESCRIPTION.replace("\n", "")
    page.save_revision()
    assert row_of(page).words_hash != before


# --- By whatever way --------------------------------------------------------------------------


def test_a_picture_that_is_taken_in_has_a_row_at_once(site):
    file = ContentFile(picture_bytes(size=(8, 6)), name="new.jpg")
    taken = take_in(Incoming(file), ImageIndexPage.objects.get())
    assert status_of(taken.page) == Status.MISSING


def test_a_publication_on_time_is_followed(site):
    page = draft_with()
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    assert status_of(page) == Status.DRAFT
    list(follow_schedule())
    assert status_of(page) == Status.DESCRIBED


def test_a_save_in_a_shell_is_followed(site):
    page = published()
    page.alt_text = NEW_ALT
    before = row_of(page)
    page.save()
    row = row_of(page)
    assert row.status == Status.DESCRIBED
    assert row.words_hash != before.words_hash
    base = page.page_ptr
    base.title = NEW_ALT
    base.save()
    assert status_of(page) == Status.DRAFT, "the alt text repeats the title"


def test_a_change_behind_everything_is_found_by_the_worker(site):
    page = published()
    ImagePage.objects.update(alt_text="")
    assert status_of(page) == Status.DESCRIBED
    worker = Worker()
    worker.stopping = Event()
    worker.look_at_releases(thorough=True)
    assert status_of(page) == Status.MISSING


def test_lost_rows_are_made_again_as_they_were(site, capsys):
    writer = person("writer")
    pages = [draft_with(title="Draft"), published(title="Live"), draft_with(alt_text="")]
    stale, approved = published(title="Stale"), published(title="Approved")
    stale.asset = another_file()
    stale.save_revision(user=writer).publish()
    approved.alt_text = NEW_ALT
    approved.save_revision(user=writer).publish()
    approve(approved, person("approver"))
    pages[1].unpublish()
    wanted = {
        row.pk: (row.status, row.words_hash, row.asset_sha256, row.changed_by_id, row.approval_id)
        for row in Description.objects.all()
    }
    assert {status for status, *_ in wanted.values()} == set(Status)
    Description.objects.all().delete()
    call_command("rebuild_descriptions")
    assert "Stale: description stale." in capsys.readouterr().out
    made = every_row()
    assert {
        row.pk: (row.status, row.words_hash, row.asset_sha256, row.changed_by_id, row.approval_id)
        for row in Description.objects.all()
    } == wanted
    call_command("rebuild_descriptions")
    assert every_row() == made


# --- Counting ---------------------------------------------------------------------------------


def test_a_report_lists_and_counts_by_status_in_few_queries(site, django_assert_max_num_queries):
    for number in range(3):
        draft_with(title=f"Draft {number}")
    published()
    with django_assert_max_num_queries(2):
        assert Description.objects.counts() == {
            "missing": 0, "draft": 3, "described": 1, "approved": 0, "stale": 0,
        }  # fmt: skip
        pages = ImagePage.objects.described_as(Status.DRAFT).with_description()
        assert [page.description.get_status_display() for page in pages] == [
            "Description in draft"
        ] * 3


def test_many_rows_are_looked_at_in_few_queries(site, django_assert_max_num_queries):
    for number in range(12):
        draft_with(title=f"Draft {number}")
    with django_assert_max_num_queries(14):
        assert list(ledger.refresh_all()) == []


def test_an_approval_outlives_page_and_account(site):
    page, approver = published(), person("approver")
    approve(page, approver)
    identifier = page.identifier
    fresh(page).delete()
    approver.delete()
    kept = DescriptionApproval.objects.get()
    assert (kept.identifier, kept.approver) == (identifier, "approver")
    assert not Description.objects.exists()
