"""The app of pictures, subjects and likes."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models import ForeignKey
        from wagtail.admin.forms.models import register_form_field_override

        from media import checks, signals  # noqa: F401
        from media.desk import policies  # noqa: F401
        from media.desk.choosing.viewset import picture_chooser

        # Every field that points to an image page is chosen by looking.
        register_form_field_override(
            ForeignKey, to=picture_chooser.model, override={"widget": picture_chooser.widget_class}
        )
