"""What visitors meet at the address of a picture that was withdrawn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show_withdrawn(request: HttpRequest, withdrawal) -> HttpResponse:
    """410, with the reason and the day of a `Withdrawal`, and no word of the picture."""
    return render(request, "media/withdrawn.html", {"withdrawal": withdrawal}, status=410)
