"""What several processes note for a test: files put into the public store, pages that were drawn."""

import os
from pathlib import Path

from django.conf import settings

from media.files.whole_files import WholeFileStorage

NAME = "copies.txt"
DRAWN = "drawn.txt"


def note(file: str, line: str) -> None:
    log = os.open(Path(settings.DATA_DIR) / file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(log, f"{line}\n".encode())
    os.close(log)


def copies() -> list[str]:
    """The name of every file that was put into the store, by whichever process."""
    path = Path(settings.DATA_DIR) / NAME
    return path.read_text().splitlines() if path.exists() else []


class CountingStorage(WholeFileStorage):
    def save(self, name, content, max_length=None):
        note(NAME, name)
        return super().save(name, content, max_length)


def note_what_is_drawn(respond):
    """A middleware: what reaches it was in no page cache."""

    def middleware(request):
        note(DRAWN, f"{os.getpid()} {request.path}")
        return respond(request)

    return middleware
