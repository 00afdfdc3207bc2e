"""Writing for visitors while somebody else holds the database: few wait, and not for long.

Without this, likes that wait for SQLite's one lock take every thread, and nobody can read.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from django.db import OperationalError, connection

# Of the four threads of a web process (Procfile, deploy/): the others go on reading.
AT_ONCE = 2
# Once whoever writes has taken so long, the database is stuck: nobody else begins to wait for it.
STUCK_AFTER = 2  # seconds
SECONDS_FOR_THE_LOCK = 4


class Turns:
    """Lets so many write at once; the others wait for a turn, unless the database is stuck."""

    def __init__(self, at_once: int):
        self.at_once = at_once
        self.changed = Condition()
        self.begun: list[float] = []  # when each of those who write began, the oldest first

    def take(self) -> float:
        """Raises OperationalError, as a database that is away does, while it is stuck."""
        with self.changed:
            while len(self.begun) >= self.at_once:
                patience = self.begun[0] + STUCK_AFTER - time.monotonic()
                if patience <= 0:
                    raise OperationalError("Others wait for the database already.")
                self.changed.wait(patience)
            moment = time.monotonic()
            self.begun.append(moment)
            return moment

    def give_back(self, moment: float) -> None:
        with self.changed:
            self.begun.remove(moment)
            self.changed.notify()


turns = Turns(AT_ONCE)


@contextmanager
def a_turn() -> Iterator[None]:
    """Let the block write when it is its turn; raises what `Turns.take` does."""
    moment = turns.take()
    try:
        with short_wait_for_the_lock():
            yield
    finally:
        turns.give_back(moment)


@contextmanager
def short_wait_for_the_lock(seconds: float = SECONDS_FOR_THE_LOCK) -> Iterator[None]:
    """Let the connection wait so long for a lock, not as long as an editor's does."""
    wait = int(seconds * 1000)
    if connection.vendor == "sqlite":
        usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
        short, back = (f"PRAGMA busy_timeout = {ms}" for ms in (wait, usual))
    else:
        short, back = f"SET lock_timeout = '{wait}ms'", "RESET lock_timeout"
    with connection.cursor() as cursor:
        cursor.execute(short)
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(back)
