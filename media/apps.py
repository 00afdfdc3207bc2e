"""The app of pictures, subjects and likes."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from media import description_signals, signals  # noqa: F401
