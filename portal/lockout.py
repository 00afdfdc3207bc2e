"""Who may try another password: limits for a name, for a network, and for both together."""

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum


class LockoutHandler(AxesDatabaseHandler):
    """Axes' own judgement by name and network together, and two limits that it does not have.

    Its limits share one number, and a success would forgive all of them: whoever has an account
    could go on trying others. Everything is counted in the database, whether or not there is a
    cache.
    """

    def get_failures(self, request, credentials=None) -> int:
        failures = super().get_failures(request, credentials)
        if self.is_beyond(request, credentials):
            return max(failures, get_failure_limit(request, credentials))
        return failures

    def is_beyond(self, request, credentials) -> bool:
        """Whether this name was tried too often from anywhere, or this network tried any name."""
        since = get_cool_off_threshold(request)
        lately = AccessAttempt.objects.filter(attempt_time__gte=since)
        name = get_client_username(request, credentials)
        of_name = lately.filter(username=name) if name else lately.none()
        of_network = lately.filter(ip_address=request.axes_ip_address)
        return (
            failures_in(of_name) >= settings.FAILURES_OF_ONE_NAME
            or failures_in(of_network) >= settings.FAILURES_OF_ONE_NETWORK
        )


def failures_in(attempts) -> int:
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
