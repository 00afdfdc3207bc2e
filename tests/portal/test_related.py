"""What stands below a page as related: what it is about before what it mentions, no wrong flag."""

import pytest

from media.models import Subject
from missions.models import Partner
from tests.factories import (
    make_gallery,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
    merge,
)
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


def related(client, page) -> dict[str, list[str]]:
    groups = client.get(page.url).context["related"]
    return {key: [page.title for page in pages] for key, pages in groups.items()}


def test_rare_subjects_weigh_more_than_common_ones(site, client):
    science, enceladus = make_subject("Science"), make_subject("Enceladus")
    light, heat = make_subject("Light"), make_subject("Heat")
    story = make_story("This", subjects=[science, light, heat, enceladus])
    make_story("Rare", subjects=[enceladus])
    for number in range(7):
        make_story(f"Common {number}", subjects=[science, light, heat])
    assert related(client, story)["story"][0] == "Rare"


def test_what_presents_a_subject_comes_before_what_mentions_it(site, client):
    juice = make_mission("Juice")
    story = make_story(subjects=[juice.presents])
    make_mission("Europa Clipper", subjects=[juice.presents])
    assert related(client, story)["mission"] == ["Juice", "Europa Clipper"]


def test_a_state_stands_only_where_it_is_meant(site, client):
    launch, italy = make_subject("Launch"), make_subject("Italy", Subject.Kind.PLACE)
    make_state("Italy", "IT", presents=italy, subjects=[launch])
    make_state("Norway", "NO", subjects=[launch])
    assert related(client, make_story("Up", subjects=[launch])).get("member-state") is None
    assert related(client, make_story("Rome", subjects=[launch, italy]))["member-state"] == [
        "Italy"
    ]
    topic = make_topic("Launchers", presents=launch)
    assert "member-state" not in related(client, topic)


def test_the_partners_of_a_mission_say_its_states_and_they_name_it(site, client):
    italy, belgium = make_state("Italy", "IT"), make_state("Belgium", "BE")
    make_state("Norway", "NO")
    once_italy = make_subject("Italia", Subject.Kind.PLACE)
    merge(once_italy, italy.presents)
    mission = make_mission("Juno", publish=False)
    mission.partners = [
        Partner(name="ASI", role="Infrared", state=once_italy),
        Partner(name="Liège", role="Mirror", state=belgium.presents),
        Partner(name="NASA", role="Lead"),
    ]
    mission.save_revision().publish()
    assert sorted(related(client, mission)["member-state"]) == ["Belgium", "Italy"]
    for state in (italy, belgium):
        assert related(client, state)["mission"] == ["Juno"]


def test_an_image_leads_on_to_its_mission_the_stories_that_use_it_and_more_like_it(site, client):
    mission, moon = make_mission("Hera"), make_subject("Didymos")
    image = make_shown_image("A", subjects=[mission.presents, moon])
    make_shown_image("B", subjects=[moon])
    make_shown_image("C", subjects=[make_subject("Mars")])
    value = {"image": image.pk, "caption": "", "alt_text": "", "decorative": False}
    make_story("Uses it", body=[{"type": "figure", "value": value}])
    make_story("About something else", subjects=[make_subject("Mars")])
    make_gallery("Pits", [image])
    shown = client.get(image.url).content.decode()
    below = shown[shown.index("Missions</h2>") :]
    for title in ("Hera", "Uses it", ">B<"):
        assert title in below, title
    for title in ("About something else", ">C<"):
        assert title not in below
