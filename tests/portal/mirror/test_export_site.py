"""`manage.py export_site`: the public site as plain files."""

import io
import os
import re
import shutil
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from media.archive import selections
from media.models import Entry, ImageAlias, ImagePage
from portal.mirror import export as exporting
from portal.mirror.asking import Visitor
from portal.models import StandardPage
from tests.factories import (
    make_gallery,
    make_image,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
    release_all,
)
from tests.quick_releases import make_shown_image, put_public_files, small_asset

pytestmark = pytest.mark.django_db

SECRET = "Nobody-may-know-this-yet"
STORY = "/stories/how-it-was-built/"
MIRROR = "https://copy.example/old/"


def run(folder: Path, **options) -> str:
    out, error = io.StringIO(), io.StringIO()
    call_command("export_site", folder, stdout=out, stderr=error, verbosity=0, **options)
    return out.getvalue() + error.getvalue()


def image_with_files(title: str, asset=None, **fields) -> ImagePage:
    page = make_shown_image(title, asset=asset or small_asset(), **fields)
    put_public_files(page.release)
    return page


def fill() -> dict:
    """A small site of everything, and what is not shown."""
    moon, mars = make_subject("Moon"), make_subject("Mars / “red”")
    asset = small_asset()
    real = make_image("A real crater", subjects=[moon])
    images = [
        image_with_files(f"Crater {number}", asset, subjects=[moon, mars]) for number in range(5)
    ]
    gallery = make_gallery("Craters", [real, *images[:2]], subjects=[moon])
    make_mission("Smile", subjects=[moon])
    make_topic("Space Safety", lead_image=real)
    make_state("France", "FR")
    make_story("How it was built", lead_image=images[0], subjects=[moon])
    make_image(f"{SECRET} picture", publish=False)
    make_image(f"{SECRET} unreleased", release=False)
    make_story(f"{SECRET} story", publish=False, subjects=[make_subject(f"{SECRET} subject")])
    return {"real": real, "images": images, "gallery": gallery}


@pytest.fixture
def filled(site, monkeypatch) -> dict:
    """With more pictures than stand on one page."""
    monkeypatch.setattr(selections, "PAGE_SIZES", (3, 48, 96))
    return fill()


@dataclass
class Copy:
    """One copy for all tests that only look at it, and what was on the site when it was made."""

    folder: Path
    said: str
    # Addresses of pages that it holds, by title.
    pages: dict[str, str]
    identifiers: set[str]
    # The story as the site answered it.
    story: str
    real: ImagePage
    # {size and ending of a download: content of its file}
    downloads: dict[str, bytes]
    stored: set[Path]


@pytest.fixture(scope="module")
def copy(django_db_setup, django_db_blocker, tmp_path_factory) -> Copy:
    """Made in a transaction that is taken back, and moved elsewhere: links are relative."""
    public, place = Path(storages["public"].location), tmp_path_factory.mktemp("mirror")
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(selections, "PAGE_SIZES", (3, 48, 96))
        made = fill()
        real = made["real"]
        real.known_as = [ImageAlias(name=name) for name in ("PIA_1", "../x", "/old.html")]
        real.save_revision().publish()
        said = run(place / "copy")
        pages = [real, *made["images"], made["gallery"]]
        told = Copy(
            folder=place / "elsewhere" / "below",
            said=said,
            pages={page.title: page.url for page in pages},
            identifiers=set(Entry.objects.values_list("identifier", flat=True)),
            story=Client().get(STORY).content.decode(),
            real=real,
            downloads={
                f"{file['size']}.{file['extension']}": (
                    public / real.release.folder / file["name"]
                ).read_bytes()
                for file in real.release.downloads
            },
            stored={path.relative_to(public) for path in public.rglob("*") if path.is_file()},
        )
        transaction.set_rollback(True)
    shutil.move(place / "copy", told.folder)
    return told


