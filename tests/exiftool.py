"""exiftool, the independent judge of what a file carries."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

EXIFTOOL = shutil.which("exiftool")
MISSING = (
    "exiftool was not found, so nothing independent read the files. Install it with "
    "`apt-get install libimage-exiftool-perl`."
)


def needed() -> str:
    """The program; without it the test is skipped, and fails where nothing may be skipped."""
    if EXIFTOOL:
        return EXIFTOOL
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(MISSING, pytrace=False)
    pytest.skip(MISSING)


def tags(path: Path, *options: str) -> dict:
    """Everything that exiftool finds, by group and name: {"XMP-dc:Title": …}."""
    command = [needed(), "-json", "-groupNames1", "-duplicates", "-struct", *options, str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    return json.loads(done.stdout)[0]


def write(path: Path, *assignments: str) -> None:
    """Write tags into a file, as in `write(path, "-XMP-dc:Title-fr=Un cratère")`."""
    command = [needed(), "-quiet", "-overwrite_original", "-charset", "iptc=UTF8", *assignments]
    done = subprocess.run([*command, str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
