"""The map of Europe on which member states are drawn; everything else is one land mass."""

import json
from functools import cache
from pathlib import Path

from portal.models.agency import Agency, agency


@cache
def europe() -> dict:
    """The shapes that `build_europe_map.py` wrote: view box, land, states by ISO code."""
    return json.loads((Path(__file__).parent / "europe.json").read_text())


def europe_map(states, *, current: str = "") -> dict | None:
    """What the map template draws: the land, and the shape of each of `states` that has one.

    Nothing where the agency shows no map.
    `current` is the ISO code of the state whose page shows the map.
    """
    if agency().map == Agency.Map.NONE:
        return None
    shapes = europe()["states"]
    return {
        "view_box": europe()["view_box"],
        "land": europe()["land"],
        "states": [
            {"page": state, "current": state.iso_code == current, **shapes[state.iso_code]}
            for state in states
            if state.iso_code in shapes
        ],
    }
