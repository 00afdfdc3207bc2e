"""The triggers that move the generation: on every table from which visitors are shown something.

They stand in the database, so that no way of writing passes them: not a bulk update, not another program.
`post_migrate` makes them anew, whatever became of the tables. A draft moves nothing: rows of a page
that is not live, and the columns of a page that speak of its drafts, do not count.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Page

ROOMS = ("media", "missions", "portal")
SEEN_BESIDES = {
    "wagtailcore.locale",
    "wagtailcore.page",
    "wagtailcore.pageviewrestriction",
    "wagtailcore.site",
    "wagtailredirects.redirect",
}
# Of the rooms' own tables those of which nothing is drawn, or which change with another that counts.
UNSEEN = {
    "media.assetversion",
    "media.change",
    "media.description",
    "media.descriptionapproval",
    "media.descriptionapprovaltask",
    "media.descriptionlanguage",
    "media.descriptionreport",
    "media.draftreference",
    "media.failedstep",
    "media.imageasset",
    "media.imagerendition",
    "media.leftout",
    "media.leftover",
    # The number of likes is as old as the page that shows it; the answer to a like has today's.
    "media.like",
    "media.likecount",
    "media.preparation",
    "media.presslink",
    # Which one is public, the catalogue says.
    "media.release",
    "media.tally",
    "media.workerprocess",
    "portal.demoentry",
    "portal.generation",
}
OF_DRAFTS = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision_id",
    "latest_revision_created_at",
    "live_revision_id",
    "locked",
    "locked_at",
    "locked_by_id",
    "numchild",
    "owner_id",
}
NAME = "perigee_seen_"


@dataclass(frozen=True)
class Seen:
    """A table that visitors are shown something of."""

    table: str
    # The column that names the page to which a row belongs; "" for rows that belong to none.
    page: str
    # The columns that count.
    columns: tuple[str, ...]

    def named(self, event: str) -> str:
        """The trigger's name; PostgreSQL takes 63 characters."""
        name = f"{NAME}{self.table}_{event}".lower()
        return name if len(name) < 60 else f"{NAME}{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def seen_tables() -> Iterator[Seen]:
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        is_ours = model._meta.app_label in ROOMS and label not in UNSEEN
        if (is_ours or label in SEEN_BESIDES) and not model._meta.proxy and model._meta.managed:
            fields = model._meta.local_concrete_fields
            columns = [field.column for field in fields if field.column]
            if model is Page:
                columns = [column for column in columns if column not in OF_DRAFTS]
            yield Seen(model._meta.db_table, page_column(model), tuple(columns))


def page_column(model: type[models.Model]) -> str:
    """The column in which a row names its page: the page itself, its parent, or the page it is about."""
    if model is Page:
        return "id"
    if issubclass(model, Page):
        return model._meta.pk.column
    for field in model._meta.local_concrete_fields:
        if isinstance(field, ParentalKey) and issubclass(field.related_model, Page):
            return field.column
    return ""


def remove_triggers(connection) -> None:
    """Take the triggers away: SQLite alters no table that a trigger of another one names.

    The number is below zero until they are back, however a migration ends: nothing is kept meanwhile.
    """
    listed = {
        "sqlite": "SELECT name, '' FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '!'",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s ESCAPE '!'",
    }
    with connection.cursor() as cursor:
        if "portal_generation" in connection.introspection.table_names(cursor):
            cursor.execute("UPDATE portal_generation SET number = -abs(number)")
        cursor.execute(listed[connection.vendor], [f"{NAME.replace('_', '!_')}%"])
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"' + (f" ON {table}" if table else ""))


