"""Likes: a visitor's single yes to a page, and how many a page has."""

from django.db import models, transaction
from django.db.models import F

from media.archive.listing import LIKES


class LikeQuerySet(models.QuerySet):
    @transaction.atomic
    def give(self, translation_key, visitor: str) -> bool:
        """Note that `visitor` likes a page; True if that is new. Counted in the same step."""
        before = self.filter(translation_key=translation_key, visitor=visitor)
        counter, _ = LikeCount.objects.select_for_update().get_or_create(
            translation_key=translation_key
        )
        if before.exists():
            return False
        self.create(translation_key=translation_key, visitor=visitor)
        LikeCount.objects.filter(pk=counter.pk).update(count=F("count") + 1)
        return True

    @transaction.atomic
    def take_back(self, translation_key, visitor: str) -> bool:
        """Forget that `visitor` likes a page, and count one less; False if it is not known."""
        gone, _ = self.filter(translation_key=translation_key, visitor=visitor).delete()
        if gone:
            LikeCount.objects.filter(translation_key=translation_key, count__gt=0).update(
                count=F("count") - 1
            )
        return bool(gone)


class Like(models.Model):
    """That one visitor likes one page, in whatever language; the page is its translation key."""

    translation_key = models.UUIDField()
    # HMAC-SHA256 of the random number in the visitor's cookie; the number itself is not kept.
    visitor = models.CharField(max_length=64)
    created_on = models.DateField(auto_now_add=True, db_index=True)

    objects = LikeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "visitor"], name="like_once_per_visitor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.translation_key} liked on {self.created_on}"


class LikeCount(models.Model):
    """How many visitors like one page."""

    translation_key = models.UUIDField(primary_key=True)
    count = models.PositiveIntegerField(default=0, db_index=True)

    def __str__(self) -> str:
        return f"{self.count} likes of {self.translation_key}"


def likes_of(translation_keys=None, most: int = 2000) -> dict:
    """{translation key: how many like it} of those pages, else of those that most like."""
    counts = LikeCount.objects.filter(count__gt=0).order_by("-count")
    if translation_keys is not None:
        counts = counts.filter(pk__in=translation_keys)
    return dict(counts.values_list("translation_key", "count")[:most])


LIKES["liked"] = likes_of


def like_count() -> models.Subquery:
    """An annotation for pages: how many visitors like each, None for none."""
    counts = LikeCount.objects.filter(translation_key=models.OuterRef("translation_key"))
    return models.Subquery(counts.values("count")[:1])