class Reading(HTMLParser):
    """The links of a page, and the addresses of its pictures."""

    def __init__(self):
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = set()
        self.tags: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        self.names.add(given.get("id", ""))
        if tag == "meta" or given.get("rel") == "canonical":
            return
        self.links += [
            given[name] for name in ("href", "src", "data-tiles", "data-viewer") if name in given
        ]
        self.links += [
            part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()
        ]


def read(path: Path) -> Reading:
    """The links of a page or a style sheet, and what links into a page can name."""
    reading = Reading()
    if path.suffix == ".css":
        found = re.findall(r"url\(([\"']?)([^\"')]+)|@import \"([^\"]+)\"", path.read_text())
        reading.links = [one[1] or one[2] for one in found]
    elif path.suffix == ".html":
        reading.feed(path.read_text())
    return reading


def crawl(folder: Path) -> set[Path]:
    """Every file that can be reached from the home page.

    Each link must lead to one, within the folder, and to what it names there.
    """
    waiting, seen, within = [folder / "index.html"], {}, []
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen[path] = reading = read(path)
        for link in reading.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
                continue
            assert not parts.query, f"{path}: {link}"
            assert not parts.path.startswith("/"), f"{path}: {link}"
            target = Path(os.path.normpath(path.parent / unquote(parts.path)))
            target = target if parts.path else path
            assert target.is_relative_to(folder), f"{path}: {link}"
            assert target.is_file(), f"{path}: {link}"
            waiting.append(target)
            within.append((path, target, unquote(parts.fragment)))
    for path, target, fragment in within:
        if fragment and target.suffix == ".html":
            assert fragment in seen[target].names, f"{path}: #{fragment}"
    return {*seen}


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".perigee-mirror" not in path.parts
    }


def test_the_copy_holds_all_that_is_shown_and_every_link_in_it_leads_somewhere(copy):
    moved = copy.folder
    reached = {path.relative_to(moved).as_posix() for path in crawl(moved)}
    pages = {path for path in reached if path.endswith(".html")}
    for address in copy.pages.values():
        assert f"{address.strip('/')}/index.html" in pages
    assert {
        "missions/smile/index.html",
        "topics/space-safety/index.html",
    } <= pages
    assert {"member-states/france/index.html", "search/index.html"} <= pages
    assert {
        "robots.txt",
        "sitemap.xml",
        "sitemap-images.xml",
        "favicon.ico",
        "subjects/index.html",
    } <= set(files_in(moved))
    assert f"{len(copy.identifiers)} pictures are in" in copy.said
    assert any(re.fullmatch(r"images/index-(before|page).*\.html", path) for path in pages)


def test_nothing_that_is_not_released_is_in_the_copy(copy):
    for path in copy.folder.rglob("*"):
        assert SECRET.lower() not in path.name.lower()
        if path.is_file() and path.name != "state.sqlite3":
            assert SECRET.encode() not in path.read_bytes(), path
    assert {path.name for path in (copy.folder / "id").iterdir()} == copy.identifiers | {"PIA_1"}


def test_every_public_file_is_there_and_downloads_are_files(copy):
    folder, real = copy.folder, copy.real
    files = {
        path.relative_to(folder / "files")
        for path in (folder / "files").rglob("*")
        if path.is_file()
    }
    assert copy.stored == files
    for name, content in copy.downloads.items():
        assert (folder / "download" / real.identifier / name).read_bytes() == content
    leading = (folder / "id" / real.identifier / "index.html").read_text()
    assert f'url=../../images/{real.slug}/index.html"' in leading
    assert (folder / "id" / "PIA_1" / "index.html").read_text() == leading
    assert not (folder / "x").exists()


