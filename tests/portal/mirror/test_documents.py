"""The parts of a copy: names of files, links of documents."""

import pytest

from portal.mirror.asking import fixed_addresses
from portal.mirror.documents import links_in, rewritten
from portal.mirror.places import address_within, file_of, relative

SITE = ("https://site.example",)


@pytest.mark.parametrize(
    ("address", "media_type", "path"),
    [
        ("/", "text/html", "index.html"),
        ("/images/a/", "text/html", "images/a/index.html"),
        ("/id/a", "text/html", "id/a/index.html"),
        ("/images/?page=2", "text/html", "images/index-page-2.html"),
        ("/robots.txt", "text/plain", "robots.txt"),
        ("/.well-known/security.txt", "text/plain", ".well-known/security.txt"),
        ("/api/v1/images", "application/json", "api/v1/images.json"),
        ("/api/v1/images?cursor=b", "application/json", "api/v1/images-cursor-b.json"),
        ("/iiif/a/manifest.json", "application/ld+json", "iiif/a/manifest.json"),
        ("/feeds/", "application/atom+xml", "feeds/index.xml"),
    ],
)
def test_an_address_becomes_a_file(address, media_type, path):
    assert file_of(address, media_type) == path


def test_no_address_leaves_the_folder_or_meets_another_on_any_disk():
    odd = [
        "/../x/",
        "/a/../../x/",
        "/..%2f..%2fx",
        "/a%5Cb/",
        "/a:b/",
        "/%00/",
        f"/{'é' * 200}/",
        "//x/",
    ]
    for address in odd:
        path = file_of(address, "text/html")
        assert not path.startswith("/")
        assert not {"..", ".", ""} & set(path.split("/"))
        assert all(len(part.encode()) < 255 and "\\" not in part for part in path.split("/"))
    pairs = [("/?letter=A", "/?letter=a"), ("/?q=é", "/?q=è")]
    for one, other in pairs:
        assert file_of(one, "text/html").lower() != file_of(other, "text/html").lower()


def test_links_of_the_site_are_known_from_others():
    base = "https://site.example/images/?page=2"
    assert address_within(SITE, base, "?page=3#x") == ("/images/?page=3", "x")
    assert address_within(SITE, base, "../a b/") == ("/a%20b/", "")
    for link in (
        "https://site.example.evil/",
        "mailto:a@b.example",
        "http://[/",
        "data:,x",
        "//other.example/",
    ):
        assert address_within(SITE, base, link) is None


def test_one_file_names_another_from_wherever_it_lies():
    assert relative("images/a/index.html", "index.html") == "../../index.html"
    assert relative("index.html", "images/é/index.html", "x") == "images/%C3%A9/index.html#x"


def test_links_that_narrow_down_and_forms_are_not_followed():
    page = """<a href="/a/">a</a><a href="?kind=x" rel="nofollow">b</a><form action="/c/"></form>
    <img srcset="/1.jpg 1x, /2.jpg 2x" src="/3.jpg"><svg><use href="/s.svg#x"/></svg>"""
    assert sorted(links_in("text/html", page, SITE)) == [
        "/1.jpg",
        "/2.jpg",
        "/3.jpg",
        "/a/",
        "/s.svg#x",
    ]
    document = '{"a": "https://site.example/b", "t": "https://site.example/{x}", "q": "https://site.example/?q=x",'
    document += '"next": "https://site.example/b?cursor=2", "c": "https://site.example.evil/"}'
    assert list(links_in("application/json", document, SITE)) == [
        "https://site.example/b",
        "https://site.example/b?cursor=2",
    ]


def test_a_page_stays_byte_by_byte_but_for_what_is_changed():
    page = """<!doctype html><!-- x --><P title='a "b"' hidden>&amp; &#8211; &eacute;<br/>
    <svg viewBox="0 0 1 1"><path d="M0"/></svg><script>if (a < b) "</p>";</script>"""
    same = rewritten("text/html", page, lambda link: link, lambda text: text)
    assert same.lower() == page.lower()


def test_what_the_copy_has_not_is_no_link():
    page = (
        '<p><a rel="nofollow" href="/x">report</a></p><a href="/x">words</a><link rel="alternate" href="/x">'
        '<search><form><search></search></form></search><img src="/a.jpg" alt="&lt;">'
    )
    leads = {"/a.jpg": "a&b.jpg"}
    found = rewritten("text/html", page, leads.get, lambda text: text)
    assert found.startswith("<a>words</a><p role")
    assert found.endswith('<img src="a&amp;b.jpg" alt="&lt;">')


def test_style_sheets_name_files_of_the_copy():
    text = "@import \"./a.css\"; b { background: url( '/c.svg' ) url(data:,x) }"
    leads = {"./a.css": "a-1.css", "/c.svg": "../c.svg"}
    assert rewritten("text/css", text, leads.get, str) == (
        "@import \"a-1.css\"; b { background: url( '../c.svg' ) url(data:,x) }"
    )


def test_addresses_that_name_nothing_are_found_by_themselves():
    found = fixed_addresses()
    assert {"/search/", "/subjects/", "/robots.txt", "/sitemap.xml", "/favicon.ico"} <= set(found)
    assert not [
        one
        for one in found
        if one.startswith(("/_util", "/admin", "/likes", "/healthz", "/search/suggest"))
    ]
