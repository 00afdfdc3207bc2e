"""Publishing and unpublishing many pictures at once."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail import hooks

from media.desk.bulk.pictures import PictureBulkAction, pictures, why_not_publishing
from media.desk.permissions import may_unpublish
from media.pages.drafts import hold, lock_on
from media.pages.uses import uses_of
from media.pictures.images import ImagePage
from media.release.schedule import why_not_then


@hooks.register("register_bulk_action")
class PublishPictures(PictureBulkAction):
    """Publishes the latest draft of each; those that miss something stay drafts."""

    display_name = "Publish"
    action_type = "publish"
    aria_label = "Publish selected pictures"
    action_priority = 10
    question = "Publish the latest drafts of these pictures?"
    submit_label = "Publish"

    def why_not(self, page: ImagePage) -> str:
        if sentence := why_not_publishing(page, self.request.user):
            return sentence
        if page.live and not page.has_unpublished_changes:
            return "Its latest version is published already."
        if page.withdrawals.standing().exists():
            return "It was withdrawn. Publish it from its own form if it may be shown again."
        draft, now = page.get_latest_revision_as_object(), timezone.now()
        if draft.go_live_at and draft.go_live_at > now:
            return "It has a release moment. Clear that first."
        return why_not_then(draft, now)

    def do(self, page: ImagePage, cleaned: dict) -> bool:
        user = self.request.user
        # Judged once more: what somebody saved meanwhile may not be fit, or not yet.
        page = hold(page, user, beside_schedule=True)
        if sentence := self.why_not(page):
            raise ValidationError(sentence)
        revision = page.get_latest_revision() or page.save_revision(user=user)
        revision.publish(user=user)
        return True

    def done(self, number: int) -> str:
        return f"Published {pictures(number)}. Their files become public within a minute."


@hooks.register("register_bulk_action")
class UnpublishPictures(PictureBulkAction):
    """Takes each from the public, with its files; says first where it will be missing."""

    display_name = "Unpublish"
    action_type = "unpublish"
    aria_label = "Unpublish selected pictures"
    action_priority = 60
    question = "Unpublish these pictures? Their public files are removed at once."
    submit_label = "Unpublish"

    def why_not(self, page: ImagePage) -> str:
        user = self.request.user
        if sentence := lock_on(page, user):
            return sentence
        if not may_unpublish(user, page):
            return "It is not live, or you may not unpublish it."
        return ""

    def object_context(self, obj):
        return {**super().object_context(obj), "uses": uses_of(obj)}

    def do(self, page: ImagePage, cleaned: dict) -> bool:
        page.unpublish(user=self.request.user)
        return True

    def done(self, number: int) -> str:
        return f"Unpublished {pictures(number)}."
