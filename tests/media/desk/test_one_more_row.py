"""One more row costs no query: every listing of the desk, and the forms of pictures and galleries."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from media.models import (
    AssetVersion,
    Correction,
    DescriptionReport,
    Exposure,
    GalleryItem,
    ImageIndexPage,
    ImagePage,
    ImageText,
    Licence,
    Withdrawal,
)
from tests.drafts import add_french, make_draft
from tests.factories import make_asset, make_gallery, make_press_link, make_subject, merge
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

number = count(1)


def queries_of(client, address: str) -> list[str]:
    """What a page asks the database, once its pictures are drawn and nothing is remembered."""
    assert client.get(address).status_code == 200
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked]


def adds_no_query(client, address: str, add: Callable[[], object], keys: int = 0) -> None:
    """Asserts that what `add` adds to the two that are there is shown without a further query.

    Where a draft is read, modelcluster asks for each of the `keys` of each row of it whether that
    still leads anywhere; those queries are its own.
    """
    add(), add()
    before = queries_of(client, address)
    add()
    after = queries_of(client, address)
    more = Counter(sql[:400] for sql in after) - Counter(sql[:400] for sql in before)
    assert len(after) <= len(before) + keys, "\n".join(more)


# --- The listings -------------------------------------------------------------------------------


def make_picture(**fields) -> ImagePage:
    """A picture with a word in everything that a row may show."""
    page = make_shown_image(f"Crater {next(number)}", **fields)
    add_french(page)
    report(page)
    page.credit = "Another agency"
    page.save_revision()
    return page


def report(page: ImagePage) -> DescriptionReport:
    words = f"It is no crater, {next(number)}."
    return DescriptionReport.objects.create(page=page, problem="wrong", words=words)


def make_ending() -> None:
    make_picture(use_until=timezone.localdate() + timedelta(days=3))


def make_bare_picture() -> None:
    make_draft(f"Crater {next(number)}", alt_text="", long_description="")


def make_licence() -> None:
    Licence.objects.create(name=f"Licence {next(number)}", short_name="Free")


def make_topic_subject() -> None:
    page = make_draft(f"Crater {next(number)}")
    merge(make_subject(f"Word {next(number)}"), make_subject("Moon"))
    make_subject(f"Word {next(number)}")
    assert page


LISTINGS = {
    "reports about descriptions": ("/admin/description-reports/", make_picture),
    "agreements": ("/admin/agreements/", make_ending),
    "coverage": ("/admin/coverage/", make_picture),
    "archive": ("/admin/pages/{archive}/", make_picture),
    "all pictures": ("/admin/archive/", make_picture),
    "all pictures, as a list": ("/admin/archive/?q=crater&view=list", make_picture),
    "chooser": ("/admin/choose-picture/", make_picture),
    "results of the chooser": ("/admin/choose-picture/results/?q=crater", make_picture),
    "subjects": ("/admin/snippets/media/subject/", make_topic_subject),
    "licences": ("/admin/snippets/media/licence/", make_licence),
    "queue": ("/admin/coverage/describe/{picture}/", make_bare_picture),
    "home": ("/admin/", make_ending),
}


@pytest.mark.parametrize("name", LISTINGS)
def test_one_more_row_of_a_listing_adds_no_query(site, admin, name):
    address, add = LISTINGS[name]
    picture = make_draft("First", alt_text="", long_description="")
    archive = ImageIndexPage.objects.get()
    adds_no_query(admin, address.format(archive=archive.pk, picture=picture.pk), add)


def test_one_more_press_link_adds_no_query(site, admin):
    page = make_draft("Crater")

    def add():
        make_press_link(page)
        link = make_press_link(page)
        page.press_links.filter(pk=link.pk).revoke()

    adds_no_query(admin, f"/admin/pages/{page.pk}/press-links/", add)


# --- The form of a picture ----------------------------------------------------------------------


def earlier_file(page: ImagePage) -> None:
    earlier = make_asset(f"earlier-{next(number)}.jpg", size=(8 + next(number), 6))
    AssetVersion.objects.create(
        page=page, asset=earlier, successor=page.asset, reason="It was upside down."
    )


def language(page: ImagePage) -> None:
    code = f"x-{next(number)}"
    page.texts.add(
        ImageText(language=code, title="Title", alt_text="Words.", long_description="More words.")
    )


def withdrawal(page: ImagePage) -> None:
    now = timezone.now()
    Withdrawal.objects.create(page=page, reason="A mistake.", withdrawn_at=now, ended_at=now)


def look_alike(page: ImagePage) -> None:
    make_draft(f"Another {next(number)}", asset=small_asset())


def exposure(page: ImagePage) -> None:
    page.exposures.add(Exposure(facility=f"Telescope {next(number)}"))


ROWS = {
    "earlier file": earlier_file,
    "press link": make_press_link,
    "language": language,
    "exposure": exposure,
    "correction": lambda page: page.corrections.add(Correction(text="The crater was another.")),
    "report": report,
    "withdrawal": withdrawal,
    "look-alike": look_alike,
    "subject": lambda page: page.subjects.add(make_subject(f"Word {next(number)}")),
    "licence": lambda page: make_licence(),
}


# Rows that belong to the draft, with the number of their keys; taggit reads each subject once more.
DRAFTED = {"language": 1, "exposure": 1, "correction": 1, "subject": 3}


@pytest.mark.parametrize("name", ROWS)
def test_one_more_row_in_the_form_of_a_picture_adds_no_query(site, admin, name):
    page = make_draft("Crater")

    def add():
        draft = ImagePage.objects.get(pk=page.pk)
        ROWS[name](draft)
        if name in DRAFTED:
            draft.save()
            draft.save_revision(clean=False)

    adds_no_query(admin, f"/admin/pages/{page.pk}/edit/", add, DRAFTED.get(name, 0))


def test_one_more_picture_in_the_form_of_a_gallery_adds_no_query(site, admin):
    gallery = make_gallery("Craters", publish=False)

    def add():
        draft = Page.objects.get(pk=gallery.pk).specific
        draft.items.add(GalleryItem(image=make_shown_image(f"Crater {next(number)}")))
        draft.save()
        draft.save_revision(clean=False)

    adds_no_query(admin, f"/admin/pages/{gallery.pk}/edit/", add, keys=2)
