"""The test database as every test finds it: migrated, and with the site in it."""

import fcntl
import hashlib
import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection, connections
from wagtail.models import Page, Site

from portal.models import Agency, HomePage
from portal.models.agency import forget
from tests.factories import make_site

KEPT = "kept_"


# --- Migrated once ----------------------------------------------------------------------------


class MigratedFile:
    """A SQLite file with all migrations applied, of which each database of a run is a copy.

    It stays in `folder` for later runs as long as no migration and no setting changes. Whoever
    comes while another process makes it waits.
    """

    def __init__(self, folder: Path):
        self.path = folder / f"{state_of_migrations()}.sqlite3"
        self.lock = (folder / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def copy_to_test_database(self) -> bool:
        """Answers whether there was anything to copy."""
        if self.path.exists():
            shutil.copy(self.path, connection.settings_dict["TEST"]["NAME"])
        return self.path.exists()

    def take_from_test_database(self) -> None:
        for older in self.path.parent.glob("*.sqlite3"):
            older.unlink()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(self.path)])

    def unlock(self) -> None:
        self.lock.close()


def state_of_migrations() -> str:
    """A hash of everything that a migrated database depends on."""
    state = hashlib.sha256()
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    files = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    for path in [*files, *sorted(settings.BASE_DIR.glob("*/settings.py"))]:
        state.update(str(path).encode() + path.read_bytes())
    return state.hexdigest()


# --- With the site in it ----------------------------------------------------------------------


def put_site_into_database() -> None:
    """Make the site, outside all tests; from now on tables that are flushed hold it again.

    Django would put the rows back one by one, which takes longer than most of these tests, and only
    before the next test that asks for them; a test that another process hands over may not ask.
    """
    if kept_tables():  # from an earlier run, with --reuse-db
        put_rows_back()
    else:
        make_site()
        keep_rows()
    Site.clear_site_root_paths_cache()
    cache.clear()
    # Of the classes, not of this connection: beside Playwright's event loop there is another one.
    type(connection.ops).sql_flush = lambda _self, *_tables, **_options: flushing()
    type(connections[connection.alias])._test_serialized_contents = ""
    type(connection.creation).deserialize_db_from_string = lambda _self, _text: None


def keep_rows() -> None:
    with connection.cursor() as cursor:
        for name in table_names():
            kept, table = quoted(name)
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            if cursor.fetchone()[0]:
                cursor.execute(f"CREATE TABLE {kept} AS SELECT * FROM {table}")


def put_rows_back() -> None:
    """In place of whatever there is."""
    connection.ops.execute_sql_flush(flushing())


def flushing() -> list[str]:
    """SQL that empties every table that holds rows, and puts the kept ones back.

    Foreign keys are looked at when all is in its place. Django's own would truncate all tables:
    PostgreSQL makes the files of each anew, and takes seconds for it.
    """
    tables = [connection.ops.quote_name(name) for name in table_names()]
    filled = " UNION ALL ".join(
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {table})"
        for number, table in enumerate(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(filled)
        statements = [f"DELETE FROM {tables[number]}" for (number,) in cursor.fetchall()]
    names = kept_tables()
    statements += [
        f"INSERT INTO {table} SELECT * FROM {kept}" for kept, table in map(quoted, names)
    ]
    models = [model for model in apps.get_models() if model._meta.db_table in names]
    return statements + connection.ops.sequence_reset_sql(no_style(), models)


def table_names() -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [name for name in names if not name.endswith("_fts")]  # filled by triggers, on SQLite


def kept_tables() -> list[str]:
    """The tables of which rows were kept."""
    names = connection.introspection.table_names()
    return [name.removeprefix(KEPT) for name in names if name.startswith(KEPT)]


def quoted(table: str) -> tuple[str, str]:
    """The names of the table with the kept rows of `table`, and of `table` itself."""
    return connection.ops.quote_name(KEPT + table), connection.ops.quote_name(table)


def without_site() -> None:
    """Undo `make_site` within a test."""
    home = HomePage.objects.get()
    welcome = Page(title="Welcome to your new Wagtail site!", slug="home")
    Page.get_first_root_node().add_child(instance=welcome)
    Site.objects.update(root_page=welcome, hostname="localhost")
    home.delete()
    Agency.objects.all().delete()
    forget()
    Site.clear_site_root_paths_cache()
