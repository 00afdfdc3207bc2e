"""Each job of the portal has a group that fits it, out of the box."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Task

from media.models import GalleryIndexPage, ImageIndexPage, ImagePage, Subject
from missions.models import MissionIndexPage, MissionPage
from portal.demo.people import PEOPLE, let_chief_editors_approve, make_people
from portal.jobs import JOBS, give_pages
from portal.models import HomePage, MemberStatesPage, StoryIndexPage, TopicIndexPage
from tests.drafts import make_draft
from tests.factories import make_story, make_subject
from tests.forms import read_form, send_form

pytestmark = pytest.mark.django_db
SECTIONS = (
    HomePage,
    ImageIndexPage,
    GalleryIndexPage,
    MissionIndexPage,
    StoryIndexPage,
    TopicIndexPage,
    MemberStatesPage,
)
# Who may do what with pages below which section.
ALLOWED = {
    "Picture editors": {
        ImageIndexPage: "add change publish",
        GalleryIndexPage: "add change publish",
    },
    "Writers": {
        MissionIndexPage: "add change publish",
        StoryIndexPage: "add change publish",
        TopicIndexPage: "add change",
        MemberStatesPage: "add change",
        GalleryIndexPage: "add change",
        ImageIndexPage: "add",
    },
    "Chief editors": dict.fromkeys(SECTIONS, "add change publish"),
    "Administrators": dict.fromkeys(SECTIONS, "add change publish"),
}


@pytest.fixture
def people(site) -> dict[str, Client]:
    """A client of somebody in each group."""
    for model in SECTIONS:
        give_pages(model.objects.get())
    clients = {}
    for job in JOBS:
        person = get_user_model().objects.create_user(job.name, password="a long secret")
        person.groups.add(Group.objects.get(name=job.name))
        clients[job.name] = Client()
        clients[job.name].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return clients


def account(name: str):
    return get_user_model().objects.get(username=name)


def test_every_group_may_do_what_its_job_needs_and_no_more(people, subtests):
    for job, sections in ALLOWED.items():
        for model in SECTIONS:
            with subtests.test(f"{job}: {model.__name__}"):
                asked = model.objects.get().permissions_for_user(account(job))
                may = {
                    "add": asked.can_add_subpage(),
                    "change": asked.can_edit(),
                    "publish": asked.can_publish(),
                }
                wanted = set(sections.get(model, "").split())
                # Who may add below a page may not change the page itself.
                if wanted == {"add"}:
                    assert may == {"add": True, "change": False, "publish": False}
                else:
                    assert {act for act, granted in may.items() if granted} == wanted
    for job, subjects, licences in [
        ("Picture editors", "view", "view"),
        ("Writers", "view add", "view"),
        ("Chief editors", "view add change delete", "view add change"),
    ]:
        with subtests.test(f"{job}: vocabulary"):
            granted = account(job).get_all_permissions()
            for word, acts in (("subject", subjects), ("licence", licences)):
                wanted = {f"media.{act}_{word}" for act in acts.split()}
                assert {name for name in granted if name.endswith(f"_{word}")} == wanted


def test_only_administrators_look_after_accounts(people):
    statuses = {name: client.get("/admin/users/").status_code for name, client in people.items()}
    assert statuses.pop("Administrators") == 200
    assert set(statuses.values()) == {302}


def test_a_new_section_is_given_to_the_jobs_as_it_is_made(site, admin):
    StoryIndexPage.objects.get().delete()
    fields = read_form(admin, f"/admin/pages/add/portal/storyindexpage/{site.pk}/")
    admin.post(
        f"/admin/pages/add/portal/storyindexpage/{site.pk}/",
        {**fields, "title": "Stories", "slug": "stories", "action-publish": "1"},
    )
    writers = Group.objects.get(name="Writers").page_permissions
    page = StoryIndexPage.objects.get()
    codenames = writers.filter(page=page).values_list("permission__codename", flat=True)
    assert set(codenames) == {"add_page", "change_page", "publish_page"}


def test_what_is_submitted_waits_for_chief_editors(site):
    task = Task.objects.get(name="Moderators approval").specific
    assert "Chief editors" in task.groups.values_list("name", flat=True)


def test_a_writer_makes_a_mission_from_its_first_field_to_its_publication(people, client):
    writer = people["Writers"]
    chooser = Subject.snippet_viewset.chooser_viewset
    create = reverse(chooser.get_url_name("create"))
    made = writer.post(create, {"name": "Plover (mission)", "kind": "mission"})
    assert made.json()["step"] == "chosen"
    address = f"/admin/pages/add/missions/missionpage/{MissionIndexPage.objects.get().pk}/"
    fields = read_form(writer, address)
    answer = writer.post(
        address,
        {
            **fields,
            "title": "Plover",
            "slug": "plover",
            "summary": "Three satellites that listen to the ground.",
            "presents": Subject.objects.get(name="Plover (mission)").pk,
            "action-publish": "1",
        },
        follow=True,
    )
    assert answer.status_code == 200
    assert client.get(MissionPage.objects.get().url).status_code == 200


# --- Words that nobody knew -------------------------------------------------------------------


def test_an_unknown_word_is_proposed_and_kept_apart_until_it_is_taken(people, client):
    page = make_draft("A crater")
    address = f"/admin/pages/{page.pk}/edit/"
    known = make_subject("Mars")
    send_form(people["Picture editors"], address, subjects="mars, Sand ripples")
    proposed = Subject.objects.get(name="Sand ripples")
    assert proposed.is_proposed
    assert not Subject.objects.public().filter(pk=proposed.pk).exists()
    draft = ImagePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert set(draft.subjects.names()) == {"Mars", "Sand ripples"}
    assert [one.name for one in draft.public_subjects(of_draft=True)] == [known.name]

    edit = f"/admin/snippets/media/subject/edit/{proposed.pk}/"
    assert people["Picture editors"].get(edit).status_code == 302
    send_form(people["Chief editors"], edit, is_proposed="")
    assert Subject.objects.public().filter(pk=proposed.pk).exists()


def test_what_a_chief_editor_types_is_a_keyword_at_once(people):
    story = make_story()
    address = f"/admin/pages/{story.pk}/edit/"
    send_form(people["Chief editors"], address, subjects="Sand ripples,")
    assert not Subject.objects.get(name="Sand ripples").is_proposed


# --- The demonstration's accounts ---------------------------------------------------------------


def test_the_demonstration_has_somebody_for_each_job_and_an_approval(site):
    for _twice in range(2):
        make_people("a long secret")
        let_chief_editors_approve()
    for name, group in PEOPLE.items():
        person = account(name)
        assert person.check_password("a long secret")
        assert [one.name for one in person.groups.all()] == [group]
    workflow = ImageIndexPage.objects.get().get_workflow()
    assert workflow.name == "Description approval"
    [task] = workflow.tasks
    assert [one.name for one in task.specific.groups.all()] == ["Chief editors"]
