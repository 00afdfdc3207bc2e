"""Static files under hashed names: what they name in one another is there, under its hashed name."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from portal.settings import STORAGES
from portal.static_files import HashedStaticFilesStorage
from tests.factories import make_mission

FONTS = re.compile(r'rel="preload" href="/static/([^"]+)" as="font"')
SCRIPTS = re.compile(r'<script type="module" src="/static/([^"]+)"')
IMPORT = re.compile(r"""^(?:import|export)\b[^'";()=]*["']([^"']+)["']""", re.MULTILINE)
REFERENCE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Iterator[Path]:
    """The folder into which our own files were collected, as for production."""
    folder = tmp_path_factory.mktemp("static")
    with (
        override_settings(STATIC_ROOT=folder, STORAGES=STORAGES),
        pytest.MonkeyPatch.context() as patch,
    ):
        # To compress them takes most of the time, and changes no name.
        patch.setattr(HashedStaticFilesStorage, "compress_files", lambda self, names: [])
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["wagtail*"])
        yield folder


def named_by(collected: Path, ending: str, pattern: re.Pattern) -> set[tuple[str, str]]:
    """(what a hashed file is called, which file it names) for all with this ending."""
    found = set()
    for path in collected.rglob(f"*{ending}"):
        name = str(path.relative_to(collected))
        if HASHED.search(name):
            found |= {(name, to) for to in pattern.findall(path.read_text()) if ":" not in to}
    return found


@pytest.mark.parametrize(("ending", "pattern"), [(".js", IMPORT), (".css", REFERENCE)])
def test_what_scripts_and_style_sheets_import_has_its_hashed_name(collected, ending, pattern):
    named = named_by(collected, ending, pattern)
    assert named
    for name, wanted in named:
        assert HASHED.search(wanted), f"{name} names {wanted}"
        path = collected / posixpath.normpath(posixpath.join(posixpath.dirname(name), wanted))
        assert path.is_file(), f"{name} names {wanted}, which is not there"


def test_a_change_in_an_imported_script_reaches_those_who_import_it(collected):
    names = staticfiles_storage.hashed_files
    entry = (collected / names["media/admin/js/upload.js"]).read_text()
    queue = posixpath.basename(names["media/admin/js/upload/queue.js"])
    assert f'"./upload/{queue}"' in entry


def test_the_pages_style_sheet_is_one_file_with_every_rule_in_its_layer(collected):
    sheet = (collected / staticfiles_storage.hashed_files["portal/css/site.css"]).read_text()
    assert "@import" not in sheet
    assert "/*" not in sheet
    assert sheet.startswith("@layer reset, tokens, base, layout, blocks, utilities;")
    assert sheet.count("{") == sheet.count("}")
    folder = Path(finders.find("portal/css/site.css")).parent
    imported = re.findall(
        r'@import "([^"]+)"(?: layer\((\w+)\))?', (folder / "site.css").read_text()
    )
    assert len(imported) > 20
    place = 0
    for name, layer in imported:
        first_rule = COMMENT.sub("", (folder / name).read_text()).strip().splitlines()[0].strip()
        place = sheet.index(first_rule, place)
        if layer:
            opened = sheet[: sheet.index("{", sheet.rindex("@layer ", 0, place))]
            assert opened.endswith(f"@layer {layer} ")
    assert re.search(r"@media print \{\s*@layer utilities \{", sheet)


def test_a_first_visit_to_the_home_page_weighs_less_than_90_kilobytes(collected, site, client):
    for number in range(3):
        make_mission(f"Mission {number}")
    page = client.get("/").content.decode()
    sheet = staticfiles_storage.hashed_files["portal/css/site.css"]
    names = [sheet, *FONTS.findall(page), *SCRIPTS.findall(page)]
    assert len(names) >= 4
    weight = len(brotli.compress(page.encode(), quality=6))
    for name in names:
        data = (collected / name).read_bytes()
        weight += len(data) if name.endswith(".woff2") else len(brotli.compress(data))
    assert weight < 90_000


def test_the_fonts_of_a_page_are_those_that_its_style_sheet_names(collected, site, client):
    fonts = FONTS.findall(client.get("/").content.decode())
    sheet = (collected / staticfiles_storage.hashed_files["portal/css/site.css"]).read_text()
    assert len(fonts) == 2
    for name in fonts:
        assert f'url("../fonts/{posixpath.basename(name)}")' in sheet
