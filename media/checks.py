"""What Django's system check says about this portal's content; it needs the database."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from wagtail.models import Page, WorkflowTask

from media.descriptions.approvals import DescriptionApprovalTask
from media.pages.reserved_slugs import reserved_slugs


@register(Tags.database)
def content_is_reachable_and_approvable(*, databases=None, **options) -> list[CheckMessage]:
    """Runs with `check --database default`, and before `migrate`, when there may be no table yet."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        return [*pages_behind_addresses(), *nobody_to_approve()]
    except DatabaseError:
        return []


def pages_behind_addresses() -> list[CheckMessage]:
    """Pages that were there before the site got a fixed address of the same name."""
    return [
        Error(
            f"The page “{page.title}” cannot be reached: /{page.slug}/ belongs to the site itself.",
            hint="Give the page another slug.",
            id="media.E001",
        )
        for page in Page.objects.filter(depth=3, slug__in=reserved_slugs()).order_by("path")
    ]


def nobody_to_approve() -> list[CheckMessage]:
    tasks = DescriptionApprovalTask.objects.filter(active=True).values("pk")
    steps = WorkflowTask.objects.filter(workflow__active=True, task__in=tasks)
    if not settings.APPROVE_DESCRIPTIONS or steps.exists():
        return []
    return [
        Warning(
            "PERIGEE_APPROVE_DESCRIPTIONS is set, but no active workflow has the task "
            "“Description approval”, so no picture can be published.",
            hint="Make such a task and a workflow with it under Settings in the admin.",
            id="media.W001",
        )
    ]
