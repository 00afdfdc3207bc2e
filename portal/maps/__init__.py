"""The maps on which member states are drawn; everything else is one land mass."""

import json
from functools import cache
from pathlib import Path

from portal.models.agency import Agency, agency

# {the agency's choice: (how the map is called, the radius of a dot in units of the drawing)}
DRAWN = {Agency.Map.EUROPE: ("Europe", 8), Agency.Map.WORLD: ("the world", 5)}


@cache
def drawing(name: str) -> dict:
    """What `build_maps.py` wrote: view box, land, states by ISO code."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text())


def map_of(states, *, current: str = "") -> dict | None:
    """What the map template draws: the land, and the shape of each of `states` that has one.

    Nothing where the agency shows no map.
    `current` is the ISO code of the state whose page shows the map.
    """
    chosen = agency().map
    if chosen not in DRAWN:
        return None
    title, dot = DRAWN[chosen]
    shapes = drawing(chosen)["states"]
    return {
        "title": title,
        "view_box": drawing(chosen)["view_box"],
        "land": drawing(chosen)["land"],
        "states": [
            {
                "page": state,
                "current": state.iso_code == current,
                "radius": dot * 1.75 if state.iso_code == current else dot,
                **shapes[state.iso_code],
            }
            for state in states
            if state.iso_code in shapes
        ],
    }
