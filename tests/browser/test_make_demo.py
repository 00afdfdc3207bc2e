"""The newcomer's way: a clean clone, one command, a home page with every picture on it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

import pytest
from django.conf import settings

from tests.browser.pictures import see_pictures

# Three minutes are the aim on two idle cores; a busy machine is no defect of the portal.
PATIENCE = 12 * 60  # seconds


@pytest.fixture
def clone(tmp_path):
    folder = tmp_path / "perigee"
    git = shutil.which("git")
    subprocess.run([git, "clone", "--quiet", settings.BASE_DIR, folder], check=True)
    return folder


def start(clone, port: int) -> subprocess.Popen:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PERIGEE_")}
    for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "CACHE_URL", "VIRTUAL_ENV"):
        kept.pop(name, None)
    log = (clone / "demo.log").open("ab")
    return subprocess.Popen(
        [shutil.which("make"), "demo", f"PORT={port}"],
        cwd=clone,
        env=kept,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def stop(demo: subprocess.Popen) -> None:
    """What Ctrl-C does: the whole foreground group is interrupted."""
    os.killpg(demo.pid, signal.SIGINT)
    demo.wait(timeout=120)


def wait_until_it_answers(address: str, demo: subprocess.Popen, seconds: int) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert demo.poll() is None, "make demo ended by itself"
        try:
            urllib.request.urlopen(f"{address}healthz", timeout=2)  # noqa: S310
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"The demonstration did not answer within {seconds} seconds.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_one_command_on_a_clean_clone_shows_every_picture_and_a_second_run_keeps_everything(
    clone, browser
):
    page = browser.new_page()
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    demo = start(clone, port)
    try:
        wait_until_it_answers(address, demo, PATIENCE)
        page.goto(address)
        pictures = see_pictures(page)
        assert len([picture for picture in pictures if picture["released"]]) > 15
        assert [picture["source"] for picture in pictures if not picture["pixels"]] == []
    finally:
        stop(demo)
    said = (clone / "demo.log").read_text()
    assert address in said and f"{address}admin/" in said
    password = re.search(r"Password\s+(\S+)", said)[1]

    demo = start(clone, port)
    try:
        wait_until_it_answers(address, demo, PATIENCE)
        page.goto(f"{address}admin/login/")
        page.fill("[name=username]", "editor")
        page.fill("[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url(f"{address}admin/")
    finally:
        stop(demo)
