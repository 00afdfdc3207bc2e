"""Press links: who gets to see what before a release, until when, and what ends it."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.management.commands.purge_revisions import purge_revisions
from wagtail.models import Page, PageLogEntry

from media.intake.incoming import Incoming
from media.intake.replacing import replace_file
from media.models import ImagePage, Licence, Preparation, PressLink
from media.release.opening import reconcile
from media.release.press_addresses import token_of
from media.release.waking import files_wanted
from media.release.withdrawing import withdraw_for
from portal.models import StandardPage
from tests.factories import make_image, make_press_link, picture_bytes, release_all
from tests.forms import messages_of, send_form
from tests.quick_releases import make_shown_image, note_prepared, small_asset

pytestmark = pytest.mark.django_db

FOR_WHOM = "Kim Doe, The Daily Star Gazer"


@pytest.fixture
def image(site) -> ImagePage:
    """A complete draft with its files prepared."""
    page = make_image("A crater at dusk", publish=False, asset=small_asset())
    note_prepared(page)
    return page


def desk_of(page: Page) -> str:
    return f"/admin/pages/{page.pk}/press-links/"


def address_of(link: PressLink) -> str:
    return reverse("press_preview", args=[token_of(link)])


def open_link(link: PressLink, name: str = ""):
    """What somebody whom nobody knows gets at a link, or for one of its files."""
    return Client().get(f"{address_of(link)}{name}")


def names_in(said: str, link: PressLink) -> set[str]:
    """The names of the files that a preview's page leads to."""
    return set(re.findall(rf"{re.escape(address_of(link))}([\w.-]+)", said))


# --- What the press sees ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_link_shows_one_version_with_its_files_whatever_is_saved_later(site, admin):
    image = make_image("A crater at dusk", publish=False)
    files_wanted.clear()
    response = send_form(admin, desk_of(image), note=FOR_WHOM)
    assert "The link is made" in messages_of(response)
    assert files_wanted.is_set()
    link = PressLink.objects.get()
    assert link.revision == image.get_latest_revision()
    assert address_of(link) in response.content.decode()
    list(reconcile())
    draft = image.get_latest_revision_as_object()
    draft.title, draft.alt_text = "A later title", "Later words."
    draft.save_revision()
    data = picture_bytes(colour=(200, 40, 40))
    replace_file(draft, Incoming(ContentFile(data, name="noon.jpg")), reason="Upside down.")
    release_all()

    answer = open_link(link)
    said = answer.content.decode()
    assert answer.status_code == 200
    for words in (image.title, image.alt_text, "small stones", "visited in 1971", image.credit):
        assert words in said
    assert "Later words." not in said
    assert "A later title" not in said
    release = Preparation.objects.get(revision=link.revision).release
    assert release.asset_hash == image.asset.sha256
    assert names_in(said, link) == {file["name"] for file in release.files}
    for file in release.files:
        got = open_link(link, file["name"])
        assert got.status_code == 200
        assert got["Content-Type"] == f"image/{file['format']}"
        kept = default_storage.open(f"{release.private_folder}/{file['name']}").read()
        assert b"".join(got.streaming_content) == kept
    full = open_link(link, release.manifest["downloads"]["full"]["name"])
    assert full["Content-Disposition"].startswith("attachment")


def test_a_preview_is_kept_and_indexed_by_nobody(image):
    link = make_press_link(image)
    file = Preparation.objects.get().release.files[0]["name"]
    ended = make_press_link(image, revoked_at=timezone.now())
    for answer in (open_link(link), open_link(link, file), open_link(ended)):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
    # Robots may come and read that: who is kept out lists the address all the same.
    assert "/preview/" not in Client().get("/robots.txt").content.decode()


def test_a_preview_offers_no_like_no_report_no_social_card_and_no_neighbours(image):
    make_shown_image("Before"), make_shown_image("After")
    said = open_link(make_press_link(image)).content.decode()
    for part in ('"like', "/report/", "og:", "canonical", 'rel="prev"', 'rel="next"'):
        assert part not in said


def test_the_banner_says_until_when_the_embargo_lasts(image):
    link = make_press_link(image)
    assert "the moment is not set yet" in open_link(link).content.decode()
    image = image.get_latest_revision_as_object()
    image.go_live_at = timezone.now().replace(hour=14, minute=5) + timedelta(days=3)
    image.save_revision().publish()
    moment = f"{image.go_live_at:%-d %B %Y, 14:05} UTC"
    said = open_link(link).content.decode()
    assert "under embargo until" in said
    assert moment in said


