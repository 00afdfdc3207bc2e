"""What all tests share: a site, an editor, a place for files."""

import gc
import itertools
import os
import shutil
from collections.abc import Iterator
from functools import partial

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from media.archive.drawn import drawn
from media.files import child_process
from media.visitors.left_out import waiting
from portal.models import HomePage
from portal.models import agency as kept_agency
from portal.page_cache import shelves
from portal.page_cache.shelves import GIVEN
from tests.databases import MigratedFile, put_site_into_database, without_site
from tests.encodings import encode_once


def pytest_collection_finish():
    """What is loaded now stays; looking through it for garbage was a fifteenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def migrated_file(request, django_db_modify_db_settings) -> MigratedFile | None:
    """Where the migrated database stays from one run to the next; `--create-db` makes it anew."""
    cache = getattr(request.config, "cache", None)
    if connection.vendor != "sqlite" or cache is None or request.config.getoption("create_db"):
        return None
    return MigratedFile(cache.mkdir("databases"))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, migrated_file) -> bool:
    is_copied = migrated_file is not None and migrated_file.copy_to_test_database()
    return django_db_keepdb or is_copied


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_keepdb, django_db_blocker, migrated_file):
    """The site is made once a database; every test finds it as it was made."""
    with django_db_blocker.unblock():
        if migrated_file is not None:
            if not django_db_keepdb:
                migrated_file.take_from_test_database()
            migrated_file.unlock()
        put_site_into_database()


@pytest.fixture(scope="session", autouse=True)
def encodings(tmp_path_factory) -> Iterator[None]:
    """Every picture is really encoded, but within one run only once for the same words."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # all workers share it
    folder /= "encodings"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child_process, "run", partial(encode_once, folder=folder))
        yield


@pytest.fixture(scope="session", autouse=True)
def agency_known_for_a_test() -> Iterator[None]:
    """How long a test takes does not change how many queries it makes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_agency, "KEPT_SECONDS", 3600)
        yield


@pytest.fixture(autouse=True)
def empty_stores():
    """Every test begins with empty stores and an empty cache."""
    yield
    cache.clear()
    waiting.clear()
    kept_agency.forget()
    drawn.clear()
    shelves.clear()
    Site.clear_site_root_paths_cache()
    for store in ("private", "public"):
        shutil.rmtree(settings.DATA_DIR / store, ignore_errors=True)


@pytest.fixture
def site(db) -> HomePage:
    """The home page, with every index page below it."""
    return HomePage.objects.get()


@pytest.fixture
def no_site(db) -> None:
    """A database as the migrations leave it: Wagtail's welcome page and nothing else."""
    without_site()


@pytest.fixture
def one_generation(monkeypatch) -> dict:
    """For tests that change nothing: what all are shown is kept within their transaction, too.

    Goes with each request, as the page cache hands it on.
    """
    monkeypatch.setattr("media.pages.kept.may_stay", lambda: True)
    return {GIVEN: (-next(generations), timezone.localdate())}


generations = itertools.count(1)


@pytest.fixture
def editor(db):
    return get_user_model().objects.create_superuser(
        "editor", "editor@example.org", "a long secret"
    )


@pytest.fixture
def admin(editor, client):
    """A test client with an editor's session."""
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    return client
