"""What an account sees of pages that wait for their public files: the one rule, which the admin asks.

Pages of a type that says something in `visible_with` are pictures, in this portal. One that visitors
do not see is under embargo: it is seen by who may change it or made it, and by who may change a page
whose latest version names it. Whatever lists or names pages in the admin asks `seen_by`.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, get_page_models
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import page_permission_policy

from media.pages.draft_references import DraftReference
from media.pages.visibility import is_visible


def sees_all(user) -> bool:
    return user.is_active and user.is_superuser


def sees_every_page(user) -> bool:
    """Whether `user` may change the whole tree, as the groups may that Wagtail brings; asks no pages."""
    if sees_all(user) or not user.is_active:
        return sees_all(user)
    granted = page_permission_policy.get_cached_permissions_for_user(user)
    return any(
        permission.page.is_root() and permission.permission.codename == "change_page"
        for permission in granted
    )


def in_hand_of(user) -> Q:
    """Of pages of any type, those that `user` may change, made, or names in a page of theirs."""
    if sees_all(user):
        return Q()
    changeable = page_permission_policy.instances_user_has_permission_for(user, "change")
    named = DraftReference.objects.filter(page__in=changeable.order_by().values("pk"))
    rule = Q(pk__in=changeable.order_by().values("pk")) | Q(pk__in=named.values("named"))
    return rule | Q(owner=user.pk) if user.pk else rule


def unseen_by(user):
    """The pages that `user` may not see yet."""
    if sees_every_page(user):
        return Page.objects.none()
    kinds = [model for model in get_page_models() if getattr(model, "visible_with", {})]
    types = ContentType.objects.get_for_models(*kinds).values()
    return Page.objects.filter(~is_visible(), content_type__in=types).exclude(in_hand_of(user))


def seen_by(user, pages):
    """`pages`, of whatever type, without those that `user` may not see yet."""
    if sees_every_page(user):
        return pages
    return pages.exclude(pk__in=unseen_by(user).order_by().values("pk"))


def sees(user, page_pk: int) -> bool:
    """Whether `user` sees the page with this key; also if there is none."""
    return sees_every_page(user) or not unseen_by(user).filter(pk=page_pk).exists()


# --- Where Wagtail asks -----------------------------------------------------------------------

wagtails_own = PagePermissionPolicy.explorable_instances


def explorable_instances(self, user):
    """What Wagtail lets `user` explore, search and read in its reports, without what is unseen."""
    return seen_by(user, wagtails_own(self, user))


# Listings, search, the API and the site history ask this method; there is no hook in front of it.
PagePermissionPolicy.explorable_instances = explorable_instances
