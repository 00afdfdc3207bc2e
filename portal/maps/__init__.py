"""The map of Europe on which member states are drawn; everything else is one land mass."""

import json
from functools import cache
from pathlib import Path


@cache
def europe() -> dict:
    """The shapes that `build_europe_map.py` wrote: view box, land, states by ISO code."""
    return json.loads((Path(__file__).parent / "europe.json").read_text())


def europe_map(states, *, current: str = "") -> dict:
    """What the map template draws: the land, and the shape of each of `states` that has one.

    `current` is the ISO code of the state whose page shows the map.
    """
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
