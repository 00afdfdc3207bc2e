"""Every address of the site; what is no fixed address is a page."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from portal.views.agency import agency_file, favicon, touch_icon
from portal.views.documents import llms, manifest, security
from portal.views.feeds import feed_list, story_feed
from portal.views.health import healthz, readyz
from portal.views.oai import oai
from portal.views.oembed import oembed
from portal.views.robots import robots
from portal.views.search import search, search_description, suggest
from portal.views.sitemap import sitemap_index, sitemap_section
from portal.views.subjects import subject, subject_list

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("llms.txt", llms, name="llms"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path(".well-known/security.txt", security, name="security"),
    path("oembed/", oembed, name="oembed"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, name="sitemap_section"),
    path("favicon.ico", favicon, name="favicon"),
    path("apple-touch-icon.png", touch_icon, name="touch_icon"),
    re_path(r"^agency-(\w+)\.(css|svg)$", agency_file, name="agency_file"),
    path("search/", search, name="search"),
    path("search/suggestions/", suggest, name="suggestions"),
    path("opensearch.xml", search_description, name="search_description"),
    # What media.urls and missions.urls have below feeds/ and calendar/ is listed here.
    path("feeds/", feed_list, name="feeds"),
    path("feeds/stories.<form:form>", story_feed, name="story_feed"),
    path("subjects/", subject_list, name="subjects"),
    path("subjects/<str:slug>/", subject, name="subject"),
    path("oai", oai, name="oai"),
    path("", include("media.urls")),
    path("", include("missions.urls")),
    # Behind that of media.urls for NASA's programs: here every other address is answered.
    path("api/", include("portal.api.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]

handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
