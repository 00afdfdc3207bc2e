"""The portal as gunicorn calls it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# After Django has its settings and models.
from django.conf import settings  # noqa: E402

from portal.page_cache.door import PageCache  # noqa: E402

if settings.PAGE_CACHE_BYTES:
    application = PageCache(application, settings.PAGE_CACHE_BYTES)
