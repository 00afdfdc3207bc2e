"""What a process keeps beside pages, and asks for anew when the generation moved."""

from wagtail.models import Site

from portal.models import agency


def forget() -> None:
    agency.forget()
    Site.clear_site_root_paths_cache()
