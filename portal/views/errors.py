"""The pages for what went wrong; each says what to do next."""

import logging

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from portal.models.agency import agency

logger = logging.getLogger("perigee.errors")

SIGN_IN_PAGES = ("/admin/login/", "/admin/password_reset/")
NOT_FOUND = "portal/errors/404.html"
NOT_FOUND_SECONDS = 5


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same bytes for every visitor: drawn every few seconds, however many ask for what is not there."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return render(request, NOT_FOUND, status=404)
    body = cache.get_or_set(
        f"not_found:{agency().version}:{request.get_host()}:{get_language()}",
        lambda: render_to_string(NOT_FOUND, request=request),
        NOT_FOUND_SECONDS,
    )
    return HttpResponse(body, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "portal/errors/403.html", status=403)


def lacks_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form without the token of its session; in the admin its words are kept (`media.desk.typed`)."""
    if request.path.startswith(SIGN_IN_PAGES):  # where what was typed is a password
        messages.error(request, "This page was open for too long. Please try once more.")
        return redirect("wagtailadmin_login")
    response = render(request, "portal/errors/403.html", status=403)
    response.lacks_token = True
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("portal/errors/400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the database, which may be what failed."""
    return HttpResponse(render_to_string("portal/errors/500.html"), status=500)


def unavailable() -> HttpResponse:
    """Drawn without the database, for as long as that is away."""
    response = HttpResponse(render_to_string("portal/errors/503.html"), status=503)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


class UnavailableDatabaseMiddleware:
    """Answers 503 with a page of its own when the database cannot be reached."""

    def __init__(self, respond):
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("The database did not answer for %s: %s", request.path, exception)
        return unavailable()
