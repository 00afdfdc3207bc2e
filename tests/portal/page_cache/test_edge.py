"""What the worker tells the caches in front: that something changed, until they have heard it."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.frontend_cache.backends.base import BaseBackend

from media.models import FailedStep
from portal.page_cache import edge
from portal.page_cache.edge import EdgeError, EdgeWatch, purge_edge
from portal.page_cache.edge_places import backends_of
from portal.tasks import try_failed_tasks_again
from tests.factories import make_mission

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Listener:
    """A cache at a port: notes what it is told, and refuses while `refuses` is a status."""

    def __init__(self):
        self.told: list[tuple[str, str, str]] = []
        self.refuses, self.answer = 0, b""
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def note(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                listener.told.append((self.command, self.headers["Host"], body))
                self.send_response(listener.refuses or 200)
                self.end_headers()
                self.wfile.write(listener.answer)

            do_BAN = do_POST = note  # noqa: N815

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener(settings) -> Iterator[Listener]:
    settings.ALLOWED_HOSTS = ["portal.example.org", ".example.org", "*"]
    settings.BASE_URL = "https://portal.example.org"
    running = Listener()
    settings.WAGTAILFRONTENDCACHE = backends_of([running.address])
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def queue(settings) -> None:
    """Tasks wait for a worker, as they do in the portal."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def purges():
    return DBTaskResult.objects.filter(task_path=purge_edge.module_path)


def test_a_change_is_told_to_the_edge_again_until_it_has_heard(listener, queue, site):
    worker = EdgeWatch()
    worker.number, worker.once_more = edge.Generation.objects.get().number, False
    assert not worker.look()
    make_mission("Smile")
    listener.refuses = 503
    assert worker.look()
    call_command("worker", once=True)
    assert {method for method, _host, _body in listener.told} == {"BAN"}
    try_failed_tasks_again()
    step = FailedStep.objects.get()
    assert str(step).startswith("The task purge_edge failed:")
    assert f"{listener.address} answered 503" in step.error
    listener.refuses, listener.told = 0, []
    purges().update(finished_at=timezone.now() - timedelta(seconds=1))
    try_failed_tasks_again()
    call_command("worker", once=True)
    assert "portal.example.org" in {host for _method, host, _body in listener.told}
    assert not purges().exclude(status="SUCCESSFUL").exists()
    try_failed_tasks_again()
    assert not FailedStep.objects.exists()


def test_every_change_is_told_once_and_once_more_and_quiet_is_kept(listener, queue, site):
    watch = EdgeWatch()
    told = [watch.look() for _look in range(3)]
    assert told == [True, True, False], "What changed while no worker ran is unknown"
    mission = make_mission("Smile")
    assert [watch.look() for _look in range(3)] == [True, True, False]
    mission.save_revision()
    assert not watch.look(), "A draft is no change"
    assert purges().count() == 1, "One that waits does for all"


def test_a_new_purge_takes_the_place_of_those_that_failed(listener, queue, site):
    edge.enqueue_purge()
    purges().update(status="FAILED", finished_at=timezone.now())
    edge.enqueue_purge()
    assert list(purges().values_list("status", flat=True)) == ["READY"]


def test_each_host_is_named_and_no_pattern(listener, site):
    purge_edge.func()
    hosts = [host for _method, host, _body in listener.told]
    assert "portal.example.org" in hosts
    assert len(hosts) == len(set(hosts))
    assert not [host for host in hosts if "*" in host or host.startswith(".")]


def test_one_edge_that_is_away_does_not_keep_the_others_from_hearing(listener, settings, site):
    settings.WAGTAILFRONTENDCACHE = backends_of(["http://127.0.0.1:9", listener.address])
    with pytest.raises(EdgeError, match=r"http://127\.0\.0\.1:9 could not be reached"):
        purge_edge.func()
    assert listener.told


def test_cloudflare_is_asked_to_drop_our_hosts(listener, settings, site, monkeypatch):
    settings.WAGTAILFRONTENDCACHE = backends_of(["cloudflare://Token@Zone1"])
    backend = edge.get_backends()["edge 1"]
    assert backend.cloudflare_purge_endpoint_url.endswith("/zones/Zone1/purge_cache")
    backend.cloudflare_purge_endpoint_url = listener.address
    monkeypatch.setattr(edge, "get_backends", lambda: {"edge": backend})
    listener.answer = b'{"success": true}'
    purge_edge.func()
    assert "portal.example.org" in json.loads(listener.told[0][2])["hosts"]
    listener.answer = b'{"success": false, "errors": [{"message": "no such zone"}]}'
    with pytest.raises(EdgeError, match="no such zone"):
        purge_edge.func()


class Quiet(BaseBackend):
    """As Wagtail's own: what fails is logged and nothing else."""

    def purge(self, url):
        edge.logging.getLogger("wagtail.frontendcache").error("Couldn't purge '%s'", url)


def test_what_wagtail_only_logs_fails_the_task(settings, site, monkeypatch):
    monkeypatch.setattr(edge, "get_backends", lambda: {"edge": Quiet({})})
    with pytest.raises(EdgeError, match="Couldn't purge 'https://"):
        purge_edge.func()


def test_without_an_edge_nothing_is_enqueued_and_nothing_may_be_stale(queue, site, client):
    assert not EdgeWatch().look()
    assert not purges().exists()
    assert "stale-while-revalidate" not in client.get("/")["Cache-Control"]


def test_behind_an_edge_that_is_told_of_changes_a_page_may_be_stale_for_a_minute(
    listener, site, client
):
    answer = client.get("/", headers={"host": "portal.example.org"})
    assert "stale-while-revalidate=60" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "place",
    [
        "varnish",
        "ftp://127.0.0.1",
        "http://",
        "http://127.0.0.1:x",
        "http://127.0.0.1/path",
        "cloudflare://zone",
    ],
)
def test_what_names_no_cache_is_refused_with_a_sentence(place):
    with pytest.raises(ImproperlyConfigured, match=r"Write http://127\.0\.0\.1:6081 for a Varnish"):
        backends_of([place])


def test_a_distribution_of_cloudfront_is_taken_by_wagtail_s_own():
    found = backends_of(["cloudfront://E2ABC"])["edge 1"]
    assert found["DISTRIBUTION_ID"] == "E2ABC"
    assert found["BACKEND"].endswith("CloudfrontBackend")
