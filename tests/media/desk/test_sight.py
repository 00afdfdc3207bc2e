"""What an account sees of pictures that visitors do not see, and which private files it reads."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection, GroupCollectionPermission, Page

from media.desk.sight import files_seen_by, may_read, pictures_seen_by
from media.intake.incoming import Incoming
from media.intake.replacing import replace_file
from media.models import DraftReference, GalleryIndexPage, ImageAsset, ImageIndexPage, ImagePage
from media.pictures.thumbnails import thumbnail_of
from media.release.working_copies import make_working_copy
from portal.models import StoryIndexPage
from tests.drafts import make_draft
from tests.factories import make_gallery, make_image, make_story, picture_bytes
from tests.forms import read_form
from tests.people import client_of
from tests.quick_releases import make_shown_image, note_prepared, small_asset

pytestmark = pytest.mark.django_db

API = "/admin/api/main/images/"


def user_of(client):
    return get_user_model().objects.get(pk=client.session["_auth_user_id"])


def of_files(client):
    """The same client, whose group may add, change and choose files in every collection."""
    group = user_of(client).groups.get()
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailimages",
        codename__in=["add_image", "change_image", "choose_image"],
    ):
        GroupCollectionPermission.objects.create(
            group=group, collection=Collection.objects.get(depth=1), permission=permission
        )
    return client


@pytest.fixture
def embargoed(site) -> ImagePage:
    """A picture that waits, with a thumbnail, a working copy and prepared files."""
    page = make_draft("Not yet")
    make_working_copy(page.asset)
    page.asset.refresh_from_db()
    thumbnail_of(page.asset)
    note_prepared(page)
    return page


@pytest.fixture
def storyteller(site):
    """An editor of the stories and of no picture, who may use every collection of files."""
    index = StoryIndexPage.objects.get()
    return of_files(client_of((index, "add"), (index, "change"), (index, "publish")))


def files_about(page: ImagePage) -> list[str]:
    """The names of all private files of a picture."""
    release = page.releases.get()
    prepared = [f"{release.private_folder}/{file['name']}" for file in release.files[:1]]
    return [*page.asset.file_names(), *prepared]


def statuses(client, names) -> set[int]:
    return {client.get(f"/admin/files/{name}").status_code for name in names}


# --- Files ------------------------------------------------------------------------------------


def test_who_may_only_enter_the_admin_reads_no_file_and_is_listed_none(embargoed):
    somebody, shown = of_files(client_of()), make_shown_image("Shown")
    assert statuses(somebody, [*files_about(embargoed), shown.asset.file.name]) == {404}
    assert json.loads(somebody.get(API).content)["meta"]["total_count"] == 0
    for asset in (embargoed.asset, shown.asset):
        assert somebody.get(f"{API}{asset.pk}/").status_code == 404


def test_private_files_are_kept_by_no_cache(embargoed, admin):
    names = files_about(embargoed)
    assert len(names) == 4
    for name in names:
        answer = admin.get(f"/admin/files/{name}")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
    assert "no-store" in admin.get(API)["Cache-Control"]
    assert "private" in admin.get(API)["Cache-Control"]


def test_files_are_for_who_may_edit_the_picture(embargoed):
    client = client_of((ImageIndexPage.objects.get(), "change"))
    assert statuses(client, files_about(embargoed)) == {200}


def test_an_editor_of_another_section_reads_files_of_released_pictures_alone(
    embargoed, storyteller
):
    shown = make_shown_image("Shown")
    assert statuses(storyteller, files_about(embargoed)) == {404}
    assert statuses(storyteller, shown.asset.file_names()) == {200}
    listed = json.loads(storyteller.get(f"{API}?fields=*").content)["items"]
    assert [item["id"] for item in listed] == [shown.asset.pk]


def test_what_waits_behind_a_released_picture_is_not_read_by_others(storyteller, editor):
    shown = make_shown_image("Shown")
    file = Incoming(SimpleUploadedFile("new.jpg", picture_bytes(size=(9, 7))))
    replace_file(shown, file, reason="It is sharper.", user=editor)
    new = ImageAsset.objects.latest("pk")
    user = user_of(storyteller)
    assert may_read(user, shown.asset.file.name)
    assert not may_read(user, new.file.name)
    group = user.groups.get()
    assert not files_seen_by(user).filter(pk=new.pk)
    changer = user_of(client_of_group(group, (ImageIndexPage.objects.get(), "change")))
    assert may_read(changer, new.file.name)


def client_of_group(group: Group, *permissions):
    group.name = "Others"
    group.save()
    get_user_model().objects.filter(username="somebody").update(username="somebody_else")
    return client_of(*permissions)


def test_an_earlier_file_is_read_by_who_may_edit_the_picture(editor, site):
    page = make_draft("Replaced")
    earlier = page.asset
    file = Incoming(SimpleUploadedFile("new.jpg", picture_bytes(size=(9, 7))))
    replace_file(page, file, reason="It is sharper.", user=editor)
    user = user_of(client_of((ImageIndexPage.objects.get(), "change")))
    assert may_read(user, earlier.file.name)
    assert may_read(user, ImageAsset.objects.latest("pk").file.name)


def test_who_adds_pictures_reads_their_own_uploads_and_no_others(embargoed):
    client = of_files(client_of((ImageIndexPage.objects.get(), "add")))
    user = user_of(client)
    mine = make_draft("Mine", owner=user)
    loose = small_asset()
    ImageAsset.objects.filter(pk=loose.pk).update(uploaded_by_user=user)
    assert statuses(client, [mine.asset.file.name, loose.file.name]) == {200}
    assert statuses(client, files_about(embargoed)) == {404}
    assert set(files_seen_by(user)) == {mine.asset, loose}


def test_a_path_that_climbs_leads_to_no_file(embargoed, storyteller):
    default_storage.save("avatar_images/me.jpg", SimpleUploadedFile("me.jpg", b"me"))
    user = user_of(storyteller)
    assert may_read(user, "avatar_images/me.jpg")
    for name in (
        f"avatar_images/../{embargoed.asset.file.name}",
        f"./{embargoed.asset.file.name}",
        f"/{embargoed.asset.file.name}",
        "documents/secret.pdf",
        "",
    ):
        assert not may_read(user, name), name


def test_a_file_costs_a_handful_of_queries(
    embargoed, storyteller, admin, django_assert_max_num_queries
):
    """A grid asks for twenty-four of them: the session, the account, its permissions, the file."""
    shown = make_shown_image("Shown").asset
    name = next(name for name in shown.file_names() if name.startswith("assets"))
    with django_assert_max_num_queries(9):
        assert storyteller.get(f"/admin/files/{name}").status_code == 200
    with django_assert_max_num_queries(4):
        assert admin.get(f"/admin/files/{name}").status_code == 200


def test_who_may_change_the_whole_tree_sees_every_picture_at_no_further_cost(
    embargoed, django_assert_num_queries
):
    user = get_user_model().objects.create_user("editor2", "editor2@example.org")
    user.groups.add(Group.objects.get(name="Editors"))
    assert list(pictures_seen_by(user)) == [embargoed]
    with django_assert_num_queries(1):
        assert list(pictures_seen_by(user)) == [embargoed]
    user = get_user_model().objects.get(pk=user.pk)
    user.is_active = False
    assert not pictures_seen_by(user)


def test_no_button_among_the_files_leads_to_an_upload_that_is_refused(storyteller):
    make_shown_image("Shown")
    for address in ("/admin/images/", "/admin/images/results/"):
        said = storyteller.get(address)
        assert said.status_code == 200
        main = said.text.split('id="main"')[-1]
        assert "/add/" not in main
        assert "archive/upload" not in main


# --- Pictures ---------------------------------------------------------------------------------


def test_a_picture_that_waits_is_seen_by_who_may_edit_a_page_that_names_it(embargoed, storyteller):
    user = user_of(storyteller)
    assert not pictures_seen_by(user)
    story = make_story("About it", publish=False, lead_image=embargoed)
    assert list(pictures_seen_by(user)) == [embargoed]
    assert may_read(user, embargoed.asset.file.name)
    assert storyteller.get(f"/admin/choose-picture/chosen/{embargoed.pk}/").status_code == 200
    story.lead_image = None
    story.save_revision()
    assert not pictures_seen_by(user)


def test_choosers_offer_what_one_sees(embargoed, storyteller):
    shown = make_shown_image("Shown")
    for address in (
        "/admin/choose-picture/",
        "/admin/choose-picture/results/",
        f"/admin/choose-page/{ImageIndexPage.objects.get().pk}/",
        "/admin/images/chooser/",
        f"/admin/choose-picture/chosen-multiple/?id={embargoed.pk}&id={shown.pk}",
        f"/admin/choose-page/chosen-multiple/?id={embargoed.pk}&id={shown.pk}",
    ):
        said = storyteller.get(address).text
        assert "Not yet" not in said, address
        assert embargoed.asset.file.name.split("/")[1] not in said
        assert "Shown" in said or shown.asset.title in said, address
    answer = storyteller.get(f"/admin/choose-picture/chosen/{embargoed.pk}/")
    assert answer.status_code == 404


def test_no_page_takes_a_picture_that_its_editor_may_not_see(embargoed, storyteller):
    """By naming it they would come to see it: as lead image, in the story, as a link."""
    story = make_story("Mine")
    address = f"/admin/pages/{story.pk}/edit/"
    fields = {**read_form(storyteller, address), "body-count": "0"}
    block = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "figure",
        "body-0-id": "",
        "body-0-value-image": embargoed.pk,
        "body-0-value-caption": "null",
        "body-0-value-alt_text": "",
    }
    hidden_names = [name.split("/")[1] for name in embargoed.asset.file_names()]
    link = {
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": embargoed.pk}}},
        "blocks": [
            {
                "key": "aaaaa",
                "text": "a link",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 6, "key": 0}],
            }
        ],
    }
    prose = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "prose",
        "body-0-id": "",
        "body-0-value": json.dumps(link),
    }
    for typed in ({"lead_image": embargoed.pk}, block, prose):
        answer = storyteller.post(address, {**fields, **typed}, follow=True)
        assert "would name a picture that is not released" in answer.text, typed
        assert "Not yet" not in answer.text
        assert embargoed.slug not in answer.text
        assert not [name for name in hidden_names if name in answer.text]
        preview = storyteller.post(f"{address}preview/", {**fields, **typed})
        assert json.loads(preview.content)["is_valid"] is False
    assert not pictures_seen_by(user_of(storyteller))
    shown = make_shown_image("Shown")
    answer = storyteller.post(address, {**fields, "lead_image": shown.pk}, follow=True)
    assert "would name" not in answer.text


def test_a_page_that_names_such_a_picture_already_is_saved_by_its_editor(embargoed, storyteller):
    story = make_story("About it", lead_image=embargoed)
    address = f"/admin/pages/{story.pk}/edit/"
    fields = {**read_form(storyteller, address), "body-count": "0", "summary": "Another."}
    answer = storyteller.post(address, fields, follow=True)
    assert "would name" not in answer.text
    assert Page.objects.get(pk=story.pk).specific.get_latest_revision_as_object().summary == (
        "Another."
    )


def test_nobody_puts_a_file_into_their_picture_that_they_may_not_see(embargoed):
    client = of_files(client_of((ImageIndexPage.objects.get(), "add")))
    mine = make_draft("Mine", owner=user_of(client))
    address = f"/admin/pages/{mine.pk}/edit/"
    fields = read_form(client, address)
    answer = client.post(address, {**fields, "asset": embargoed.asset.pk}, follow=True)
    assert "its picture is not released" in answer.text
    names = [name.split("/")[1] for name in embargoed.asset.file_names()]
    assert not [name for name in names if name in answer.text]
    assert "not released" not in client.post(address, fields, follow=True).text


def test_the_form_warns_of_look_alikes_that_one_sees(embargoed):
    client = client_of((ImageIndexPage.objects.get(), "add"))
    mine = make_draft("Mine", owner=user_of(client), asset=small_asset())
    assert "Not yet" not in client.get(f"/admin/pages/{mine.pk}/edit/").text


def test_a_file_that_is_here_unseen_is_neither_named_nor_chosen(embargoed):
    client = client_of((ImageIndexPage.objects.get(), "add"))
    with embargoed.asset.file.open() as file:
        data = file.read()
    sent = {"files": SimpleUploadedFile("mine.jpg", data)}
    said = client.post("/admin/archive/upload/", sent).text
    assert "may not edit" in said
    assert "Not yet" not in said
    sent = {"picture-upload-file": SimpleUploadedFile("mine.jpg", data)}
    said = client.post("/admin/choose-picture/create/", sent).text
    assert "may not edit" in said
    assert "Not yet" not in said


def test_nobody_is_told_which_picture_waits_by_the_key_of_a_page(embargoed, storyteller):
    for address in (
        f"/admin/pages/{embargoed.pk}/edit/",
        f"/admin/pages/{embargoed.pk}/move/{ImageIndexPage.objects.get().pk}/confirm/",
        f"/admin/choose-page/{embargoed.pk}/",
        f"/admin/images/{embargoed.asset.pk}/",
        f"/admin/images/chooser/{embargoed.asset.pk}/select_format/",
        f"/admin/bulk/wagtailcore/page/delete/?id={embargoed.pk}",
        f"/admin/bulk/wagtailcore/page/move/?id=all&childOf={ImageIndexPage.objects.get().pk}",
        f"/admin/bulk/media/imageasset/add_tags/?id={embargoed.asset.pk}",
    ):
        said = storyteller.get(address, follow=True).text
        assert "Not yet" not in said, address
        assert embargoed.asset.title not in said, address


def test_listings_and_searches_of_who_adds_pictures_hold_their_own(embargoed):
    client = client_of((ImageIndexPage.objects.get(), "add"))
    make_draft("My own", owner=user_of(client))
    make_image("Another of mine", publish=False, owner=user_of(client), asset=small_asset())
    for address in (
        f"/admin/pages/{ImageIndexPage.objects.get().pk}/",
        "/admin/pages/usage/media/imagepage/",
        "/admin/api/main/pages/",
        "/admin/pages/search/?q=own",
    ):
        said = client.get(address).text
        assert "My own" in said, address
        assert "Not yet" not in said, address
    assert "Not yet" not in client.get("/admin/reports/site-history/").text
    assert "Not yet" not in client.get("/admin/reports/page-types-usage/").text


def test_galleries_may_name_what_their_editor_sees(embargoed):
    index = GalleryIndexPage.objects.get()
    client = client_of((index, "change"))
    gallery = make_gallery("Craters", [])
    address = f"/admin/pages/{gallery.pk}/edit/"
    fields = {**read_form(client, address), "items-TOTAL_FORMS": "1"}
    fields |= {"items-0-image": embargoed.pk, "items-0-caption": "", "items-0-ORDER": "1"}
    answer = client.post(address, fields, follow=True)
    assert "would name a picture" in answer.text
    assert not DraftReference.objects.filter(named=embargoed.pk)
