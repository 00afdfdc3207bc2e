"""Remarks, counter and approval in a real browser."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from media.models import DescriptionApprovalTask, ImagePage, ImageText
from tests import factories
from tests.browser import admin
from tests.quick_releases import small_asset

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

LONG = "A grey crater with a bright rim lies in the low sun, and beside it stand many small round stones that throw shadows over the ground."
FRENCH = "Un cratère rond occupe le milieu de l'image ; son bord clair jette une ombre noire vers la droite."


@pytest.fixture
def desk(page, site, editor) -> Page:
    admin.sign_in(page)
    return page


def edit(desk: Page, picture: ImagePage) -> None:
    desk.goto(f"/admin/pages/{picture.pk}/edit/")


def test_remarks_and_counter_follow_the_words_and_go_when_they_are_good(desk):
    errors = []
    desk.on("pageerror", lambda error: errors.append(str(error)))
    picture = factories.make_image(publish=False, asset=small_asset())
    edit(desk, picture)
    alt_text, long = admin.field(desk, "Alt text*"), admin.field(desk, "Image description*")
    counter = desk.locator("#id_alt_text-counter")
    expect(counter).to_have_text(f"{len(factories.ALT)} of 125 characters")
    alt_text.fill("Picture of a crater")
    expect(counter).to_have_text("19 of 125 characters")
    remark = "Refused: A screen reader says already that this is an image."
    expect(desk.get_by_text(remark)).to_be_visible()
    expect(alt_text).to_have_accessible_description(re.compile(re.escape(remark)))
    expect(desk.locator("#id_alt_text-spoken-counter")).to_have_text("19 of 125 characters")
    alt_text.fill(LONG)
    expect(desk.get_by_text(f"The alt text has {len(LONG)} characters.")).to_be_visible()
    expect(desk.get_by_text(remark)).to_have_count(0)
    long.fill(FRENCH)
    expect(desk.get_by_text("This reads like French; English is expected here.")).to_be_visible()
    expect(desk.get_by_text("shorter than the alt text")).to_be_visible()
    alt_text.fill(factories.ALT)
    long.fill(factories.DESCRIPTION)
    expect(desk.locator(".description-remarks p")).to_have_count(0)
    for region in ("#id_alt_text-remarks", "#id_alt_text-spoken-counter"):
        expect(desk.locator(region)).to_have_attribute("role", "status")
    assert errors == []


def test_words_in_another_language_get_their_remarks_too(desk):
    picture = factories.make_image(publish=False, asset=small_asset())
    text = ImageText(language="fr", title="Cratère", alt_text="Gris.", long_description=FRENCH)
    picture.texts = [text]
    picture.save()
    picture.save_revision()
    edit(desk, picture)
    long = desk.locator("[name=texts-0-long_description]")
    long.scroll_into_view_if_needed()
    long.fill(factories.DESCRIPTION)
    expect(desk.locator("#id_texts-0-long_description-remarks")).to_have_text(
        "This reads like English; French is expected here."
    )


def test_a_stale_description_is_confirmed_with_a_button(desk):
    picture = factories.make_image(release=False, asset=small_asset())
    picture.asset = factories.make_asset(size=(9, 7))
    picture.save_revision().publish()
    edit(desk, picture)
    desk.get_by_role("button", name="The words still fit").click()
    admin.expect_said(desk, "alt text and image description fit this file")
    expect(desk.get_by_role("button", name="The words still fit")).to_have_count(0)


def test_the_words_author_finds_no_button_to_approve_and_reads_why(desk, site, editor):
    moderators = Group.objects.get(name="Moderators")
    task = DescriptionApprovalTask.objects.create(name="Description approval")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Descriptions")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=site)
    picture = factories.make_image(publish=False, asset=small_asset())
    picture.alt_text = "A grey crater under a black sky."
    picture.save_revision(user=editor)
    workflow.start(picture, get_user_model().objects.create_user("somebody"))
    edit(desk, picture)
    expect(desk.get_by_text("so somebody else must approve them")).to_be_visible()
    desk.get_by_role("button", name="More actions").click()
    expect(desk.get_by_role("button", name="Request changes")).to_be_visible()
    expect(desk.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
