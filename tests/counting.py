"""A public store that notes every file that is put into it, for tests with several processes."""

import os
from pathlib import Path

from django.conf import settings

from media.files.whole_files import WholeFileStorage

NAME = "copies.txt"


def copies() -> list[str]:
    """The name of every file that was put into the store, by whichever process."""
    path = Path(settings.DATA_DIR) / NAME
    return path.read_text().splitlines() if path.exists() else []


class CountingStorage(WholeFileStorage):
    def save(self, name, content, max_length=None):
        log = os.open(Path(settings.DATA_DIR) / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(log, f"{name}\n".encode())
        os.close(log)
        return super().save(name, content, max_length)
