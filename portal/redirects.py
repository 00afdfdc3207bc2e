"""Redirects that lead somewhere: not to where one is, not in circles, not to a page that is not live."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware as WagtailsOwn
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from media.pages.visibility import visible
from media.visitors.files import answer_for_old_address

LONGEST_CHAIN = 5
# Where a "not found" is an answer to programs or to editors.
NOT_OLD = ("/admin/", "/api/", "/files/", "/id/", "/iiif/", "/preview/", "/static/")


class RedirectMiddleware(WagtailsOwn):
    """Wagtail's, which keeps a "not found" where a redirect would lead nowhere.

    Redirects are made whenever a page gets another address; pages that swap their addresses, and pages
    that are unpublished afterwards, leave some that lead to themselves.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 404:
            return response
        answer = super().process_response(request, response)
        if answer is not response and leads_somewhere(request):
            return answer
        if request.path.startswith(NOT_OLD):
            return response
        return answer_for_old_address(request) or response


def leads_somewhere(request: HttpRequest) -> bool:
    """Whether whoever follows the redirects from here arrives; other sites are believed."""
    address, passed = request.get_full_path(), set()
    for _step in range(LONGEST_CHAIN):
        parts = urlsplit(address)
        if parts.netloc and parts.netloc != request.get_host():
            return True
        path = normalised(parts.path)
        if path in passed:
            return False
        passed.add(path)
        redirect = get_redirect(request, normalised(address)) or get_redirect(request, path)
        if redirect is None:
            return True
        if page := redirect.redirect_page:
            is_seen = Page.objects.filter(visible(), pk=page.pk).exists()
            return is_seen and normalised(urlsplit(page.url).path) not in passed
        address = redirect.redirect_link
    return False


def normalised(address: str) -> str:
    return Redirect.normalise_path(address, decode_unicode=False)