def test_downloads_are_left_out_where_the_licence_lets_nobody_show_the_picture(image):
    link, release = make_press_link(image), Preparation.objects.get().release
    Licence.objects.update(may_use=Licence.Answer.ASK)
    downloads = {file["name"] for file in release.downloads}
    assert not names_in(open_link(link).content.decode(), link) & downloads
    assert {open_link(link, name).status_code for name in downloads} == {404}


def test_until_the_files_are_made_a_link_asks_for_patience(site):
    link = make_press_link(make_image("A crater at dusk", publish=False, asset=small_asset()))
    answer = open_link(link)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "15"
    assert "being prepared" in answer.content.decode()
    assert "dusk" not in answer.content.decode()


def test_when_a_link_was_last_opened_is_known_to_the_minute_and_nothing_else(image):
    link = make_press_link(image)
    Client().head(address_of(link))
    assert PressLink.objects.get().last_opened_at is None
    open_link(link)
    opened = PressLink.objects.get().last_opened_at
    open_link(link)
    assert PressLink.objects.get().last_opened_at == opened
    assert timezone.now() - opened < timedelta(minutes=1)


def test_a_preview_needs_few_queries(image, django_assert_max_num_queries):
    link = make_press_link(image)
    open_link(link)
    with django_assert_max_num_queries(24):
        open_link(link)


# --- What ends a link -------------------------------------------------------------------------


def assert_ended(link: PressLink, *, says: str) -> None:
    for name in ("", Preparation.objects.first().release.files[0]["name"]):
        answer = open_link(link, name)
        said = answer.content.decode()
        assert answer.status_code == 410
        assert says in said
        for secret in ("dusk", "crater", FOR_WHOM):
            assert secret not in said


def test_a_link_ends_when_it_expires(image):
    link = make_press_link(image)
    made_at = timezone.now() - timedelta(days=8)
    expired = timezone.now() - timedelta(seconds=1)
    PressLink.objects.update(made_at=made_at, expires_at=expired)
    assert_ended(link, says="It was valid until")


def test_an_editor_revokes_a_link_and_its_history_says_so(image, admin, editor):
    link = make_press_link(image)
    response = send_form(admin, f"{desk_of(image)}{link.pk}/revoke/")
    assert "is revoked" in messages_of(response)
    assert_ended(link, says="It was revoked on")
    assert PressLink.objects.get().revoked_by == editor
    entry = PageLogEntry.objects.get(action="media.press_link_revoked")
    assert FOR_WHOM in entry.message
    assert token_of(link) not in str(entry.data)
    again = admin.get(f"{desk_of(image)}{link.pk}/revoke/", follow=True)
    assert "has ended already" in messages_of(again)


@pytest.mark.parametrize("end", ["unpublish", "withdraw"])
def test_a_link_ends_when_the_page_is_taken_from_the_public(site, end):
    image = make_shown_image("A crater at dawn")
    image.title = "A crater at dusk"
    image.save_revision()
    note_prepared(image)
    link = make_press_link(image)
    assert open_link(link).status_code == 200
    image = ImagePage.objects.get()
    if end == "unpublish":
        image.unpublish()
    else:
        withdraw_for(image, "Its owner asked for it.")
    assert_ended(link, says="It was revoked on")


def test_a_link_ends_with_the_agreement_to_show_the_picture(site):
    image = make_image("Dusk", publish=False, asset=small_asset(), use_until=date(2020, 1, 1))
    note_prepared(image)
    assert_ended(make_press_link(image), says="The agreement to show the picture has ended.")


def test_a_link_goes_with_its_page(image):
    link = make_press_link(image)
    ImagePage.objects.get().delete()
    assert open_link(link).status_code == 404
    assert not PressLink.objects.exists()


def test_an_address_that_nobody_was_given_opens_nothing(image):
    link = make_press_link(image)
    token = token_of(link)
    other = "a" if token[-1] != "a" else "b"
    for forged in (link.key, f"{token[:-1]}{other}", f"{link.key}.", "x", str(link.pk)):
        assert Client().get(f"/preview/{forged}/").status_code == 404
    assert open_link(link, "no-such-file.jpg").status_code == 404
    assert open_link(link, "..%2Fsecret.jpg").status_code == 404


