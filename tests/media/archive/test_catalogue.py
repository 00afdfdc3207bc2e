"""The catalogue says what the pages say, whatever happens to these, and nothing beyond it is shown."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from media.archive.catalogue import (
    Entry,
    EntrySubject,
    EntryWords,
    FacetCount,
    Orientation,
    position_of,
)
from media.archive.keeping import counted, keep, keep_all, recount, stored_rows, wanted_rows
from media.models import ImageIndexPage, ImagePage, ImageText, Licence, Release, Subject
from media.release.closing import close
from media.release.opening import switch_to
from tests.factories import (
    make_gallery,
    make_licence,
    make_mission,
    make_story,
    make_subject,
    merge,
)
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


def kept() -> dict[str, int]:
    rows = FacetCount.objects.exclude(number=0)
    return {(row.facet, row.value): row.number for row in rows}


def assert_right() -> None:
    """The catalogue is what a rebuilt one would be."""
    keys = list(ImagePage.objects.values_list("pk", flat=True))
    assert stored_rows(keys) == wanted_rows(keys)
    assert Entry.objects.exclude(page__in=keys).count() == 0
    assert kept() == {facet: number for facet, number in counted().items() if number}


# --- What it says -----------------------------------------------------------------------------


def test_an_entry_says_what_a_card_and_a_filter_ask(site):
    moon = make_subject("Moon")
    page = make_shown_image("A crater", subjects=[moon], taken_on="1998-07", kind="map")
    entry = Entry.objects.get()
    assert (entry.page_id, entry.title, entry.alt_text) == (page.pk, "A crater", page.alt_text)
    assert (entry.kind, entry.credit, entry.licence) == ("map", page.credit, page.licence)
    assert (entry.width, entry.height, entry.orientation) == (2000, 1500, "landscape")
    assert (entry.taken_first, entry.taken_last) == (date(1998, 7, 1), date(1998, 7, 31))
    assert entry.parent_id == ImageIndexPage.objects.get().pk
    assert entry.get_url() == page.url
    assert list(entry.about.values_list("subject", flat=True)) == [moon.pk]


def test_words_stand_in_it_in_every_language_that_is_whole(site):
    page = make_shown_image("A crater", caption="<p>Seen from <b>above</b>.</p>")
    whole = {"title": "Un cratère", "alt_text": "Rond.", "long_description": "Tout rond."}
    half = {"title": "Ein Krater", "alt_text": "Rund.", "long_description": ""}
    ImageText.objects.create(page=page, language="fr", **whole)
    ImageText.objects.create(page=page, language="de", **half)
    keep([page.pk])
    said = {one.language: (one.title, one.caption) for one in EntryWords.objects.all()}
    assert said == {"en": ("A crater", "Seen from above."), "fr": ("Un cratère", "")}


@pytest.mark.parametrize(
    ("size", "orientation"),
    [((1600, 900), "landscape"), ((900, 1600), "portrait"), ((1000, 1000), "square")]
    + [((1050, 1000), "square"), ((1000, 1050), "square"), ((1000, 1101), "portrait")],
)
def test_a_picture_that_is_nearly_square_counts_as_square(size, orientation):
    assert Orientation.of(*size) == orientation


def test_the_later_the_date_that_visitors_see_the_earlier_a_picture_stands(site):
    shown = {
        "Long ago": {"published_on": date(1962, 2, 20)},
        "Once": {"published_on": date(1990, 4, 24)},
        "Now": {},
    }
    for title, dates in reversed(shown.items()):
        make_shown_image(title, **dates)
    titles = list(Entry.objects.newest_first().values_list("title", flat=True))
    assert titles == ["Now", "Once", "Long ago"]


@pytest.mark.parametrize("year", [1, 1600, 2026, 9999])
def test_every_date_has_a_place_that_the_database_can_keep(site, year):
    page = make_shown_image(published_on=date(year, 1, 1))
    assert Entry.objects.get().position == position_of(page)
    assert abs(position_of(page)) < 1 << 63


def test_two_pictures_of_one_second_have_two_places():
    moment = datetime(2026, 5, 19, 3, 52, 1, tzinfo=UTC)
    pages = [ImagePage(pk=pk, first_published_at=moment) for pk in (7, 8)]
    assert position_of(pages[0]) < position_of(pages[1])


# --- What may not stand in it -----------------------------------------------------------------


@pytest.mark.parametrize("column", ["title", "alt_text", "credit", "url_path"])
def test_the_database_refuses_an_entry_that_does_not_say_all(site, column):
    make_shown_image()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(**{column: ""})


@pytest.mark.parametrize("column", ["title", "alt_text", "long_description"])
def test_the_database_refuses_words_that_are_not_whole(site, column):
    make_shown_image()
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryWords.objects.update(**{column: ""})


@pytest.mark.parametrize("column", ["licence", "release"])
def test_the_database_refuses_an_entry_without_licence_or_files(site, column):
    make_shown_image()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(**{column: None})


@pytest.mark.parametrize("lost", ["alt_text", "long_description", "credit", "licence"])
def test_a_page_that_lost_what_it_needs_leaves_the_catalogue(site, client, lost):
    page = make_shown_image()
    ImagePage.objects.filter(pk=page.pk).update(**{lost: None if lost == "licence" else ""})
    list(keep_all())
    assert not Entry.objects.exists()
    assert client.get(page.url).status_code == 404
    assert kept() == {}


# --- When it changes --------------------------------------------------------------------------


def test_a_release_enters_the_catalogue_in_the_transaction_that_opens_it(site):
    page = make_shown_image()
    release = Release.objects.get()
    close(Release.objects.all())
    assert not Entry.objects.exists()
    Release.objects.update(state=Release.State.PREPARED)
    release.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        switch_to(release, timezone.now())
    assert Entry.objects.get().page_id == page.pk
    # PostgreSQL is asked for a lock besides.
    assert len(queries) <= 32 + (connection.vendor == "postgresql")
    assert_right()


def test_a_release_that_does_not_open_does_not_enter(site):
    page = make_shown_image()
    release = Release.objects.get()
    close(Release.objects.all())
    page.unpublish()
    switch_to(release, timezone.now())
    assert not Entry.objects.exists()


def test_a_picture_leaves_with_the_transaction_that_closes_its_release(site):
    make_shown_image()
    with pytest.raises(RuntimeError), transaction.atomic():
        close(Release.objects.all())
        assert not Entry.objects.exists()
        raise RuntimeError
    assert Entry.objects.exists()
    close(Release.objects.all())
    assert not Entry.objects.exists()
    assert not EntryWords.objects.exists()
    assert kept() == {}


def test_an_unpublished_and_a_deleted_picture_leave_at_once(site):
    away, gone = make_shown_image("Away"), make_shown_image("Gone")
    away.unpublish()
    assert [entry.title for entry in Entry.objects.all()] == ["Gone"]
    gone.delete()
    assert not Entry.objects.exists()
    assert_right()


def test_an_autosave_of_a_draft_asks_nothing_of_the_catalogue(site):
    page = make_shown_image()
    page.title = "A draft"
    with CaptureQueriesContext(connection) as queries:
        page.save_revision(clean=False)
    assert Entry.objects.get().title == "A crater at dawn"
    assert not [one for one in queries.captured_queries if "media_entry" in one["sql"]]


def test_a_new_address_is_followed_below_a_moved_page_too(site):
    page = make_shown_image("A crater")
    archive = ImageIndexPage.objects.get()
    archive.slug = "pictures"
    archive.save()
    assert Entry.objects.get().get_url() == "/pictures/a-crater/"
    assert_right()
    page = ImagePage.objects.get()
    page.slug = "the-crater"
    page.save()
    assert Entry.objects.get().get_url() == "/pictures/the-crater/"
    assert_right()


def test_a_page_called_alike_does_not_move_along(site):
    make_shown_image("One", slug="one"), make_shown_image("One and more", slug="one-more")
    page = ImagePage.objects.get(slug="one")
    page.slug = "first"
    page.save()
    urls = {entry.title: entry.get_url() for entry in Entry.objects.all()}
    assert urls == {"One": "/images/first/", "One and more": "/images/one-more/"}


def test_pictures_of_a_merged_subject_are_about_the_whole(site):
    part, whole, other = make_subject("Luna"), make_subject("Moon"), make_subject("Mars")
    make_shown_image("One", subjects=[part])
    make_shown_image("Both", subjects=[part, whole, other])
    merge(part, whole)
    assert_right()
    assert Entry.objects.filter(about__subject=whole).count() == 2
    assert not EntrySubject.objects.filter(subject=part).exists()
    larger = make_subject("Satellites")
    merge(Subject.objects.get(pk=whole.pk), larger)
    assert_right()
    assert Entry.objects.filter(about__subject=larger).count() == 2
    part = Subject.objects.get(pk=part.pk)
    part.merged_into = None
    part.save()
    assert_right()
    assert Entry.objects.filter(about__subject=part).count() == 2


def test_a_deleted_subject_and_a_deleted_licence_are_counted_no_more(site):
    moon = make_subject("Moon")
    make_shown_image("One", subjects=[moon])
    make_shown_image("Other", licence=make_licence("CC0"))
    moon.delete()
    assert_right()
    Licence.objects.get(short_name="CC0").delete()
    assert [entry.title for entry in Entry.objects.all()] == ["One"]
    assert_right()


# --- Rebuilding -------------------------------------------------------------------------------


def test_a_rebuilt_catalogue_is_right_whatever_was_done_behind_it(site):
    kept_one, lost, stray = (make_shown_image(title) for title in ("Kept", "Lost", "Stray"))
    Entry.objects.filter(page=lost.pk).delete()
    Entry.objects.filter(page=kept_one.pk).update(title="Another", credit="Nobody")
    EntryWords.objects.filter(entry__page=kept_one.pk).update(alt_text="Wrong")
    Page.objects.filter(pk=stray.pk).update(live=False)
    FacetCount.objects.update(number=F("number") + Value(40))
    out = StringIO()
    call_command("rebuild_catalogue", stdout=out)
    assert_right()
    said = out.getvalue()
    for title in ("Kept", "Lost", "Stray"):
        assert f"“{title}”" in said
    assert "2 pictures are in the catalogue." in said
    again = StringIO()
    call_command("rebuild_catalogue", stdout=again)
    assert again.getvalue() == "2 pictures are in the catalogue.\n"


def test_rebuilding_goes_on_where_it_was_stopped(site, monkeypatch):
    monkeypatch.setattr("media.archive.keeping.AT_ONCE", 2)
    for number in range(5):
        make_shown_image(f"Number {number}")
    Entry.objects.all().delete()
    steps = keep_all()
    next(steps)
    steps.close()
    assert Entry.objects.count() == 2
    list(keep_all())
    assert Entry.objects.count() == 5
    assert_right()


def test_numbers_that_are_right_are_left_alone(site):
    make_shown_image()
    assert not recount()
    FacetCount.objects.filter(facet="kind").update(number=7)
    assert recount()
    assert_right()


def test_keeping_a_picture_costs_the_same_among_many(site):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            keep([page.pk])
        return len(queries)

    page = make_shown_image("One", subjects=[make_subject("Moon")])
    alone = cost()
    for number in range(3):
        make_shown_image(f"Other {number}", subjects=[make_subject("Moon")])
    assert cost() == alone <= 12  # two of them are the savepoint


# --- Whatever happens -------------------------------------------------------------------------

SUBJECTS = ["Moon", "Mars", "Comets"]
LICENCES = ["CC BY 4.0", "CC0"]


class Desk:
    """What editors do to pictures, one act at a time."""

    def __init__(self):
        self.made = 0

    def any_page(self, number: int) -> ImagePage | None:
        pages = list(ImagePage.objects.order_by("pk"))
        return pages[number % len(pages)] if pages else None

    def publish(self, number: int) -> None:
        self.made += 1
        subjects = [make_subject(SUBJECTS[number % 3]), make_subject(SUBJECTS[(number + 1) % 3])]
        make_shown_image(
            f"Picture {self.made}",
            subjects=subjects,
            licence=make_licence(LICENCES[number % 2]),
            taken_on=("1998", "2001-05", "", "1990..1999")[number % 4].replace("..", "/"),
        )

    def edit(self, page: ImagePage, number: int) -> None:
        page.title, page.kind = f"Edited {number}", ImagePage.Kind.values[number % 6]
        page.published_on = None if number % 2 else date(1990 + number % 30, 1, 1)
        page.subjects.set([make_subject(SUBJECTS[number % 3])])
        page.save_revision().publish()

    def describe(self, page: ImagePage, number: int) -> None:
        words = {"title": f"Un {number}", "alt_text": "Deux", "long_description": "Trois"}
        page.texts = [ImageText(language=("fr", "de")[number % 2], **words)]
        page.save()

    def withdraw(self, page: ImagePage, number: int) -> None:
        page.unpublish()

    def close(self, page: ImagePage, number: int) -> None:
        close(page.releases.public())

    def delete(self, page: ImagePage, number: int) -> None:
        page.delete()

    def move(self, page: ImagePage, number: int) -> None:
        archive = ImageIndexPage.objects.get()
        archive.slug = f"images-{number}"
        archive.save()

    def rename(self, page: ImagePage, number: int) -> None:
        page.slug = f"slug-{number}-{page.pk}"
        page.save()

    def merge(self, page: ImagePage, number: int) -> None:
        subject = make_subject(SUBJECTS[number % 3])
        whole = make_subject(SUBJECTS[(number + 1) % 3])
        if not subject.merged_into_id and not whole.merged_into_id:
            merge(subject, whole)

    def part(self, page: ImagePage, number: int) -> None:
        subject = make_subject(SUBJECTS[number % 3])
        subject.merged_into = None
        subject.save()

    def licence(self, page: ImagePage, number: int) -> None:
        page.licence = make_licence(LICENCES[number % 2])
        page.save_revision().publish()


ACTS = [name for name in vars(Desk) if name[0] != "_" and name not in ("any_page", "publish")]


@given(
    acts=st.lists(st.tuples(st.sampled_from(["publish", *ACTS]), st.integers(0, 60)), max_size=9)
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_editors_do_leaves_the_catalogue_as_a_rebuilt_one(site, acts):
    with transaction.atomic():
        desk = Desk()
        desk.publish(0), desk.publish(1)
        for act, number in acts:
            if act == "publish":
                desk.publish(number)
            elif page := desk.any_page(number):
                getattr(desk, act)(page, number)
            assert_right()
        transaction.set_rollback(True)


# --- Nothing beyond it ------------------------------------------------------------------------


def test_with_the_catalogue_emptied_no_page_shows_a_picture_and_none_breaks(site, client):
    moon = make_subject("Moon")
    images = [make_shown_image(f"Xylophone {number}", subjects=[moon]) for number in range(3)]
    value = {"image": images[0].pk, "caption": "", "alt_text": "", "decorative": False}
    pages = [
        site,
        *Page.objects.child_of(site).live(),
        make_gallery("Pits", images, subjects=[moon]),
        make_story(
            body=[{"type": "figure", "value": value}], lead_image=images[1], subjects=[moon]
        ),
        make_mission(lead_image=images[2], subjects=[moon]),
    ]
    site.featured_image = images[0]
    site.save()
    others = ["/search/?q=xylophone", "/sitemap.xml", "/sitemap-pages.xml", "/images/?q=xylophone"]
    addresses = [page.url for page in pages] + others
    assert b"<picture" in client.get(site.url).content
    Entry.objects.all().delete()
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in (200, 404), address
        said = answer.content.decode()
        assert "<picture" not in said, address
        assert "Xylophone" not in said, address
        assert "/files/" not in said, address
    for image in images:
        assert client.get(image.url).status_code == 404
        assert client.get(f"/id/{image.identifier}").status_code == 404
        assert client.get(f"/download/{image.identifier}/full.jpg").status_code == 404
        assert client.put(f"/likes/{image.pk}/").status_code == 404
