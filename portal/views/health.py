"""Whether the process answers, and whether the portal does its work."""

import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from media.models import WorkerProcess
from portal.models import Generation

# The encoder's largest job and some writing beside it.
LEAST_BYTES_FREE = 512 * 2**20


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """For liveness: whether to start this process anew. Asks neither database nor cache."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """For people and monitors: a line for each thing that must work; 503 if one does not."""
    found = [(name, problem_of()) for name, problem_of in CHECKS.items()]
    said = "".join(f"{name}: {problem or 'ok'}\n" for name, problem in found)
    status = 503 if any(problem for _name, problem in found) else 200
    return HttpResponse(said, content_type="text/plain", status=status)


def problem_of_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return ""


def problem_of_disk() -> str:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return "the data directory is not there"
    if free < LEAST_BYTES_FREE:
        return f"{free // 2**20} MB are free, {LEAST_BYTES_FREE // 2**20} are needed"
    return ""


def problem_of_worker() -> str:
    try:
        is_alive = WorkerProcess.objects.alive().exists()
    except DatabaseError:
        return "unknown, since the database does not answer"
    return "" if is_alive else "no worker runs: nothing is released, nothing published on time"


def problem_of_page_cache() -> str:
    try:
        is_resting = not Generation.objects.filter(number__gt=0).exists()
    except DatabaseError:
        return "unknown, since the database does not answer"
    return "keeps nothing, since a migration broke off: run migrate again" if is_resting else ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": problem_of_database,
    "disk": problem_of_disk,
    "worker": problem_of_worker,
    "page cache": problem_of_page_cache,
}
