"""Approvals: nobody approves own words, and what they cannot pass where the portal asks for them."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import (
    Page,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from media.descriptions.approvals import NOT_APPROVED, OWN_WORDS, approve, authors_since_approval
from media.intake.incoming import Incoming
from media.intake.taking_in import take_in
from media.models import (
    Description,
    DescriptionApproval,
    DescriptionApprovalTask,
    ImageIndexPage,
    ImagePage,
    ImageText,
    Release,
)
from portal.scheduling import follow_schedule
from tests.factories import make_asset, make_image, make_story, release_all
from tests.forms import messages_of, read_form, send_form
from tests.quick_releases import small_asset

pytestmark = pytest.mark.django_db

NEW_ALT = "A grey crater under a black sky."
PUBLISH = {"action-publish": "publish"}
APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}


@pytest.fixture
def moderators():
    return Group.objects.get(name="Moderators")


@pytest.fixture
def person(moderators):
    def make(name: str):
        made = get_user_model().objects.create_user(name, password="a long secret")
        made.groups.add(moderators)
        return made

    return make


@pytest.fixture
def workflow(site, moderators):
    """Pictures need the approval of a moderator who did not write the words."""
    task = DescriptionApprovalTask.objects.create(name="Description approval")
    task.groups.add(moderators)
    made = Workflow.objects.create(name="Descriptions")
    WorkflowTask.objects.create(workflow=made, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=made, page=site)
    return made


@pytest.fixture
def demanded(settings):
    settings.APPROVE_DESCRIPTIONS = True


def signed_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def draft_by(writer, **fields) -> ImagePage:
    fields.setdefault("asset", small_asset())
    page = make_image(publish=False, **fields)
    page.alt_text = NEW_ALT
    page.save_revision(user=writer)
    return ImagePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def submit(page, workflow, user) -> TaskState:
    return workflow.start(page, user).current_task_state


def edit_address(page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def names_of_actions(page, user) -> set[str]:
    return {name for name, *_ in page.current_workflow_task.get_actions(page, user)}


# --- Nobody approves own words ------------------------------------------------------------------


def test_somebody_else_approves_and_the_record_says_who_what_and_for_which_file(workflow, person):
    writer, approver = person("writer"), person("approver")
    page = draft_by(writer)
    submit(page, workflow, writer).approve(user=approver, comment="Good.")
    record = DescriptionApproval.objects.get()
    row = Description.objects.get(page=page)
    assert (record.approved_by, record.approver, record.comment) == (approver, "approver", "Good.")
    assert (record.words_hash, record.asset_sha256) == (row.words_hash, page.asset.sha256)
    assert (row.status, row.approval) == ("approved", record)
    assert is_live(page)


@pytest.mark.parametrize("of_base_class", [False, True])
def test_no_program_lets_authors_approve_their_own_words(workflow, person, of_base_class):
    writer = person("writer")
    page = draft_by(writer)
    state = submit(page, workflow, writer)
    state = TaskState.objects.get(pk=state.pk) if of_base_class else state.specific
    with pytest.raises(ValidationError, match="somebody else"):
        state.approve(user=writer)
    with pytest.raises(ValidationError, match="needs a person"):
        TaskState.objects.get(pk=state.pk).approve(user=None)
    with pytest.raises(ValidationError, match="somebody else"):
        approve(page, writer)
    assert not DescriptionApproval.objects.exists()
    assert not is_live(page)
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_a_superuser_does_not_approve_own_words_either(site, editor):
    with pytest.raises(ValidationError, match="somebody else"):
        approve(draft_by(editor), editor)


def test_whoever_changed_words_and_changed_them_back_is_an_author(site, person):
    first, second, third = person("first"), person("second"), person("third")
    page = draft_by(first)
    page.alt_text = "Something else entirely."
    page.save_revision(user=second)
    page.alt_text = NEW_ALT
    page.save_revision(user=first)
    page.caption = "<p>Another story.</p>"
    page.save_revision(user=third)
    assert authors_since_approval(page.pk) == {first.pk, second.pk}
    approve(page, third)
    assert authors_since_approval(page.pk) == set()
    page.texts = [
        ImageText(language="fr", title="Cratère", alt_text="Gris.", long_description="Gris, rond.")
    ]
    page.save_revision(user=third)
    assert authors_since_approval(page.pk) == {third.pk}


def test_authors_are_known_even_if_old_revisions_were_thinned_out(site, person):
    writer, other = person("writer"), person("other")
    page = draft_by(writer)
    page.credit = "Somebody"
    latest = page.save_revision(user=other)
    page.revisions.exclude(pk=latest.pk).delete()
    assert writer.pk in authors_since_approval(page.pk)


@pytest.mark.parametrize("lacking", ["alt_text", "long_description", "asset"])
def test_what_is_not_there_cannot_be_approved(site, person, lacking):
    page = draft_by(person("writer"))
    setattr(page, lacking, None if lacking == "asset" else "")
    page.save_revision(clean=False)
    with pytest.raises(ValidationError, match="nothing to approve"):
        approve(page, person("approver"))


def test_the_button_is_offered_to_others_only(workflow, person, client):
    writer, approver = person("writer"), person("approver")
    page = draft_by(writer)
    submit(page, workflow, writer)
    page = ImagePage.objects.get(pk=page.pk)
    assert names_of_actions(page, writer) == {"reject"}
    assert names_of_actions(page, approver) == {"reject", "approve"}
    said = signed_in(client, writer).get(edit_address(page)).content.decode()
    assert OWN_WORDS in said
    assert 'data-workflow-action-name="approve"' not in said
    said = signed_in(client, approver).get(edit_address(page)).content.decode()
    assert OWN_WORDS not in said
    assert 'data-workflow-action-name="approve"' in said


@pytest.mark.parametrize("headers", [{}, {"x-requested-with": "XMLHttpRequest"}])
def test_the_dashboard_refuses_authors_with_a_sentence(workflow, person, client, headers):
    writer = person("writer")
    page = draft_by(writer)
    state = submit(page, workflow, writer)
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    response = signed_in(client, writer).post(address, {"comment": ""}, headers=headers)
    if headers:
        assert response.json()["redirect"] == edit_address(page)
    else:
        assert response["Location"] == edit_address(page)
    assert OWN_WORDS in messages_of(client.get(edit_address(page)))
    assert not DescriptionApproval.objects.exists()


def test_the_form_refuses_authors_with_a_sentence_and_keeps_what_they_typed(
    workflow, person, client
):
    writer = person("writer")
    page = draft_by(writer)
    submit(page, workflow, writer)
    signed_in(client, writer)
    response = send_form(client, edit_address(page), credit="Typed just now", **APPROVE)
    assert OWN_WORDS in messages_of(response)
    assert not is_live(page)
    assert read_form(client, edit_address(page))["credit"] == ["Typed just now"]


def test_nobody_changes_words_and_approves_them_in_one_go(workflow, person, client):
    writer, approver = person("writer"), person("approver")
    page = draft_by(writer)
    submit(page, workflow, writer)
    signed_in(client, approver)
    response = send_form(client, edit_address(page), alt_text="Mine now, all mine.", **APPROVE)
    assert "Save them as a draft" in response.content.decode()
    assert "Mine now, all mine." in response.content.decode()
    assert not DescriptionApproval.objects.exists()
    response = send_form(client, edit_address(page), **APPROVE)
    assert is_live(page)


def test_for_other_pages_the_task_is_an_approval_by_a_group(workflow, person):
    writer = person("writer")
    story = make_story(publish=False)
    story.save_revision(user=writer)
    submit(story, workflow, writer).approve(user=writer)
    assert is_live(story)
    assert not DescriptionApproval.objects.exists()


def test_the_task_is_offered_where_workflows_are_made(site, admin):
    response = admin.get("/admin/workflows/tasks/select_type/")
    assert "Description approval" in response.content.decode()


# --- Where approvals are demanded ---------------------------------------------------------------


def test_the_form_does_not_publish_words_that_nobody_approved(demanded, admin, editor, site):
    page = draft_by(editor)
    response = send_form(admin, edit_address(page), credit="Typed just now", **PUBLISH)
    assert NOT_APPROVED in response.content.decode()
    assert "Typed just now" in response.content.decode()
    assert not is_live(page)


def test_approved_words_are_published_through_the_form(demanded, admin, editor, person, site):
    page = draft_by(editor)
    approve(page, person("approver"))
    send_form(admin, edit_address(page), **PUBLISH)
    assert is_live(page)
    response = send_form(admin, edit_address(page), credit="Somebody else", **PUBLISH)
    assert "has been published" in messages_of(response)
    response = send_form(admin, edit_address(page), alt_text="New and unseen words.", **PUBLISH)
    assert NOT_APPROVED in response.content.decode()


@pytest.mark.parametrize("change", ["alt_text", "texts", "asset"])
def test_no_program_publishes_what_was_changed_after_the_approval(demanded, site, person, change):
    page = draft_by(person("writer"))
    approve(page, person("approver"))
    page.save_revision().publish()
    page = ImagePage.objects.get()
    approved = page.asset
    french = ImageText(
        language="fr", title="Cratère", alt_text="Gris.", long_description="Gris, rond."
    )
    new = {"alt_text": "New words.", "texts": [french], "asset": make_asset(size=(9, 7))}
    setattr(page, change, new[change])
    with pytest.raises(ValidationError, match="Nobody has approved"):
        page.save_revision().publish()
    with pytest.raises(ValidationError, match="Nobody has approved"):
        page.save()
    with pytest.raises(ValidationError, match="Nobody has approved"):
        page.save(clean=False)
    shown = ImagePage.objects.get()
    assert (shown.alt_text, shown.asset, shown.texts.count()) == (
        NEW_ALT,
        approved,
        0,
    )


def test_a_new_page_is_not_born_live_with_words_that_nobody_approved(demanded, site):
    with pytest.raises(ValidationError, match="Nobody has approved"):
        make_image(release=False, asset=small_asset())
    assert not ImagePage.objects.live().exists()


def test_a_schedule_refuses_it_and_publishes_the_others(demanded, site, person):
    moment = timezone.now() - timedelta(minutes=1)
    bad, good = (draft_by(person(f"writer of {title}"), title=title) for title in ("Bad", "Good"))
    approve(good, person("approver"))
    for page in (bad, good):
        page.go_live_at = moment
        page.save_revision(approved_go_live_at=moment)
    said = list(follow_schedule())
    assert (is_live(bad), is_live(good)) == (False, True)
    assert any(f"Could not publish “Bad”: {NOT_APPROVED}" == sentence for sentence in said)


def test_an_import_is_a_draft_and_no_way_round(demanded, site):
    incoming = Incoming(ContentFile(small_asset().file.read(), name="new.jpg"))
    page = take_in(incoming, ImageIndexPage.objects.get()).page
    assert not is_live(page)


def test_the_end_of_a_workflow_without_our_task_is_refused_with_a_sentence(
    demanded, site, person, client
):
    writer, moderator = person("writer"), person("moderator")
    page = draft_by(writer)
    state = submit(page, Workflow.objects.get(name="Moderators approval"), writer)
    signed_in(client, moderator)
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    response = client.post(address, {"comment": ""}, follow=True)
    assert NOT_APPROVED in messages_of(response)
    assert not is_live(page)
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_many_pages_at_once_are_refused_with_a_sentence(demanded, site, admin, editor):
    page = draft_by(editor)
    address = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}"
    response = admin.post(address, {"include_descendants": ""}, follow=True)
    assert NOT_APPROVED in messages_of(response)
    assert not is_live(page)


def test_our_task_publishes_where_approvals_are_demanded(demanded, workflow, person):
    writer = person("writer")
    page = draft_by(writer)
    submit(page, workflow, writer).approve(user=person("approver"))
    assert is_live(page)


def test_what_is_live_stays_and_may_be_saved_as_it_is(site, settings):
    page = make_image(release=False, asset=small_asset())
    settings.APPROVE_DESCRIPTIONS = True
    page.title = "A better title"
    page.save()
    page.save_revision().publish()
    assert is_live(page)


def test_the_files_of_words_that_got_past_everything_are_not_opened(demanded, site):
    page = make_image(publish=False, asset=small_asset())
    ImagePage.objects.update(live=True)
    release_all()
    assert Release.objects.get().state == Release.State.PREPARED
    assert not ImagePage.objects.visible().exists()
    approve(page, get_user_model().objects.create_user("approver"))
    release_all()
    assert ImagePage.objects.visible().exists()


def test_files_that_were_public_before_are_made_again(site, settings):
    page = make_image(asset=small_asset())
    settings.APPROVE_DESCRIPTIONS = True
    lost = page.release
    note = {"state": Release.State.WITHDRAWN}
    Release.objects.filter(pk=lost.pk).update(**note)
    release_all()
    assert ImagePage.objects.visible().exists()


# --- Without the two texts nothing is released, asked for approvals or not ----------------------


@pytest.mark.parametrize("asks", [False, True])
@pytest.mark.parametrize("field", ["alt_text", "long_description"])
def test_nothing_is_released_without_both_texts_by_whatever_way(
    site, admin, settings, field, asks, person
):
    settings.APPROVE_DESCRIPTIONS = asks
    page = draft_by(None)
    setattr(page, field, "")
    revision = page.save_revision(clean=False)
    send_form(admin, edit_address(page), **PUBLISH)
    admin.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": ""})
    with pytest.raises(ValidationError):
        revision.publish()
    page.live = True
    with pytest.raises(ValidationError):
        page.save()
    page.live = False
    page.save_revision(clean=False, approved_go_live_at=timezone.now() - timedelta(minutes=1))
    list(follow_schedule())
    assert not is_live(page)
    ImagePage.objects.update(live=True, **{field: " "})
    release_all()
    assert not Release.objects.exists()
    assert not ImagePage.objects.visible().exists()
