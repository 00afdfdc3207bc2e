"""The addresses of the API; what is none of them is answered with a problem, too."""

from django.urls import include, path

from portal.api.document import documentation, openapi
from portal.api.reading import nothing, reading, routes

urlpatterns = [
    path("v1/", documentation, name="api_documentation"),
    path("v1/openapi.json", reading(openapi), name="api_openapi"),
    path("v1/", include(routes())),
    path("<path:path>", reading(nothing)),
]
