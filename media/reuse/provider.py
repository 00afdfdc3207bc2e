"""Who offers the pictures: the agency, which a room above knows."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Provider:
    """The agency, as machines are told about it."""

    name: str
    short_name: str = ""
    # The address of its sign as SVG; "" for none.
    logo: str = ""


# A room above this one knows the agency; it says so here, under "agency".
PROVIDERS: dict[str, Callable[[], Provider]] = {}


def provider() -> Provider:
    return PROVIDERS["agency"]()
