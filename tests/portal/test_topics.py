"""What visitors read about the agency's topics."""

import pytest

from portal.models import TopicIndexPage, TopicPage
from tests.factories import make_gallery, make_mission, make_story, make_subject, make_topic
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


def said_at(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_list_shows_every_live_topic_in_the_editors_order(site, client):
    for title in ("Science", "Applications", "Safety"):
        make_topic(title, statement=f"To do {title}.")
    make_topic("Hidden", publish=False)
    index = TopicIndexPage.objects.get()
    TopicPage.objects.get(title="Safety").move(index, pos="first-child")
    response = client.get("/topics/")
    assert [page.title for page in response.context["pages"]] == [
        "Safety",
        "Science",
        "Applications",
    ]
    said = response.content.decode()
    assert "To do Science." in said
    assert "Hidden" not in said


def test_a_topic_shows_its_statement_and_all_that_is_about_it(site, client):
    topic = make_topic(
        "Space Safety",
        statement="To keep watch.",
        introduction="<p>Storms from the <b>Sun</b>.</p>",
        accent="amber",
    )
    about = [topic.presents]
    image = make_shown_image("An aurora", subjects=about)
    pages = [
        image,
        make_mission("Vigil", subjects=about),
        make_story("A storm", subjects=about),
        make_gallery("Auroras", [image], subjects=about),
    ]
    make_story("Something else", subjects=[make_subject("Moon")])
    said = said_at(client, topic.url)
    assert "<h1>Space Safety</h1>" in said
    assert "To keep watch." in said
    assert "Storms from the <b>Sun</b>." in said
    assert 'data-accent="amber"' in said
    for page in pages:
        assert f'href="{page.url}"' in said
    assert "Something else" not in said


def test_a_topic_shows_eight_of_a_kind_at_most(site, client):
    topic = make_topic()
    for number in range(10):
        make_story(f"Story {number}", subjects=[topic.presents])
    shown = client.get(topic.url).context["related"]["story"]
    assert [page.title for page in shown] == [f"Story {n}" for n in range(9, 1, -1)]


def test_from_a_topic_one_gets_to_all_of_its_missions_and_images(site, client):
    topic = make_topic("Space Safety")
    make_mission("Vigil", subjects=[topic.presents])
    make_shown_image("An aurora", subjects=[topic.presents])
    said = said_at(client, topic.url)
    for address in ("/missions/?topic=space-safety", "/images/?subject=space-safety"):
        assert f'href="{address}"' in said
        assert len(client.get(address).context["results"]) == 1


def test_a_topic_about_which_there_is_nothing_is_complete(site, client):
    said = said_at(client, make_topic().url)
    for heading in ("<h2>Missions", "<h2>Stories", "<h2>Images", "<h2>Galleries"):
        assert heading not in said
