"""Tallies: how often something was done from one network in one span of time, for all processes."""

import time
from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from media.visitors.network import network_of

MINUTE = 60
DAY = 24 * 60 * 60


class TallyQuerySet(models.QuerySet):
    @transaction.atomic
    def count_one(self, key: str, ends_at: datetime) -> int:
        """Add one to a tally and answer what it is now."""
        same = self.filter(pk=key)
        if not same.update(count=F("count") + 1):
            _, is_new = self.get_or_create(pk=key, defaults={"count": 1, "ends_at": ends_at})
            if not is_new:  # another process was as quick
                same.update(count=F("count") + 1)
        return same.values_list("count", flat=True).get()


class Tally(models.Model):
    """A number that is thrown away when its span of time is over.

    The key is a hash of deed, network and span under the site's secret key: nobody reads from a
    row who came, or for what.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    objects = TallyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"


def seconds_to_wait(request: HttpRequest, deed: str, limits: dict[int, int]) -> int:
    """Count one `deed` of the request's network; how long to wait if it is beyond a limit, else 0.

    `limits` holds for each span in seconds how many are allowed within it. Spans begin at fixed
    moments, so that twice as many fit around the end of one.
    """
    now, wait = time.time(), 0
    for span, limit in limits.items():
        number = int(now // span)
        if counted(f"{deed} {span} {number} {network_of(request)}", (number + 1) * span) > limit:
            wait = max(wait, int((number + 1) * span - now) + 1)
    return wait


def counted(what: str, ends_at: int) -> int:
    """How often `what` was counted, this time included: in the shared cache, else in the database."""
    key = salted_hmac("perigee.tally", what, algorithm="sha256").hexdigest()
    if settings.CACHE_IS_SHARED:
        cache.add(key, 0, timeout=max(1, int(ends_at - time.time())))
        try:
            return cache.incr(key)
        except ValueError:  # the cache is away
            pass
    return Tally.objects.count_one(key, datetime.fromtimestamp(ends_at, UTC))
