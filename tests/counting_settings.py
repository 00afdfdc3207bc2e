"""The settings for server processes whose copies into the public store are counted."""

from tests.server_settings import *  # noqa: F403
from tests.server_settings import STORAGES

STORAGES = {
    **STORAGES,
    "public": {**STORAGES["public"], "BACKEND": "tests.counting.CountingStorage"},
}
