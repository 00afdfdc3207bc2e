"""A picture file at the door: it is looked into once, and its row is the same by every door."""

import hashlib
from pathlib import PurePosixPath

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from wagtail.models import Collection

from media.files import inspection
from media.files.metadata import packet
from media.files.metadata.carried import Carried
from media.files.metadata.embedding import save_options
from media.intake.incoming import Incoming
from media.intake.replacing import replace_file
from media.models import ImageAsset, ImageIndexPage, ImagePage
from tests.factories import make_asset, make_image, picture_bytes
from tests.media.intake.doors import (
    each_door,
    through_a_folder,
    through_the_file_chooser,
)
from tests.people import client_of

pytestmark = pytest.mark.django_db

SAID = Carried(title={"en": "A rim"}, creators=["Ana"])
DATA = picture_bytes(size=(60, 40), **save_options("JPEG", packet.packed(SAID, "en")))
NAME = "rim.jpg"


@each_door
def test_a_file_is_judged_and_digested_once_and_its_row_knows_all(door, site, admin, monkeypatch):
    looks, digests = [], []
    look_into, file_digest = inspection.look_into, hashlib.file_digest

    def look(file):
        looks.append(PurePosixPath(file.name).name)
        return look_into(file)

    def digest(file, *args):
        digests.append(PurePosixPath(file.name).name)
        return file_digest(file, *args)

    monkeypatch.setattr(inspection, "look_into", look)
    monkeypatch.setattr(hashlib, "file_digest", digest)
    door(admin, NAME, DATA)
    assert (looks.count(NAME), digests.count(NAME)) == (1, 1)
    asset = ImageAsset.objects.get(sha256=hashlib.sha256(DATA).hexdigest())
    assert (asset.title, asset.width, asset.height, asset.file_size) == (NAME, 60, 40, len(DATA))
    assert (asset.found["title"]["en"], asset.found["creators"]) == ("A rim", ["Ana"])
    assert asset.file.open().read() == DATA


@each_door
@pytest.mark.parametrize("place", ["page", "draft", "earlier version"])
def test_bytes_that_a_page_has_are_met_with_already_here(door, place, site, admin):
    page = make_image("A crater at dawn", asset=make_asset(data=DATA), publish=False)
    if place != "page":
        other = Incoming(ContentFile(picture_bytes(size=(50, 40)), name="other.jpg"))
        replace_file(page, other, reason="A better scan.")
    if place == "draft":
        # Its row shows the first file, as while it is live; only the draft has the second.
        ImagePage.objects.update(asset=page.asset)
    data = picture_bytes(size=(50, 40)) if place == "draft" else DATA
    door(admin, "first.jpg", picture_bytes(size=(30, 40)))  # a replacement makes its page now
    assets = ImageAsset.objects.count()
    _status, words = door(admin, "again.jpg", data)
    assert "already here" in words
    assert "A crater at dawn" in words or door is through_a_folder  # which only counts them
    assert ImageAsset.objects.count() == assets


def test_a_file_that_no_page_has_yet_is_to_be_chosen_and_not_stored_again(site, admin):
    through_the_file_chooser(admin, NAME, DATA)
    _status, words = through_the_file_chooser(admin, "again.jpg", DATA)
    assert "already here, as “rim.jpg”, and no page has it yet" in words
    assert ImageAsset.objects.count() == 1


def test_folders_in_a_name_are_no_part_of_it_and_a_long_one_fits_its_row():
    incoming = Incoming(ContentFile(DATA, name=f"deep/{'x' * 300}.jpg"))
    assert incoming.name == f"{'x' * 300}.jpg"
    assert incoming.title == "x" * 255


def test_who_saves_a_row_past_the_doors_gets_the_digest_and_the_words_of_its_file():
    asset = ImageAsset(title=NAME, file=ContentFile(DATA, name=NAME))
    asset._set_image_file_metadata()
    asset.file = ContentFile(other := picture_bytes(size=(50, 40)), name=NAME)
    asset._set_image_file_metadata()
    asset.save()
    asset.refresh_from_db()
    assert asset.sha256 == hashlib.sha256(other).hexdigest()
    assert (asset.found["creators"], asset.width) == ([], 50)


@each_door
def test_a_picture_that_somebody_may_not_see_is_named_by_no_door(door, site):
    make_image("Zarquon", asset=make_asset("zarquon.jpg", DATA), publish=False)
    archive = ImageIndexPage.objects.get()
    somebody = client_of((archive, "add"))
    group = Group.objects.get(name="Some")
    for codename in ("add_image", "change_image", "choose_image"):
        permission = Permission.objects.get(
            content_type__app_label="wagtailimages", codename=codename
        )
        group.collection_permissions.create(
            collection=Collection.get_first_root_node(), permission=permission
        )
    door(somebody, "first.jpg", picture_bytes(size=(30, 40)))  # a replacement makes its page now
    ImagePage.objects.filter(title="To be replaced").update(
        owner=int(somebody.session["_auth_user_id"])
    )
    _status, words = door(somebody, "again.jpg", DATA)
    assert "here already" in words or "already here" in words or door is through_a_folder
    assert "zarquon" not in words.casefold()
