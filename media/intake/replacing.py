"""Giving a picture a new file: a row of its own for every file, so that no earlier bits are lost."""

from dataclasses import asdict
from pathlib import PurePosixPath

from django.core.files import File
from django.db import transaction
from wagtail.log_actions import log

from media.files.inspection import inspected
from media.intake.taking_in import TITLE_CHARACTERS, sha256_of
from media.intake.versions import AssetVersion
from media.pages.drafts import change_draft
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.release.waking import look_for_releases

REPLACED = "media.file_replaced"


@transaction.atomic
def replace_file(page: ImagePage, file: File, *, reason: str, user=None) -> AssetVersion:
    """Give the latest draft of `page` another file, that was checked before; keep the earlier one.

    Visitors see the new file once the draft is published. Bytes that the page had before are not
    stored a second time. Raises DraftLocked where the form would be locked.
    """
    version = AssetVersion(page=page, reason=reason, replaced_by=user)

    def change(draft: ImagePage) -> None:
        version.asset = draft.asset
        own = page.own_files().filter(sha256=sha256_of(file)).first()
        draft.asset = version.successor = own or stored(file, draft.asset, user)

    change_draft(page, change, user, log_action=False)
    version.save()
    log(
        instance=page,
        action=REPLACED,
        user=user,
        data={"before": version.asset.title, "after": version.successor.title, "reason": reason},
    )
    transaction.on_commit(look_for_releases.enqueue)
    return version


def stored(file: File, before: ImageAsset, user) -> ImageAsset:
    """A new row for the file, beside the one it replaces."""
    asset = ImageAsset(
        title=PurePosixPath(file.name).name[:TITLE_CHARACTERS],
        file=file,
        uploaded_by_user=user,
        collection=before.collection,
        found=asdict(inspected(file).carried),
    )
    asset._set_image_file_metadata()
    asset.save()
    return asset
