"""The sitemap: every page that visitors can see, in files of at most 10,000."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from media.pages.visibility import visible


class PageSitemap(Sitemap):
    """All visible pages below a site's home page."""

    limit = 10_000

    def __init__(self, request: HttpRequest):
        self.request = request
        self.site = Site.find_for_request(request)

    def items(self):
        return (
            Page.objects.filter(visible())
            .descendant_of(self.site.root_page, inclusive=True)
            .order_by("path")
        )

    def get_urls(self, page=1, site=None, protocol=None):
        return [
            {
                "item": item,
                "location": item.get_full_url(self.request),
                "lastmod": item.last_published_at,
                "changefreq": None,
                "priority": "",
                "alternates": [],
            }
            for item in self.paginator.page(page).object_list
        ]


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return index(request, {"pages": PageSitemap(request)}, sitemap_url_name="sitemap_section")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap(request, {"pages": PageSitemap(request)}, section=section)
