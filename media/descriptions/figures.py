"""Powers and indices: figures above and below the line, as characters that stand there themselves."""

import re

from media.descriptions.elements import ATTRIBUTES, TAG, decoded

# Bounded, because strangers write it.
UNCLOSED = re.compile(rf"<(sup|sub){ATTRIBUTES}>(?!.{{0,200}}</\1)", re.IGNORECASE | re.DOTALL)
RAISED = re.compile(rf"<(sup|sub){ATTRIBUTES}>(.{{0,200}}?)</\1\s*>", re.IGNORECASE | re.DOTALL)
ABOVE = dict(zip("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ", strict=True))
BELOW = dict(zip("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎", strict=True))
MARKS = {"sup": "^", "sub": "_"}
# “5th”, “XXe”: raised letters that are no power.
ORDINALS = {"e", "o", "a", "r"}


def small_figures(name: str, inside: str) -> str:
    """What stands above or below the line, in characters that do so themselves; "" if there are none."""
    signs = ABOVE if name == "sup" else BELOW
    said = decoded(TAG.sub("", inside)).strip()
    return "".join(signs[sign] for sign in said) if all(sign in signs for sign in said) else ""


def marked(name: str, inside: str) -> str:
    """The same in the way of plain text: 10^(1.5), T_eff; “5th” has no mark."""
    said = decoded(TAG.sub("", inside)).strip()
    if name == "sup" and said.isalpha() and (len(said) > 1 or said in ORDINALS):
        return inside
    return f"{MARKS[name]}{inside.strip()}" if said else ""
