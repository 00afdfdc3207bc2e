"""The app that is the site."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, pre_migrate

        pre_migrate.connect(rest_triggers, sender=self)
        post_migrate.connect(renew_triggers, sender=self)


def rest_triggers(sender, using, **kwargs) -> None:
    from django.db import connections

    from portal.page_cache.triggers import remove_triggers

    remove_triggers(connections[using])


def renew_triggers(sender, using, **kwargs) -> None:
    """Tables may have been made anew, or others come."""
    from django.db import connections

    from portal.page_cache.triggers import make_triggers

    if "portal_generation" in connections[using].introspection.table_names():
        make_triggers(connections[using])
