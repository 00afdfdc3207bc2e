"""The settings for server processes whose copies into the public store and whose drawn pages are counted."""

from tests.server_settings import *  # noqa: F403
from tests.server_settings import MIDDLEWARE, STORAGES

STORAGES = {
    **STORAGES,
    "public": {**STORAGES["public"], "BACKEND": "tests.counting.CountingStorage"},
}
MIDDLEWARE = ["tests.counting.note_what_is_drawn", *MIDDLEWARE]
