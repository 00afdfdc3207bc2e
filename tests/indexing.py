"""Search and references, as Wagtail keeps them after each save: when they are asked for, or once for many saves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.db.transaction import Atomic
from django_tasks.backends.immediate import ImmediateBackend

TASKS = (
    "modelsearch.tasks.insert_or_update_object_task",
    "wagtail.tasks.update_reference_index_task",
)
# What they fill.
TABLES = ("wagtailsearch_indexentry", "wagtailcore_referenceindex")


class Indexing(ImmediateBackend):
    """Runs each task at once; within `once` the same task for the same row only at the end.

    A page that is made and published is saved three times, and indexing is most of what that costs.
    Most tests never ask for what was indexed: in the transaction of a test, which nobody else sees,
    a task waits until a statement names one of the tables.
    """

    # What waits, by name and arguments; None outside of `once`.
    waiting: dict | None = None

    def enqueue(self, task, args, kwargs):
        key, run = (task.module_path, tuple(args)), super().enqueue
        if Indexing.waiting is not None:
            Indexing.waiting[key] = (task, args, kwargs)
        elif task.module_path in TASKS and may_wait():
            put_off(key, lambda: run(task, args, kwargs))
        else:
            return run(task, args, kwargs)
        return None


@contextmanager
def once() -> Iterator[None]:
    if Indexing.waiting is not None:
        yield
        return
    Indexing.waiting = {}
    try:
        yield
    finally:
        waiting, Indexing.waiting = Indexing.waiting, None
    for task, args, kwargs in waiting.values():
        task.enqueue(*args, **kwargs)


# --- Until it is asked for ----------------------------------------------------------------------


def may_wait() -> bool:
    """Within a test's transaction, unless its queries are counted: then all are made where they belong."""
    return test_transaction() is not None and not connection.force_debug_cursor


def test_transaction() -> Atomic | None:
    own = [block for block in connection.atomic_blocks if block._from_testcase]
    return own[-1] if own else None


def put_off(key, run) -> None:
    for wrapper in connection.execute_wrappers:
        if isinstance(wrapper, PutOff) and wrapper.transaction is test_transaction():
            break
    else:
        wrapper = PutOff(test_transaction())
        connection.execute_wrappers.insert(0, wrapper)
    asked_in = open_savepoints()
    if earlier := wrapper.tasks.pop(key, None):
        asked_in &= earlier.asked_in
    wrapper.tasks[key] = Waiting(run, asked_in)


def open_savepoints() -> frozenset[str]:
    # A block that does not make a savepoint of its own stands there as None.
    return frozenset(connection.savepoint_ids) - {None}


@dataclass
class Waiting:
    run: Callable
    # The savepoints that were open as it was asked for, and as it was done.
    asked_in: frozenset[str]
    done_in: frozenset[str] | None = None


class PutOff:
    """Tasks that wait in one transaction of a test; goes before every statement on its connection.

    What was done in a savepoint is undone with it, and done again when it is asked for again; what was
    asked for in it is forgotten with it.
    """

    def __init__(self, transaction: Atomic):
        self.transaction = transaction
        # {name and arguments: a task}
        self.tasks: dict[tuple, Waiting] = {}

    def __call__(self, execute, sql, params, many, context):
        if self.transaction is not test_transaction():  # it is over
            connection.execute_wrappers.remove(self)
        elif sql.startswith("ROLLBACK TO SAVEPOINT"):
            self.roll_back(sql.split()[-1].strip('"'))
        elif any(table in sql for table in TABLES):
            self.run()
        return execute(sql, params, many, context)

    def run(self) -> None:
        """All that are not done, in their order, unseen by what watches the connection for the test."""
        due = [task for task in self.tasks.values() if task.done_in is None]
        savepoints = open_savepoints()
        watching, is_counted = connection.execute_wrappers, connection.force_debug_cursor
        connection.execute_wrappers, connection.force_debug_cursor = [], False
        try:
            for task in due:
                task.done_in = savepoints
                task.run()
        finally:
            connection.execute_wrappers, connection.force_debug_cursor = watching, is_counted
        # Done where it was asked for: both stay or neither.
        self.tasks = {
            key: task
            for key, task in self.tasks.items()
            if task.done_in is None or not task.done_in <= task.asked_in
        }

    def roll_back(self, savepoint: str) -> None:
        self.tasks = {
            key: task for key, task in self.tasks.items() if savepoint not in task.asked_in
        }
        for task in self.tasks.values():
            if task.done_in and savepoint in task.done_in:
                task.done_in = None
