"""Replacing the file of a picture: the new one goes out, and the earlier one is never lost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from media.housekeeping import remove_unused_assets
from media.intake.forms import FILE_STAYS
from media.models import AssetVersion, ImageAsset, ImagePage
from tests.factories import make_asset, make_image, picture_bytes, release_all
from tests.forms import messages_of, send_form
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

OTHER = picture_bytes(colour=(200, 40, 40), size=(90, 60))
REASON = "The first scan was upside down."


def form_of(page: ImagePage) -> str:
    return f"/admin/pages/{page.pk}/replace-file/"


def edit_address(page: ImagePage) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def replace(client, page: ImagePage, data: bytes = OTHER, name="other.jpg", reason=REASON):
    form = {"file": SimpleUploadedFile(name, data), "reason": reason}
    return client.post(form_of(page), form, follow=True)


def draft_of(page: ImagePage) -> ImagePage:
    return ImagePage.objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_replaced_file_is_released_under_a_new_address_and_the_page_keeps_its_own(site, admin):
    image = make_image()
    before = image.release
    kept = (image.url, image.identifier, image.pk)
    file = before.url_of(before.files[0])
    replace(admin, image)
    release_all()
    assert ImagePage.objects.get().release.pk == before.pk
    send_form(admin, edit_address(image), **{"action-publish": "publish"})
    release_all()
    after = ImagePage.objects.get()
    assert after.release.asset_hash != before.asset_hash
    assert (after.url, after.identifier, after.pk) == kept
    assert Client().get(after.release.url_of(after.release.files[0])).status_code == 200
    assert Client().get(file).status_code == 200  # for a day, because caches may name it


def test_the_earlier_file_is_kept_with_who_when_and_why(site, admin, editor):
    image = make_shown_image()
    first = image.asset
    bits = first.file.open().read()
    response = replace(admin, image)
    assert "has a new file" in messages_of(response)
    version = AssetVersion.objects.get()
    assert (version.asset, version.reason, version.replaced_by) == (first, REASON, editor)
    assert draft_of(image).asset == version.successor
    assert version.successor.file.open().read() == OTHER
    said = admin.get(edit_address(image)).content.decode()
    assert REASON in said
    assert f'href="{first.file.url}" download="crater.jpg"' in said
    assert b"".join(admin.get(first.file.url).streaming_content) == bits
    assert Client().get(first.file.url).status_code == 302
    assert REASON in admin.get(f"/admin/pages/{image.pk}/history/").content.decode()


def test_visitors_see_the_earlier_file_until_the_draft_is_published(site, admin):
    image = make_shown_image()
    replace(admin, image)
    assert ImagePage.objects.get().asset == image.asset


def test_a_file_that_a_version_names_is_never_thrown_away(site, admin):
    image = make_image(publish=False, asset=small_asset())
    replace(admin, image)
    image.revisions.exclude(pk=ImagePage.objects.get().latest_revision_id).delete()
    ImageAsset.objects.update(created_at=timezone.now() - timedelta(days=40))
    assert remove_unused_assets() == 0
    AssetVersion.objects.all().delete()
    assert remove_unused_assets() == 1


def test_words_that_were_drafted_stay_when_the_file_is_replaced(site, admin):
    image = make_shown_image()
    image.credit = "Somebody else"
    image.save_revision()
    replace(admin, image)
    assert draft_of(image).credit == "Somebody else"


def test_going_back_to_an_earlier_revision_brings_its_file_back(site, admin):
    image = make_shown_image()
    first = image.get_latest_revision()
    replace(admin, image)
    draft_of(image).get_latest_revision().publish()
    send_form(
        admin,
        edit_address(image),
        asset=str(image.asset_id),
        revision=str(first.pk),
        **{"action-publish": "publish"},
    )
    assert ImagePage.objects.get().asset == image.asset


def test_bytes_that_the_page_had_before_are_not_stored_twice(site, admin):
    image = make_shown_image()
    bits = image.asset.file.open().read()
    replace(admin, image)
    replace(admin, image, bits, reason="It was right after all.")
    assert ImageAsset.objects.count() == 2
    assert draft_of(image).asset == image.asset


@pytest.mark.parametrize(
    ("data", "reason", "field", "sentence"),
    [
        (OTHER[:500], REASON, "file", "damaged"),
        (b"", REASON, "file", "empty"),
        (OTHER, " ", "reason", "required"),
    ],
)
def test_what_is_not_sound_is_refused_with_a_sentence(site, admin, data, reason, field, sentence):
    image = make_shown_image()
    response = replace(admin, image, data, reason=reason)
    assert sentence in str(response.context["form"].errors[field])
    if reason.strip():
        assert reason in response.content.decode()
    assert not AssetVersion.objects.exists()
    assert ImageAsset.objects.count() == 1


def test_the_same_file_again_is_refused(site, admin):
    image = make_shown_image()
    response = replace(admin, image, image.asset.file.open().read())
    assert "has already" in str(response.context["form"].errors["file"])


def test_the_file_of_another_picture_is_refused_with_its_name(site, admin):
    image, other = make_shown_image(), make_image("Noon", asset=make_asset(size=(50, 40)))
    response = replace(admin, image, other.asset.file.open().read())
    assert "already here: it is that of “Noon”" in str(response.context["form"].errors["file"])
    assert not AssetVersion.objects.exists()


def test_no_file_is_changed_in_its_place(site, admin):
    asset = make_asset()
    assert 'name="file"' not in admin.get(f"/admin/images/{asset.pk}/").content.decode()
    form = {"file": SimpleUploadedFile("other.jpg", OTHER), "collection": "1"}
    response = admin.post(f"/admin/images/{asset.pk}/", form)
    assert FILE_STAYS.split(".")[0] in response.content.decode()
    after = ImageAsset.objects.get()
    assert (after.sha256, after.file.name) == (asset.sha256, asset.file.name)
    assert after.file.storage.exists(after.file.name)


def test_the_form_of_a_published_page_sends_new_files_to_the_act_that_asks_why(site, admin):
    image, stranger = make_shown_image(), make_asset("other.jpg", OTHER)
    response = send_form(admin, edit_address(image), asset=str(stranger.pk), credit="Kept words")
    assert "Replace the file" in str(response.context["form"].errors["asset"])
    assert "Kept words" in response.content.decode()
    assert draft_of(image).asset == image.asset


def test_a_page_that_was_never_published_changes_its_file_in_the_form(site, admin):
    image, stranger = make_image(publish=False, asset=small_asset()), make_asset("other.jpg", OTHER)
    send_form(admin, edit_address(image), asset=str(stranger.pk))
    assert draft_of(image).asset == stranger


def test_only_who_may_edit_the_page_may_replace_its_file(site, client):
    image = make_shown_image()
    user = User.objects.create_user("writer", password="a long secret")
    user.groups.set(Group.objects.filter(name="Editors"))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    ImagePage.objects.update(locked=True)
    replace(client, image)
    assert not AssetVersion.objects.exists()
    ImagePage.objects.update(locked=False)
    assert form_of(image) in client.get(edit_address(image)).content.decode()
    replace(client, image)
    assert AssetVersion.objects.count() == 1
    stranger = User.objects.create_user("stranger", password="a long secret")
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    replace(client, image, picture_bytes(size=(50, 40)))
    assert AssetVersion.objects.count() == 1


def test_a_page_without_a_picture_says_where_to_choose_one(site, admin):
    image = make_image(publish=False, asset=small_asset())
    ImageAsset.objects.all().delete()
    response = admin.get(form_of(image), follow=True)
    assert "choose it in the form" in messages_of(response)
