"""Writing for visitors while somebody else holds the database: few wait, and not for long.

Without this, likes that wait for SQLite's one lock take every thread, and nobody can read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.db import OperationalError, connection

# Of the four threads of a web process (Procfile, deploy/): the others go on reading.
AT_ONCE = 2
SECONDS_FOR_A_TURN = 0.1
SECONDS_FOR_THE_LOCK = 2

turns = BoundedSemaphore(AT_ONCE)


@contextmanager
def a_turn() -> Iterator[None]:
    """Let the block write, if it can soon.

    Raises OperationalError, as a database that is away does, when the others take too long.
    """
    if not turns.acquire(timeout=SECONDS_FOR_A_TURN):
        raise OperationalError("Others wait for the database already.")
    try:
        with short_wait_for_the_lock():
            yield
    finally:
        turns.release()


@contextmanager
def short_wait_for_the_lock() -> Iterator[None]:
    """Let the connection wait two seconds for a lock, not as long as an editor's does."""
    if connection.vendor == "sqlite":
        usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
        short, back = (f"PRAGMA busy_timeout = {ms}" for ms in (SECONDS_FOR_THE_LOCK * 1000, usual))
    else:
        short, back = f"SET lock_timeout = '{SECONDS_FOR_THE_LOCK}s'", "RESET lock_timeout"
    with connection.cursor() as cursor:
        cursor.execute(short)
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(back)
