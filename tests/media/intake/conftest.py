"""A server of somebody else, for tests that fetch."""

import threading
from collections.abc import Iterator

import pytest

from tests.media.intake.small_server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as served:
        thread = threading.Thread(target=served.serve_forever, args=(0.02,))
        thread.start()
        yield served
        served.shutdown()
        thread.join()
