"""The generation moves with everything that a visitor could see, and with nothing else."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from media.archive.catalogue import Entry
from media.models import (
    GalleryItem,
    ImagePage,
    Licence,
    Like,
    LikeCount,
    Release,
    Subject,
    Withdrawal,
)
from media.release.closing import close
from portal.models import Agency, Generation, StandardPage
from portal.page_cache.generation import Reader
from portal.page_cache.triggers import ROOMS, SEEN_BESIDES, UNSEEN, seen_tables
from tests.factories import make_asset, make_gallery, make_image, make_mission, make_subject
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def number() -> int:
    return Generation.objects.get().number


def moves(act) -> bool:
    before = number()
    with transaction.atomic():
        act()
    return number() > before


@pytest.fixture
def page(site) -> ImagePage:
    return make_shown_image("A crater", subjects=[make_subject("Moon")])


def test_publishing_editing_moving_and_unpublishing_move_it(site, page):
    mission = make_mission("Smile")
    mission.summary = "Another summary."
    assert moves(lambda: mission.save_revision().publish())
    assert moves(lambda: Page.objects.filter(pk=mission.pk).update(title="Directly"))
    assert moves(lambda: mission.move(site, pos="last-child"))
    assert moves(mission.unpublish)
    assert moves(lambda: close(Release.objects.all()))


def test_a_bulk_update_and_plain_sql_move_it(page):
    assert moves(lambda: Entry.objects.update(credit="ESA/Another"))

    def by_hand():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE media_entrywords SET caption = 'Other words.'")

    assert moves(by_hand)


def test_settings_redirects_subjects_licences_and_restrictions_move_it(site, page):
    agency = Agency.load()
    agency.name = "Another Space Agency"
    assert moves(agency.save)
    assert moves(lambda: Redirect.objects.create(old_path="/old", redirect_link="/search/"))
    assert moves(lambda: Subject.objects.update(slug="luna"))
    assert moves(lambda: Licence.objects.update(may_adapt="no"))
    assert moves(lambda: PageViewRestriction.objects.create(page=site, restriction_type="login"))
    assert moves(lambda: Withdrawal.objects.create(page=page, reason="An agreement has ended."))


def test_rows_that_belong_to_a_page_count_where_it_is_live(site, page):
    gallery = make_gallery("Craters", [page])
    items = GalleryItem.objects.filter(gallery=gallery)
    assert moves(lambda: items.update(caption="<p>Another caption.</p>"))
    Page.objects.filter(pk=gallery.pk).update(live=False)
    assert not moves(lambda: items.update(caption="<p>Words of a draft.</p>"))


def test_drafts_uploads_likes_and_what_the_worker_notes_do_not_move_it(site, page, editor):
    draft = StandardPage(title="A draft", slug="draft", summary="Of a page.", live=False)
    assert not moves(lambda: site.add_child(instance=draft))
    draft.title = "Another title"
    assert not moves(draft.save_revision)
    page.title = "A draft of a picture that is shown"
    assert not moves(page.save_revision)
    assert not moves(make_asset)
    assert not moves(lambda: make_image("Not shown", publish=False, release=False))
    assert not moves(lambda: Like.objects.create(translation_key=page.translation_key, visitor="v"))
    assert not moves(
        lambda: LikeCount.objects.create(translation_key=page.translation_key, count=1)
    )
    assert not moves(lambda: Release.objects.update(confirmed_at=timezone.now()))
    assert not moves(lambda: editor.save())


def test_saving_without_a_change_does_not_move_it(site):
    assert not moves(lambda: Page.objects.get(pk=site.pk).save())


def test_it_moves_with_its_transaction_or_not_at_all(site, page):
    before = number()
    with pytest.raises(RuntimeError), transaction.atomic():
        Entry.objects.update(credit="ESA/Another")
        raise RuntimeError
    assert number() == before


def test_a_reader_of_its_own_sees_what_was_committed(site, page):
    reader = Reader()
    before = reader()
    assert before == number()
    Entry.objects.update(credit="ESA/Another")
    assert reader() == number() > before
    reader.close()


def test_a_reader_says_none_while_there_is_no_number(site):
    reader = Reader()
    Generation.objects.all().delete()
    assert reader() is None
    reader.close()


def test_migrating_puts_the_triggers_back(site, page):
    from portal.page_cache.triggers import remove_triggers

    before = number()
    remove_triggers(connection)
    assert not moves(lambda: Entry.objects.update(credit="ESA/Another"))
    assert Reader()() is None, "A cache would not hear of it"
    remove_triggers(connection)
    call_command("migrate", verbosity=0)
    assert number() > before, "No cache takes it for the number of before"
    assert moves(lambda: Entry.objects.update(credit="ESA/A third"))


def test_every_table_that_is_said_not_to_count_is_there(db):
    known = {model._meta.label_lower for model in apps.get_models()}
    assert known >= UNSEEN | SEEN_BESIDES
    assert {name.split(".")[0] for name in UNSEEN} <= set(ROOMS)
    names = [
        seen.named(event) for seen in seen_tables() for event in ("insert", "update", "delete")
    ]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 63
