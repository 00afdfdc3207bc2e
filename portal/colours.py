"""The agency's accent: which colours can be read on the portal's pages, by the formula of WCAG 2."""

import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

TOKENS = Path(__file__).parent / "static/portal/css/tokens.css"
HEX = re.compile(r"#[0-9a-fA-F]{6}")
NEEDED = 4.5  # to 1, for words (WCAG 2.2, 1.4.3)
LIGHT, DARK = "light", "dark"
# What words in the accent stand on, and what stands on the accent: tokens and their names in words.
GROUNDS = {"paper": "the paper", "surface": "cards and boxes", "on-accent": "the words of a button"}


@cache
def tokens() -> dict[str, dict[str, str]]:
    """{"accent": {"light": "#1d4ed8", "dark": "#92b4ff"}}, as the style sheet has them."""
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", TOKENS.read_text())
    return {name: {LIGHT: light, DARK: dark} for name, light, dark in found}


def luminance(colour: str) -> float:
    """The relative luminance of “#rrggbb”, from 0 (black) to 1 (white)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def grounds(scheme: str) -> dict[str, str]:
    """{"the paper": "#ffffff"}: everything that an accent has to differ from in `scheme`."""
    return {words: tokens()[name][scheme] for name, words in GROUNDS.items()}


def check_accent(colour: str, scheme: str) -> None:
    """Raise ValidationError with a sentence unless words in `colour` can be read."""
    if not HEX.fullmatch(colour):
        raise ValidationError("Write the colour as # and six digits from 0 to f: #1d4ed8.")
    ratios = {words: contrast(colour, ground) for words, ground in grounds(scheme).items()}
    worst = min(ratios, key=ratios.get)
    if ratios[worst] < NEEDED:
        reached = int(ratios[worst] * 100) / 100  # 4.499 is not 4.5
        raise ValidationError(
            f"In {scheme} colours {colour} reaches a contrast of {reached:.2f} to 1 with {worst} "
            f"({grounds(scheme)[worst]}); words need {NEEDED} to 1. "
            f"Choose a {'darker' if scheme == LIGHT else 'lighter'} one."
        )


def readable_in_light(colour: str) -> None:
    check_accent(colour, LIGHT)


def readable_in_dark(colour: str) -> None:
    check_accent(colour, DARK)
