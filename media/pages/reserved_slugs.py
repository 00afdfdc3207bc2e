"""The first parts of addresses that belong to the site itself, never to a page."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver


def reserved_slugs() -> set[str]:
    """Those of the fixed addresses and of static files, and the languages that may get addresses."""
    languages = {code for code, _name in settings.LANGUAGES} | {*settings.DESCRIPTION_LANGUAGES}
    static = settings.STATIC_URL.strip("/").split("/")[0]
    return {*first_parts(get_resolver().url_patterns), static, *languages}


def first_parts(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """What stands before the first slash of each address, where a page could be named so, too."""
    for pattern in patterns:
        address = before + str(pattern.pattern)
        part, slash, _rest = address.partition("/")
        if isinstance(pattern, URLResolver) and not slash:
            yield from first_parts(pattern.url_patterns, address)
        elif re.fullmatch(r"[\w-]+", part):
            yield part
