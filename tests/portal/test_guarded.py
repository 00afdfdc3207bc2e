"""A card or a block that cannot be drawn is left out; the page stands, and the log says what failed."""

import logging

import pytest
from django.template import Context, Template, TemplateSyntaxError

from media.models import Entry, GalleryPage
from media.pages.subjected import SubjectedPage
from media.stories.blocks import QuoteBlock
from missions.models import MissionPage
from portal.models import MemberStatePage, StoryPage, TopicPage
from tests.factories import make_gallery, make_mission, make_state, make_story, make_topic
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


class Failing:
    """In the place of an attribute: no page that is titled “Broken” has it."""

    def __init__(self, value=SubjectedPage.card_template):
        self.value = value

    def __get__(self, page, kind):
        if page is not None and page.title == "Broken":
            raise LookupError("nothing of that name")
        return self.value

    def __set__(self, page, value):
        """So that what a row brings along does not hide it."""


@pytest.fixture
def log(caplog):
    """What the log says of things left out, since the last call."""

    def said() -> list[str]:
        found = [record.getMessage() for record in caplog.records]
        caplog.clear()
        return found

    with caplog.at_level(logging.ERROR, logger="perigee.pages"):
        yield said


@pytest.mark.parametrize(
    ("model", "make", "addresses"),
    [
        (MissionPage, make_mission, ["/", "/missions/"]),
        (TopicPage, make_topic, ["/", "/topics/"]),
        (StoryPage, make_story, ["/", "/stories/"]),
        (Entry, make_shown_image, ["/", "/images/"]),
        (GalleryPage, make_gallery, ["/galleries/"]),
        (MemberStatePage, make_state, ["/member-states/"]),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_card_that_fails_is_left_out_of_every_list(
    site, client, log, monkeypatch, model, make, addresses
):
    make("Whole")
    broken = make("Broken", **({"iso_code": "SE"} if model is MemberStatePage else {}))
    monkeypatch.setattr(model, "card_template", Failing(model.card_template))
    for address in addresses:
        html = client.get(address).content.decode()
        assert "Whole" in html
        assert f'href="{broken.url}"' not in html
        assert "<li></li>" not in html
        assert log() == [f"Left out of {address}: {model.__name__} {broken.pk}"]


def test_a_flag_that_fails_costs_its_state_and_no_other(site, client, log, monkeypatch):
    make_state("Whole", "FR")
    broken = make_state("Broken", "SE")
    monkeypatch.setattr(MemberStatePage, "flag", Failing())
    for address in ("/", "/member-states/", "/search/?q=part"):
        html = client.get(address).content.decode()
        assert "Whole" in html
        assert f'<a href="{broken.url}"' not in html
        assert log() == [f"Left out of {address.partition('?')[0]}: MemberStatePage {broken.pk}"]


def test_a_block_that_fails_costs_its_story_nothing_else(site, client, log, monkeypatch):
    def fail(*args, **kwargs):
        raise LookupError("no such quotation")

    body = [
        {"type": "prose", "value": "<p>It began with a crane.</p>"},
        {"type": "quote", "value": {"text": "So it is.", "source": "Somebody"}},
        {"type": "prose", "value": "<p>It ended well.</p>"},
    ]
    story = make_story(body=body)
    monkeypatch.setattr(QuoteBlock, "render", fail)
    html = client.get(story.url).content.decode()
    assert "It began with a crane." in html and "It ended well." in html
    assert "So it is." not in html
    assert [line.startswith(f"Left out of {story.url}: StreamChild ") for line in log()] == [True]


def test_a_lead_picture_that_fails_costs_its_page_nothing_else(site, client, log, monkeypatch):
    image = make_shown_image("Broken")
    mission = make_mission("Smile", lead_image=image)
    monkeypatch.setattr(Entry, "release", Failing())
    html = client.get(mission.url).content.decode()
    assert "Smile looks at the wind of the Sun." in html
    assert f"Left out of {mission.url}: Entry {image.pk}" in log()


def test_who_develops_sees_the_fault(settings, log):
    page = Template("{% load guarded %}a{% guarded what %}{% include None %}{% endguarded %}b")
    assert page.render(Context({"what": "a word"})) == "ab"
    assert log() == ["Left out of a page: str a word"]
    settings.DEBUG = True
    with pytest.raises(Exception, match="No template names"):
        page.render(Context({"what": "a word"}))


def test_the_tag_names_one_thing():
    with pytest.raises(TemplateSyntaxError, match="names one thing"):
        Template("{% load guarded %}{% guarded %}{% endguarded %}")
