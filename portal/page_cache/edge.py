"""Telling the caches in front of the portal that something changed: all they keep of it is dropped.

The worker sees the generation move and enqueues `purge_edge`; no request waits for a cache. Everything
is purged, since the generation does not say what changed, and a new picture stands on many pages.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django_tasks import task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, HTTPBackend
from wagtail.contrib.frontend_cache.utils import get_backends
from wagtail.models import Site

from portal.page_cache.generation import Generation

LONGEST_ANSWER = 10  # seconds
logger = logging.getLogger("perigee.page_cache")


class EdgeError(Exception):
    """A cache in front of the portal did not purge; what it said."""


def told(request: Request, place: str) -> bytes:
    """What a cache answers; raises EdgeError if it refuses or cannot be reached."""
    try:
        with urlopen(request, timeout=LONGEST_ANSWER) as answer:  # noqa: S310
            return answer.read()
    except HTTPError as error:
        with error:
            raise EdgeError(f"{place} answered {error.code} {error.reason}.") from error
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise EdgeError(f"{place} could not be reached: {reason}.") from error


class Varnish(HTTPBackend):
    """Drops all that belongs to a host, by one BAN (deploy/varnish.vcl); Wagtail's own purges single
    addresses, and keeps its failures to itself."""

    def purge(self, url: str) -> None:
        place = f"{self.cache_scheme}://{self.cache_netloc}"
        headers = {"Host": urlsplit(url).netloc}
        told(Request(f"{place}/", headers=headers, method="BAN"), place)  # noqa: S310


class Cloudflare(CloudflareBackend):
    """Drops all that belongs to our hosts; Wagtail's own takes single addresses only."""

    def purge_batch(self, urls: list[str]) -> None:
        hosts = sorted({urlsplit(url).hostname or "" for url in urls})
        request = Request(  # noqa: S310
            self.cloudflare_purge_endpoint_url,
            data=json.dumps({"hosts": hosts}).encode(),
            headers={
                "Authorization": f"Bearer {self.cloudflare_token}",
                "Content-Type": "application/json",
            },
            method="POST",
        )
        answer = told(request, "Cloudflare")
        try:
            has_succeeded = json.loads(answer)["success"]
        except (ValueError, KeyError, TypeError):
            has_succeeded = False
        if not has_succeeded:
            raise EdgeError(f"Cloudflare answered {answer[:300].decode(errors='replace')}")


@task()
def purge_edge() -> None:
    """Have every cache drop what it has of us; raises EdgeError if one did not."""
    addresses, failures = purged_addresses(), []
    for backend in get_backends().values():
        try:
            with failures_as_errors():
                backend.purge_batch(addresses)
        except EdgeError as error:
            failures.append(str(error))
    if failures:
        raise EdgeError(" ".join(failures))


def purged_addresses() -> list[str]:
    """An address for everything below each host under which the portal answers."""
    bases = {site.root_url for site in Site.objects.all()} | {settings.BASE_URL}
    named = {host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))}
    hosts = {urlsplit(base).netloc for base in bases} | named
    return [f"https://{host}/*" for host in sorted(hosts)]


class Failures(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def failures_as_errors() -> Iterator[None]:
    """Wagtail's backends log what fails and go on; here it is an EdgeError, so that it is tried again."""
    failures, log = Failures(), logging.getLogger("wagtail.frontendcache")
    log.addHandler(failures)
    try:
        yield
    finally:
        log.removeHandler(failures)
    if failures.said:
        raise EdgeError(" ".join(failures.said))


class EdgeWatch:
    """Enqueues a purge when the generation moved since the last look, and when it looks first."""

    def __init__(self):
        self.number: int | None = None
        # An answer that was drawn before the change may reach the edge after the purge.
        self.once_more = False

    def look(self) -> bool:
        """Whether a purge was enqueued; raises DatabaseError."""
        if not settings.WAGTAILFRONTENDCACHE:
            return False
        number = Generation.objects.values_list("number", flat=True).get()
        has_moved = number != self.number
        is_wanted = has_moved or self.once_more
        if is_wanted:
            enqueue_purge()
        self.number, self.once_more = number, has_moved
        return is_wanted


def enqueue_purge() -> None:
    """One purge does for all that failed before, and for one that still waits."""
    of_edge = DBTaskResult.objects.filter(task_path=purge_edge.module_path)
    of_edge.filter(status=TaskResultStatus.FAILED).delete()
    if not of_edge.filter(status=TaskResultStatus.READY).exists():
        purge_edge.enqueue()
