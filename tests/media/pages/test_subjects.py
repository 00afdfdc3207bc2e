"""Subjects: what is about what, merging, labels, and the pages that present them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Page

from media.models import ImagePage, Subject, SubjectName
from missions.models import MissionPage
from portal.models import StoryPage
from tests.factories import (
    make_gallery,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
    merge,
)
from tests.forms import messages_of, send_form
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "publish"}


def chips(client, page: Page) -> list[str]:
    return [subject.label for subject in client.get(page.url).context["subjects"]]


def related(client, page: Page) -> dict[str, list[str]]:
    groups = client.get(page.url).context["related"]
    return {key: [page.title for page in pages] for key, pages in groups.items()}


# --- About ------------------------------------------------------------------------------------


def test_about_finds_the_pages_tagged_with_a_subject_each_once(site):
    moon, mars = make_subject("Moon"), make_subject("Mars")
    both = make_story("Both", subjects=[moon, mars])
    one = make_story("One", subjects=[moon])
    make_story("None")
    assert set(StoryPage.objects.about(moon)) == {both, one}
    assert list(StoryPage.objects.about(mars)) == [both]
    assert StoryPage.objects.about(moon, mars).count() == 2
    assert not StoryPage.objects.about().exists()


def test_pages_about_a_merged_subject_count_as_pages_about_the_other(site):
    luna, moon, satellite = (make_subject(name) for name in ("Luna", "Moon", "Satellite"))
    story = make_story(subjects=[luna])
    merge(luna, moon)
    assert list(StoryPage.objects.about(moon)) == [story]
    moon.refresh_from_db()
    merge(moon, satellite)
    assert list(StoryPage.objects.about(satellite)) == [story]
    assert Subject.objects.get(name="Luna").merged_into == satellite


def test_merging_in_the_admin_takes_earlier_merged_subjects_along(site, admin, client):
    luna, moon, satellite = (make_subject(name) for name in ("Luna", "Moon", "Satellite"))
    story = make_story(subjects=[luna])
    for one, other in ((luna, moon), (moon, satellite)):
        address = f"/admin/snippets/media/subject/edit/{one.pk}/"
        response = send_form(admin, address, merged_into=other.pk)
        assert "updated" in messages_of(response)
    assert list(StoryPage.objects.about(satellite)) == [story]
    client.logout()
    assert chips(client, story) == ["Satellite"]


def test_a_subject_is_merged_into_neither_itself_nor_a_merged_one_nor_while_presented(site):
    for name in ("Luna", "Moon", "Mars"):
        make_subject(name)
    make_mission("Smile")

    def merge_named(name: str, other: str) -> None:
        one, two = (Subject.objects.get(name=name) for name in (name, other))
        merge(one, two)

    with pytest.raises(ValidationError):
        merge_named("Mars", "Mars")
    merge_named("Luna", "Moon")
    with pytest.raises(ValidationError, match="itself merged into “Moon”"):
        merge_named("Mars", "Luna")
    with pytest.raises(ValidationError, match="itself merged into “Moon”"):
        merge_named("Moon", "Luna")
    with pytest.raises(ValidationError, match="The page “Smile” presents this subject"):
        merge_named("Smile (mission)", "Mars")
    assert Subject.objects.get(merged_into__isnull=False).name == "Luna"


def test_drafts_go_on_when_their_subject_was_merged(site, admin, client):
    luna, moon = make_subject("Luna"), make_subject("Moon")
    story = make_story(publish=False, subjects=[luna])
    merge(luna, moon)
    address = f"/admin/pages/{story.pk}/edit/"
    response = admin.get(address)
    assert response.status_code == 200
    assert "Luna" in response.content.decode()
    story.get_latest_revision().publish()
    client.logout()
    assert chips(client, story) == ["Moon"]


def test_a_page_about_a_subject_and_its_merged_alias_shows_one_chip(site, client):
    luna, moon = make_subject("Luna"), make_subject("Moon")
    story = make_story(subjects=[luna, moon])
    merge(luna, moon)
    assert chips(client, story) == ["Moon"]


# --- Names ------------------------------------------------------------------------------------


def test_the_label_is_the_preferred_name_in_the_language_else_the_name_without_qualifier(site):
    subject = make_subject("Sun (star)")
    SubjectName.objects.create(subject=subject, language="fr", name="Soleil", preferred=True)
    SubjectName.objects.create(subject=subject, language="fr", name="Astre du jour")
    SubjectName.objects.create(subject=subject, language="en", name="Sol")
    labels = {}
    for language in ("en", "fr", "de"):
        with translation.override(language):
            labels[language] = (
                Subject.objects.get().label,
                Subject.objects.with_labels().get().label,
            )
    assert labels == {"en": ("Sun",) * 2, "fr": ("Soleil",) * 2, "de": ("Sun",) * 2}


def test_one_name_a_language_is_preferred_and_none_is_given_twice(site):
    subject = make_subject("Sun")
    SubjectName.objects.create(subject=subject, language="en", name="Sun", preferred=True)
    for name, preferred in (("Sol", True), ("Sun", False)):
        with pytest.raises(IntegrityError), transaction.atomic():
            SubjectName.objects.create(
                subject=subject, language="en", name=name, preferred=preferred
            )


def test_two_subjects_cannot_have_one_name(site):
    make_subject("Euclid (mission)")
    with pytest.raises(IntegrityError), transaction.atomic():
        Subject.objects.create(name="Euclid (mission)")


def test_chips_stand_in_the_order_of_their_labels(site, client):
    names = ("mars", "Zodiac", "Äther", "Moon", "asteroid")
    story = make_story(subjects=[make_subject(name) for name in names])
    assert chips(client, story) == sorted(names, key=str.casefold)


# --- Presenting -------------------------------------------------------------------------------


def test_publishing_a_mission_lets_it_present_its_subject(site):
    mission = make_mission("Smile", publish=False)
    subject = mission.presents
    assert Subject.objects.get(pk=subject.pk).page is None
    mission.get_latest_revision().publish()
    assert Subject.objects.get(pk=subject.pk).page.specific == mission


def test_a_mission_that_presents_another_subject_lets_go_of_the_first(site):
    mission = make_mission("Smile")
    first = mission.presents
    mission.presents = make_subject("SMILE (probe)", Subject.Kind.MISSION)
    mission.save_revision().publish()
    assert Subject.objects.get(pk=first.pk).page is None
    assert Subject.objects.get(pk=mission.presents.pk).page.specific == mission


def offered(client) -> dict[str, str]:
    """{label: number of pictures} of the subjects by which the archive can be narrowed."""
    facets = client.get("/images/").context["facets"]
    subjects = [offers for facet, offers in facets if facet.name in ("target", "mission")]
    return {offer.label: offer.number for offers in subjects for offer in offers}


def test_a_chip_leads_to_the_page_that_presents_its_subject_else_to_its_own(site, client):
    mission, moon = make_mission("Smile"), make_subject("Moon")
    story = make_story(subjects=[mission.presents, moon])
    said = client.get(story.url).content.decode()
    assert f'<a class="chip" href="{mission.url}">Smile</a>' in said
    assert '<a class="chip" href="/subjects/moon/">Moon</a>' in said


def test_chips_and_filters_do_not_offer_the_subject_of_an_unpublished_mission(site, client):
    mission, moon = make_mission("Smile"), make_subject("Moon")
    story = make_story(subjects=[mission.presents, moon])
    image = make_shown_image(subjects=[mission.presents, moon])
    assert chips(client, story) == chips(client, image) == ["Moon", "Smile"]
    mission.unpublish()
    assert chips(client, story) == chips(client, image) == ["Moon"]
    assert offered(client) == {"Moon": "1"}
    for address in (story.url, image.url, "/images/", "/images/?subject=smile-mission"):
        assert "Smile" not in client.get(address).content.decode()


@pytest.mark.parametrize("make", [make_mission, make_topic, make_state])
def test_a_subject_that_another_page_presents_cannot_be_chosen(site, admin, make):
    smile = make_mission("Smile")
    page = make("Another")
    response = send_form(
        admin, f"/admin/pages/{page.pk}/edit/", presents=smile.presents_id, **PUBLISH
    )
    errors = response.context["form"].errors
    assert "The page “Smile” presents this subject already" in str(errors["presents"])
    page.presents = smile.presents
    with pytest.raises(ValidationError, match="presents this subject already"):
        page.save_revision().publish()
    assert Subject.objects.get(pk=smile.presents_id).page.specific == smile


def test_a_merged_subject_cannot_be_chosen(site):
    luna, moon = make_subject("Luna"), make_subject("Moon")
    merge(luna, moon)
    with pytest.raises(ValidationError, match="“Luna” was merged into “Moon”"):
        make_mission(presents=luna)


def test_a_mission_cannot_be_published_without_a_subject(site):
    mission = make_mission(publish=False)
    mission.presents = None
    with pytest.raises(ValidationError) as refusal:
        mission.save_revision().publish()
    assert "presents" in refusal.value.message_dict


def test_a_copied_mission_waits_for_a_subject_of_its_own(site, admin):
    mission = make_mission("Smile")
    for choices in ({}, {"publish_copies": "on"}, {"alias": "on"}):
        number = MissionPage.objects.count()
        response = send_form(
            admin,
            f"/admin/pages/{mission.pk}/copy/",
            new_title=f"Smile {number}",
            new_slug=f"smile-{number}",
            **choices,
        )
        assert response.status_code == 200
    for page in MissionPage.objects.all():
        assert admin.get(f"/admin/pages/{page.pk}/edit/", follow=True).status_code == 200
    assert Subject.objects.get(pk=mission.presents_id).page.specific == mission


# --- Related pages ----------------------------------------------------------------------------


def test_a_mission_shows_what_is_about_its_subject_by_type(site, client):
    mission = make_mission("Smile")
    about, other = [mission.presents], [make_subject("Moon")]
    image = make_shown_image("A picture", subjects=about)
    make_gallery("A gallery", [image], subjects=about)
    make_story("A story", subjects=about)
    make_mission("Einstein Probe", subjects=about)
    make_state("Austria", "AT")
    for number, subjects in enumerate((other, ())):
        make_story(f"Unrelated {number}", subjects=subjects)
    make_story("Not published", publish=False, subjects=about)
    make_shown_image("Not shown", subjects=about).unpublish()
    assert related(client, mission) == {
        "image": ["A picture"],
        "gallery": ["A gallery"],
        "story": ["A story"],
        "mission": ["Einstein Probe"],
    }
    said = client.get(mission.url).content.decode()
    for title in ("A picture", "A gallery", "A story", "Einstein Probe"):
        assert title in said


def test_the_pages_that_share_most_come_first_then_the_newest(site, client):
    moon, mars, dust = (make_subject(name) for name in ("Moon", "Mars", "Dust"))
    story = make_story("This", subjects=[moon, mars, dust])
    for title, subjects in {
        "One, older": [moon],
        "Three": [moon, mars, dust],
        "Two": [moon, dust],
        "One, newer": [mars],
        "None": [],
    }.items():
        make_story(title, subjects=subjects)
    assert related(client, story)["story"] == ["Three", "Two", "One, newer", "One, older"]


def test_a_page_without_subjects_has_no_related_pages(site, client):
    make_story("Other", subjects=[make_subject("Moon")])
    assert related(client, make_story("Lonely")) == {}


def test_a_preview_shows_subjects_that_are_not_saved_yet(site):
    story = make_story(subjects=[make_subject("Moon")])
    draft = StoryPage.objects.get(pk=story.pk)
    draft.subjects.add(make_subject("Mars"))
    request = RequestFactory().get("/")
    request.is_preview = True
    shown = draft.get_context(request)["subjects"]
    assert [subject.label for subject in shown] == ["Mars", "Moon"]


def test_the_admin_finds_a_subject_by_its_names(site, admin):
    subject = make_subject("Sun (star)")
    SubjectName.objects.create(subject=subject, language="fr", name="Soleil", preferred=True)
    other = make_subject("Moon")
    subject.save()
    response = admin.get("/admin/snippets/media/subject/?q=Soleil")
    said = response.content.decode()
    assert subject.name in said
    assert other.name not in said


def test_an_image_that_visitors_cannot_see_counts_for_no_subject(site, client):
    moon = make_subject("Moon")
    make_shown_image("Shown", subjects=[moon])
    make_shown_image("Withdrawn", subjects=[moon]).unpublish()
    page = ImagePage.objects.get(title="Withdrawn")
    assert not page.live
    assert offered(client) == {"Moon": "1"}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Asteroid (65803) Didymos", "Asteroid (65803) Didymos"),
        ("Comet C/2023 A3 (Tsuchinshan–ATLAS)", "Comet C/2023 A3 (Tsuchinshan–ATLAS)"),
        ("C/2014 UN271 (Bernardinelli–Bernstein)", "C/2014 UN271 (Bernardinelli–Bernstein)"),
        ("(101955) Bennu", "(101955) Bennu"),
        ("Solar wind (Sun)", "Solar wind (Sun)"),
        ("Mercury (planet)", "Mercury"),
        ("Comet C/2023 A3 (Tsuchinshan–ATLAS) (comet)", "Comet C/2023 A3 (Tsuchinshan–ATLAS)"),
        ("Smile (mission)", "Smile"),
        ("Mission (mission) control", "Mission (mission) control"),
    ],
)
def test_only_what_tells_names_apart_is_left_off_a_chip(name, label):
    subject = Subject(name=name)
    subject.preferred_name = None
    assert subject.label == label
