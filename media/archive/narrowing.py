"""What a visitor narrowed a list by, words and choices: read from an address, and written into others.

Values of one facet are alternatives, facets are demands. Every choice is a link, and a list that was
narrowed has one address, in whatever order the choices were made.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from django.http import QueryDict
from django.utils.http import urlencode

from media.archive.search.questions import Question, read

# Of one facet; more alternatives make no list narrower.
MOST_VALUES = 12


@dataclass(frozen=True)
class Value:
    """One value of a facet, as it stands in an address and as people read it."""

    name: str
    label: str
    # The key of a subject; else 0.
    key: int = 0


class Asking(Protocol):
    """A facet, as far as addresses are concerned."""

    name: str
    label: str
    # Whether of several values only one can be chosen.
    is_single: bool


@dataclass(frozen=True)
class Offer:
    """One value that can be chosen, or taken back, with how many there are of it."""

    label: str
    query: str
    is_chosen: bool
    number: str = ""


@dataclass
class Narrowing:
    """What was asked, read from the parameters of an address; everything else in them is ignored."""

    question: Question = field(default_factory=lambda: read(""))
    # {name of a facet: {name of a value: value}}, in the order of the facets.
    chosen: dict[str, dict[str, Value]] = field(default_factory=dict)
    # Sentences about what could not be understood.
    problems: list[str] = field(default_factory=list)

    # What stands in the list, for sentences about it.
    noun = "page"

    # --- What a kind of list says about itself ----------------------------------------------------

    @property
    def narrowed_by(self) -> dict[str, Asking]:
        """{name: facet}, in the order in which they stand."""
        raise NotImplementedError

    def values_called(self, facet: Asking, names: list[str]) -> dict[str, Value]:
        """Those of `names` that are values of a facet here."""
        raise NotImplementedError

    def facets(self) -> Iterator[tuple[Asking, list[Offer]]]:
        """Every facet that tells apart what stands in the list, with its values."""
        raise NotImplementedError

    # --- Reading ----------------------------------------------------------------------------------

    def take_all(self, query: QueryDict) -> None:
        """Take words and choices from the parameters of an address."""
        self.question = read(query.get("q", ""))
        self.problems += self.question.problems
        for name, facet in self.narrowed_by.items():
            self.take(facet, [value.strip() for value in query.getlist(name)])

    def take(self, facet: Asking, names: list[str]) -> None:
        names = list(dict.fromkeys(name for name in names if name))
        if len(names) > MOST_VALUES:
            self.problems.append(f"{facet.label}: only the first {MOST_VALUES} choices count.")
            names = names[:MOST_VALUES]
        if not names:
            return
        values = self.values_called(facet, names)
        self.problems += [
            f"{facet.label}: “{name[:60]}” is not known here, or no {self.noun} has it."
            for name in names
            if name not in values
        ]
        if values:
            self.chosen[facet.name] = dict(sorted(values.items()))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.question)

    # --- Its addresses ----------------------------------------------------------------------------

    def parameters(self, **changes) -> list[tuple[str, str]]:
        """The parameters of its address, in one order, and `changes` behind them; "" leaves one out."""
        found = [("q", self.question.text)] if self.question.text else []
        found += [(facet, name) for facet, values in self.chosen.items() for name in values]
        return found + [(name, value) for name, value in changes.items() if value]

    def address(self, **changes) -> str:
        return f"?{urlencode(self.parameters(**changes))}"

    def with_value(self, facet: Asking, value: Value) -> str:
        """The address with a value chosen, or taken back if it was."""
        return self.addresses_with(facet)(value)

    def addresses_with(self, facet: Asking) -> Callable[[Value], str]:
        """The same for every value of a facet; what is the same in all addresses is written once."""
        mine = self.chosen.get(facet.name, {})
        here = (facet.name, "")
        chosen = {**self.chosen, facet.name: {"": Value("", "")}}
        ordered = {name: chosen[name] for name in self.narrowed_by if chosen.get(name)}
        all_parameters = replace(self, chosen=ordered).parameters()
        at = all_parameters.index(here)
        before, after = urlencode(all_parameters[:at]), urlencode(all_parameters[at + 1 :])

        def address(value: Value) -> str:
            if value.name in mine:
                names = [name for name in mine if name != value.name]
            else:
                names = [value.name] if facet.is_single else sorted([*mine, value.name])
            own = urlencode([(facet.name, name) for name in names])
            return "?" + "&".join(part for part in (before, own, after) if part)

        return address

    def without_words(self) -> Self:
        return replace(self, question=read(""))

    @property
    def chips(self) -> list[Offer]:
        """What was chosen, each with the address without it."""
        words = (
            [Offer(f"“{self.question.text}”", self.without_words().address(), True)]
            if self.question.text
            else []
        )
        facets = self.narrowed_by
        return words + [
            Offer(
                f"{facets[name].label.rstrip('?')}: {value.label}",
                self.with_value(facets[name], value),
                True,
            )
            for name, values in self.chosen.items()
            for value in values.values()
        ]

    def offers(self, facet: Asking, numbers: Iterable[tuple[Value, str]]) -> list[Offer]:
        """The values of a facet with how many there are of each, led by what was chosen and has none."""
        numbers = list(numbers)
        mine = self.chosen.get(facet.name, {})
        there = {value.name for value, _number in numbers}
        numbers = [(value, "") for value in mine.values() if value.name not in there] + numbers
        address = self.addresses_with(facet)
        return [
            Offer(value.label, address(value), value.name in mine, str(number))
            for value, number in numbers
        ]
