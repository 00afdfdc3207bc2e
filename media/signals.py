"""The modules whose receivers listen to Django and Wagtail; the app imports them when it is ready."""

from media.archive import catalogue_signals  # noqa: F401
from media.archive.search import signals as search_signals  # noqa: F401
from media.pictures import ledger_signals  # noqa: F401
from media.release import signals  # noqa: F401
from media.visitors import left_out  # noqa: F401
