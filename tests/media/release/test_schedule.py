"""What stands between a draft and its release, and its release at a set moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from media.descriptions.approvals import NOT_APPROVED
from media.models import ImagePage
from media.pages.drafts import DraftLocked
from media.release.schedule import (
    NO_MOMENT,
    problems_of,
    schedule,
    unschedule,
    why_not_scheduled,
    why_not_then,
)
from tests.drafts import add_french, make_bare, make_draft
from tests.people import make_person
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

MOMENT = timezone.now().replace(microsecond=0) + timedelta(days=3)


def latest(page: ImagePage) -> ImagePage:
    return ImagePage.objects.get(pk=page.pk)


def draft_of(page: ImagePage) -> ImagePage:
    return latest(page).get_latest_revision_as_object()


# --- Why not ----------------------------------------------------------------------------------


def test_a_whole_draft_has_no_problems(site):
    assert problems_of(make_draft("A crater")) == []


def test_what_is_missing_is_said_with_the_name_of_its_field(site):
    page = make_bare("A crater", credit="")
    assert problems_of(page) == [
        "Alt text: This field cannot be blank.",
        "Image description: This field cannot be blank.",
        "Credit: This field cannot be blank.",
    ]


def test_a_problem_of_no_field_stands_alone(site, monkeypatch):
    def refuse(self, **kwargs):
        raise ValidationError({"__all__": ["The moon is in the way."]})

    monkeypatch.setattr(ImagePage, "full_clean", refuse)
    assert problems_of(ImagePage()) == ["The moon is in the way."]


def test_a_language_half_written_is_a_problem(site):
    page = make_draft("A crater")
    add_french(page, publish=False)
    draft = draft_of(page)
    draft.texts.all()[0].title = ""
    assert len(problems_of(draft)) == 1
    assert "French" in problems_of(draft)[0]


def test_a_page_without_a_version_has_nothing_to_schedule(site):
    page = make_draft("A crater")
    ImagePage.objects.update(latest_revision=None)
    assert "Open its form and save it once" in why_not_scheduled(latest(page))


def test_an_alias_has_nothing_to_schedule(site):
    page = make_draft("A crater")
    other = make_draft("Another")
    ImagePage.objects.filter(pk=page.pk).update(alias_of=other)
    assert "Open its form and save it once" in why_not_scheduled(latest(page))


def test_what_is_published_is_not_scheduled_and_a_change_of_it_is(site):
    page = make_shown_image()
    page.save_revision().publish()
    assert why_not_scheduled(latest(page)) == "Its latest version is published already."
    changed = latest(page)
    changed.credit = "Somebody else"
    changed.save_revision()
    assert why_not_scheduled(latest(page)) == ""


def test_an_unfinished_draft_says_all_that_it_lacks(site):
    said = why_not_scheduled(latest(make_bare("A crater")))
    assert "Alt text: This field" in said
    assert "Image description: This field" in said


def test_words_that_nobody_approved_wait_where_that_is_asked_for(site, settings):
    page = make_draft("A crater")
    assert why_not_scheduled(latest(page)) == ""
    settings.APPROVE_DESCRIPTIONS = True
    assert why_not_scheduled(latest(page)) == NOT_APPROVED


def test_the_moment_counts_only_where_one_is_given(site):
    page = make_draft("A crater", use_until=timezone.localdate())
    assert why_not_scheduled(latest(page)) == ""
    assert "The agreement to show it ends before" in why_not_scheduled(latest(page), MOMENT)


@pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, False), (1, False)])
def test_an_agreement_may_end_on_the_day_of_the_moment_and_not_before(days, is_refused):
    last_day = timezone.localdate(MOMENT) + timedelta(days=days)
    said = why_not_then(ImagePage(use_until=last_day), MOMENT)
    assert (said == f"The agreement to show it ends before, on {last_day:%-d %B %Y}.") is is_refused
    assert bool(said) is is_refused


@pytest.mark.parametrize(("minutes", "is_refused"), [(-1, True), (0, True), (1, False)])
def test_a_page_may_not_expire_before_it_appears_or_at_that_moment(minutes, is_refused):
    expires = MOMENT + timedelta(minutes=minutes)
    said = why_not_then(ImagePage(expire_at=expires), MOMENT)
    day = f"{timezone.localtime(expires):%-d %B %Y, %H:%M %Z}"
    assert said == (f"It expires before, on {day}." if is_refused else "")


# --- The moment -------------------------------------------------------------------------------


def test_the_latest_version_is_scheduled_and_nothing_is_published(site):
    page = make_draft("A crater")
    schedule(page, MOMENT, None)
    page = latest(page)
    assert not page.live
    assert page.scheduled_revision.approved_go_live_at == MOMENT
    assert draft_of(page).go_live_at == MOMENT


def test_a_draft_that_could_not_be_published_is_not_scheduled(site):
    page = make_bare("A crater")
    with pytest.raises(ValidationError) as refused:
        schedule(page, MOMENT, None)
    assert refused.value.messages == problems_of(page)
    assert latest(page).scheduled_revision is None
    assert draft_of(page).go_live_at is None


def test_a_language_half_written_is_not_scheduled(site):
    page = make_draft("A crater")
    add_french(page, publish=False)
    draft = draft_of(page)
    draft.texts.all()[0].title = ""
    draft.save_revision(clean=False)
    with pytest.raises(ValidationError, match="French"):
        schedule(latest(page), MOMENT, None)


def test_a_moment_that_is_too_late_is_refused_at_the_last_step_too(site):
    page = make_draft("A crater", use_until=timezone.localdate())
    with pytest.raises(ValidationError, match="The agreement to show it ends before"):
        schedule(page, MOMENT, None)
    assert latest(page).scheduled_revision is None


def test_who_scheduled_it_stands_in_the_version(site):
    editor = make_person("editor")
    page = make_draft("A crater")
    schedule(page, MOMENT, editor)
    assert latest(page).scheduled_revision.user == editor


def test_another_moment_takes_the_place_of_the_first(site):
    page = make_draft("A crater")
    schedule(page, MOMENT, None)
    schedule(latest(page), MOMENT + timedelta(hours=1), None)
    assert latest(page).scheduled_revision.approved_go_live_at == MOMENT + timedelta(hours=1)


@pytest.mark.parametrize("act", [lambda page, user: schedule(page, MOMENT, user), unschedule])
def test_a_page_that_somebody_locked_stays_as_it_is(site, act):
    page = make_draft("A crater")
    schedule(page, MOMENT, None)
    owner, other = make_person("owner"), make_person("other")
    ImagePage.objects.update(locked=True, locked_by=owner, locked_at=timezone.now())
    with pytest.raises(DraftLocked):
        act(latest(page), other)
    assert latest(page).scheduled_revision.approved_go_live_at == MOMENT


def test_a_cleared_moment_leaves_a_draft_without_one(site):
    editor = make_person("editor")
    page = make_draft("A crater")
    schedule(page, MOMENT, editor)
    unschedule(latest(page), editor)
    page = latest(page)
    assert page.scheduled_revision is None
    assert not page.live
    assert draft_of(page).go_live_at is None
    assert page.go_live_at is None
    assert page.latest_revision.user == editor


def test_where_there_is_no_moment_none_is_cleared(site):
    page = make_draft("A crater")
    before = page.latest_revision_id
    with pytest.raises(ValidationError) as refused:
        unschedule(latest(page), None)
    assert refused.value.messages == [NO_MOMENT]
    assert latest(page).latest_revision_id == before