def test_what_needs_a_server_is_left_out(copy):
    for path in copy.folder.rglob("*.html"):
        reading = Reading()
        reading.feed(path.read_text())
        assert "form" not in reading.tags, path
        assert "search" not in reading.tags, path
        assert not [link for link in reading.links if "descriptions/" in link or "likes/" in link]
    assert "This is a copy of the site." in (copy.folder / "search" / "index.html").read_text()
    assert "facet" not in (copy.folder / "images" / "index.html").read_text()


def test_a_page_is_as_it_was_but_for_its_links(copy):
    before = copy.story
    after = (copy.folder / STORY.strip("/") / "index.html").read_text()
    without = re.compile(
        r"<form.*?</form>|<script type=\"application/ld.*?</script>|<link rel=\"search\"[^>]*>|\s(?:href|src|srcset)=\"[^\"]*\"|\s+",
        re.DOTALL,
    )
    canonical = re.compile(r"<(?:meta|link)[^>]*>")
    assert without.sub("", canonical.sub("", before)) == without.sub("", canonical.sub("", after))


def test_where_the_copy_is_served_is_written_for_those_who_read_whole_addresses(filled, tmp_path):
    run(tmp_path / "copy", base_url=MIRROR)
    folder = tmp_path / "copy"
    sitemap = (folder / "sitemap-images.xml").read_text()
    assert f"<loc>{MIRROR}{filled['real'].url.lstrip('/')}</loc>" in sitemap
    page = (folder / filled["real"].url.strip("/") / "index.html").read_text()
    assert f'<link rel="canonical" href="{MIRROR}{filled["real"].url.lstrip("/")}">' in page
    assert f'<meta property="og:image" content="{MIRROR}files/' in page
    assert f"Sitemap: {MIRROR}sitemap.xml" in (folder / "robots.txt").read_text()
    crawl(folder)


def test_without_that_they_name_the_site_itself(copy):
    sitemap = (copy.folder / "sitemap-images.xml").read_text()
    assert f"<loc>{settings.BASE_URL}{copy.pages['A real crater']}</loc>" in sitemap


def test_a_second_run_writes_what_changed_and_removes_what_is_gone(filled, tmp_path):
    folder = tmp_path / "copy"
    run(folder)
    (folder / "CNAME").write_text("copy.example")
    assert " 0 files written, 0 removed." in run(folder)
    page = filled["images"][0]
    page.unpublish()
    release_all()
    privacy = StandardPage.objects.get(slug="privacy")
    privacy.summary = "Something new."
    privacy.save_revision().publish()
    said = run(folder)
    assert ", 0 removed." not in said
    assert "Something new." in (folder / "privacy" / "index.html").read_text()
    there = files_in(folder)
    assert not [name for name in there if page.identifier in re.split(r"[/.]", name)]
    assert not (
        folder / "files" / page.release.top if page.release else folder / "id" / page.identifier
    ).exists()
    assert "CNAME" in there
    fresh = tmp_path / "fresh"
    run(fresh)
    assert files_in(fresh) == {name: data for name, data in there.items() if name != "CNAME"}


def test_a_run_that_was_stopped_goes_on_where_it_was(filled, tmp_path, monkeypatch):
    folder = tmp_path / "copy"
    asked, real = [], Visitor.ask

    def stop(self, address):
        asked.append(address)
        if len(asked) == 12:
            raise KeyboardInterrupt
        return real(self, address)

    with monkeypatch.context() as patch:
        patch.setattr(Visitor, "ask", stop)
        with pytest.raises(CommandError, match="Run the command again to go on") as stopped:
            run(folder)
    assert stopped.value.returncode == 130
    first, asked[:] = set(asked[:-1]), []
    with monkeypatch.context() as patch:
        patch.setattr(
            Visitor, "ask", lambda self, address: asked.append(address) or real(self, address)
        )
        assert "this one goes on" in run(folder)
    assert not first & set(asked)
    fresh = tmp_path / "fresh"
    run(fresh)
    assert files_in(folder) == files_in(fresh)


