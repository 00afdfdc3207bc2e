"""A real browser in front of the running portal."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests import factories
from tests.browser import every_page

# Playwright's synchronous interface keeps an event loop running in the thread of the tests.
# Django takes that for asynchronous code and would refuse every query made there
# (SynchronousOnlyOperation); the tests wait for each query as ever, so nothing is unsafe here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).parent
CHROMIUM = shutil.which(os.environ.get("PERIGEE_CHROMIUM") or "chromium")
NOT_FOUND = (
    "No Chromium was found, so nothing was tried in a browser. Install it with "
    "`apt-get install chromium`, or name yours: PERIGEE_CHROMIUM=/path/to/chromium."
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # milliseconds; a first page on two busy cores took more than 20,000

expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
    # What takes longest comes first, so that one process does not wait for the other at the end.
    items.sort(key=lambda item: item.path.stem != "test_make_demo")


def pytest_runtest_setup(item):
    """Without a browser nothing is tried: reported as skipped, and where that counts as failed."""
    if CHROMIUM:
        return
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(NOT_FOUND, pytrace=False)
    pytest.skip(NOT_FOUND)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield launched
    launched.close()


@pytest.fixture
def visitor(browser, live_server):
    """A function that opens a fresh browser context, as a visitor who was never here before.

    Its options are those of Playwright's contexts; it answers the context's one page.
    """
    contexts: list[BrowserContext] = []

    def come(**options) -> Page:
        options = {
            "base_url": live_server.url,
            "viewport": {"width": 1280, "height": 900},
            "reduced_motion": "reduce",
            **options,
        }
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def page(visitor) -> Page:
    """The page of one visitor, with script."""
    return visitor()


@pytest.fixture
def full_site(site) -> dict[str, str]:
    """A site with one page of each type, full of everything; {what it is: its address}."""
    return every_page.build(site)


@pytest.fixture
def story(site, live_server):
    """One story, for what needs a page but no picture."""
    return factories.make_story()
