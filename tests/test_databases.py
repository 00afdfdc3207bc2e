"""Every test finds the same database, whatever the one before it did."""

import asyncio

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F, Q
from wagtail.models import Page

from portal.models import HomePage, StoryIndexPage
from tests.factories import make_story


@pytest.mark.django_db
def test_every_migration_that_there_is_was_applied_and_no_other():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    applied = executor.recorder.applied_migrations()
    assert {key for key in applied if key in executor.loader.disk_migrations} == set(applied)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_flushed_tables_hold_the_site_and_nothing_else(client):
    """At once, not before the next test that asks: any test may come next."""
    story = make_story()
    Page.objects.filter(depth__gt=1).exclude(pk=story.pk).update(title="Another")
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    assert not Page.objects.filter(Q(pk=story.pk) | Q(title="Another")).exists()
    assert client.get("/").status_code == 200
    assert [str(page) for page in StoryIndexPage.objects.search("stories")] == ["Stories"]
    assert client.get(make_story().url).status_code == 200


@pytest.mark.django_db
def test_the_connection_beside_an_event_loop_brings_the_rows_back_too():
    """Playwright runs a loop, beside which Django gives the same thread another connection."""

    async def looked_at():
        return connections["default"]

    beside = asyncio.run(looked_at())
    assert type(beside.ops).sql_flush.__module__ == "tests.databases"
    assert hasattr(beside, "_test_serialized_contents")


def test_a_test_can_begin_without_a_site(no_site, client):
    assert not HomePage.objects.exists()
    assert "Welcome to your new Wagtail site!" in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "order",
    [
        F("latest_revision_created_at").desc(nulls_last=True),
        F("latest_revision_created_at").asc(nulls_first=True),
    ],
    ids=["newest first", "oldest first"],
)
def test_the_explorer_reads_its_order_from_an_index(site, order):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # So few rows are quicker read and sorted.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    assert "perigee_page_edited" in Page.objects.order_by(order)[:50].explain()
