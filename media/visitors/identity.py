"""Visitors: told apart by nothing but a random number that they carry since their first like."""

import secrets

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "visitor"
COOKIE_AGE = 180 * 24 * 60 * 60  # seconds; as long as the likes themselves are kept
SALT = "perigee.visitor"


def number_of(request: HttpRequest) -> str | None:
    """The random number in the visitor's cookie; None if there is none, or a forged or old one."""
    try:
        return request.get_signed_cookie(COOKIE, salt=SALT, max_age=COOKIE_AGE)
    except (KeyError, signing.BadSignature):
        return None


def new_number() -> str:
    return secrets.token_urlsafe(18)


def remember(response: HttpResponse, number: str, *, secure: bool) -> None:
    """Give the visitor the number to carry."""
    response.set_signed_cookie(
        COOKIE,
        number,
        salt=SALT,
        max_age=COOKIE_AGE,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def key_of(number: str) -> str:
    """What the database keeps in place of the number: 64 hex digits."""
    return salted_hmac(SALT, number, algorithm="sha256").hexdigest()


def comes_from_this_site(request: HttpRequest) -> bool:
    """Whether our own page sent this request: Sec-Fetch-Site, else Origin, else Referer says so."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    own = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    if origin:
        return origin == own
    return request.headers.get("Referer", "").startswith(f"{own}/")
