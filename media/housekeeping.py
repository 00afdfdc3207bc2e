"""What is thrown away in time: old likes, tallies, visitors' addresses, files that nothing names."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.leftovers import leave_behind
from media.visitors.identity import COOKIE_AGE
from media.visitors.likes import Like
from media.visitors.reports import DescriptionReport
from media.visitors.tallies import Tally

# An editor may upload today and write the page next week.
UNUSED_FOR = timedelta(days=30)
# As the form for a report and the privacy page promise.
ADDRESS_KEPT_FOR = timedelta(days=90)


def forget_old_likes() -> int:
    """Delete the likes whose cookie has run out; the counts stay. Answers how many."""
    last_day = timezone.localdate() - timedelta(seconds=COOKIE_AGE)
    return Like.objects.filter(created_on__lt=last_day).delete()[0]


def forget_tallies() -> int:
    """Delete the tallies whose span of time is over. Answers how many."""
    return Tally.objects.filter(ends_at__lt=timezone.now()).delete()[0]


def forget_addresses_of_reporters() -> int:
    """Delete the e-mail addresses from reports closed long ago; the reports stay. Answers how many."""
    closed = DescriptionReport.objects.filter(closed_at__lt=timezone.now() - ADDRESS_KEPT_FOR)
    return closed.exclude(email="").update(email="")


def remove_unused_assets() -> int:
    """Delete picture files that no page, version or revision names. Answers how many."""
    unused = ImageAsset.objects.filter(
        image_pages=None,
        versions=None,
        replaced=None,
        created_at__lt=timezone.now() - UNUSED_FOR,
    )
    of_images = ContentType.objects.get_for_model(ImagePage)
    removed = 0
    for asset in unused:
        if Revision.page_revisions.filter(content_type=of_images, content__asset=asset.pk).exists():
            continue
        with transaction.atomic():
            leave_behind(asset.file_names())
            asset.delete()
        removed += 1
    return removed
