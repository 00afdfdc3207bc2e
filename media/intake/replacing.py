"""Giving a picture a new file: a row of its own for every file, so that no earlier bits are lost."""

from django.db import transaction
from wagtail.log_actions import log

from media.intake.incoming import Incoming
from media.intake.versions import AssetVersion
from media.pages.drafts import change_draft
from media.pictures.images import ImagePage
from media.release.waking import look_for_releases

REPLACED = "media.file_replaced"


@transaction.atomic
def replace_file(page: ImagePage, incoming: Incoming, *, reason: str, user=None) -> AssetVersion:
    """Give the latest draft of `page` another file, that was checked before; keep the earlier one.

    Visitors see the new file once the draft is published. Bytes that the page had before are not
    stored a second time. Raises DraftLocked where the form would be locked.
    """
    version = AssetVersion(page=page, reason=reason, replaced_by=user)

    def change(draft: ImagePage) -> None:
        version.asset = draft.asset
        own = page.own_files().filter(sha256=incoming.sha256).first()
        if own is None:
            own = incoming.new_asset(uploaded_by_user=user, collection=draft.asset.collection)
            own.save()
        draft.asset = version.successor = own

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
