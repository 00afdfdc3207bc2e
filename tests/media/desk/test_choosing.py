"""Choosing pictures: what the grid shows to whom, what finds a picture, what an upload becomes."""

import json
import re
import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, get_page_models

from media.desk.choosing.widgets import PictureChooser
from media.models import (
    GalleryPage,
    ImageAsset,
    ImageIndexPage,
    ImagePage,
    ImageRendition,
    Release,
    Subject,
    SubjectName,
)
from media.release.working_copies import make_working_copy
from media.stories.blocks import FigureBlock
from portal.models import StoryIndexPage, StoryPage
from tests import factories
from tests.factories import (
    ALT,
    make_gallery,
    make_image,
    make_story,
    make_subject,
    merge,
    picture_bytes,
)
from tests.forms import send_form
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

GRID = "/admin/choose-picture/"
RESULTS = f"{GRID}results/"


def ask(client, address: str, **parameters):
    """What the dialogue answers: a grid as HTML, or the steps of its script."""
    response = client.get(address, parameters)
    assert response.status_code == 200, response.status_code
    return response.json() if response["Content-Type"] == "application/json" else response


def titles(client, **parameters) -> list[str]:
    html = ask(client, RESULTS, **parameters).content.decode()
    return re.findall(r'class="picture-card__title">([^<]*)<', html)


def make_draft(title: str, *, subjects=(), **fields) -> ImagePage:
    """A draft as the form of the admin saves it: a page that is not live, with its subjects."""
    fields.setdefault("asset", small_asset())
    page = make_image(title, publish=False, **fields)
    page.subjects.set(subjects)
    page.save()
    return page


# --- Where it stands --------------------------------------------------------------------------


def test_every_field_for_an_image_page_is_chosen_by_looking(site):
    found = []
    for model in get_page_models():
        form_class = model.get_edit_handler().get_form_class()
        classes = [form_class, *(one.form for one in form_class.formsets.values())]
        for fields in (one.base_fields for one in classes):
            for name, field in fields.items():
                if getattr(getattr(field, "queryset", None), "model", None) is ImagePage:
                    found.append(f"{model.__name__}.{name}")
                    assert isinstance(field.widget, PictureChooser), found[-1]
    wanted = {
        f"{model.__name__}.{field.name}"
        for model in get_page_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.remote_field.model is ImagePage
    }
    assert wanted | {"GalleryPage.image"} == set(found)
    assert isinstance(FigureBlock().child_blocks["image"].field.widget, PictureChooser)


def test_a_story_with_figures_from_before_opens_and_keeps_what_it_holds(site, admin):
    image = make_shown_image("Earthrise")
    figure = {"image": image.pk, "caption": "", "alt_text": "", "decorative": False}
    lost = {**figure, "image": 999_999}
    blocks = [{"type": "figure", "value": value} for value in (figure, lost)]
    story = make_story(body=blocks, lead_image=image)

    opened = admin.get(f"/admin/pages/{story.pk}/edit/")
    assert opened.status_code == 200
    first, second = StoryPage.objects.get().body
    shown = first.block.get_form_state(first.value)["image"]
    assert (shown["id"], shown["title"], shown["mark"]) == (image.pk, "Earthrise", "")
    assert shown["default_alt_text"] == ALT
    assert second.block.get_form_state(second.value)["image"] is None
    assert StoryPage.objects.get().body.get_prep_value()[0]["value"] == figure


# --- What finds a picture ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "earthri",
        "BLUE MARBLE",
        "hillocks",
        "seafaring",
        "Home planet",
        "terra",
        "gaia erde",
        "as08-14",
        "earthrise terra hillocks",
    ],
)
@pytest.mark.parametrize("make", [make_draft, make_shown_image], ids=["unseen", "shown"])
def test_a_picture_is_found_by_any_words_that_belong_to_it(site, admin, words, make):
    planet = make_subject("Home planet")
    SubjectName.objects.create(subject=planet, name="Terra", language="la")
    merged = make_subject("Gaia Erde")
    merge(merged, planet)
    make(
        "Earthrise",
        alt_text="A blue marble above grey ground.",
        long_description="In front, grey hillocks.",
        caption="<p>A seafaring people saw it.</p>",
        asset=factories.make_asset("as08-14-2383.jpg", size=(8, 6)),
        subjects=[planet],
    )
    make_draft("Something else")
    make_shown_image("Something shown", long_description="Its earth is grey and its moon is not.")
    assert titles(admin, q=words) == ["Earthrise"]
    assert titles(admin, q=f"{words} nowhere") == []


