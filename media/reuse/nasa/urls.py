"""Addresses that programs for NASA's image library ask, below /api/nasa/."""

from django.urls import path

from media.reuse.nasa import views

urlpatterns = [
    path("search", views.search, name="nasa_search"),
    path("asset/<slug:identifier>", views.asset, name="nasa_asset"),
    path(
        "metadata/<slug:identifier>",
        views.location,
        {"name": "nasa_metadata_file"},
        name="nasa_metadata",
    ),
    path(
        "captions/<slug:identifier>",
        views.location,
        {"name": "nasa_captions_file"},
        name="nasa_captions",
    ),
    path("album/<str:name>", views.album, name="nasa_album"),
    path("image/<slug:identifier>/collection.json", views.asset_list, name="nasa_assets"),
    path("image/<slug:identifier>/metadata.json", views.metadata_file, name="nasa_metadata_file"),
    path("image/<slug:identifier>/captions.txt", views.captions_file, name="nasa_captions_file"),
    path("image/<slug:identifier>/<str:name>", views.file, name="nasa_file"),
]
