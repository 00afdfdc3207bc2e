"""How every benchmark says what it found: a line each, with the noise of its rounds and the aim beside."""

import statistics
from collections.abc import Sequence


class Figures:
    """Prints lines, and remembers whether every aim was met."""

    def __init__(self):
        self.all_met = True

    def say(self, name: str, found: Sequence[float], unit: str) -> None:
        """A figure of its own: median of the rounds, least and most."""
        print(f"       {name:<52}{spread(found)} {unit}", flush=True)

    def compare(
        self,
        name: str,
        found: Sequence[float],
        others: Sequence[float],
        *,
        most: float | None = None,
        least: float | None = None,
    ) -> None:
        """The ratio of two figures of the same round, against the most or least that it should be."""
        ratios = [one / other for one, other in zip(found, others, strict=True)]
        middle = statistics.median(ratios)
        is_met = (most is None or middle <= most) and (least is None or middle >= least)
        self.all_met &= is_met
        aims = [f"at most {most:.3g}" if most is not None else ""]
        aims += [f"at least {least:.3g}" if least is not None else ""]
        said = "".join(aims)
        verdict = ("met  " if is_met else "MISSED") if said else ""
        print(f"{verdict:<7}{name:<52}× {spread(ratios)}{'  ' + said if said else ''}", flush=True)


def spread(found: Sequence[float]) -> str:
    middle = (
        f"{statistics.median(found):9,.3g}"
        if max(found) < 1000
        else f"{statistics.median(found):9,.0f}"
    )
    return f"{middle} ({min(found):,.3g} to {max(found):,.3g})" if len(found) > 1 else middle
