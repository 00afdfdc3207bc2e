"""What re-users copy from an image page: credit and licence in three forms, code, names and checksums."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client
from markdown_it import MarkdownIt

from media.archive.catalogue import Entry
from media.reuse.copying import (
    credit_as_html,
    credit_as_markdown,
    credit_as_text,
    embed_code,
)
from media.reuse.records import records_of
from tests.factories import ALT, make_image, make_licence
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db
BASE = "https://pictures.example/"
HOSTILE = 'A [b](x) *c* <img src=x onerror=alert(1)> "d" `e`'


def record(**fields):
    make_shown_image(**fields)
    (found,) = records_of(Entry.objects.with_files(), BASE)
    return found


def licensed(**fields):
    licence = make_licence()
    for name, value in fields.items():
        setattr(licence, name, value)
    licence.save()
    return licence


class Tags(HTMLParser):
    """The elements of a piece of HTML with their attributes, and its text."""

    def __init__(self, text: str):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_credit_and_licence_as_text_html_and_markdown(site):
    found = record(credit="ESA/A. Person")
    assert credit_as_text(found) == "ESA/A. Person, CC BY 4.0"
    link, licence = f"{BASE}id/a-crater-at-dawn", "https://creativecommons.org/licenses/by/4.0/"
    assert credit_as_html(found) == (
        f'<a href="{link}">A crater at dawn</a>: ESA/A. Person, '
        f'<a rel="license" href="{licence}">CC BY 4.0</a>'
    )
    assert credit_as_markdown(found) == (
        f"[A crater at dawn](<{link}>): ESA/A. Person, [CC BY 4.0](<{licence}>)"
    )


def test_a_credit_line_that_names_the_licence_names_it_once(site):
    found = record(licence=licensed(credit_template="{credit} (CC BY 4.0)"), credit="ESA")
    assert credit_as_text(found) == "ESA (CC BY 4.0)"
    for said in (credit_as_html(found), credit_as_markdown(found)):
        assert said.count("CC BY 4.0") == 1
        assert "licenses/by" in said


def test_a_licence_that_stands_nowhere_is_named_without_a_link(site):
    found = record(licence=licensed(url=""), credit="ESA")
    for said in (credit_as_html(found), credit_as_markdown(found)):
        assert said.endswith(": ESA, CC BY 4.0")


def test_no_sign_in_a_title_or_credit_changes_the_form(site):
    found = record(title=HOSTILE, credit=HOSTILE, slug="hostile", identifier="hostile")
    html = Tags(credit_as_html(found))
    assert [tag for tag, _ in html.tags] == ["a", "a"]
    assert html.text == f"{HOSTILE}: {HOSTILE}, CC BY 4.0"
    drawn = Tags(MarkdownIt("js-default").render(credit_as_markdown(found)))
    assert [tag for tag, _ in drawn.tags] == ["p", "a", "a"]
    assert drawn.text.strip() == html.text.replace('"', '"')


def test_the_code_shows_the_picture_with_its_alt_text_credit_and_addresses_that_stay(site):
    found = record(title="A crater & its rim", credit="ESA", width=4000)
    code = Tags(embed_code(found))
    tags = dict(code.tags[:1] + [one for one in code.tags if one[0] == "img"])
    assert [tag for tag, _ in code.tags] == ["figure", "a", "img", "figcaption", "a", "a"]
    assert tags["img"]["src"] == f"{BASE}download/{found.identifier}/small.jpg"
    assert tags["img"]["alt"] == ALT
    assert (tags["img"]["width"], tags["img"]["height"]) == ("1280", "960")
    assert "A crater & its rim: ESA, CC BY 4.0" in code.text
    assert "/files/" not in embed_code(found)


def test_the_code_of_a_small_picture_shows_all_of_it(site):
    make_image()
    (found,) = records_of(Entry.objects.with_files(), BASE)
    assert f"{BASE}download/{found.identifier}/full.jpg" in embed_code(found)


# --- The page -----------------------------------------------------------------------------------


def copied_from(page: str) -> dict[str, str]:
    """{key: what a reader would select} of the texts to copy on a page."""
    found = re.findall(r'id="copy-(\w+)">(?:<code>)?(.*?)(?:</code>)?</(?:p|pre)>', page, re.DOTALL)
    return {key: unescape(text) for key, text in found}


def test_the_page_offers_every_form_as_text_that_can_be_selected(site):
    image = make_shown_image("A crater & its rim", credit="ESA")
    page = Client().get(image.url).content.decode()
    (found,) = records_of(Entry.objects.with_files(), "http://testserver/")
    assert copied_from(page) == {
        "text": credit_as_text(found),
        "html": credit_as_html(found),
        "markdown": credit_as_markdown(found),
        "embed": embed_code(found),
    }
    buttons = re.findall(
        r'<button class="button" type="button" data-copies="copy-(\w+)"[^>]* hidden>', page
    )
    assert buttons == ["text", "html", "markdown", "embed"]
    assert '<p class="small" role="status"></p>' in page


def test_the_page_names_each_file_with_its_size_and_checksum(site):
    image = make_image()
    page = Client().get(image.url).content.decode()
    for file in image.release.downloads:
        assert f'download="{file["name"]}"' in page
        assert f"SHA-256 {file['sha256'][:8]}…" in page
        assert f"<code>{file['sha256']}</code>" in page
        assert f"{file['width']} × {file['height']} pixels, JPEG" in page
        assert f"{file['bytes']} bytes" in page


def test_a_file_of_an_earlier_version_has_no_checksum_to_show(site):
    page = Client().get(make_shown_image().url).content.decode()
    assert "File names and checksums" in page
    assert "SHA-256" not in page


def test_a_preview_offers_the_credit_line_and_nothing_that_leads_to_what_is_not_there(site, admin):
    draft = make_image("A crater at noon", publish=False)
    page = admin.get(f"/admin/pages/{draft.pk}/view_draft/").content.decode()
    assert '<p class="credit-line">Example agency</p>' in page
    assert "copy-embed" not in page
