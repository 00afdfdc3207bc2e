"""The models of the media room, by noun."""

from media.models.approvals import DescriptionApproval, DescriptionApprovalTask
from media.models.archive import ImageIndexPage
from media.models.assets import ImageAsset, ImageRendition
from media.models.corrections import Correction
from media.models.description_reports import DescriptionReport
from media.models.descriptions import Description, DescriptionLanguage
from media.models.galleries import GalleryIndexPage, GalleryItem, GalleryPage
from media.models.image_texts import ImageText
from media.models.images import ImagePage
from media.models.licences import Licence
from media.models.likes import Like, LikeCount
from media.models.observations import Exposure
from media.models.pages import IllustratedPage, SubjectedPage, SubjectPresenter
from media.models.preparations import Preparation
from media.models.press_links import PressLink
from media.models.releases import Release
from media.models.subjects import PageSubject, Subject, SubjectName
from media.models.versions import AssetVersion
from media.models.withdrawals import Withdrawal

__all__ = [
    "AssetVersion",
    "Correction",
    "Description",
    "DescriptionApproval",
    "DescriptionApprovalTask",
    "DescriptionLanguage",
    "DescriptionReport",
    "Exposure",
    "GalleryIndexPage",
    "GalleryItem",
    "GalleryPage",
    "IllustratedPage",
    "ImageAsset",
    "ImageIndexPage",
    "ImagePage",
    "ImageRendition",
    "ImageText",
    "Licence",
    "Like",
    "LikeCount",
    "PageSubject",
    "Preparation",
    "PressLink",
    "Release",
    "Subject",
    "SubjectName",
    "SubjectPresenter",
    "SubjectedPage",
    "Withdrawal",
]
