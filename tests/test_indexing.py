"""What waits to be indexed is there as soon as somebody asks for it."""

from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks.backends.immediate import ImmediateBackend
from modelsearch.tasks import insert_or_update_object_task
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.tasks import update_reference_index_task

from portal.models import StoryPage
from tests import indexing
from tests.drafts import make_draft
from tests.factories import make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def found(word: str) -> list[str]:
    return [page.title for page in get_search_backend().search(word, StoryPage.objects.all())]


def waiting() -> int:
    return sum(
        len(one.tasks)
        for one in connection.execute_wrappers
        if isinstance(one, indexing.PutOff) and one.transaction is indexing.test_transaction()
    )


def test_tasks_and_tables_have_the_names_that_are_written_down():
    tasks = (insert_or_update_object_task, update_reference_index_task)
    assert tuple(task.module_path for task in tasks) == indexing.TASKS
    entry = apps.get_model("wagtailsearch", "IndexEntry")
    assert (entry._meta.db_table, ReferenceIndex._meta.db_table) == indexing.TABLES


def test_what_was_saved_is_found_and_only_then_indexed():
    make_story("Porcupine")
    assert waiting()
    assert found("porcupine") == ["Porcupine"]
    assert not waiting()


def test_references_are_there_when_somebody_asks_for_them():
    picture = make_draft("Wanted")
    story = make_story(lead_image=picture)
    references = ReferenceIndex.get_references_to(picture)
    assert str(story.pk) in {reference.object_id for reference in references}


def test_what_was_indexed_within_a_savepoint_outlives_it():
    make_story("Porcupine")
    with transaction.atomic():
        assert found("porcupine") == ["Porcupine"]
        transaction.set_rollback(True)
    assert found("porcupine") == ["Porcupine"]


def test_what_was_asked_for_before_a_savepoint_is_done_once_within_it():
    story = make_story("Porcupine")
    with transaction.atomic():
        assert found("porcupine") == ["Porcupine"]
        runs = waiting() and indexing_runs(lambda: found("porcupine"))
        assert runs == 0
    story.title = "Hedgehog"
    with transaction.atomic():
        story.save()
        transaction.set_rollback(True)
    assert found("porcupine") == ["Porcupine"]


def test_what_was_asked_for_in_a_savepoint_is_forgotten_with_it():
    found("porcupine")
    before = waiting()
    with transaction.atomic():
        make_story("Porcupine")
        assert waiting() > before
        transaction.set_rollback(True)
    assert waiting() == before


def indexing_runs(ask) -> int:
    """How many tasks run while something is asked."""
    with patch.object(ImmediateBackend, "enqueue", autospec=True) as run:
        ask()
    return run.call_count


def test_who_counts_queries_counts_their_own_and_all_of_them():
    make_story("Porcupine")
    with CaptureQueriesContext(connection) as asked:
        list(ReferenceIndex.objects.all())
    assert len(asked) == 1
    story = StoryPage.objects.get()
    with CaptureQueriesContext(connection) as asked:
        story.save()
    assert not waiting()
    assert any("wagtailcore_referenceindex" in query["sql"] for query in asked)
