"""What an account sees of pictures and of their private files.

A picture file is for those who may change its picture, for those whose own upload it is, and, while
visitors see the picture, for whoever chooses pictures. Which pictures an account sees at all is said
in `media.pages.sight`.
"""

from django.db.models import Q

from media.descriptions.statuses import Description
from media.desk.permissions import may_choose, pictures_of
from media.intake.versions import AssetVersion
from media.pages.sight import in_hand_of, seen_by, sees_all
from media.pictures.assets import ImageAsset, ImageRendition
from media.pictures.images import ImagePage
from media.pictures.releases import Release
from media.release.working_copies import WORKING_COPIES

# Portraits that accounts give themselves, which Wagtail shows beside their names.
PORTRAITS = "avatar_images"


def pictures_seen_by(user):
    """The image pages that `user` may see: those of visitors, and those in hand."""
    return seen_by(user, ImagePage.objects.all())


def files_seen_by(user):
    """The picture files that `user` may look at and choose."""
    if sees_all(user):
        return ImageAsset.objects.all()
    shown = files_of(ImagePage.objects.filter(in_hand_of(user))) | own_files(user)
    if may_choose(user):
        shown |= Q(pk__in=ImagePage.objects.visible().order_by().values("asset"))
    return ImageAsset.objects.filter(shown)


def files_changeable_by(user):
    """The picture files whose data, like the focal point, `user` may change."""
    if sees_all(user):
        return ImageAsset.objects.all()
    return ImageAsset.objects.filter(files_of(pictures_of(user)) | own_files(user))


def files_of(pictures) -> Q:
    """The files that pictures show, live or in their draft, and those they showed before."""
    keys = pictures.order_by().values("pk")
    kept = AssetVersion.objects.filter(page__in=keys)
    return (
        Q(pk__in=pictures.order_by().values("asset"))
        | Q(pk__in=Description.objects.filter(page__in=keys).values("asset"))
        | Q(pk__in=kept.values("asset"))
        | Q(pk__in=kept.values("successor"))
    )


def own_files(user) -> Q:
    return Q(uploaded_by_user=user.pk) if user.pk else Q(pk__in=[])


# --- By the name of a file --------------------------------------------------------------------


def may_read(user, name: str) -> bool:
    """Whether `user` may read the file of this name in the private store."""
    if sees_all(user):
        return True
    folder, *others = name.split("/")
    if {"", ".", ".."} & {folder, *others}:
        return False
    if folder == PORTRAITS:
        return True
    if folder == "prepared":
        return may_read_prepared(user, name)
    named = {
        "assets": Q(file=name),
        "thumbnails": Q(pk__in=ImageRendition.objects.filter(file=name).values("image")),
        WORKING_COPIES: Q(working_copy=name),
    }
    return folder in named and files_seen_by(user).filter(named[folder]).exists()


def may_read_prepared(user, name: str) -> bool:
    """Prepared files carry words that nobody has published: they are for who has the picture in hand."""
    parts = name.split("/")
    if len(parts) != 4:
        return False
    releases = Release.objects.filter(
        asset_hash__startswith=parts[1], packet_hash__startswith=parts[2]
    )
    pictures = ImagePage.objects.filter(pk__in=releases.values("page"))
    return pictures.filter(in_hand_of(user)).exists()
