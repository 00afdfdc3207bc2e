"""Licences that other portals name, among those that are here."""

from media.intake.first_values import licence_at
from media.pictures.licences import Licence


def licence_called(spdx: str, address: str, name: str) -> Licence | None:
    """The licence with this SPDX identifier, else this address, else this name; None if it is not sure."""
    known = list(Licence.objects.all())
    if spdx:
        same = [one for one in known if one.spdx.casefold() == spdx.casefold()]
        same = [one for one in same if is_called(one, name)] if len(same) > 1 else same
        if len(same) == 1:
            return same[0]
    if address and (found := licence_at(address)):
        return found
    same = [one for one in known if name and is_called(one, name)]
    return same[0] if len(same) == 1 else None


def is_called(licence: Licence, name: str) -> bool:
    return name.casefold() in (licence.name.casefold(), licence.short_name.casefold())
