"""Tasks of the media room."""

import threading

from django_tasks import task

# Set when there may be files to release; the worker's release loop waits for it.
files_wanted = threading.Event()


@task()
def look_for_releases() -> None:
    """Wake the worker's release loop."""
    files_wanted.set()
