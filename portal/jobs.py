"""The jobs around a portal, each a group of the admin: what it may do, and on which pages."""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail import hooks
from wagtail.models import GroupPagePermission, Page

from media.models import GalleryIndexPage, ImageIndexPage
from missions.models import MissionIndexPage
from portal.models import (
    HomePage,
    MemberStatesPage,
    StoryIndexPage,
    TopicIndexPage,
)

WRITE = ("add", "change")
PUBLISH = (*WRITE, "publish")
LEAD = (*PUBLISH, "lock", "unlock", "bulk_delete")


READ = ("media.view_subject", "media.view_licence")
OF_CHIEFS = (
    *(f"media.{act}_subject" for act in ("view", "add", "change", "delete")),
    *(f"media.{act}_licence" for act in ("view", "add", "change")),
    *(f"wagtailredirects.{act}_redirect" for act in ("view", "add", "change", "delete")),
)


@dataclass(frozen=True)
class Job:
    """A group as it is made: its rights on tables (“app.codename”), and on the pages below sections."""

    name: str
    tables: tuple[str, ...]
    pages: dict[type[Page], tuple[str, ...]] = field(default_factory=dict)


JOBS = [
    Job(
        "Picture editors",
        READ,
        {ImageIndexPage: PUBLISH, GalleryIndexPage: PUBLISH},
    ),
    Job(
        "Writers",
        # A mission comes with a subject of its own, made at its form.
        (*READ, "media.add_subject"),
        {
            MissionIndexPage: PUBLISH,
            StoryIndexPage: PUBLISH,
            TopicIndexPage: WRITE,
            MemberStatesPage: WRITE,
            GalleryIndexPage: WRITE,
            ImageIndexPage: ("add",),
        },
    ),
    Job(
        "Chief editors",
        OF_CHIEFS,
        {HomePage: LEAD},
    ),
    Job(
        "Administrators",
        (
            *OF_CHIEFS,
            "portal.change_agency",
            *(
                f"{app}.{act}_{model}"
                for app, model in [("auth", "user"), ("auth", "group"), ("wagtailcore", "site")]
                for act in ("view", "add", "change", "delete")
            ),
            *(
                f"wagtailcore.{act}_{model}"
                for model in ("workflow", "task")
                for act in ("add", "change", "delete")
            ),
        ),
        {HomePage: LEAD},
    ),
]
# What every job needs: to come in, to take pictures in, to choose them.
EVERY_JOB = ("wagtailadmin.access_admin",)
OF_FILES = ("wagtailimages.add_image", "wagtailimages.choose_image")


def permissions(names: tuple[str, ...], permission_model=Permission) -> list:
    """The permissions of these names; a name that there is none of is an error."""
    wanted = Q()
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    found = list(permission_model.objects.filter(wanted))
    if len(found) != len(names):
        raise LookupError(f"Of these permissions some do not exist: {', '.join(names)}.")
    return found


def make_groups(apps) -> None:
    """Make the group of each job with its rights on tables and files; called by a migration.

    Who had the name before keeps what it may do.
    """
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for job in JOBS:
        group, is_new = group_model.objects.get_or_create(name=job.name)
        if not is_new:
            continue
        group.permissions.set(permissions((*EVERY_JOB, *job.tables), permission_model))
        for permission in permissions(OF_FILES, permission_model):
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.create(
                group_id=group.pk, collection_id=root.pk, permission_id=permission.pk
            )
    # What waits for approval waits for somebody.
    chiefs = group_model.objects.get(name="Chief editors")
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.all():
        task.groups.add(chiefs.pk)


def give_pages(section: Page) -> None:
    """Give each job its rights on a section that was just made, and on all below it."""
    for job in JOBS:
        group = Group.objects.filter(name=job.name).first()
        for act in job.pages.get(section.specific_class, ()) if group else ():
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{act}_page"
            )
            GroupPagePermission.objects.get_or_create(
                group=group, page=section, permission=permission
            )


@hooks.register("after_create_page")
def give_pages_of_new_section(request, page) -> None:
    give_pages(page)
