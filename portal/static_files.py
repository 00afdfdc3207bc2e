"""Where static files are kept: under names that carry a hash of what they hold."""

import posixpath
import re

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The one that pages name; what it imports, browsers would fetch one after another.
SHEET = "portal/css/site.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORT = re.compile(r"""@import\s+"([^"]+)"(?:\s+layer\(([\w-]+)\))?(?:\s+([^;]+?))?\s*;""")
URL = re.compile(r"""url\("([^":]+)"\)""")


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins our style sheets to one; writes the hashed names also into what scripts import from one another."""

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if SHEET in paths and not dry_run:
            sheet = InMemoryStorage()
            sheet.save(SHEET, ContentFile(joined(SHEET, paths).encode()))
            paths = {**paths, SHEET: (sheet, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def joined(name: str, paths: dict) -> str:
    """The style sheet `name` with those that it imports in their places, without comments.

    `paths` is {name: (storage, path)}, as `collectstatic` hands it on. A layer or a medium of an `@import` becomes
    the block around what it imports; addresses are made relative to `name`.
    """
    storage, path = paths[name]
    with storage.open(path) as file:
        text = COMMENT.sub("", file.read().decode())

    def imported(match: re.Match) -> str:
        other, layer, medium = match.groups()
        place = posixpath.normpath(posixpath.join(posixpath.dirname(name), other))
        rules = URL.sub(lambda url: f'url("{moved(url[1], place, name)}")', joined(place, paths))
        if layer:
            rules = f"@layer {layer} {{\n{rules}\n}}"
        return f"@media {medium} {{\n{rules}\n}}" if medium else rules

    lines = (line.strip() for line in IMPORT.sub(imported, text).splitlines())
    return "\n".join(line for line in lines if line)


def moved(address: str, before: str, after: str) -> str:
    """A relative address in the file `before`, as the file `after` has to write it."""
    target = posixpath.join(posixpath.dirname(before), address)
    return posixpath.relpath(target, posixpath.dirname(after))
