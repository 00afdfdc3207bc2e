"""Aliases: what a picture was called elsewhere, and where it was shown before it came here."""

import re
from urllib.parse import unquote

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from media.descriptions.text_fields import LineField
from media.pages.subjects import LONGEST_FOLDED, FoldedField, folded

LONGEST_ALIAS = 300
# An address, or one of which proxies made a single slash.
ADDRESS = re.compile(r"https?:/+", re.IGNORECASE)


def is_address(name: str) -> bool:
    """Whether an alias is an address, or a path on this site."""
    return bool(ADDRESS.match(name)) or name.startswith("/")


def folded_alias(name: str) -> str:
    """An alias as it is compared: `folded`, and an address without scheme, fragment and last slash.

    "https://old.example.org/img/77/" becomes "//old.example.org/img/77", a path stays one: "/img/77".
    """
    name = name.strip()
    if not is_address(name):
        return folded(name)
    said = unquote(ADDRESS.sub("//", name, count=1).partition("#")[0])
    return folded(said.rstrip("/"))


def addresses_of(host: str, path: str) -> list[str]:
    """The folded aliases that mean this path (with its query, if there is one) on this host."""
    return [folded_alias(path), folded_alias(f"https://{host}{path}")]


class FoldedAlias(FoldedField):
    """The `name` of the same row as aliases are compared, in whatever way the row is inserted."""

    def pre_save(self, model_instance, add):
        setattr(model_instance, self.attname, folded_alias(model_instance.name))
        return models.CharField.pre_save(self, model_instance, add)


class ImageAlias(Orderable):
    """One name or address that a picture has elsewhere, drafted with the page."""

    page = ParentalKey("media.ImagePage", on_delete=models.CASCADE, related_name="known_as")
    name = LineField(
        "alias",
        max_length=LONGEST_ALIAS,
        help_text="An identifier in another archive (PIA12345), an old address "
        "(https://old.example.org/img/77), or an old path on this site (/images/old/77.html).",
    )
    folded = FoldedAlias(unique=True)

    panels = [FieldPanel("name")]

    class Meta(Orderable.Meta):
        verbose_name = "alias"
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.name


def refused(name: str, page: int | None) -> str:
    """Why the picture of this page cannot have an alias, in a sentence that names no other; "" if it can."""
    said = folded_alias(name)
    if not said.strip("/"):
        return "This names nothing. Write an identifier, an address or a path."
    if len(name) > LONGEST_ALIAS or len(said) >= LONGEST_FOLDED:
        return f"An alias has {LONGEST_ALIAS} characters at most."
    if said.startswith(("/id/", "/admin/")):
        return "This address has its own meaning on this site."
    pages = ImageAlias._meta.get_field("page").related_model.objects
    own = pages.filter(identifier=said).values_list("pk", flat=True).first()
    if own is not None:
        whose = (
            "the picture itself: it need not be said again" if own == page else "another picture"
        )
        return f"This is the identifier of {whose}."
    if ImageAlias.objects.filter(folded=said).exclude(page=page).exists():
        return "Another picture has this alias already."
    return ""


def is_taken(identifier: str) -> bool:
    """Whether a picture has this identifier, or has it as an alias."""
    pages = ImageAlias._meta.get_field("page").related_model.objects
    return (
        pages.filter(identifier=identifier).exists()
        or ImageAlias.objects.filter(folded=identifier).exists()
    )
