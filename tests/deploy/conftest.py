"""The portal behind a server, whose pages are fresh for seconds only."""

from collections.abc import Iterator

import pytest

from portal import middleware
from tests.deploy.running import Portal

# Kept for so many seconds instead of sixty.
KEPT = 2


@pytest.fixture
def portal(site, monkeypatch) -> Iterator[Portal]:
    monkeypatch.setattr(
        middleware, "PUBLIC", middleware.PUBLIC.replace("s-maxage=60", f"s-maxage={KEPT}")
    )
    running = Portal()
    yield running
    running.stop()
