"""A picture that was drawn once is not drawn again, and is never one for another."""

import re

import pytest
from django.template import Context, Template

from media.archive import drawn as module
from media.archive.catalogue import Entry
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
