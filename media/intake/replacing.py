"""Giving a picture a new file: a row of its own for every file, so that no earlier bits are lost."""

from django.db import transaction
from wagtail.log_actions import log

from media.intake.incoming import Incoming
from media.intake.versions import AssetVersion
from media.pictures.images import ImagePage
from media.release.waking import look_for_releases

REPLACED = "media.file_replaced"


def replace_file(page: ImagePage, incoming: Incoming, *, reason: str, user=None) -> AssetVersion:
    """Give the latest draft of `page` another file, that was checked before; keep the earlier one.

    Visitors see the new file once the draft is published. Bytes that the page had before are not
    stored a second time.
    """
    with transaction.atomic():
        page = ImagePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        draft = page.get_latest_revision_as_object()
        before = draft.asset
        draft.asset = page.own_files().filter(sha256=incoming.sha256).first()
        if draft.asset is None:
            asset = incoming.new_asset(uploaded_by_user=user, collection=before.collection)
            asset.save()
            draft.asset = asset
        draft.save_revision(user=user, clean=False)
        if not page.live:
            # As the form does: the row of a page that nobody sees follows its draft.
            ImagePage.objects.filter(pk=page.pk).update(asset=draft.asset)
        version = AssetVersion.objects.create(
            page=page, asset=before, successor=draft.asset, reason=reason, replaced_by=user
        )
        log(
            instance=page,
            action=REPLACED,
            user=user,
            data={"before": before.title, "after": draft.asset.title, "reason": reason},
        )
        transaction.on_commit(look_for_releases.enqueue)
    return version
