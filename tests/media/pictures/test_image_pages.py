"""Image pages: the rules of their words, what publication demands, and their lasting name."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page, PageLogEntry, Revision

from media.models import ImageIndexPage, ImagePage, ImageText
from portal.scheduling import follow_schedule
from tests.factories import ALT, DESCRIPTION, make_asset, make_image, make_licence
from tests.forms import messages_of, read_form, send_form
from tests.quick_releases import make_shown_image, note_release, small_asset

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "publish"}
NEEDED = ["asset", "alt_text", "long_description", "credit", "licence"]
BLANK = ["", "   ", "\n\t ", "\u00a0\u2003"]


def edit_address(page: Page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def draft_with(**fields) -> ImagePage:
    fields.setdefault("asset", small_asset())
    return make_image(publish=False, **fields)


def nothing_in(field: str):
    return None if field in ("asset", "licence") else ""


def schedule(page: Page, moment) -> None:
    """Let a page be due at `moment`, past the checks of the editing form."""
    page.go_live_at = moment
    page.save_revision(clean=False, approved_go_live_at=moment)


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


# --- Saving while somebody publishes ------------------------------------------------------------


def test_an_autosave_on_its_way_does_not_take_a_publication_back(site, admin):
    page = draft_with()
    page.save_revision()
    fields = read_form(admin, edit_address(page))

    def publish_meanwhile(request, _page_as_it_was_read):
        ImagePage.objects.get().get_latest_revision().publish()

    with hooks.register_temporarily("before_edit_page", publish_meanwhile):
        response = admin.post(edit_address(page), {**fields, "credit": "Another agency"})

    assert response.status_code == 302
    page = ImagePage.objects.get()
    assert page.live
    assert page.credit == "Example agency"
    assert page.get_latest_revision_as_object().credit == "Another agency"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_save_waits_for_a_publication_that_is_not_finished(site, admin):
    page = draft_with()
    page.save_revision()
    fields = read_form(admin, edit_address(page))
    page_was_read = threading.Event()

    def save_meanwhile():
        admin.post(edit_address(page), fields)
        connection.close()

    def note(request, _page_as_it_was_read):
        page_was_read.set()

    saving = threading.Thread(target=save_meanwhile)
    with hooks.register_temporarily("before_edit_page", note):
        with transaction.atomic():
            ImagePage.objects.get().get_latest_revision().publish()
            saving.start()
            assert page_was_read.wait(timeout=20)
            saving.join(timeout=0.5)
            assert saving.is_alive()
        saving.join(timeout=30)
    assert ImagePage.objects.get().live


# --- Alt text and caption ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alt_text", "reason"),
    [
        ("A crater at dawn", "repeats the title"),
        ("  a CRATER at dawn ", "repeats the title"),
        ("crater-0815.jpg", "repeats the file"),
        ("Crater-0815", "repeats the file"),
        ("Image of a crater.", "screen reader says already"),
        ("An image of a crater.", "screen reader says already"),
        ("The photo showing a crater.", "screen reader says already"),
        ("A picture of a crater.", "screen reader says already"),
    ],
)
def test_an_alt_text_that_says_nothing_is_refused(site, alt_text, reason):
    page = draft_with(asset=make_asset("crater-0815.jpg", size=(8, 6)))
    page.alt_text = alt_text
    with pytest.raises(ValidationError, match=reason) as refusal:
        page.full_clean()
    assert set(refusal.value.message_dict) == {"alt_text"}


@pytest.mark.parametrize(
    "alt_text",
    [
        ALT,
        "Images of the Sun hang in a row on the wall.",
        "A crater at dawn, with a bright rim.",
        "Ein Bild von einem Krater.",
        "🌕",
    ],
)
def test_an_alt_text_that_says_something_is_taken(site, alt_text):
    page = draft_with()
    page.alt_text = alt_text
    page.full_clean()


def test_an_alt_text_may_be_250_characters_long_and_no_longer(site):
    page = draft_with()
    page.alt_text = "x" * 250
    page.full_clean()
    page.alt_text += "x"
    with pytest.raises(ValidationError, match="250"):
        page.full_clean()


@pytest.mark.parametrize(
    "caption",
    [
        "<p>Seen in 1971. [Image description: a grey crater.]</p>",
        "<p>[image DESCRIPTION: a grey crater.]</p>",
        "<p>[<b>Image description:</b> a grey crater.]</p>",
        "<p>[<b>Image</b> <i>description</i>: a grey crater.]</p>",
        "<p><b>[</b>Image description: a grey crater.]</p>",
        "<p>[ Image  description: a grey crater.]</p>",
        "<p>[Image&nbsp;description: a grey crater.]</p>",
        "<p>[\nImage description</p>",
    ],
)
def test_a_description_hidden_in_the_caption_is_refused_with_the_place_where_it_belongs(
    site, caption
):
    page = draft_with()
    page.caption = caption
    with pytest.raises(ValidationError, match="field “Image description”"):
        page.full_clean()
    text = ImageText(
        page=page, language="fr", title="Un cratère", alt_text="Gris.", caption=caption
    )
    text.long_description = DESCRIPTION
    with pytest.raises(ValidationError, match="field “Image description”"):
        text.full_clean()


@pytest.mark.parametrize(
    "caption",
    ["", "<p>The crater [east rim] was visited.</p>", "<p>Its image description won a prize.</p>"],
)
def test_other_captions_are_taken(site, caption):
    page = draft_with()
    page.caption = caption
    page.full_clean()


def test_the_admin_shows_the_refusal_beside_the_field(site, admin):
    page = draft_with()
    response = send_form(admin, edit_address(page), alt_text=page.title, **PUBLISH)
    assert "repeats the title" in str(response.context["form"].errors["alt_text"])
    assert "repeats the title" in response.content.decode()


# --- Drafts and publication -------------------------------------------------------------------


def test_a_draft_may_lack_everything_but_its_title(site, admin):
    archive = ImageIndexPage.objects.get()
    address = f"/admin/pages/add/media/imagepage/{archive.pk}/"
    response = send_form(admin, address, title="Something", slug="something")
    page = ImagePage.objects.get()
    assert response.redirect_chain[-1][0] == edit_address(page)
    assert not page.live
    assert not any(getattr(page, field) for field in NEEDED)
    assert admin.get(edit_address(page)).status_code == 200


@pytest.mark.parametrize("field", NEEDED)
def test_the_admin_publishes_nothing_that_lacks(site, admin, field):
    page = draft_with()
    response = send_form(admin, edit_address(page), **{field: ""}, **PUBLISH)
    assert field in response.context["form"].errors
    assert not is_live(page)
    send_form(admin, edit_address(page), **PUBLISH)
    assert is_live(page)


@pytest.mark.parametrize("field", NEEDED)
def test_no_program_publishes_what_lacks(site, field):
    page = draft_with()
    setattr(page, field, nothing_in(field))
    with pytest.raises(ValidationError) as refusal:
        page.save_revision().publish()
    assert field in refusal.value.message_dict
    assert not is_live(page)


@pytest.mark.parametrize("field", NEEDED)
def test_no_program_saves_a_live_page_that_lacks(site, field):
    page = make_image(release=False, asset=small_asset())
    setattr(page, field, nothing_in(field))
    with pytest.raises(ValidationError) as refusal:
        page.save()
    assert field in refusal.value.message_dict


@pytest.mark.parametrize(
    ("field", "blank"),
    list(zip(["alt_text", "long_description", "credit"], BLANK[1:], strict=True)),
)
def test_blank_space_does_not_count_as_words(site, admin, field, blank):
    page = draft_with()
    setattr(page, field, blank)
    with pytest.raises(ValidationError) as refusal:
        page.save_revision().publish()
    assert field in refusal.value.message_dict
    page = ImagePage.objects.get()
    response = send_form(admin, edit_address(page), **{field: blank}, **PUBLISH)
    assert field in response.context["form"].errors
    assert not is_live(page)


@pytest.mark.parametrize("field", NEEDED)
def test_a_bad_page_that_is_due_is_unscheduled_and_the_next_one_is_published(site, field):
    early, late = (timezone.now() - timedelta(minutes=minutes) for minutes in (9, 3))
    bad, good = draft_with(title="Bad"), draft_with(title="Good")
    setattr(bad, field, nothing_in(field))
    for page, moment in ((bad, early), (good, late)):
        schedule(page, moment)
    said = list(follow_schedule())
    assert (is_live(bad), is_live(good)) == (False, True)
    assert "Could not publish “Bad”" in said[0]
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    entry = PageLogEntry.objects.get(action="portal.scheduled_publication_failed")
    assert entry.page_id == bad.pk
    assert entry.data["reasons"]
    assert entry.message.startswith("Scheduled publication failed: ")
    assert list(follow_schedule()) == []


def test_the_history_of_a_page_tells_of_the_failed_publication(site, admin):
    page = draft_with()
    page.alt_text = ""
    schedule(page, timezone.now() - timedelta(minutes=1))
    list(follow_schedule())
    response = admin.get(f"/admin/pages/{page.pk}/history/")
    assert "Scheduled publication failed: This field cannot be blank." in response.content.decode()


def test_a_page_is_published_at_its_time_and_not_before(site):
    page = draft_with()
    schedule(page, timezone.now() + timedelta(minutes=5))
    assert list(follow_schedule()) == []
    assert not is_live(page)
    schedule(page, timezone.now())
    assert list(follow_schedule()) == [f"Published “{page.title}” on time."]
    assert is_live(page)


# --- The identifier ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "identifier"),
    [
        ("A crater at dawn", "a-crater-at-dawn"),
        ("Größe & Höhe: Ångström!", "groe-hohe-angstrom"),
        ("月の石", "image"),
        ("--- ???", "image"),
        ("x" * 200, "x" * 70),
    ],
)
def test_the_identifier_is_made_from_the_title(site, title, identifier):
    assert draft_with(title=title, slug="given").identifier == identifier


def test_two_pictures_of_one_title_have_two_identifiers(site):
    titles = ["Crater", "Crater", "Crater 2", "Crater"]
    pages = [draft_with(title=title) for title in titles]
    assert [page.identifier for page in pages] == ["crater", "crater-2", "crater-2-2", "crater-3"]


def test_an_identifier_that_another_picture_has_is_refused(site, admin):
    first, second = draft_with(title="First"), draft_with(title="Second")
    response = send_form(admin, edit_address(second), identifier=first.identifier, **PUBLISH)
    assert "identifier" in response.context["form"].errors
    assert not is_live(second)


@pytest.mark.parametrize("identifier", ["Crater", "a crater", "krater-ä", "a/b", "a\n", "a_b"])
def test_an_identifier_has_lower_case_letters_digits_and_hyphens_only(site, identifier):
    page = draft_with()
    page.identifier = identifier
    with pytest.raises(ValidationError, match="lower-case letters"):
        page.full_clean()


def test_an_identifier_can_change_before_the_first_publication_and_never_after(site, admin):
    page = draft_with()
    send_form(admin, edit_address(page), identifier="as1-11-1971", **PUBLISH)
    page = ImagePage.objects.get()
    assert (page.identifier, page.live) == ("as1-11-1971", True)
    response = send_form(admin, edit_address(page), identifier="another", **PUBLISH)
    assert "stays “as1-11-1971”" in str(response.context["form"].errors["identifier"])
    page.identifier = "another"
    with pytest.raises(ValidationError, match="stays “as1-11-1971”"):
        page.save_revision().publish()
    ImagePage.objects.get().unpublish()
    page = ImagePage.objects.get()
    page.identifier = "another"
    with pytest.raises(ValidationError, match="stays “as1-11-1971”"):
        page.save_revision().publish()
    assert ImagePage.objects.get().identifier == "as1-11-1971"


def test_the_identifier_leads_to_the_page_and_survives_a_new_slug(
    site, admin, client, django_capture_on_commit_callbacks
):
    page = make_shown_image()
    with django_capture_on_commit_callbacks(execute=True):
        send_form(admin, edit_address(page), slug="another-address", **PUBLISH)
    client.logout()
    response = client.get("/id/a-crater-at-dawn")
    assert (response.status_code, response["Location"]) == (302, "/images/another-address/")
    assert client.get(response["Location"]).status_code == 200
    response = client.get("/images/a-crater-at-dawn/")
    assert (response.status_code, response["Location"]) == (301, "/images/another-address/")


def test_a_draft_whose_new_identifier_was_taken_meanwhile_keeps_its_own(site, admin):
    page, other = draft_with(title="First"), draft_with(title="Second")
    page.identifier = "wanted"
    page.save_revision()
    assert read_form(admin, edit_address(page))["identifier"] == ["wanted"]
    send_form(admin, edit_address(other), identifier="wanted", **PUBLISH)
    assert read_form(admin, edit_address(page))["identifier"] == ["first"]
    send_form(admin, edit_address(page), **PUBLISH)
    assert ImagePage.objects.get(pk=page.pk).identifier == "first"


def test_an_identifier_that_nothing_has_is_not_found(site, client):
    for identifier in ("nothing", "-", "A-Crater", "x" * 500):
        assert client.get(f"/id/{identifier}").status_code == 404


# --- Copies -----------------------------------------------------------------------------------


def copy(admin, page: Page, **choices):
    return send_form(
        admin, f"/admin/pages/{page.pk}/copy/", new_title="A copy", new_slug="a-copy", **choices
    )


@pytest.mark.parametrize("live", [False, True])
def test_a_copy_gets_an_identifier_of_its_own_and_its_draft_opens(site, admin, live):
    page = make_image(publish=live, release=False, asset=small_asset())
    assert copy(admin, page).status_code == 200
    twin = ImagePage.objects.get(slug="a-copy")
    assert not twin.live
    assert twin.identifier not in ("", page.identifier)
    assert read_form(admin, edit_address(twin))["identifier"] == [twin.identifier]
    send_form(admin, edit_address(twin), **PUBLISH)
    assert is_live(twin)
    identifiers = set(ImagePage.objects.values_list("identifier", flat=True))
    assert identifiers == {page.identifier, twin.identifier}


def test_a_picture_has_one_page_and_no_alias(site, admin):
    page = make_image(release=False, asset=small_asset())
    fields = read_form(admin, f"/admin/pages/{page.pk}/copy/")
    assert not {"alias", "publish_copies"} & set(fields)
    copy(admin, page, alias="on", publish_copies="on")
    twin = ImagePage.objects.get(slug="a-copy")
    assert (twin.alias_of, twin.live) == (None, False)


# --- The end of a consent ---------------------------------------------------------------------


def test_a_picture_withdraws_after_the_last_day_of_its_use(site, client):
    today = timezone.localdate()
    ended = make_shown_image("Ended", use_until=today - timedelta(days=1))
    lasting = make_shown_image("Lasting", use_until=today)
    assert client.get(ended.url).status_code == 200
    assert list(follow_schedule()) == ["Withdrew “Ended”: its last day of use has passed."]
    assert (is_live(ended), is_live(lasting)) == (False, True)
    assert client.get(ended.url).status_code == 410
    assert client.get(lasting.url).status_code == 200
    entry = PageLogEntry.objects.filter(action="media.withdrawn").get()
    assert entry.page_id == ended.pk


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_files_go_with_the_consent(site, client):
    page = make_image(use_until=timezone.localdate() - timedelta(days=1))
    address = page.release.url_of(page.release.files[0])
    assert client.get(address).status_code == 200
    list(follow_schedule())
    assert client.get(address).status_code == 404


# --- Neighbours -------------------------------------------------------------------------------


def test_previous_and_next_lead_past_what_is_not_released(site, client):
    first = make_shown_image("The first crater")
    hidden = [
        make_image("Hidden live", release=False, asset=small_asset()),
        make_image("Hidden draft", publish=False, asset=small_asset()),
        make_shown_image("Hidden again"),
    ]
    hidden[2].unpublish()
    last = make_shown_image("The last crater")
    for page, name, neighbour in ((last, "next", first), (first, "previous", last)):
        response = client.get(page.url)
        assert response.context[name].page_id == neighbour.pk
        said = response.content.decode()
        assert neighbour.title in said
        assert "Hidden" not in said
    note_release(hidden[0])
    assert client.get(last.url).context["next"].page_id == hidden[0].pk


def test_the_first_and_the_last_picture_have_one_neighbour(site, client):
    page = make_shown_image()
    context = client.get(page.url).context
    assert (context["previous"], context["next"]) == (None, None)


# --- What visitors read -----------------------------------------------------------------------


def test_the_page_says_everything_about_its_picture(site, client):
    page = make_shown_image(
        title="A crater & its rim",
        taken_on="1971-07",
        credit="Agency <Archive>",
        caption="<p>Visited in <b>1971</b>.</p>",
        licence=make_licence("CC BY-SA 3.0"),
    )
    said = client.get(page.url).content.decode()
    assert "<h1>A crater &amp; its rim</h1>" in said
    assert f'alt="{page.alt_text}"' in said
    assert 'aria-describedby="description"' in said
    for paragraph in DESCRIPTION.split("\n\n"):
        assert paragraph in said
    assert "Agency &lt;Archive&gt;" in said
    assert "July 1971" in said
    assert "CC BY-SA 3.0" in said
    assert "Visited in <b>1971</b>." in said
    assert f"/download/{page.identifier}/full.jpg" in said


def test_publication_says_so_in_the_admin(site, admin):
    page = draft_with()
    assert "published" in messages_of(send_form(admin, edit_address(page), **PUBLISH))
