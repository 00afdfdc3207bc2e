"""Addresses of IIIF documents, below /iiif/."""

from django.urls import path

from media.reuse.iiif import views

urlpatterns = [
    path("collection.json", views.collection, name="iiif_collection"),
    path("search", views.search, name="iiif_search"),
    path("search/galleries/<str:slug>", views.gallery_search, name="iiif_gallery_search"),
    path("<slug:identifier>/manifest.json", views.picture, name="iiif_manifest"),
    path("galleries/<str:slug>/manifest.json", views.gallery, name="iiif_gallery"),
    path("galleries/<str:slug>/collection.json", views.gallery_parts, name="iiif_gallery_parts"),
    path("subjects/<str:slug>/collection.json", views.subject, name="iiif_subject"),
]
