"""What all tests share: a site, an editor, a place for files."""

import shutil

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from wagtail.models import Site

from tests import factories


@pytest.fixture(autouse=True)
def empty_stores():
    """Every test begins with empty stores and an empty cache."""
    yield
    cache.clear()
    Site.clear_site_root_paths_cache()
    for store in ("private", "public"):
        shutil.rmtree(settings.DATA_DIR / store, ignore_errors=True)


@pytest.fixture
def site(db):
    """The home page, with every index page below it."""
    return factories.make_site()


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
