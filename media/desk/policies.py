"""The permission policies that stand in the place of Wagtail's: of picture files and of licences."""

import wagtail
from django.contrib.auth import get_user_model
from wagtail.images.models import Image
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from media.desk.permissions import may_choose
from media.desk.sight import files_changeable_by, files_seen_by
from media.pictures.assets import ImageAsset

ASSETS_STAY = (
    "A picture file is never deleted here: image pages and their earlier versions name it. "
    "Unpublish or delete its image page instead."
)


class NeverDeleted:
    """Before a permission policy: all that it grants, but deletion to nobody, whoever asks."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        others = set(actions) - {"delete"}
        return bool(others) and super().user_has_any_permission(user, others)

    def user_has_permission_for_instance(self, user, action, instance):
        return action != "delete" and super().user_has_permission_for_instance(
            user, action, instance
        )

    def user_has_any_permission_for_instance(self, user, actions, instance):
        others = set(actions) - {"delete"}
        return bool(others) and super().user_has_any_permission_for_instance(user, others, instance)

    def instances_user_has_any_permission_for(self, user, actions):
        others = set(actions) - {"delete"}
        if not others:
            return self.model._default_manager.none()
        return super().instances_user_has_any_permission_for(user, others)

    def users_with_any_permission(self, actions):
        others = set(actions) - {"delete"}
        if not others:
            return get_user_model().objects.none()
        return super().users_with_any_permission(others)


class LicencePolicy(NeverDeleted, ModelPermissionPolicy):
    """Of licences: files and drafts name them. Whoever chooses one may read what it allows."""

    def user_has_permission(self, user, action):
        return (action == "view" and may_choose(user)) or super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        reads = "view" in actions and may_choose(user)
        return reads or super().user_has_any_permission(user, actions)


class AssetPolicy(NeverDeleted, CollectionOwnershipPermissionPolicy):
    """Of picture files: Wagtail's own, without deletion, for those that somebody sees."""

    def user_has_any_permission_for_instance(self, user, actions, instance):
        granted = super().user_has_any_permission_for_instance(user, actions, instance)
        return granted and self.within(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user, actions):
        granted = super().instances_user_has_any_permission_for(user, actions)
        return granted.filter(pk__in=self.within(user, actions).values("pk"))

    @staticmethod
    def within(user, actions):
        """The files of which a permission can be granted: to choose one, it is enough to see it."""
        return files_seen_by(user) if "choose" in actions else files_changeable_by(user)


asset_policy = AssetPolicy(ImageAsset, auth_model=Image, owner_field_name="uploaded_by_user")

# Every view of picture files asks the policy that stands in Wagtail's place for it. This module is
# loaded while the app gets ready (`media.apps`), before any of those views.
if wagtail.VERSION >= (8,):
    from wagtail.permissions import register_permission_policy

    # The exact class goes before the policy that Wagtail registers once it is ready itself.
    register_permission_policy(ImageAsset, asset_policy, exact_class=True)
else:
    from wagtail.images import permissions as wagtails_own

    wagtails_own.permission_policy = asset_policy
