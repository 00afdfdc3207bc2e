"""The aliases of pictures that come in: what they are called where they come from."""

from media.pictures.aliases import ImageAlias, folded_alias, refused
from media.pictures.images import ImagePage

MOST_ALIASES = 20


def give_aliases(page: ImagePage, names: list[str]) -> list[str]:
    """Set those of `names` that the picture can have, on a page that is not saved yet; answers notes."""
    found: dict[str, str] = {}
    notes = []
    for name in filter(None, (" ".join(name.split()) for name in names)):
        said = folded_alias(name)
        if said in found or said == page.identifier:
            continue
        if refusal := refused(name, page.pk):
            notes.append(f"“{name[:80]}” is not taken as an alias. {refusal}")
        elif len(found) < MOST_ALIASES:
            found[said] = name
    page.known_as = [ImageAlias(name=name, sort_order=n) for n, name in enumerate(found.values())]
    return notes
