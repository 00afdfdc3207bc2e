"""The flags of states: which codes ISO 3166-1 knows, and which of them have a flag among our files."""

from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from iso3166 import countries_by_alpha2

FOLDER = Path(__file__).parent / "static" / "portal" / "flags"
# Codes that people type and that are not the state's: reserved by ISO, or used by Eurostat.
MEANT = {"UK": "GB", "EL": "GR"}


def check_iso_code(code: str) -> None:
    """Raise ValidationError unless ISO 3166-1 gives `code` to a state."""
    if code in countries_by_alpha2:
        return
    sentence = f"“{code}” is no code of ISO 3166-1, which has two capital letters for each state."
    meant = MEANT.get(code.upper(), code.upper())
    if known := countries_by_alpha2.get(meant):
        sentence += f" Do you mean {meant}, {known.apolitical_name}?"
    raise ValidationError(sentence)


@cache
def shipped() -> frozenset[str]:
    """The codes, in capitals, that have a flag among the static files."""
    return frozenset(path.stem.upper() for path in FOLDER.glob("*.svg"))


def flag_of(code: str) -> str:
    """The path of a flag among the static files; empty where there is none."""
    return f"portal/flags/{code.lower()}.svg" if code in shipped() else ""
