"""Describing one picture after the other at the coverage desk."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Revision, Workflow, WorkflowPage, WorkflowTask

from media.desk.coverage.forms import DescribingForm
from media.models import (
    Description,
    DescriptionReport,
    GalleryIndexPage,
    ImageAsset,
    ImageIndexPage,
    ImagePage,
    Subject,
    SubjectName,
)
from media.pages.drafts import edition_of
from tests.drafts import add_french, make_bare, make_draft
from tests.factories import make_asset, make_licence, make_subject
from tests.forms import messages_of
from tests.people import client_of
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

NEXT = "/admin/coverage/describe/"
OF_THE_PICTURE = DescribingForm.of_the_picture
WORDS = {
    "title": "A crater at noon",
    "alt_text": "A grey crater under a high sun.",
    "long_description": "A round crater fills the picture.\n\nIt throws almost no shadow.",
}


def describe(client, page, deed: str = "save", query: str = "", **changes):
    """Open the page for describing `page`, change fields, press a button; its answer."""
    address = f"{NEXT}{page.pk}/{query}"
    return client.post(address, {**fields_at(client, address), **WORDS, **changes, "deed": deed})


def refused(client, page, *args, **changes):
    """What the page says after a form was not taken: it is led to, never sent as an answer."""
    answer = describe(client, page, *args, **changes)
    assert answer.status_code == 302 and answer.url.startswith(f"{NEXT}{page.pk}/"), answer.url
    return client.get(answer.url)


def fields_at(client, address: str) -> dict:
    """What a browser would send of the form at `address`, were nothing changed."""
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in form.fields if name not in OF_THE_PICTURE}


def draft_of(page) -> ImagePage:
    return ImagePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def status_of(page) -> str:
    return Description.objects.get(page=page).status


@pytest.fixture
def workflow(site):
    workflow = Workflow.objects.create(name="Two pairs of eyes")
    task = GroupApprovalTask.objects.create(name="Approve")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=site)
    return workflow


# --- The queue ----------------------------------------------------------------------------------


def test_the_oldest_picture_without_words_comes_first(site, admin):
    make_shown_image("Shown")
    first = make_bare("First")
    make_bare("Second")
    answer = admin.get(NEXT, follow=True)
    assert answer.request["PATH_INFO"] == f"{NEXT}{first.pk}/"
    assert "2 pictures wait for words in English." in answer.text


def test_a_very_long_series_is_not_read_whole_and_comes_as_its_files_came(site, admin, monkeypatch):
    monkeypatch.setattr("media.desk.coverage.queue.SORTED_BY_NAME", 2)
    pages = [make_bare(f"Picture {number}") for number in range(4)]
    for page, title in zip(pages, ["9.jpg", "6.jpg", "8.jpg", "7.jpg"], strict=True):
        ImageAsset.objects.filter(pk=page.asset.pk).update(title=title)
    assert admin.get(NEXT).url == f"{NEXT}{pages[0].pk}/"
    for here, following in pairwise(pages):
        assert admin.get(f"{NEXT}?after={here.pk}").url == f"{NEXT}{following.pk}/"
    # Few enough are read, and stand in the order of their names.
    monkeypatch.setattr("media.desk.coverage.queue.SORTED_BY_NAME", 4)
    assert admin.get(NEXT).url == f"{NEXT}{pages[1].pk}/"


def test_saved_words_are_a_draft_and_the_next_picture_follows(site, admin):
    first, second = make_bare("First"), make_bare("Second")
    answer = describe(admin, first)
    assert answer.status_code == 302 and answer.url == f"{NEXT}?after={first.pk}"
    assert admin.get(answer.url).url == f"{NEXT}{second.pk}/"
    page = ImagePage.objects.get(pk=first.pk)
    assert not page.live
    for draft in (page, draft_of(first)):
        assert {name: getattr(draft, name) for name in WORDS} == WORDS
    assert page.latest_revision.user.username == "editor"
    assert status_of(page) == Description.Status.DRAFT


def test_what_visitors_see_stays_while_words_are_in_draft(site, admin):
    page = make_shown_image("Shown")
    describe(admin, page, query="?status=described")
    assert ImagePage.objects.get().alt_text == page.alt_text
    assert draft_of(page).alt_text == WORDS["alt_text"]


def test_the_filters_of_the_desk_go_along(site, admin):
    first, _other, third = [
        make_draft(name, taken_on=year)
        for name, year in [("First", "1971"), ("Other", "1999"), ("Third", "1971")]
    ]
    query = "?status=draft&year=1971"
    answer = admin.get(NEXT + query)
    assert answer.url == f"{NEXT}{first.pk}/{query}"
    answer = describe(admin, first, query=query)
    assert admin.get(answer.url).url == f"{NEXT}{third.pk}/{query}"


def test_the_end_says_what_was_skipped_and_begins_again(site, admin):
    first = make_bare("First")
    second = make_bare("Second")
    answer = describe(admin, second)
    end = admin.get(answer.url)
    assert end.status_code == 200
    assert "1 picture waits for words in English." in end.text
    assert admin.get(end.context["again"]).url == f"{NEXT}{first.pk}/"
    describe(admin, first)
    assert "All done" in admin.get(NEXT).text


def test_nothing_written_saves_nothing_and_goes_on(site, admin):
    page = make_bare("First")
    revisions = Revision.objects.count()
    nothing = {"title": page.title, "alt_text": "", "long_description": ""}
    assert describe(admin, page, **nothing).status_code == 302
    assert Revision.objects.count() == revisions


def test_words_that_come_back_with_other_line_breaks_are_nothing_new(site, admin):
    page = make_shown_image("Shown")
    same = {name: getattr(page, name) for name in WORDS}
    same["long_description"] = same["long_description"].replace("\n", "\r\n")
    assert "\r\n" in same["long_description"]
    describe(admin, page, query="?status=described", **same)
    assert not ImagePage.objects.get().has_unpublished_changes


def test_half_the_words_can_be_left_for_later(site, admin):
    page = make_bare("First")
    assert describe(admin, page, long_description="").status_code == 302
    assert draft_of(page).alt_text == WORDS["alt_text"]
    assert status_of(page) == Description.Status.MISSING


# --- What else can be done with the words -------------------------------------------------------


def test_words_are_published_at_once(site, admin):
    page = make_shown_image("Shown")
    answer = describe(admin, page, "publish", query="?status=described")
    assert answer.status_code == 302
    page = ImagePage.objects.get()
    assert page.live and page.alt_text == WORDS["alt_text"] and not page.has_unpublished_changes


def test_a_picture_that_lacks_something_else_is_not_published_and_no_word_is_lost(site, admin):
    page = make_bare("First", credit="", licence=None)
    said = refused(admin, page, "publish", credit="", licence="").text
    for name, field in [("Credit", "credit"), ("Licence", "licence")]:
        assert f'<a href="#id_{field}">{name}</a>: Write this before the picture' in said
    assert WORDS["alt_text"] in said and "It throws almost no shadow." in said
    assert draft_of(page).alt_text == ""
    assert not ImagePage.objects.get().live


def test_half_the_words_are_not_published(site, admin):
    page = make_bare("First")
    answer = refused(admin, page, "publish", long_description="")
    assert "Write this before the picture goes further." in answer.text
    assert not ImagePage.objects.get().live


def test_half_a_language_is_not_published(site, admin, settings):
    settings.DESCRIPTION_LANGUAGES = ["fr"]
    page = make_shown_image("Shown")
    answer = refused(admin, page, "publish", query="?language=without:fr", alt_text="")
    assert "Write this" in answer.text
    assert not ImagePage.objects.get().texts.exists()


def test_other_changes_that_wait_are_not_published_along(site, admin):
    page = make_shown_image("Shown")
    page.credit = "Half finished"
    page.save_revision()
    query = "?status=draft&status=described"
    assert "Publish it from its own form" in admin.get(f"{NEXT}{page.pk}/{query}").text
    describe(admin, page, "publish", query=query)
    assert ImagePage.objects.get().credit == "Example agency"


def test_a_draft_with_a_release_moment_is_scheduled_and_that_is_said(site, admin):
    page = make_bare("First", go_live_at=timezone.now() + timedelta(days=1))
    answer = describe(admin, page, "publish")
    assert "is scheduled" in messages_of(admin.get(answer.url, follow=True))
    assert not ImagePage.objects.get().live


def test_words_are_submitted_for_approval(site, admin, workflow):
    page = make_bare("First")
    assert describe(admin, page, "submit").status_code == 302
    page = ImagePage.objects.get()
    assert page.workflow_in_progress
    assert page.current_workflow_task_state.revision.content["alt_text"] == WORDS["alt_text"]


def test_words_are_submitted_again_after_changes_were_asked_for(site, admin, workflow, editor):
    page = make_bare("First")
    describe(admin, page, "submit")
    ImagePage.objects.get().current_workflow_task_state.reject(user=editor)
    assert not ImagePage.objects.get().workflow_in_progress
    describe(admin, page, "submit", query="?status=draft", alt_text="A grey crater, seen again.")
    page = ImagePage.objects.get()
    assert page.workflow_in_progress
    assert page.workflow_states.count() == 1


def test_where_approval_is_demanded_nothing_is_published_from_here(site, admin, settings):
    settings.APPROVE_DESCRIPTIONS = True
    page = make_bare("First")
    assert 'value="publish"' not in admin.get(f"{NEXT}{page.pk}/").text
    describe(admin, page, "publish")
    assert not ImagePage.objects.get().live
    assert draft_of(page).alt_text == WORDS["alt_text"]


def test_words_for_an_earlier_file_are_confirmed(site, admin):
    page = make_shown_image("Shown")
    page.asset = make_asset(size=(9, 7))
    page.save_revision().publish()
    answer = admin.get(NEXT, follow=True)
    assert "The words still fit" in answer.text
    address = f"{NEXT}{page.pk}/"
    earlier = admin.post(address, {"deed": "confirm", "asset": page.asset.pk - 1}, follow=True)
    assert "replaced once more" in messages_of(earlier)
    assert status_of(page) == Description.Status.STALE
    answer = admin.post(address, {"deed": "confirm", "asset": page.asset.pk})
    assert answer.url == f"{NEXT}?after={page.pk}"
    assert status_of(page) == Description.Status.DESCRIBED


# --- Further languages --------------------------------------------------------------------------


def test_a_further_language_is_described_beside_the_source(site, admin):
    page = make_shown_image("Shown")
    add_french(make_shown_image("In two"))
    query = "?language=without:fr"
    answer = admin.get(NEXT + query, follow=True)
    assert answer.request["PATH_INFO"] == f"{NEXT}{page.pk}/"
    assert "1 picture waits for words in French." in answer.text
    assert page.alt_text in answer.text
    describe(admin, page, query=query, title="Un cratère", alt_text="Un cratère gris.")
    (text,) = draft_of(page).texts.all()
    assert (text.language, text.title, text.alt_text) == ("fr", "Un cratère", "Un cratère gris.")
    assert "All done" in admin.get(NEXT + query).text


def test_words_in_a_further_language_are_changed_in_their_place(site, admin):
    page = make_shown_image("In two")
    add_french(page)
    answer = describe(
        admin, page, "publish", query="?language=with:fr", alt_text="Un cratère blanc."
    )
    assert answer.status_code == 302, answer.text
    page = ImagePage.objects.get()
    assert [text.alt_text for text in page.texts.all()] == ["Un cratère blanc."]


@pytest.mark.parametrize("language", ["with:<b>x</b>", "without:zz", "x" * 40, ""])
def test_a_language_that_is_not_offered_is_not_written(site, admin, language):
    page = make_bare("First")
    describe(admin, page, query=f"?language={language}")
    draft = draft_of(page)
    assert draft.alt_text == WORDS["alt_text"]
    assert not list(draft.texts.all())


# --- Who was quicker, and what is refused -------------------------------------------------------


def press(client, page, **changes):
    """Press the button of the page as it stands now, with everything that the form holds."""
    address = f"{NEXT}{page.pk}/"
    shown = client.get(address)
    fields = {name: shown.context["form"][name].value() for name in ("edition", *WORDS)}
    if shown.context["asked"]:
        fields["asked"] = shown.context["asked"]
    return client.post(address, {**fields, **changes})


def test_who_was_slower_is_told_and_asked_once_more_before_words_of_somebody_go(site, admin):
    page = make_bare("First")
    address = f"{NEXT}{page.pk}/"
    seen = fields_at(admin, address)
    describe(admin, page, alt_text="Somebody else's words.")
    admin.post(address, {**seen, **WORDS})
    said = admin.get(address).text
    assert "Somebody saved this picture while you wrote" in said
    assert "Somebody else&#x27;s words." in said and WORDS["alt_text"] in said
    assert "Their words: editor" in said
    press(admin, page)
    said = admin.get(address).text
    assert "Save once more if that is what you want" in said
    assert "Somebody else&#x27;s words." in said and WORDS["alt_text"] in said
    assert draft_of(page).alt_text == "Somebody else's words."
    assert press(admin, page).url == f"{NEXT}?after={page.pk}"
    assert draft_of(page).alt_text == WORDS["alt_text"]
    assert WORDS["alt_text"] in admin.get(address).text and not admin.get(address).context["asked"]


def test_words_that_a_third_saves_while_it_is_asked_are_shown_first(site, admin):
    page = make_bare("First")
    address = f"{NEXT}{page.pk}/"
    seen = fields_at(admin, address)
    describe(admin, page, alt_text="The second one's words.")
    admin.post(address, {**seen, **WORDS})
    press(admin, page)
    asked = fields_at(admin, address)
    draft = draft_of(page)
    draft.alt_text = "The third one's words."
    draft.save_revision(clean=False)
    admin.post(address, {**asked, **WORDS, "asked": 2})
    assert draft_of(page).alt_text == "The third one's words."
    assert "The third one&#x27;s words." in admin.get(address).text
    assert admin.get(address).context["asked"] == 1


def test_words_of_somebody_else_can_be_kept(site, admin):
    page = make_bare("First")
    address = f"{NEXT}{page.pk}/"
    seen = fields_at(admin, address)
    describe(admin, page, alt_text="Somebody else's words.")
    admin.post(address, {**seen, **WORDS})
    answer = admin.post(address, {"deed": "forget"}, follow=True)
    assert answer.context["form"]["alt_text"].value() == "Somebody else's words."
    assert WORDS["alt_text"] not in answer.text


def test_an_autosave_of_somebody_else_is_noticed_although_it_keeps_the_revision(
    site, admin, editor
):
    page = make_bare("First")
    address = f"{NEXT}{page.pk}/"
    seen = fields_at(admin, address)
    draft = draft_of(page)
    draft.alt_text = "Words from a form that saves itself."
    latest = draft.get_latest_revision()
    draft.save_revision(clean=False, overwrite_revision=latest)
    assert draft_of(page).latest_revision_id == latest.pk
    admin.post(address, {**seen, **WORDS})
    assert "Somebody saved" in admin.get(address).text
    assert draft_of(page).alt_text == "Words from a form that saves itself."


def test_a_locked_picture_keeps_its_words_and_says_why(site, admin):
    page = make_bare("First")
    other = get_user_model().objects.create_user("other", "other@example.org", "a long secret")
    ImagePage.objects.filter(pk=page.pk).update(
        locked=True, locked_by=other, locked_at=timezone.now()
    )
    answer = refused(admin, page)
    assert "locked" in answer.text and WORDS["alt_text"] in answer.text
    assert draft_of(page).alt_text == ""


def test_a_scheduled_picture_is_not_changed(site, admin):
    page = make_draft("First")
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    answer = refused(admin, page, query="?status=draft")
    assert "scheduled to go live" in answer.text


@pytest.mark.parametrize(
    ("alt_text", "reason"),
    [
        ("A crater at noon", "repeats the title"),
        ("Image of a crater.", "screen reader says already"),
        ("crater.jpg", "repeats the file"),
        ("x" * 251, "The alt text has 251 characters; 250 fit."),
    ],
)
def test_words_that_no_page_may_have_are_refused_and_stay_in_the_field(
    site, admin, alt_text, reason
):
    page = make_bare("First")
    answer = refused(admin, page, alt_text=alt_text)
    assert f'<a href="#id_alt_text">Alt text</a>: {reason}' in answer.text.replace(
        "The alt text repeats", "repeats"
    ).replace("A screen", "screen")
    assert alt_text in answer.text
    assert draft_of(page).alt_text == ""


def test_a_key_that_no_database_holds_is_not_found(site, admin):
    assert admin.get(f"{NEXT}{'9' * 23}/").status_code == 404


def test_who_may_not_change_the_picture_is_refused(site):
    page = make_bare("First")
    client = client_of((GalleryIndexPage.objects.get(), "change"))
    answer = client.get(f"{NEXT}{page.pk}/")
    assert answer.status_code == 302 and answer.url == "/admin/"
    client.post(f"{NEXT}{page.pk}/", {**WORDS, "edition": edition_of(page)})
    assert draft_of(page).alt_text == ""
    assert Client().get(f"{NEXT}{page.pk}/").status_code == 302


# --- Credit, licence, subjects ------------------------------------------------------------------


def test_credit_licence_and_subjects_are_given_beside_the_words(site, admin):
    page = make_bare("First", credit="", licence=None)
    moon, licence = make_subject("Moon"), make_licence("CC0")
    SubjectName.objects.create(subject=moon, name="Luna")
    rights = {"credit": "Another agency", "licence": licence.pk, "subjects": "Luna, Regolith"}
    describe(admin, page, **rights)
    draft = draft_of(page)
    assert (draft.credit, draft.licence) == ("Another agency", licence)
    assert {subject.name for subject in draft.subjects.all()} == {"Moon", "Regolith"}
    assert not Subject.objects.named(
        "Regolith"
    ).is_proposed  # a superuser may change the vocabulary
    nothing = {name: getattr(draft, name) for name in WORDS}
    describe(admin, page, query="?status=draft", **nothing, **{**rights, "subjects": ""})
    assert not draft_of(page).subjects.exists()


def test_unknown_subjects_are_proposed_by_those_who_may_not_change_the_vocabulary(site):
    page = make_bare("First")
    client = client_of((ImageIndexPage.objects.get(), "change"))
    describe(client, page, credit="Example agency", licence="", subjects="Regolith")
    assert Subject.objects.named("Regolith").is_proposed
    assert draft_of(page).subjects.get().name == "Regolith"


def test_every_refusal_is_a_sentence_of_ours_and_leads_to_its_field(site, admin, subtests):
    page = make_bare("First")
    wrong = {
        "title": [("", "Give the picture a title."), ("x" * 256, "256 characters; 255 fit")],
        "credit": [("x" * 251, "The credit has 251 characters; 250 fit.")],
        "licence": [("999", "Choose a licence from the list."), ("x", "Choose a licence")],
        "subjects": [("x" * 101, "at most 100 characters")],
    }
    for field, values in wrong.items():
        for value, sentence in values:
            with subtests.test(field=field, value=value):
                said = refused(admin, page, **{field: value}).text
                (found,) = re.findall(f'<a href="#id_{field}">[^<]*</a>: ([^<]*)', said)
                assert sentence in found and f'id="id_{field}"' in said
    assert draft_of(page).alt_text == ""


def test_what_only_the_page_finds_wrong_leads_to_its_form(site, admin):
    page = make_bare("First", credit="", licence=None)
    query = "?language=without:fr"
    add_french(make_shown_image("In two"))
    said = refused(admin, page, "publish", query=query).text
    assert "Credit: Write this before the picture goes further." in said
    assert f'<a href="/admin/pages/{page.pk}/edit/">Open its form</a>' in said
    assert 'name="credit"' not in said


# --- Series, and whose --------------------------------------------------------------------------


def test_pictures_that_came_in_together_follow_by_the_names_of_their_files(site, admin, editor):
    def sent(name: str, by=None, days: int = 0) -> int:
        asset = make_asset(name, size=(8, 6))
        moment = timezone.now() - timedelta(days=days)
        ImageAsset.objects.filter(pk=asset.pk).update(uploaded_by_user=by, created_at=moment)
        return make_bare(name, asset=asset).pk

    tenth, ninth = sent("rim 10.jpg", editor), sent("Rim 9.jpg", editor)
    others, before = sent("rim 1.jpg"), sent("z.jpg", editor, days=2)
    fileless = make_bare("No file")
    ImagePage.objects.filter(pk=fileless.pk).update(asset=None)
    seen, address = [], NEXT
    while (answer := admin.get(address)).status_code == 302:
        seen.append(int(re.search(r"describe/([0-9]+)/", answer.url)[1]))
        address = f"{NEXT}?after={seen[-1]}"
    assert seen == [before, others, ninth, tenth, fileless.pk]
    own = admin.get(f"{NEXT}{others}/").context["queue"].address_of_own
    assert admin.get(own).url == f"{NEXT}{before}/?uploader={editor.pk}"
    answer = admin.get(f"{NEXT}?after={tenth}&uploader={editor.pk}")
    assert answer.status_code == 200 and "everybody’s pictures" in answer.text


# --- What stands beside the fields --------------------------------------------------------------


def test_open_reports_of_visitors_stand_beside_the_picture(site, admin):
    page = make_shown_image("Shown")
    DescriptionReport.objects.create(page=page, problem="wrong", words="The left is right.")
    answer = admin.get(f"{NEXT}?reported=yes", follow=True)
    assert "The left is right." in answer.text


def test_a_large_picture_whose_working_copy_is_not_made_yet_says_so(site, admin, monkeypatch):
    page = make_bare("First")
    monkeypatch.setattr("media.pictures.assets.QUICK_PIXELS", 10)
    assert "being prepared" in admin.get(f"{NEXT}{page.pk}/").text
    monkeypatch.undo()
    assert "/admin/files/thumbnails/" in admin.get(f"{NEXT}{page.pk}/").text


def test_a_draft_without_a_file_can_be_described(site, admin):
    page = make_bare("First")
    ImagePage.objects.update(asset=None)
    Revision.objects.all().delete()
    ImagePage.objects.update(latest_revision=None)
    assert "has no picture file" in admin.get(f"{NEXT}{page.pk}/").text
    assert describe(admin, page).status_code == 302


def test_the_answer_says_what_happened(site, admin):
    page = make_bare("First")
    answer = describe(admin, page)
    assert "is saved as a draft" in messages_of(admin.get(answer.url, follow=True))


def test_describing_asks_few_questions(site, admin, django_assert_max_num_queries):
    page = make_bare("First")
    make_bare("Second")
    admin.get(f"{NEXT}{page.pk}/")
    with django_assert_max_num_queries(40):
        admin.get(f"{NEXT}{page.pk}/")
