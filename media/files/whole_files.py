"""A store on a disk in which a file is there with all its bytes, or is not there."""

import os
import secrets
from contextlib import suppress

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Writes beside the file and gives it its name at the end, over an earlier one.

    A process that is killed, or a disk that is full, leaves no half of a file under its name.
    """

    def _save(self, name, content):
        folder, _, own = name.rpartition("/")
        part = f"{folder}/.{own[:40]}.{secrets.token_hex(8)}"
        try:
            written = super()._save(part.lstrip("/"), content)
            os.replace(self.path(written), self.path(name))
        except BaseException:
            with suppress(OSError):
                os.remove(self.path(part.lstrip("/")))
            raise
        return name
