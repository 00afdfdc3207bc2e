"""The catalogue in ranges of places of which none holds too many pictures, without a walk through all of them."""

from collections.abc import Iterator

from media.archive.catalogue import BITS_OF_SPAN, Entry, FacetCount


def starts(most: int) -> list[int]:
    """The first places of ranges, in their order, none of more than `most` pictures; [] for no pictures.

    They are made of the kept numbers of spans of time, so that a million pictures cost what fifty cost;
    only a span that holds more than `most` is walked. Where the numbers of the spans are not
    (yet) kept, all of it is.
    """
    rows = FacetCount.objects.filter(facet__in=("all", "place"), number__gt=0)
    numbers = {
        (facet, value): number
        for facet, value, number in rows.values_list("facet", "value", "number")
    }
    total = numbers.pop(("all", ""), 0)
    spans = sorted((int(value) << BITS_OF_SPAN, number) for (_, value), number in numbers.items())
    if sum(number for _first, number in spans) != total:
        return list(walked(most))
    found, filled = [], 0
    for first, number in spans:
        if not found or filled + number > most:
            found.append(first)
            filled = 0
        filled += number
        if filled > most:
            within = list(walked(most, first, first + (1 << BITS_OF_SPAN)))
            found += within[1:]
            filled -= most * len(within[1:])
    return found


def walked(most: int, first: int | None = None, end: int | None = None) -> Iterator[int]:
    """The places of every `most`-th picture from `first` on and before `end`."""
    places = Entry.objects.order_by("pk").values_list("pk", flat=True)
    if first is not None:
        places = places.filter(pk__gte=first, pk__lt=end)
    place = places.first()
    while place is not None:
        yield place
        place = next(iter(places.filter(pk__gte=place)[most : most + 1]), None)
