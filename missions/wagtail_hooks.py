"""Where Wagtail looks for hooks: it imports the modules at whose end they stand."""

from missions import passed_dates  # noqa: F401
