"""Every address of the admin, Wagtail's own included, as the URL resolver knows them; and who asks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, get_resolver
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

PREFIX = "admin/"
# What the admin answers to any other address; and what stands for many addresses at once.
REST = "admin/.*/"
BULK = "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/"
COMPARISON = "admin/pages/(\\d+)/revisions/compare/(live|earliest|\\d+)\\.\\.\\.(live|latest|\\d+)/"
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses() -> list[str]:
    """Every address below /admin/ as a pattern, in the order of the alphabet, none twice."""
    found = set()
    for parts in patterns(get_resolver().url_patterns):
        address = "".join(str(part) for part in parts)
        if not address.startswith(PREFIX):
            continue
        # Groups of a regular expression have names in one version of Wagtail, and none in another.
        address = re.sub(r"(?<!\\)[\^$]|\\Z|\?P<\w+>", "", address)
        found.update(bulk_actions() if address == BULK else [address])
    return sorted(found)


def patterns(known, before=()) -> Iterator[tuple]:
    for item in known:
        parts = (*before, item.pattern)
        if isinstance(item, URLPattern):
            yield parts
        else:
            yield from patterns(item.url_patterns, parts)


def bulk_actions() -> Iterator[str]:
    """Wagtail has one address for all of them; what it does is looked up."""
    for model in apps.get_models():
        names = (model._meta.app_label, model._meta.model_name)
        for action in bulk_action_registry.get_bulk_actions_for_model(*names):
            yield f"admin/bulk/{'/'.join(names)}/{action.action_type}/"


@dataclass
class Values:
    """What stands in the places of an address.

    By the name of the place; by the beginning of the address, where that counts first; and the key
    that an act on many is given, by the beginning of its address.
    """

    everywhere: dict[str, object]
    below: dict[str, dict[str, object]]
    chosen: dict[str, object]

    def address(self, pattern: str) -> str:
        if pattern == REST:
            return "/admin/no-such-address/"
        if pattern == COMPARISON:
            page, revision = self.everywhere["page_id"], self.everywhere["revision_id"]
            return f"/admin/pages/{page}/revisions/compare/{revision}...latest/"
        values = dict(self.everywhere)
        for beginning, own in self.below.items():
            if pattern.startswith(beginning):
                values.update(own)
        chosen = [key for start, key in self.chosen.items() if pattern.startswith(start)]
        query = f"?id={chosen[0]}" if chosen else ""
        return "/" + PLACE.sub(lambda place: str(values[place[1]]), pattern) + query
