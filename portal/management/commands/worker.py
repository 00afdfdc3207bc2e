"""`manage.py worker`: runs tasks, releases files, publishes on time, and cleans up."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from media.archive.keeping import keep_all
from media.files.child_process import remove_abandoned
from media.housekeeping import (
    forget_addresses_of_reporters,
    forget_old_likes,
    forget_tallies,
    remove_unused_assets,
)
from media.models import FailedStep
from media.pages.draft_references import note_anew, waiting_versions
from media.pictures.failed_steps import OF_REVISIONS, attempt, each
from media.pictures.ledger import refresh_all
from media.pictures.workers import beating, this_process
from media.release.opening import giving_way, open_prepared, reconcile
from media.release.waking import files_wanted
from media.reuse.exports import look_at_export
from media.visitors.left_out import forget_left_out
from portal.page_cache.edge import EdgeWatch
from portal.scheduling import follow_schedule
from portal.tasks import is_in_hand, take_up_interrupted_tasks, try_failed_tasks_again

logger = logging.getLogger("perigee.worker")

SCHEDULE_SECONDS = 5
RELEASE_SECONDS = 15
AN_HOUR = 60 * 60


class Command(BaseCommand):
    """Three loops and a heart beside each other, so that no loop waits for another's work.

    The schedule runs in the main thread; tasks and releases have threads of their own. Whatever
    fails in a loop is logged, and the loop goes on.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--once",
            action="store_true",
            help="do what is to be done now, what failed before included, then end",
        )

    def handle(self, *args, once: bool, **options):
        self.stopping = threading.Event()
        self.edge = EdgeWatch()
        with beating(files_wanted.set):
            if once:
                self.do_everything_once()
            else:
                self.run_until_told()

    def run_until_told(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        self.tasks = self.task_worker(batch=False)
        threads = [
            threading.Thread(target=self.run_tasks, name="tasks"),
            threading.Thread(target=self.run_releases, name="releases"),
        ]
        for thread in threads:
            thread.start()
        self.run_schedule()
        for thread in threads:
            thread.join()

    def do_everything_once(self) -> None:
        FailedStep.objects.try_now()
        self.look_at_schedule()
        self.task_worker(batch=True).run()
        self.look_at_releases(thorough=True)
        if self.edge.look():
            self.task_worker(batch=True).run()

    def stop(self, *_signal) -> None:
        self.stopping.set()
        self.tasks.running = False
        files_wanted.set()

    # --- The loops ----------------------------------------------------------------------------

    def run_schedule(self) -> None:
        cleaned = 0.0
        while not self.stopping.is_set():
            self.guarded(self.look_at_schedule)
            self.guarded(self.edge.look)
            if time.monotonic() - cleaned > AN_HOUR or not cleaned:
                self.guarded(clean_up)
                cleaned = time.monotonic()
            self.stopping.wait(SCHEDULE_SECONDS)

    def run_releases(self) -> None:
        thorough_at = 0.0
        while not self.stopping.is_set():
            thorough = not thorough_at or time.monotonic() - thorough_at > AN_HOUR
            files_wanted.clear()
            self.guarded(lambda thorough=thorough: self.look_at_releases(thorough=thorough))
            thorough_at = time.monotonic() if thorough else thorough_at
            files_wanted.wait(RELEASE_SECONDS)

    def run_tasks(self) -> None:
        while not self.stopping.is_set():
            self.guarded(self.tasks.run)

    def guarded(self, work: Callable[[], None]) -> None:
        """Do `work`; whatever happens in it ends no loop."""
        try:
            close_old_connections()
            work()
        except DatabaseError as error:
            logger.error("The database did not answer; trying again: %s", error)
            self.stopping.wait(SCHEDULE_SECONDS)
        except OSError as error:
            logger.error("A file could not be read or written; trying again: %s", error)
            self.stopping.wait(SCHEDULE_SECONDS)
        except Exception:
            logger.exception("Something failed; trying again")
            self.stopping.wait(SCHEDULE_SECONDS)

    # --- The work -----------------------------------------------------------------------------

    def look_at_schedule(self) -> None:
        has_acted = False
        for sentence in follow_schedule():
            logger.info(sentence)
            has_acted = True
        take_up_interrupted_tasks()
        try_failed_tasks_again()
        # Here, not in the loop of the releases: that may be in the middle of an encoding.
        if has_acted:
            for sentence in open_prepared():
                logger.info(sentence)
            files_wanted.set()

    def look_at_releases(self, *, thorough: bool) -> None:
        for sentence in steps_of(thorough=thorough):
            logger.info(sentence)
            if self.stopping.is_set():
                return

    def task_worker(self, *, batch: bool) -> TaskWorker:
        return TaskWorker(
            queue_names=["*"],
            interval=1,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=str(this_process().pk),
            excluded_queue_names=[],
        )


def steps_of(*, thorough: bool) -> Iterator[str]:
    """Everything that one look of the releases' loop does; a sentence for each step."""
    yield from reconcile(thorough=thorough)
    yield from giving_way("whole export", look_at_export(is_in_hand))
    if thorough:
        yield from giving_way("catalogue", keep_all())
        yield from giving_way("descriptions", refresh_all())
        yield from giving_way("references of drafts", look_at_references())


def look_at_references() -> Iterator[str]:
    return each(
        FailedStep.Step.REFERENCES,
        waiting_versions().iterator(chunk_size=100),
        note_anew,
        **OF_REVISIONS,
        is_all=True,
    )


# --- Cleaning up ------------------------------------------------------------------------------


def clean_up() -> None:
    """What is to be thrown away, and the statistics that keep searches fast; each by itself."""
    for name, work in CLEANING.items():
        attempt(FailedStep.Step.CLEAN_UP, name, work)


def forget() -> None:
    forgotten = forget_old_likes(), forget_addresses_of_reporters()
    if any(forgotten):
        logger.info("Cleaned up: %d old likes, %d visitors' e-mail addresses.", *forgotten)


def remove_files() -> None:
    if removed := remove_unused_assets():
        logger.info("Cleaned up: %d unused picture files.", removed)


def renew_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


CLEANING: dict[str, Callable[[], object]] = {
    "Old sessions": lambda: call_command("clearsessions"),
    "Results of tasks": lambda: call_command("prune_db_task_results", verbosity=0),
    "Tallies": lambda: forget_tallies() and None,
    "Old likes and addresses": forget,
    "What was left out of pages": lambda: forget_left_out() and None,
    "Unused picture files": remove_files,
    "Temporary files of killed workers": lambda: remove_abandoned() and None,
    "The statistics of the database": renew_statistics,
}
