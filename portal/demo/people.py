"""The accounts of the demonstration: an administrator, and one of each job."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from media.models import DescriptionApprovalTask, ImageIndexPage

ADMINISTRATOR = "editor"
# The names with which people sign in, and their groups.
PEOPLE = {
    "picture-editor": "Picture editors",
    "writer": "Writers",
    "chief-editor": "Chief editors",
}
APPROVAL = "Description approval"


def make_people(password: str) -> None:
    """Make the accounts that are missing; all have one password."""
    users = get_user_model().objects
    if not users.filter(username=ADMINISTRATOR).exists():
        users.create_superuser(ADMINISTRATOR, f"{ADMINISTRATOR}@example.org", password)
    for name, group in PEOPLE.items():
        if not users.filter(username=name).exists():
            person = users.create_user(name, f"{name}@example.org", password)
            person.groups.set(Group.objects.filter(name=group))


def let_chief_editors_approve() -> None:
    """Give the archive a workflow in which a chief editor approves the words of others."""
    archive = ImageIndexPage.objects.first()
    if archive is None or WorkflowPage.objects.filter(page=archive).exists():
        return
    task = DescriptionApprovalTask.objects.create(name=APPROVAL)
    task.groups.set(Group.objects.filter(name="Chief editors"))
    workflow = Workflow.objects.create(name=APPROVAL)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=archive)
