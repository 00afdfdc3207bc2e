"""Search and references, as Wagtail keeps them after each save: at once, or once for many saves."""

from collections.abc import Iterator
from contextlib import contextmanager

from django_tasks.backends.immediate import ImmediateBackend


class Indexing(ImmediateBackend):
    """Runs each task at once; within `once` the same task for the same row only at the end.

    A page that is made and published is saved three times, and indexing is most of what that costs.
    """

    # What waits, by name and arguments; None outside of `once`.
    waiting: dict | None = None

    def enqueue(self, task, args, kwargs):
        if Indexing.waiting is None:
            return super().enqueue(task, args, kwargs)
        Indexing.waiting[task.module_path, tuple(args)] = (task, args, kwargs)
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
