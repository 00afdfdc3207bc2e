"""A picture or a card that was drawn once is not drawn again, and is never one for another."""

import re
from datetime import date

import pytest
from django.template import Context, Template
from django.template.loader import get_template

from media.archive import drawn as module
from media.archive.cards import types, with_pictures
from media.archive.catalogue import Entry
from media.pages.subjected import SubjectedPage
from tests.factories import (
    make_gallery,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
)
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def draws(monkeypatch) -> list:
    """What was really drawn."""
    met, markup = [], module.markup
    monkeypatch.setattr(module, "markup", lambda **own: met.append(own) or markup(**own))
    return met


def element(entry, options="") -> str:
    template = Template("{% load media_tags %}{% picture image " + options + " %}")
    return template.render(Context({"image": entry}))


def card(page, options="") -> str:
    template = Template("{% load media_tags %}{% card page " + options + " %}")
    return template.render(Context({"page": page}))


def test_the_same_picture_in_the_same_place_is_drawn_once(site, draws):
    make_shown_image("A crater")
    first = element(Entry.objects.with_files().get())
    assert element(Entry.objects.with_files().get()) == first
    assert "<img" in first
    assert len(draws) == 1


def test_whatever_it_depends_on_makes_it_another(site, draws):
    make_shown_image("A crater", alt_text="A round crater & its rim.")
    make_shown_image("Another crater")
    one, other = Entry.objects.with_files().order_by("title")
    elements = [
        element(one),
        element(one, 'sizes="50vw"'),
        element(one, "eager=True"),
        element(one, "decorative=True"),
        element(one, 'alt="Other words"'),
        element(one, 'described_by="description"'),
        element(one, "width=300"),
        element(other),
    ]
    assert len(set(elements)) == len(draws) == len(elements)
    assert 'alt="A round crater &amp; its rim."' in elements[0]


def test_other_words_or_another_file_make_it_another(site):
    page = make_shown_image("A crater")
    before = element(Entry.objects.with_files().get())
    page.alt_text = "A crater in other words."
    page.save()
    assert 'alt="A crater in other words."' in element(Entry.objects.with_files().get())
    page.release.__class__.objects.update(asset_hash="f" * 64)
    assert element(Entry.objects.with_files().get()) not in ("", before)


def test_no_more_are_kept_than_there_is_room_for(site, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    make_shown_image("A crater")
    entry = Entry.objects.with_files().get()
    for number in range(5):
        element(entry, f'sizes="{number}vw"')
    assert len(module.drawn.elements) == 3


def test_every_width_that_the_archive_names_is_one(site, client):
    make_shown_image("A crater")
    for address in ("/images/", "/images/?view=list", "/search/?q=crater", "/"):
        sizes = re.findall(r'sizes="([^"]*)"', client.get(address).content.decode())
        assert sizes, address
        for said in sizes:
            assert re.fullmatch(
                r"(\(min-width: [\d.]+rem\) [\d.]+(rem|vw), )*[\d.]+(rem|vw)", said
            ), said


def cards_of(site) -> dict:
    """A page of every type that has a card, with its picture."""
    crater = make_shown_image("A crater")
    pages = [
        make_gallery("Pits", [crater]),
        make_mission("Smile", lead_image=crater),
        make_story("How it flies"),
        make_topic("Science", presents=make_subject("Science")),
        make_state("Italy", "IT"),
        crater,
    ]
    return {page.type_key: page for page in with_pictures(pages)}


def test_a_card_that_was_drawn_once_is_not_drawn_again(site, rf, monkeypatch):
    pages, met, draw = cards_of(site), [], module.card_markup
    monkeypatch.setattr(module, "card_markup", lambda *a, **own: met.append(a) or draw(*a, **own))
    for _ in range(2):
        for page in pages.values():
            assert page.title in card(page)
    assert len(met) == len(pages) == 6
    assert card(pages["image"], 'level="h2"') != card(pages["image"])
    assert card(pages["member-state"], 'bond="since 1975"') != card(pages["member-state"])


@pytest.mark.parametrize(
    ("kind", "name", "value", "said"),
    [
        ("image", "title", "Rim & floor", "Rim &amp; floor"),
        ("image", "taken_on", "2019-05", "May 2019"),
        ("image", "kind", "map", "Map"),
        ("image", "url_path", "/site/images/moved/", 'href="/images/moved/"'),
        ("gallery", "summary", "Six new pits.", "Six new pits."),
        ("gallery", "size", 7, "7 pictures"),
        ("mission", "status", "lost", "Lost"),
        ("mission", "launch_date", "2031", "2031"),
        ("story", "published_on", date(2020, 2, 29), "29 February 2020"),
        ("topic", "statement", "What we look for.", "What we look for."),
        ("topic", "accent", "mars", 'data-accent="mars"'),
        ("member-state", "iso_code", "GR", "flags/gr"),
        ("mission", "card_image", None, 'class="card__picture"></div>'),
    ],
)
def test_whatever_a_card_shows_makes_it_another(site, kind, name, value, said):
    page = cards_of(site)[kind]
    before = card(page)
    setattr(page, name, value)
    assert said not in before and said in card(page)


def test_the_template_of_a_card_reads_nothing_by_which_it_is_not_kept(site):
    """What it read beside that would be missing from every card; here it is looked for by name."""
    for model in types():
        template = get_template(model.card_template).template.source
        allowed = {*model.card_shows, "card_image"}
        included = "".join(
            get_template(name).template.source
            for name in re.findall(r'include "([^"]+)" with (?:state|mission)=page', template)
        )
        read = re.findall(r"\bpage\.(\w+)", template) + re.findall(
            r"\b(?:state|mission)\.(\w+)", included
        )
        if model.card_template != SubjectedPage.card_template:  # shared by several types
            assert set(read) <= allowed, model
        assert set(model.card_shows) <= {*read, "size"}, model