def test_what_is_seen_and_what_is_not_stand_in_one_order(site, admin):
    for number in range(2):
        make_draft(f"Earthrise {number}")
        make_shown_image(f"Earthrise {number}, seen")
    make_draft("Something else")
    # Its place in the catalogue is below zero.
    make_shown_image("Before 1970", published_on=date(1962, 2, 20))
    assert titles(admin, q="before") == ["Before 1970"]
    wanted = ["Earthrise 1, seen", "Earthrise 1", "Earthrise 0, seen", "Earthrise 0"]
    assert titles(admin, q="earthrise") == wanted
    assert titles(admin, q="earthrise seen") == wanted[::2]


@pytest.mark.parametrize("make", [make_draft, make_shown_image], ids=["unseen", "shown"])
def test_a_picture_is_found_by_a_subject_that_visitors_do_not_meet(site, admin, make):
    hidden = factories.make_mission("Smile", publish=False).presents
    SubjectName.objects.create(subject=hidden, name="Solar wind mission", language="en")
    proposed = Subject.objects.create(name="Quetzal", is_proposed=True)
    make("Earthrise", subjects=[hidden, proposed])
    make("Something else")
    for words in ("smile", "solar wind", "quetzal", "quetzal smile", "earthrise quetzal"):
        assert titles(admin, q=words) == ["Earthrise"], words


def test_a_picture_about_a_merged_subject_is_found_by_the_name_of_the_other(site, admin):
    make_draft("Earthrise", subjects=[make_subject("Luna")])
    merge(make_subject("Luna"), make_subject("Moon"))
    assert titles(admin, q="moon") == titles(admin, subject="Moon") == ["Earthrise"]


def test_the_grid_can_be_narrowed_by_kind_subject_release_and_who_uploaded(site, admin, editor):
    moon, moonquake = make_subject("Moon"), make_subject("Moonquake")
    mine = factories.make_asset(size=(8, 6))
    ImageAsset.objects.filter(pk=mine.pk).update(uploaded_by_user=editor)
    make_shown_image("Shown", subjects=[moon])
    make_draft("Quake", subjects=[moonquake], kind="chart")
    make_draft("Mine", asset=mine)
    assert titles(admin) == ["Mine", "Quake", "Shown"]
    assert titles(admin, kind="chart") == ["Quake"]
    assert titles(admin, subject="moon") == ["Shown"]
    assert titles(admin, subject="moo") == ["Quake", "Shown"]
    assert titles(admin, released="yes") == ["Shown"]
    assert titles(admin, released="no") == ["Mine", "Quake"]
    assert titles(admin, mine="on") == ["Mine"]
    assert titles(admin, released="no", kind="chart", q="quake") == ["Quake"]
    assert titles(admin, kind="nonsense") == []
    assert admin.get(RESULTS, {"p": "nonsense"}).status_code == 404


# --- What the grid shows ----------------------------------------------------------------------


def mark_of(client, page: ImagePage) -> tuple[str, str]:
    shown = ask(client, f"{GRID}chosen/{page.pk}/")["result"]
    return shown["mark"], shown["meaning"]


def test_a_mark_says_why_visitors_do_not_see_a_picture(site, admin):
    assert mark_of(admin, make_shown_image("Shown")) == ("", "")
    draft = make_draft("Draft")
    assert mark_of(admin, draft) == ("Draft", "Visitors see it only after it is published.")

    waiting = make_image("Waiting", release=False, asset=small_asset())
    mark, meaning = mark_of(admin, waiting)
    assert mark == "Being prepared"
    assert meaning.startswith("Visitors see it only after its public files are made")
    Release.objects.create(
        page=waiting, identifier="waiting", state=Release.State.FAILED, started_at=timezone.now()
    )
    assert mark_of(admin, waiting)[0] == "Files failed"

    waiting.unpublish()
    assert mark_of(admin, waiting)[0] == "Unpublished"

    draft.go_live_at = timezone.now() + timedelta(days=400)
    draft.save_revision().publish()
    mark, meaning = mark_of(admin, draft)
    assert mark == "Scheduled"
    assert str(draft.go_live_at.year) in meaning
    html = ask(admin, RESULTS).content.decode()
    for words in ("Scheduled", "Unpublished", meaning):
        assert words in html


def test_the_thumbnail_carries_the_alt_text(site, admin):
    page = make_draft("Earthrise")
    html = ask(admin, RESULTS).content.decode()
    assert re.search(rf'<img id="picture-{page.pk}-shows" [^>]*alt="{re.escape(ALT)}"', html)


