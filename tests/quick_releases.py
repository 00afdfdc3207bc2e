"""Releases made without the encoder: enough, and quick, where pages are read or files moved.

Public ones name files that are not there until `put_public_files`; prepared ones have files, which hold no picture.
"""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.utils import timezone

from media.archive.keeping import keep
from media.descriptions.words import words_of
from media.models import ImagePage, Preparation, Release
from tests.factories import make_asset, make_image


def make_shown_image(title="A crater at dawn", *, width=2000, **fields) -> ImagePage:
    """An image page that visitors see; its files alone are missing."""
    fields["asset"] = fields.get("asset") or small_asset()
    page = make_image(title, release=False, **fields)
    note_release(page, width)
    return ImagePage.objects.get(pk=page.pk)


def small_asset():
    return make_asset(size=(8, 6))


def note_release(page: ImagePage, width: int = 2000) -> Release:
    """The row that says that a page's files are public."""
    now = timezone.now()
    release = Release.objects.create(
        page=page,
        identifier=page.identifier,
        asset_hash=hashlib.sha256(page.identifier.encode()).hexdigest(),
        packet_hash=page.packet_hash,
        state=Release.State.PUBLIC,
        manifest=manifest(page.identifier, width),
        started_at=now,
        confirmed_at=now,
        opened_at=now,
    )
    keep([page.pk])
    return release


def put_public_files(release: Release) -> None:
    """Give a public release its files, which hold no picture."""
    for file in release.files:
        name = f"{release.folder}/{file['name']}"
        storages["public"].save(name, ContentFile(name.encode()))


def note_prepared(page: ImagePage, width: int = 2000) -> Release:
    """The files of a page's latest revision, in the private store, and the rows that say so."""
    revision = page.get_latest_revision()
    draft, now = revision.as_object(), timezone.now()
    release = Release.objects.create(
        page_id=page.pk,
        identifier=draft.identifier,
        asset_hash=draft.asset.sha256,
        packet_hash=draft.packet_hash,
        words_hash=words_of(draft).words_hash,
        state=Release.State.PREPARED,
        manifest=manifest(draft.identifier, width),
        started_at=now,
        prepared_at=now,
        confirmed_at=now,
    )
    for file in release.files:
        name = f"{release.private_folder}/{file['name']}"
        default_storage.save(name, ContentFile(name.encode()))
    Preparation.objects.create(revision=revision, release=release, confirmed_at=now)
    return release


def manifest(stem: str, width: int) -> dict:
    def file(name: str, format: str, width: int) -> dict:
        size = {"width": width, "height": width * 3 // 4, "bytes": width * 100}
        return {"name": f"{stem}-{name}", "format": format, **size}

    return {
        "width": width,
        "height": width * 3 // 4,
        "responsive": [
            file(f"{step}.{suffix}", format, step)
            for step in (320, 640, width)
            for format, suffix in (("avif", "avif"), ("jpeg", "jpg"))
        ],
        "downloads": {
            "small": file("small.jpg", "jpeg", 1280),
            "full": file("full.jpg", "jpeg", width),
        },
    }
