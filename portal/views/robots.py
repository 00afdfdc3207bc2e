"""What crawlers are told."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Only the admin is closed: what is open and not to be found says "noindex", which must be read."""
    return render(
        request,
        "portal/robots.txt",
        {"base_url": settings.BASE_URL},
        content_type="text/plain; charset=utf-8",
    )
