"""The pictures before and after one in the archive's order."""

from django.db.models import Q, Subquery

from media.archive.catalogue import Entry, position_of
from media.pages.prepared import prepared
from media.pictures.images import ImagePage


def neighbours_of(image: ImagePage) -> tuple[Entry | None, Entry | None]:
    """The newer and the older neighbour, in one query."""
    if not image.pk or image.first_published_at is None:
        return None, None
    own = position_of(image)
    found = {entry.position > own: entry for entry in nearest(own, own)}
    return found.get(True), found.get(False)


@prepared
def nearest(above: int, below: int):
    """The entries right above a position and right below it."""
    newer = Entry.objects.filter(position__gt=above).order_by("position").values("pk")[:1]
    older = Entry.objects.filter(position__lt=below).order_by("-position").values("pk")[:1]
    return Entry.objects.filter(Q(pk=Subquery(newer)) | Q(pk=Subquery(older))).order_by()
