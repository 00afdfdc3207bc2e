"""The public store: what is put into it and taken out of it, one file at a time and never behind a back.

Whoever copies a file looks under a lock, before and after, whether it may be public still; whoever
removes files first changes the rows, then takes the same lock. So nothing comes back once a
withdrawal has been answered.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction

# Beside the pictures' own folders: the whole exports (`media.reuse.exports`).
EXPORTS = "exports"

# A thread that holds the lock may ask for it again.
own = threading.local()


@contextmanager
def locked(top: str) -> Iterator[None]:
    """Nobody else copies to, or removes from, the folder `top` of the public store meanwhile.

    On PostgreSQL an advisory lock of a transaction, for that folder; on SQLite, where all processes
    share a machine, a lock on the data directory for all folders: one of the database would keep
    likes waiting. Both end with the process that holds them.
    """
    if getattr(own, "depth", 0):
        yield
        return
    own.depth = 1
    try:
        with advisory_lock(top) if connection.vendor == "postgresql" else directory_lock():
            yield
    finally:
        own.depth = 0


@contextmanager
def advisory_lock(top: str) -> Iterator[None]:
    number = int.from_bytes(hashlib.sha256(top.encode()).digest()[:8], signed=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        yield


@contextmanager
def directory_lock() -> Iterator[None]:
    directory = os.open(settings.DATA_DIR, os.O_RDONLY)  # a file of its own needs room on the disk
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def put(top: str, name: str, content: File, is_allowed: Callable[[], bool]) -> bool:
    """Copy one file into the public store, if `is_allowed` says so before and after.

    False, and the file is not there, if it does not. `top` is the first folder of its name.
    """
    public = storages["public"]
    with locked(top):
        if not is_allowed():
            return False
        public.save(name, content)
        if is_allowed():
            return True
        public.delete(name)
    return False


def remove_folder(storage: Storage, folder: str) -> None:
    """Remove a folder with all that is in it; nothing happens if it is not there."""
    with suppress(FileNotFoundError):
        folders, files = storage.listdir(folder)
        for name in files:
            storage.delete(f"{folder}/{name}")
        for name in folders:
            remove_folder(storage, f"{folder}/{name}")
        remove_if_empty(storage, folder)


def remove_if_empty(storage: Storage, folder: str) -> None:
    with suppress(OSError):  # something lies in it
        storage.delete(folder)
