"""Editors who may do only some things."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission


def make_person(name: str):
    """Somebody who may do everything."""
    return get_user_model().objects.create_superuser(name, f"{name}@example.org", "a long secret")


def client_of(*permissions: tuple) -> Client:
    """A client of somebody with these permissions for pages: (page, "change") …"""
    group = Group.objects.create(name="Some")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for page, name in permissions:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{name}_page"
        )
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    somebody = get_user_model().objects.create_user("somebody", "some@example.org", "a long secret")
    somebody.groups.add(group)
    client = Client()
    client.force_login(somebody, backend="django.contrib.auth.backends.ModelBackend")
    return client
