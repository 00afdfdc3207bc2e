"""What can be asked of all image pages."""

from django.db.models import F

from media.descriptions.statuses import Description
from media.pages.subjected import SubjectedPageQuerySet


class ImagePageQuerySet(SubjectedPageQuerySet):
    def with_files(self):
        """With the public release of each at hand, if it has one, without a further query."""
        return self.annotate(
            release_key=F("entry__release"),
            asset_hash=F("entry__release__asset_hash"),
            released_packet_hash=F("entry__release__packet_hash"),
            manifest=F("entry__release__manifest"),
            tiles=F("entry__release__tiles"),
        )

    def newest_first(self):
        return self.order_by("-first_published_at", "-pk")

    def with_description(self):
        """With its row of `Description`, who changed and who approved it, in the same query."""
        return self.select_related("description__changed_by", "description__approval")

    def described_as(self, *statuses: Description.Status):
        """Those whose latest draft's description has one of these statuses."""
        return self.filter(description__status__in=statuses)