def test_no_request_encodes_a_large_picture(site, admin):
    large = factories.make_asset(size=(2400, 1700))
    page = make_draft("Large", asset=large)
    preview = ask(admin, f"{GRID}chosen/{page.pk}/")["result"]["preview"]
    assert "being-prepared" in preview["url"]
    assert "being-prepared" in ask(admin, RESULTS).content.decode()
    assert not ImageRendition.objects.exists()

    make_working_copy(large)
    assert ImageRendition.objects.count() == 1, "the worker makes the thumbnail, too"
    preview = ask(admin, f"{GRID}chosen/{page.pk}/")["result"]["preview"]
    assert preview["url"].startswith("/admin/files/thumbnails/")
    assert (preview["width"], preview["height"]) == (400, 283)
    assert ImageRendition.objects.count() == 1


def test_a_picture_without_its_file_can_still_be_chosen(site, admin):
    page = make_draft("Lost")
    page.asset.file.storage.delete(page.asset.file.name)
    bare = make_draft("Bare")
    ImagePage.objects.filter(pk=bare.pk).update(asset=None)
    assert titles(admin) == ["Bare", "Lost"]
    for one in (page, bare):
        preview = ask(admin, f"{GRID}chosen/{one.pk}/")["result"]["preview"]
        assert "no-picture" in preview["url"]


# --- How many queries -------------------------------------------------------------------------


def make_many(number: int) -> None:
    """Many drafts with thumbnails at once, with a row in every table that the grid reads."""
    archive = ImageIndexPage.objects.get()
    asset = small_asset()
    thumbnail = asset.get_rendition("max-400x400")
    assets = ImageAsset.objects.bulk_create(
        ImageAsset(title="a.jpg", file=asset.file.name, width=8, height=6, collection_id=1)
        for _ in range(number)
    )
    ImageRendition.objects.bulk_create(
        ImageRendition(
            image=one, filter_spec="max-400x400", file=thumbnail.file.name, width=8, height=6
        )
        for one in assets
    )
    kind = ContentType.objects.get_for_model(ImagePage)
    pages = Page.objects.bulk_create(
        Page(
            path=f"{archive.path}{place:04}",
            depth=archive.depth + 1,
            title=f"Picture {place}",
            draft_title=f"Picture {place}",
            slug=f"picture-{place}",
            url_path=f"{archive.url_path}picture-{place}/",
            content_type=kind,
            locale=archive.locale,
            translation_key=uuid.uuid4(),
            live=False,
        )
        for place in range(1, number + 1)
    )
    for page, one in zip(pages, assets, strict=True):
        image = ImagePage(page_ptr=page, identifier=page.slug, asset=one, credit="x")
        image.save_base(raw=True)  # the row of the page itself is there


def queries(client, address: str, **parameters) -> int:
    client.get(address, parameters)
    cache.clear()  # Wagtail keeps thumbnails it has met there
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, parameters).status_code == 200
    return len(asked)


def test_a_grid_out_of_a_thousand_pictures_needs_few_queries(site, admin):
    make_many(1000)
    assert len(titles(admin)) == 24
    assert titles(admin, p=2)[0] == "Picture 976"
    assert queries(admin, GRID) <= 9
    assert queries(admin, GRID, multiple=1) <= 9
    # One more a word, for subjects that visitors do not meet.
    assert queries(admin, RESULTS, q="picture 9", p=2) <= 10


def test_a_gallery_opens_with_as_many_queries_for_many_pictures_as_for_few(site, admin):
    images = [make_draft(f"Picture {number}") for number in range(9)]
    few, many = make_gallery("Few", images[:2]), make_gallery("Many", images)
    counts = [queries(admin, f"/admin/pages/{page.pk}/edit/") for page in (few, many)]
    assert counts[0] == counts[1]
    assert GalleryPage.objects.get(slug="many").items.count() == 9


def test_a_gallery_without_or_with_doubled_pictures_is_refused_with_a_sentence(site, admin):
    image = make_shown_image("Earthrise")
    address = f"/admin/pages/{make_gallery(images=[image]).pk}/edit/"
    publish = {"action-publish": "1"}
    none = send_form(admin, address, **publish, **{"items-0-DELETE": "1"})
    assert "A gallery needs a picture at least: add one." in none.content.decode()
    row = {"items-TOTAL_FORMS": "2", "items-1-image": str(image.pk), "items-1-ORDER": "2"}
    doubled = send_form(
        admin, address, **publish, **row, **{"items-1-id": "", "items-1-caption": ""}
    )
    assert "duplicate" in doubled.content.decode()
    assert GalleryPage.objects.get().items.count() == 1


# --- The choice -------------------------------------------------------------------------------


