"""The way of files from an upload to the public, and back."""

import io
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from PIL import Image
from wagtail.actions.unpublish_page import UnpublishPageAction

from media.models import ImageAsset, ImagePage, Preparation, Release, WorkerProcess
from media.pictures.workers import SILENT_FOR
from media.release.opening import reconcile, release_live_pages
from media.release.preparing import claim
from tests.factories import (
    look_thoroughly,
    make_asset,
    make_image,
    make_press_link,
    release_all,
)
from tests.quick_releases import note_prepared, small_asset

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def public_files() -> list[Path]:
    folder = settings.DATA_DIR / "public"
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_published_image_gets_avif_and_jpeg_in_every_width_up_to_its_own(site):
    image = make_image(asset=make_asset(size=(1500, 1000)))
    widths = {(file["format"], file["width"]) for file in image.release.manifest["responsive"]}
    assert widths == {(f, w) for f in ("avif", "jpeg") for w in (320, 640, 1024, 1500)}
    for file in image.release.files:
        with storages["public"].open(f"{image.release.folder}/{file['name']}") as stored:
            picture = Image.open(stored)
            assert picture.format.lower() == file["format"]
            assert picture.size == (file["width"], file["height"])


def test_downloads_are_small_large_and_full_and_never_enlarged(site):
    image = make_image(asset=make_asset(size=(1500, 1000)))
    assert {d["size"]: d["width"] for d in image.release.downloads} == {"small": 1280, "full": 1500}


def test_a_draft_has_no_public_file(site):
    make_image(publish=False)
    release_all()
    assert public_files() == []


def test_a_live_page_is_not_found_until_its_files_are_released(site, client):
    image = make_image(release=False)
    assert client.get(image.url).status_code == 404
    release_all()
    assert client.get(image.url).status_code == 200


def test_unpublishing_takes_page_and_files_away_at_once(site, client):
    image = make_image()
    address = image.release.url_of(image.release.files[0])
    assert client.get(address).status_code == 200
    image.unpublish()
    assert public_files() == []
    assert client.get(address).status_code == 404
    assert client.get(image.url).status_code == 404


def test_unpublishing_the_archive_takes_its_images_along(site, editor):
    image = make_image()
    archive = image.get_parent().specific
    UnpublishPageAction(archive, user=editor, include_descendants=True).execute()
    release_all()
    assert public_files() == []


def test_deleting_a_page_takes_its_files_away(site):
    make_image().delete()
    release_all()
    assert public_files() == []
    assert not Release.objects.exists()


def test_new_words_get_new_addresses_and_the_old_ones_linger_for_a_day(site, client):
    image = make_image()
    before = image.release.url_of(image.release.files[0])
    image.alt_text = "A grey crater, seen from straight above."
    image.save_revision().publish()
    release_all()
    after = ImagePage.objects.get().release
    assert after.url_of(after.files[0]) != before
    assert client.get(before).status_code == 200
    Release.objects.filter(state="superseded").update(closed_at=timezone.now() - timedelta(days=2))
    release_all()
    assert client.get(before).status_code == 404
    assert client.get(after.url_of(after.files[0])).status_code == 200


def test_visitors_see_the_current_files_while_new_ones_are_prepared(site, client):
    image = make_image()
    image.alt_text = "Another way to say it, for those who cannot see."
    image.save_revision().publish()
    assert client.get(image.url).status_code == 200


def test_going_back_to_earlier_words_opens_the_earlier_files_again(site):
    image = make_image()
    first = image.release.pk
    for words in ("A crater whose rim is bright.", image.alt_text):
        image.alt_text = words
        image.save_revision().publish()
        release_all()
    assert ImagePage.objects.get().release.pk == first


def test_a_change_made_past_the_admin_is_found_by_the_thorough_look(site):
    image = make_image()
    before = image.release.packet_hash
    ImagePage.objects.update(credit="Somebody else")
    release_all()
    assert ImagePage.objects.get().release.packet_hash == before
    look_thoroughly()
    assert ImagePage.objects.get().release.packet_hash != before


def test_camera_metadata_stays_behind(site):
    exif = Image.Exif()
    exif[0x010F] = "SecretCam"
    exif.get_ifd(0x8825)[1] = "N"
    asset = make_asset(exif=exif)
    assert b"SecretCam" in asset.file.open().read()
    image = make_image(asset=asset)
    for path in public_files():
        assert b"SecretCam" not in path.read_bytes()
        assert not Image.open(path).getexif().get_ifd(0x8825)
    assert image.release.files


def test_a_turned_picture_is_released_upright(site):
    exif = Image.Exif()
    exif[0x0112] = 6
    image = make_image(asset=make_asset(size=(800, 600), exif=exif))
    assert (image.release.width, image.release.height) == (600, 800)


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGBA", "P", "I;16", "LA", "1"])
def test_every_kind_of_picture_ends_as_a_jpeg_that_opens(site, mode):
    buffer = io.BytesIO()
    suffix = "jpg" if mode == "CMYK" else "png"
    Image.linear_gradient("L").resize((400, 300)).convert("L").convert(
        "L" if mode == "I;16" else mode
    ).convert(mode).save(buffer, "JPEG" if suffix == "jpg" else "PNG")
    image = make_image(asset=make_asset(f"odd.{suffix}", buffer.getvalue()))
    assert all(Image.open(path).load() for path in public_files())
    assert image.release.width == 400


