"""Runs the encoder in a child process with a memory and a time limit."""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage


class EncodingFailed(Exception):
    """The encoder could not make the files; the text says why, for an editor."""


@contextmanager
def encoded(kind: str, source: File, stem: str, packets: dict[str, str] | None = None):
    """Yield (manifest, folder of the files made) for `source`; the folder lives no longer.

    The files carry `packets` (see `media.metadata.pages.packets`).
    Raises EncodingFailed when the picture cannot be read or costs more than it may.
    """
    with tempfile.TemporaryDirectory(prefix="perigee-") as folder:
        path = Path(folder) / "source"
        with path.open("wb") as copy:
            for chunk in source.chunks(2**20):
                copy.write(chunk)
        target = Path(folder) / "files"
        target.mkdir()
        job = Path(folder) / "job.json"
        paths = {"source": str(path), "target": str(target)}
        job.write_text(json.dumps({"kind": kind, "stem": stem, "packets": packets or {}, **paths}))
        yield run_encoder(job), target


def run_encoder(job: Path) -> dict:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "media.encoder", str(job)],
            cwd=settings.BASE_DIR,
            capture_output=True,
            timeout=settings.ENCODER_SECONDS,
            preexec_fn=limit_memory,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EncodingFailed(
            f"Making the files took longer than {settings.ENCODER_SECONDS} seconds and was stopped."
        ) from None
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise EncodingFailed(
            f"The files could not be made ({last or f'the encoder died, {done.returncode}'})."
        )
    return json.loads(done.stdout)


def limit_memory() -> None:
    limit = settings.ENCODER_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def move_into_store(folder: Path, keep: Callable[[str], str]) -> None:
    """Put every file of `folder` into the private store under `keep(name)`."""
    for path in sorted(folder.iterdir()):
        name = keep(path.name)
        default_storage.delete(name)
        with path.open("rb") as file:
            default_storage.save(name, File(file))