def test_a_run_that_was_stopped_while_writing_leaves_no_half_of_a_file(
    filled, tmp_path, monkeypatch
):
    folder = tmp_path / "copy"
    calls, real = [], os.replace

    def stop(source, target):
        calls.append(target)
        if len(calls) == 30:
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", stop)
        with pytest.raises(CommandError, match="Stopped"):
            run(folder)
    run(folder)
    crawl(folder)
    assert not [path for path in (folder / ".perigee-mirror").iterdir() if path.name == "parts"]


def test_what_is_withdrawn_while_it_runs_is_not_in_the_copy(filled, tmp_path, monkeypatch):
    page, real = filled["images"][3], exporting.Export.put_files

    def put_and_withdraw(self):
        yield from real(self)
        ImagePage.objects.get(pk=page.pk).unpublish()
        release_all()

    monkeypatch.setattr(exporting.Export, "put_files", put_and_withdraw)
    folder = tmp_path / "copy"
    run(folder)
    assert not (folder / "images" / page.slug).exists()
    assert not (folder / "id" / page.identifier).exists()
    assert not (
        folder / "files" / page.release.folder if page.release else folder / "nothing"
    ).exists()
    crawl(folder)


def test_a_page_that_fails_is_said_and_stays_as_it_was(filled, tmp_path, monkeypatch):
    folder = tmp_path / "copy"
    run(folder)
    before = files_in(folder)
    real = Visitor.ask

    def fail(self, address):
        answer = real(self, address)
        return type(answer)(500, "text/html", b"Sorry") if address == "/privacy/" else answer

    monkeypatch.setattr(Visitor, "ask", fail)
    with pytest.raises(CommandError, match="1 problem; what is missing stands above"):
        run(folder)
    assert files_in(folder) == before


def test_a_file_that_is_lost_is_said(filled, tmp_path):
    release = filled["images"][0].release
    storages["public"].delete(f"{release.folder}/{release.files[0]['name']}")
    with pytest.raises(CommandError, match="1 problem"):
        run(tmp_path / "copy")
    assert (tmp_path / "copy" / "index.html").exists()


def test_another_folder_or_another_site_is_refused(site, tmp_path, settings):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("Dear …")
    (tmp_path / "file").write_text("")
    run(tmp_path / "copy")
    for place, options, why in [
        ("full", {}, "is not empty and holds no copy made here"),
        ("file", {}, "is a file. Name a folder"),
        ("file/below", {}, "cannot be written"),
        ("new", {"base_url": "copy.example"}, "--base-url is a whole address"),
    ]:
        with pytest.raises(CommandError, match=why):
            run(tmp_path / place, **options)
    with pytest.raises(CommandError, match="keeps its own files"):
        run(settings.DATA_DIR / "public" / "copy")
    (tmp_path / "spoilt" / ".perigee-mirror").mkdir(parents=True)
    (tmp_path / "spoilt" / ".perigee-mirror" / "state.sqlite3").write_text("x" * 5000)
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "spoilt")
    settings.BASE_URL = "http://localhost:8000"
    with pytest.raises(CommandError, match="holds a copy of"):
        run(tmp_path / "copy")
    settings.BASE_URL = "http://unknown.example"
    with pytest.raises(CommandError, match="PERIGEE_HOSTS"):
        run(tmp_path / "third")
    assert (tmp_path / "full" / "letter.txt").read_text() == "Dear …"


def test_two_runs_over_one_folder_do_not_mix(site, tmp_path):
    holding = exporting.Folder(tmp_path / "copy", settings.BASE_URL)
    with pytest.raises(CommandError, match="Another run is writing"):
        run(tmp_path / "copy")
    holding.close()
    run(tmp_path / "copy")


def test_it_is_asked_without_an_account(site, tmp_path):
    answer = Visitor(settings.BASE_URL).ask("/")
    assert (answer.status, answer.media_type) == (200, "text/html")
    assert b"csrfmiddlewaretoken" not in answer.body