def test_several_pictures_keep_the_order_in_which_they_were_chosen(site, admin):
    first, second, third = (make_draft(f"Picture {number}") for number in range(3))
    keys = [third.pk, first.pk, second.pk, "nonsense", 999_999, 10**30]
    answer = ask(admin, f"{GRID}chosen-multiple/", multiple=1, id=keys)
    assert answer["step"] == "chosen"
    assert [one["id"] for one in answer["result"]] == [third.pk, first.pk, second.pk]
    for key in ("nonsense", 999_999, 10**30):
        assert admin.get(f"{GRID}chosen/{key}/").status_code == 404


# --- Uploading in place -----------------------------------------------------------------------


def upload(client, data: bytes, name="noon.jpg", *, multiple=False):
    address = f"{GRID}create/" + ("?multiple=1" if multiple else "")
    return client.post(address, {"picture-upload-file": SimpleUploadedFile(name, data)})


def test_an_upload_becomes_a_draft_that_is_chosen_at_once_with_notes(site, admin, editor):
    answer = upload(admin, picture_bytes(size=(80, 60))).json()
    page = ImagePage.objects.get()
    assert (page.live, page.owner, page.title) == (False, editor, "Noon")
    assert answer["step"] == "chosen"
    chosen = answer["result"]
    assert (chosen["id"], chosen["mark"]) == (page.pk, "Draft")
    assert chosen["edit_url"] == f"/admin/pages/{page.pk}/edit/"
    assert "needs an alt text, an image description, a credit and a licence" in chosen["notes"][0]
    assert titles(admin, mine="on") == ["Noon"]

    again = upload(admin, picture_bytes(size=(80, 60)), "other.jpg").json()["result"]
    assert again["id"] == page.pk
    assert "is already here" in again["notes"][0]
    assert ImagePage.objects.count() == 1


def test_an_upload_among_several_leaves_the_dialogue_open(site, admin):
    answer = upload(admin, picture_bytes(size=(80, 60)), multiple=True).json()
    assert answer["step"] == "uploaded"
    assert answer["result"]["id"] == ImagePage.objects.get().pk
    assert "“Noon” is among the chosen pictures." in answer["htmlFragment"]
    assert "data-chooser-modal-creation-form" in answer["htmlFragment"]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("cut.jpg", picture_bytes()[:3000], "The file is damaged"),
        ("letter.jpg", b"Dear agency, here is my picture.", "This is not a picture"),
        ("empty.jpg", b"", "file is empty"),
    ],
)
def test_a_file_that_is_no_sound_picture_is_refused_with_a_sentence(
    site, admin, name, data, sentence
):
    answer = upload(admin, data, name).json()
    assert answer["step"] == "reshow_creation_form"
    assert sentence in answer["htmlFragment"]
    assert not ImagePage.objects.exists()
    assert not ImageAsset.objects.exists()


# --- Who may ----------------------------------------------------------------------------------


def sign_in(client, *, may: str = "", below: Page | None = None):
    """A client of somebody who may enter the admin and `may` do one thing below one page."""
    group = Group.objects.create(name="Elsewhere")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    if below:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=may)
        GroupPagePermission.objects.create(group=group, page=below, permission=permission)
    writer = get_user_model().objects.create_user("writer", "w@example.org", "a long secret")
    writer.groups.add(group)
    client.force_login(writer, backend="django.contrib.auth.backends.ModelBackend")
    return client


AS_SCRIPT = {"headers": {"x-requested-with": "XMLHttpRequest"}}


def test_who_may_edit_no_page_may_not_look_at_drafts(site, client):
    page = make_draft("Secret")
    writer = sign_in(client)
    chosen = [f"{GRID}chosen/{page.pk}/", f"{GRID}chosen-multiple/?id={page.pk}", f"{GRID}create/"]
    for address in [GRID, RESULTS, *chosen]:
        response = writer.get(address, **AS_SCRIPT)
        assert response.status_code == 403, address
        assert b"Secret" not in response.content


def test_who_may_not_add_to_the_archive_chooses_but_does_not_upload(site, client):
    page = make_shown_image("Chosen")
    writer = sign_in(client, may="add_page", below=StoryIndexPage.objects.get())
    html = json.dumps(ask(writer, GRID))
    assert "Chosen" in html
    assert "tab-upload" not in html
    assert ask(writer, f"{GRID}chosen/{page.pk}/")["result"]["title"] == "Chosen"
    data = {"picture-upload-file": SimpleUploadedFile("noon.jpg", picture_bytes(size=(80, 60)))}
    assert writer.post(f"{GRID}create/", data, **AS_SCRIPT).status_code == 403
    assert ImagePage.objects.count() == 1


def test_who_may_add_to_the_archive_uploads(site, client):
    writer = sign_in(client, may="add_page", below=ImageIndexPage.objects.get())
    assert "tab-upload" in json.dumps(ask(writer, GRID))
    assert upload(writer, picture_bytes(size=(80, 60))).json()["step"] == "chosen"