def test_a_picture_that_cannot_be_encoded_is_marked_failed_and_the_others_go_on(site):
    broken = make_asset("broken.jpg")
    broken.file.storage.delete(broken.file.name)
    broken.file.storage.save(broken.file.name, ContentFile(b"\xff\xd8 no picture"))
    bad = make_image("Broken", asset=broken, identifier="broken")
    good = make_image("Sound", asset=make_asset(colour=(1, 2, 3)))
    assert Release.objects.get(page=bad).state == "failed"
    assert good.release.state == "public"


def test_a_release_that_a_killed_worker_left_half_open_is_finished_or_withdrawn(site):
    image = make_image()
    release = image.release
    Release.objects.filter(pk=release.pk).update(
        state="opening", started_at=timezone.now() - timedelta(hours=1)
    )
    ImagePage.objects.update(live=False)
    release_all()
    assert public_files() == []
    assert Release.objects.get(pk=release.pk).state == "withdrawn"


def test_what_nobody_holds_is_taken_up_at_once(site):
    image = make_image(release=False)
    Release.objects.create(
        page=image,
        identifier=image.identifier,
        asset_hash=image.asset.sha256,
        packet_hash=image.packet_hash,
        started_at=timezone.now(),
    )
    release_all()
    assert ImagePage.objects.get().release


def test_a_release_left_half_open_goes_on_without_making_its_files_again(site, settings, client):
    image = make_image(release=False, asset=small_asset())
    release = note_prepared(image)
    Release.objects.filter(pk=release.pk).update(state="opening")
    ImageAsset.objects.update(working_copy="made.jpg")
    settings.ENCODER_SECONDS = 0
    assert list(reconcile()) == [f"Released “{image.title}”."]
    assert client.get(image.url).status_code == 200


def test_what_another_loop_opens_at_this_moment_is_not_made_again(site, settings):
    image = make_image(release=False, asset=small_asset())
    release = note_prepared(image)
    stale = timezone.now() - timedelta(days=1)
    Release.objects.filter(pk=release.pk).update(state="opening", started_at=stale)
    settings.ENCODER_SECONDS = 0
    assert list(release_live_pages()) == [f"Released “{image.title}”."]
    seen_before = Release(pk=release.pk, state="opening")
    assert not claim(seen_before)
    assert Release.objects.get().state == "public"


def test_a_release_whose_prepared_files_were_lost_is_made_again(site, client):
    image = make_image(release=False)
    release = note_prepared(image)
    shutil.rmtree(settings.DATA_DIR / "private" / release.private_folder)
    release_all()
    release_all()
    assert client.get(image.url).status_code == 200


def test_a_scheduled_version_of_a_released_picture_is_prepared_in_the_thorough_look(site):
    image = make_image(asset=make_asset(size=(400, 300)))
    image.title = "A crater at dusk"
    image.go_live_at = timezone.now() + timedelta(days=1)
    image.save_revision().publish()
    look_thoroughly()
    states = Release.objects.filter(page=image).values_list("state", flat=True)
    assert sorted(states) == ["prepared", "public"]


def test_a_version_that_a_press_link_shows_is_prepared_though_a_later_one_was(site):
    image = make_image("A crater", publish=False, asset=small_asset())
    make_press_link(image)
    draft = image.get_latest_revision_as_object()
    draft.title = "A later title"
    draft.save_revision()
    note_prepared(ImagePage.objects.get())
    assert f"Prepared “{image.title}”." in list(reconcile())
    assert Preparation.objects.count() == 2
    assert not any("Prepared" in sentence for sentence in reconcile())


def test_what_another_worker_that_lives_has_in_hand_is_left_alone(site):
    image = make_image(release=False)
    holder = WorkerProcess.objects.create()
    Release.objects.create(
        page=image,
        identifier=image.identifier,
        asset_hash=image.asset.sha256,
        packet_hash=image.packet_hash,
        started_at=timezone.now(),
        holder=holder,
    )
    release_all()
    assert ImagePage.objects.get().release is None
    WorkerProcess.objects.filter(pk=holder.pk).update(beat_at=timezone.now() - SILENT_FOR)
    release_all()
    assert ImagePage.objects.get().release.state == "public"


def test_public_files_that_were_lost_are_made_again_in_the_thorough_look(site, client):
    image = make_image()
    address = image.release.url_of(image.release.files[0])
    shutil.rmtree(settings.DATA_DIR / "public")
    release_all()
    assert client.get(address).status_code == 404
    look_thoroughly()
    assert client.get(address).status_code == 200


def test_no_empty_folder_stays_behind(site):
    make_image().unpublish()
    for store in ("public", "private/prepared"):
        assert not list((settings.DATA_DIR / store).glob("*"))
