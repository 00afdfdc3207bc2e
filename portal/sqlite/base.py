"""The database engine that Django loads: its own for SQLite, with some room kept for the opening.

In WAL, the first process that opens a database makes an index in a file of 32 KB beside it, whether it
will write or only read. On a full disk that fails, and no page could be read after a restart. So a
file of `ROOM` bytes stands beside the database, and makes way when it cannot be opened.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

ROOM = 256 * 2**10  # bytes; the index begins with 32 KB


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is opened a second time, in the room that was kept, where the first one fails."""

    def get_new_connection(self, params):
        room = room_beside(params["database"])
        try:
            opened = super().get_new_connection(params)
        except (base.Database.OperationalError, OperationalError):
            if room is None or not room.exists():
                raise
            room.unlink(missing_ok=True)
            return super().get_new_connection(params)
        if room is not None and not room.exists():
            keep(room)
        return opened


def room_beside(database) -> Path | None:
    """The file that keeps the room; None for a database that is no file, or not there yet."""
    file = Path(str(database))
    return file.with_name(f"{file.name}-room") if file.is_file() else None


def keep(room: Path) -> None:
    """Make the file, of what no disk packs smaller; none rather than a part where there is no room."""
    part = room.with_name(f"{room.name}-{os.getpid()}")
    try:
        part.write_bytes(os.urandom(ROOM))
        part.replace(room)
    except OSError:
        with suppress(OSError):
            part.unlink()
