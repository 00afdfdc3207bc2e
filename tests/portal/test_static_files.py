"""Static files under hashed names: what they name in one another is there, under its hashed name."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from portal.settings import STORAGES
from portal.static_files import HashedStaticFilesStorage

IMPORT = re.compile(r"""^(?:import|export)\b[^'";()=]*["']([^"']+)["']""", re.MULTILINE)
REFERENCE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
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