def make_triggers(connection) -> None:
    """Make the triggers anew, and the row that they move."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO portal_generation (id, number) VALUES (1, 1) ON CONFLICT (id) DO NOTHING"
        )
        there = connection.introspection.table_names(cursor)
        for statement in statements(connection.vendor, there):
            cursor.execute(statement)
        cursor.execute("UPDATE portal_generation SET number = abs(number) + 1")


def statements(vendor: str, there: list[str]) -> Iterator[str]:
    """SQL that makes the triggers on those of the tables that are `there`."""
    if vendor == "postgresql":
        yield FUNCTION
    of_vendor = {"postgresql": on_postgresql, "sqlite": on_sqlite}[vendor]
    for seen in seen_tables():
        if seen.table in there:
            yield from of_vendor(seen)


# --- SQLite -------------------------------------------------------------------------------------


def on_sqlite(seen: Seen) -> Iterator[str]:
    for event, rows in (("insert", ["NEW"]), ("update", ["OLD", "NEW"]), ("delete", ["OLD"])):
        conditions = []
        if seen.page:
            conditions.append("(" + " OR ".join(is_live(seen, row) for row in rows) + ")")
        if event == "update":
            differs = (f'OLD."{column}" IS NOT NEW."{column}"' for column in seen.columns)
            conditions.append("(" + " OR ".join(differs) + ")")
        when = f"WHEN {' AND '.join(conditions)} " if conditions else ""
        name = seen.named(event)
        yield f'DROP TRIGGER IF EXISTS "{name}"'
        yield (
            f'CREATE TRIGGER "{name}" AFTER {event.upper()} ON "{seen.table}" {when}'  # noqa: S608
            "BEGIN UPDATE portal_generation SET number = number + 1; END"
        )


def is_live(seen: Seen, row: str) -> str:
    if seen.table == Page._meta.db_table:
        return f"{row}.live"
    page = f'wagtailcore_page.id = {row}."{seen.page}"'
    return f"EXISTS (SELECT 1 FROM wagtailcore_page WHERE {page} AND live)"  # noqa: S608


# --- PostgreSQL ---------------------------------------------------------------------------------

# Run when the transaction ends: the number's row is locked last and shortly, so that two who publish
# wait for one another only then and never in a ring. Once a transaction is enough.
FUNCTION = """
CREATE OR REPLACE FUNCTION perigee_move_generation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mine text := pg_current_xact_id()::text;
    is_seen boolean := TG_ARGV[0] = '';
BEGIN
    IF current_setting('perigee.moved', true) = mine THEN
        RETURN NULL;
    END IF;
    IF NOT is_seen AND TG_OP <> 'INSERT' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM wagtailcore_page WHERE id = ($1).%I AND live)', TG_ARGV[0])
            INTO is_seen USING OLD;
    END IF;
    IF NOT is_seen AND TG_OP <> 'DELETE' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM wagtailcore_page WHERE id = ($1).%I AND live)', TG_ARGV[0])
            INTO is_seen USING NEW;
    END IF;
    IF is_seen THEN
        PERFORM set_config('perigee.moved', mine, true);
        UPDATE portal_generation SET number = number + 1;
    END IF;
    RETURN NULL;
END $$
"""


def on_postgresql(seen: Seen) -> Iterator[str]:
    is_page = seen.table == Page._meta.db_table
    argument = "" if is_page else seen.page
    for event, rows in (("insert", ["NEW"]), ("update", ["OLD", "NEW"]), ("delete", ["OLD"])):
        conditions = []
        if is_page:
            conditions.append("(" + " OR ".join(f"{row}.live" for row in rows) + ")")
        if event == "update":
            old, new = (
                ", ".join(f'{row}."{column}"' for column in seen.columns) for row in ("OLD", "NEW")
            )
            conditions.append(f"(({old}) IS DISTINCT FROM ({new}))")
        when = f"WHEN ({' AND '.join(conditions)}) " if conditions else ""
        name = seen.named(event)
        yield f'DROP TRIGGER IF EXISTS "{name}" ON "{seen.table}"'
        yield (
            f'CREATE CONSTRAINT TRIGGER "{name}" AFTER {event.upper()} ON "{seen.table}" '
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {when}"
            f"EXECUTE FUNCTION perigee_move_generation('{argument}')"
        )
