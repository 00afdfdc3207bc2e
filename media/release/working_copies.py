"""Working copies: what the admin's thumbnails come from."""

from collections.abc import Iterator
from contextlib import suppress

from wagtail.images.models import SourceImageIOError

from media.files.child_process import EncodingFailed, encoded, move_into_store
from media.files.likeness import signed
from media.pictures.assets import THUMBNAIL, ImageAsset, private_path
from media.pictures.failed_steps import FailedStep, each

# Their folder in the private store.
WORKING_COPIES = "working-copies"


def make_working_copies() -> Iterator[str]:
    """Make those that are missing: editors wait for them, so they come before everything long."""
    wanted = ImageAsset.objects.filter(working_copy="", encoding_error="").exclude(sha256="")
    made = each(
        FailedStep.Step.COPY,
        wanted,
        make_working_copy,
        about=lambda asset: f"“{asset.title}”",
        is_all=True,
    )
    yield from filter(None, made)


def make_working_copy(asset: ImageAsset) -> str:
    """Make the copy from which the admin's thumbnails of `asset` come.

    Raises OSError where a disk or a store refuses.
    """
    name = private_path(WORKING_COPIES, "copy.jpg")
    try:
        with (
            asset.file.storage.open(asset.file.name) as source,
            encoded("working copy", source, "copy") as (manifest, folder),
        ):
            move_into_store(folder, lambda _name: name)
    except EncodingFailed as error:
        ImageAsset.objects.filter(pk=asset.pk).update(encoding_error=str(error))
        return f"{asset.title}: {error}"
    # An update, not a save: the file itself did not change.
    seen = manifest["fingerprint"]
    fingerprint = None if seen is None else signed(seen)
    own = ImageAsset.objects.filter(pk=asset.pk, sha256=asset.sha256)
    if own.update(working_copy=name, fingerprint=fingerprint):
        asset.working_copy = name
        with suppress(SourceImageIOError):  # the store lost it; the grid shows a placeholder
            asset.get_rendition(THUMBNAIL)
    return f"Made the working copy of {asset.title}."
