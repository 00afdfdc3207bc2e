"""The models of the media room, by noun."""

from media.archive.catalogue import Entry, EntrySubject, EntryWords, FacetCount
from media.archive.changes import Change
from media.archive.galleries import GalleryIndexPage, GalleryItem, GalleryPage
from media.archive.index import ImageIndexPage
from media.archive.search.documents import Document, Vocabulary
from media.descriptions.approvals import DescriptionApproval, DescriptionApprovalTask
from media.descriptions.statuses import Description, DescriptionLanguage
from media.intake.versions import AssetVersion
from media.pages.draft_references import DraftReference
from media.pages.subjected import IllustratedPage, SubjectedPage, SubjectPresenter
from media.pages.subjects import PageSubject, Subject, SubjectName
from media.pictures.aliases import ImageAlias
from media.pictures.assets import ImageAsset, ImageRendition
from media.pictures.corrections import Correction
from media.pictures.failed_steps import FailedStep
from media.pictures.images import ImagePage
from media.pictures.leftovers import Leftover
from media.pictures.licences import Licence
from media.pictures.observations import Exposure
from media.pictures.releases import Release
from media.pictures.translations import ImageText
from media.pictures.workers import WorkerProcess
from media.release.preparations import Preparation
from media.release.press_links import PressLink
from media.release.withdrawals import Withdrawal
from media.visitors.left_out import LeftOut
from media.visitors.likes import Like, LikeCount
from media.visitors.reports import DescriptionReport
from media.visitors.tallies import Tally

__all__ = [
    "AssetVersion",
    "Change",
    "Correction",
    "Description",
    "DescriptionApproval",
    "DescriptionApprovalTask",
    "DescriptionLanguage",
    "DescriptionReport",
    "Document",
    "DraftReference",
    "Entry",
    "EntrySubject",
    "EntryWords",
    "Exposure",
    "FacetCount",
    "FailedStep",
    "GalleryIndexPage",
    "GalleryItem",
    "GalleryPage",
    "IllustratedPage",
    "ImageAlias",
    "ImageAsset",
    "ImageIndexPage",
    "ImagePage",
    "ImageRendition",
    "ImageText",
    "LeftOut",
    "Leftover",
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
    "Tally",
    "Vocabulary",
    "Withdrawal",
    "WorkerProcess",
]
