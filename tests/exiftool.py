"""exiftool, the independent judge of what a file carries."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

CONFIG = Path(__file__).with_name("exiftool.config")
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
    command = [needed(), "-config", str(CONFIG), "-quiet", "-overwrite_original"]
    command += ["-charset", "iptc=UTF8", *assignments, str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    left_out = [
        line for line in done.stderr.decode().splitlines() if "exist" in line or "defined" in line
    ]
    assert not left_out