def test_after_the_release_of_its_version_or_a_later_one_a_link_leads_to_the_page(image):
    link = make_press_link(image)
    draft = image.get_latest_revision_as_object()
    draft.save_revision().publish()
    release_all()
    answer = open_link(link)
    assert answer.status_code == 302
    assert answer["Location"] == ImagePage.objects.get().url
    assert answer["Cache-Control"] == "private, no-store"


def test_while_an_earlier_version_is_public_a_link_shows_the_next(site):
    image = make_shown_image("A crater at dawn")
    image.title = "A crater at dusk"
    image.save_revision()
    note_prepared(image)
    answer = open_link(make_press_link(image))
    assert answer.status_code == 200
    assert "A crater at dusk" in answer.content.decode()


# --- The desk ---------------------------------------------------------------------------------


def test_only_who_may_publish_gives_links_to_the_press(image):
    for number, (group, status) in enumerate({"Editors": 403, "Moderators": 200}.items()):
        person = User.objects.create_user(f"person-{number}")
        person.groups.add(Group.objects.get(name=group))
        client, link = Client(), make_press_link(image)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        revoke = f"{desk_of(image)}{link.pk}/revoke/"
        wanted = {200} if status == 200 else {302}
        for address in (desk_of(image), revoke):
            assert {client.get(address).status_code} == wanted
        form = client.get(f"/admin/pages/{image.pk}/edit/").content.decode()
        assert (address_of(link) in form) == (status == 200)
        assert ("Press links" in form) == (status == 200)
    assert Client().get(desk_of(image)).status_code == 302


@pytest.mark.parametrize(
    ("expires", "sentence"),
    [
        ({"days": 91}, "A link lasts 90 days at most"),
        ({"days": -1}, "This moment has passed"),
    ],
)
def test_a_link_lasts_ninety_days_at_most(image, admin, expires, sentence):
    moment = timezone.now() + timedelta(**expires)
    response = send_form(
        admin, desk_of(image), note=FOR_WHOM, expires_at=f"{moment:%Y-%m-%d %H:%M}"
    )
    assert sentence in response.content.decode()
    assert FOR_WHOM in response.content.decode()
    assert not PressLink.objects.exists()


def test_a_link_lasts_seven_days_unless_told(image, admin):
    send_form(admin, desk_of(image), note=FOR_WHOM)
    lasts = PressLink.objects.get().expires_at - timezone.now()
    assert timedelta(days=6, hours=23, minutes=58) < lasts < timedelta(days=7)


def test_no_link_is_made_to_what_could_not_be_published_or_is_published(site, admin):
    bare = make_image("Bare", publish=False, asset=small_asset(), alt_text="")
    said = admin.get(desk_of(bare)).content.decode()
    assert "Alt text: This field cannot be blank." in said
    assert "Make a press link" not in said
    values = {
        "note": FOR_WHOM,
        "expires_at": f"{timezone.now() + timedelta(days=1):%Y-%m-%d %H:%M}",
    }
    admin.post(desk_of(bare), values)
    shown = make_shown_image("A crater at dawn", asset=small_asset())
    assert "The latest version is published" in admin.get(desk_of(shown)).content.decode()
    admin.post(desk_of(shown), values)
    assert not PressLink.objects.exists()


# --- The version stays ------------------------------------------------------------------------


def test_autosave_does_not_write_over_the_version_that_a_link_shows(image, editor):
    draft = image.get_latest_revision_as_object()
    saved = draft.save_revision(user=editor)
    draft.title = "Typing"
    assert draft.save_revision(user=editor, overwrite_revision=saved) == saved
    link = make_press_link(image)
    draft.title = "Typing on"
    later = draft.save_revision(user=editor, overwrite_revision=saved)
    assert later != saved
    link.revision.refresh_from_db()
    assert link.revision.content["title"] == "Typing"


def test_a_version_that_a_valid_link_shows_is_not_purged(image):
    link = make_press_link(image)
    image.get_latest_revision_as_object().save_revision()
    assert purge_revisions() == (0, 1)
    PressLink.objects.all().revoke()
    assert purge_revisions() == (1, 0)
    assert open_link(link).status_code == 404


def test_no_page_takes_the_address_of_the_previews(site):
    page = StandardPage(title="Preview", slug="preview", summary="Ours.")
    page.live = False
    site.add_child(instance=page)
    with pytest.raises(ValidationError, match="an address of the site itself"):
        page.full_clean()
