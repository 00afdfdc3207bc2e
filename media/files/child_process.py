"""Runs the encoder in a child process with a memory and a time limit."""

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

# Else every thread reserves addresses for a heap of its own, 64 MB each, and the limit counts them.
ONE_HEAP = {"MALLOC_ARENA_MAX": "1"}
# What Python, libvips and glib say when they get no more.
OUT_OF_MEMORY = ("memory", "error creating thread")
# What they say when a disk refuses, which is no fault of the picture.
DISK_REFUSES = {os.strerror(n): n for n in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)}
# Of the folders in which pictures are encoded, among other temporary files.
PREFIX = "perigee-encoding-"


class EncodingFailed(Exception):
    """The encoder could not make the files; the text says why, for an editor."""


@contextmanager
def encoded(
    kind: str, source: File, stem: str, packets: dict[str, str] | None = None, **options: bool
):
    """Yield (manifest, folder of the files made) for `source`; the folder lives no longer.

    The files carry `packets` (see `media.pictures.packets.packets`); `options` are those of the kind.
    Raises EncodingFailed when the picture cannot be read or costs more than it may.
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        path = Path(folder) / "source"
        with path.open("wb") as copy:
            for chunk in source.chunks(2**20):
                copy.write(chunk)
        target = Path(folder) / "files"
        target.mkdir()
        paths = {"source": str(path), "target": str(target)}
        job = {"kind": kind, "stem": stem, "packets": packets or {}, "options": options, **paths}
        yield run("media.files.encoder", job), target


def run(module: str, job: dict) -> dict:
    """What `module` answers to `job`, in a process that has so much memory and time and no more.

    Raises EncodingFailed when it ends without an answer, OSError where that is for want of room on
    a disk.
    """
    job["memory"] = settings.ENCODER_MEMORY_BYTES
    with tempfile.NamedTemporaryFile("w", prefix="perigee-", suffix=".json") as file:
        json.dump(job, file)
        file.flush()
        try:
            done = subprocess.run(
                [sys.executable, "-m", module, file.name],
                cwd=settings.BASE_DIR,
                env={**os.environ, **ONE_HEAP},
                capture_output=True,
                timeout=settings.ENCODER_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise EncodingFailed(
                f"The picture took longer than {settings.ENCODER_SECONDS} seconds and was stopped."
            ) from None
    if done.returncode:
        complaint = done.stderr.decode(errors="replace")
        for said, number in DISK_REFUSES.items():
            if said in complaint:
                raise OSError(number, said)
        raise EncodingFailed(why(done))
    return json.loads(done.stdout)


def why(done: subprocess.CompletedProcess) -> str:
    """A sentence about a process that ended badly."""
    said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    if done.returncode < 0 or any(sign in said.lower() for sign in OUT_OF_MEMORY):
        limit = settings.ENCODER_MEMORY_BYTES // 2**20
        return f"The picture took more memory than the {limit:,} MB allowed, and was stopped."
    return f"The picture could not be processed ({said or f'error {done.returncode}'})."


def move_into_store(folder: Path, keep: Callable[[str], str]) -> None:
    """Put every file of `folder` into the private store under `keep(name)`."""
    for path in sorted(folder.iterdir()):
        name = keep(path.name)
        default_storage.delete(name)
        with path.open("rb") as file:
            default_storage.save(name, File(file))


def remove_abandoned() -> int:
    """Remove the folders of encoders whose worker was killed; answers how many.

    They count as abandoned after twice the time that an encoder may take, an hour at least.
    """
    oldest = time.time() - max(60 * 60, 2 * settings.ENCODER_SECONDS)
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)
                removed += 1
    return removed
