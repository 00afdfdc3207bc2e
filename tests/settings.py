"""The portal's own settings, with a data directory of its own and quick passwords."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DATA = Path(tempfile.mkdtemp(prefix="perigee-tests-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ.setdefault("PERIGEE_SECRET_KEY", "only-for-the-tests-of-this-project-0123456789")
os.environ.setdefault("PERIGEE_HOSTS", "testserver,localhost,127.0.0.1")
os.environ["PERIGEE_DATA_DIR"] = str(DATA)

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "tests.indexing.Indexing"}}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
AXES_ENABLED = False
if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    # A file, so that the threads of the live server and the test share it.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
else:
    # A test database that is lost with the power is no loss.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
