"""A question that was put into SQL once finds what it would find if it were put anew."""

from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from media.pages.prepared import LONGEST, prepared
from portal.models import StoryPage
from tests.factories import make_story, make_topic

pytestmark = pytest.mark.django_db


@prepared
def stories(above: int, slugs: list[str]):
    return StoryPage.objects.filter(pk__gt=above, slug__in=slugs).order_by("title")


def titles(*given) -> list[str]:
    return [story.title for story in stories(*given)]


@pytest.fixture
def five(site) -> list[StoryPage]:
    return [make_story(title) for title in ("Dawn", "Dusk", "Noon", "Eve", "Night")]


def test_it_finds_what_belongs_to_what_it_is_given(five):
    dawn, dusk, *_others = five
    assert titles(0, ["dawn", "dusk", "eve"]) == ["Dawn", "Dusk", "Eve"]
    assert titles(0, ["noon", "night", "nothing"]) == ["Night", "Noon"]
    assert titles(dawn.pk, ["dawn", "dusk"]) == ["Dusk"]
    assert titles(dusk.pk, ["dawn", "dusk"]) == []
    assert titles(0, [f"story-{number}" for number in range(LONGEST)] + ["eve"]) == ["Eve"]


def test_an_empty_list_finds_nothing_and_asks_nothing(five):
    with CaptureQueriesContext(connection) as asked:
        assert stories(0, []) == []
    assert not asked


def test_what_is_found_is_read_anew_each_time(five):
    (before,) = stories(0, ["dawn"])
    StoryPage.objects.filter(slug="dawn").update(title="Daybreak")
    (after,) = stories(0, ["dawn"])
    assert (before.title, after.title) == ("Dawn", "Daybreak")


def test_it_is_put_into_sql_once_for_lists_of_about_one_length(five):
    titles(0, ["dawn", "dusk", "eve"])
    with patch.object(SQLCompiler, "as_sql", side_effect=AssertionError):
        assert titles(0, ["noon", "night", "eve"]) == ["Eve", "Night", "Noon"]
        assert titles(0, ["noon", "night", "eve", "dawn"]) == ["Dawn", "Eve", "Night", "Noon"]


def test_what_belongs_to_a_row_comes_with_it(site):
    topic = make_topic()

    @prepared
    def pages(keys: list[int]):
        return Page.objects.filter(pk__in=keys).select_related("topicpage", "content_type")

    with CaptureQueriesContext(connection) as asked:
        (page,) = pages([topic.pk])
        assert page.topicpage == topic and page.content_type.model == "topicpage"
    assert len(asked) == 1


def test_what_would_not_reach_the_database_as_it_is_is_refused(site):
    shouted = prepared(lambda word: StoryPage.objects.filter(title=word.upper()))
    with pytest.raises(TypeError, match="does not reach the database"):
        shouted("dawn")
    with pytest.raises(TypeError, match="no number, no text"):
        stories(True, ["dawn"])
