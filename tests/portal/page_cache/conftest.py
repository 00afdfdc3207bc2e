"""The connection of a test's own thread is closed with it: a database that is in use cannot be removed."""

import pytest

from portal.page_cache.generation import read_generation


@pytest.fixture(autouse=True)
def closed_connection():
    yield
    read_generation.close()
