"""What visitors may see: one rule, whichever way it is asked."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.models import Page

from media.archive.keeping import keep
from media.models import ImagePage, PageSubject, Release
from media.pages.visibility import is_visible, visible
from tests.factories import make_gallery, make_image, make_story, make_subject
from tests.quick_releases import make_shown_image, note_release, small_asset

pytestmark = pytest.mark.django_db


def picture(**options) -> ImagePage:
    return make_image(release=False, asset=small_asset(), **options)


def with_release_in(state: Release.State) -> ImagePage:
    page = picture()
    note_release(page)
    page.releases.update(state=state)
    keep([page.pk])
    return page


def unpublished(page):
    page.unpublish()
    return page


# How a page stands, and whether visitors may see it.
STANDINGS = {
    "a story": (make_story, True),
    "a story in draft": (lambda: make_story(publish=False), False),
    "an unpublished gallery": (lambda: unpublished(make_gallery()), False),
    "a picture": (make_shown_image, True),
    "a picture in draft": (lambda: picture(publish=False), False),
    "a picture without files": (picture, False),
    "an unpublished picture": (lambda: unpublished(make_shown_image()), False),
    **{
        f"a picture whose files are {state}": (lambda state=state: with_release_in(state), False)
        for state in Release.State.values
        if state != Release.State.PUBLIC
    },
}


@pytest.mark.parametrize("standing", STANDINGS)
def test_every_way_to_ask_gives_the_same_answer(site, standing):
    make, is_seen = STANDINGS[standing]
    page = make()
    subject = make_subject("Moon")
    PageSubject.objects.create(tag=subject, content_object=page)
    own = {"pk": page.pk}
    answers = {
        "rows": Page.objects.filter(visible(), **own).exists(),
        "rows of its type": type(page).objects.visible().filter(**own).exists(),
        "beside the row": Page.objects.annotate(is_visible=is_visible()).get(**own).is_visible,
        "behind a relation": PageSubject.objects.filter(visible("content_object__")).exists(),
        "the page": type(page).objects.get(**own).is_visible,
    }
    assert answers == dict.fromkeys(answers, is_seen)


def test_a_picture_with_earlier_files_is_counted_once(site):
    page = make_shown_image()
    earlier = {"state": Release.State.SUPERSEDED, "packet_hash": "earlier"}
    release = Release.objects.get()
    release.pk = None
    for name, value in earlier.items():
        setattr(release, name, value)
    release.save()
    assert Page.objects.filter(visible(), pk=page.pk).count() == 1
    assert ImagePage.objects.visible().count() == 1


# What draws, lists, finds or answers for visitors.
PUBLIC = [
    *("media/archive", "media/stories", "media/visitors", "media/templatetags"),
    *("missions/models", "portal/models", "portal/views", "portal/templatetags"),
]
# They make the catalogue and the documents, which everything public asks.
KEEPERS = {"keeping", "catalogue_signals", "documents"}
# A rule of its own: neither what is live nor what is released is asked past `visibility`.
OWN_RULE = re.compile(
    r"\.live\b|\blive=True|__live\b(?!=False)|State\.PUBLIC|state=.public|\.public_release\b"
)


def test_nothing_public_has_a_rule_of_its_own():
    root = Path(settings.BASE_DIR)
    modules = [path for room in PUBLIC for path in (root / room).rglob("*.py")]
    modules = [path for path in modules if path.stem not in KEEPERS]
    templates = [
        path
        for room in ("media", "missions", "portal")
        for path in (root / room / "templates").rglob("*.html")
        if "admin" not in path.parts and "wagtailadmin" not in path.parts
    ]
    assert modules and templates
    found = {
        str(path.relative_to(root)): OWN_RULE.findall(path.read_text())
        for path in [*modules, *templates]
    }
    assert {name: said for name, said in found.items() if said} == {}
