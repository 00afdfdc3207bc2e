"""What the system check says: addresses that belong to the site, approvals that nobody can give."""

import pytest
from django.conf import settings as configured
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.urls import include, path
from wagtail.models import Page, Workflow, WorkflowTask

from media.models import DescriptionApprovalTask
from media.pages.reserved_slugs import first_parts, reserved_slugs
from tests.factories import make_image


def said(databases=("default",)) -> list[str]:
    return [message.id for message in run_checks(databases=databases) if message.id[:5] == "media"]


def answer(request):
    return HttpResponse("Here.")


# --- Addresses --------------------------------------------------------------------------------


def test_the_first_part_of_every_fixed_address_is_reserved():
    assert reserved_slugs() >= {"admin", "descriptions", "download", "files", "healthz", "id"}
    assert reserved_slugs() >= {"likes", "preview", "readyz", "search", "static"}


def test_nothing_is_reserved_that_is_no_address(client, site):
    assert not reserved_slugs() & {"stories", "images", "topics", ""}


def test_an_address_that_is_added_is_reserved_by_that(settings):
    inner = [path("feeds/<slug:kind>/", answer), path("now", answer), path("robots.txt", answer)]
    patterns = [path("", include(inner)), path("api/", include(inner)), path("to", include(inner))]
    assert set(first_parts(patterns)) == {"feeds", "now", "api", "tofeeds", "tonow"}


def test_languages_are_reserved_for_the_addresses_of_their_pages(settings):
    assert "fr" not in reserved_slugs()
    settings.DESCRIPTION_LANGUAGES = ["fr"]
    assert {"en", "fr"} <= reserved_slugs()


def test_a_page_that_an_address_hides_is_an_error(site):
    page = site.get_children().get(slug="images")
    make_image("Search", slug="search")
    assert said() == []
    Page.objects.filter(pk=page.pk).update(slug="search")
    assert said() == ["media.E001"]


# --- Approvals --------------------------------------------------------------------------------


@pytest.fixture
def demanded(settings, db):
    settings.APPROVE_DESCRIPTIONS = True


@pytest.fixture
def workflow(db):
    task = DescriptionApprovalTask.objects.create(name="Description approval")
    made = Workflow.objects.create(name="Descriptions")
    WorkflowTask.objects.create(workflow=made, task=task)
    return made


def test_demanded_approvals_that_nobody_can_give_are_a_warning(demanded):
    assert said() == ["media.W001"]


def test_a_workflow_with_the_task_is_enough(demanded, workflow):
    assert said() == []


@pytest.mark.parametrize("resting", ["workflow", "task"])
def test_a_workflow_or_a_task_that_is_switched_off_does_not_count(demanded, workflow, resting):
    switched = workflow if resting == "workflow" else DescriptionApprovalTask.objects.get()
    switched.active = False
    switched.save()
    assert said() == ["media.W001"]


def test_without_approvals_no_workflow_is_missed(db):
    assert not configured.APPROVE_DESCRIPTIONS
    assert said() == []


def test_a_check_without_the_database_asks_it_nothing(demanded, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert said(databases=None) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_before_the_first_migration_the_check_says_nothing(settings):
    settings.APPROVE_DESCRIPTIONS = True
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wagtailcore_workflowtask RENAME TO elsewhere")
    try:
        assert said() == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO wagtailcore_workflowtask")


def test_the_command_that_an_operator_runs_says_it(demanded, capsys):
    call_command("check", databases=["default"])
    assert "no picture can be published" in capsys.readouterr().err
