"""The models of the portal room."""

from portal.models.agency import Agency, AgencyAddress
from portal.models.demo import DemoEntry
from portal.models.home import HomePage
from portal.models.member_states import (
    MemberStatePage,
    MemberStatesPage,
    NationalBody,
)
from portal.models.memberships import Membership
from portal.models.standard import StandardPage
from portal.models.stories import StoryIndexPage, StoryPage
from portal.models.topics import TopicIndexPage, TopicPage
from portal.page_cache.generation import Generation

__all__ = [
    "Agency",
    "AgencyAddress",
    "DemoEntry",
    "Generation",
    "HomePage",
    "MemberStatePage",
    "MemberStatesPage",
    "Membership",
    "NationalBody",
    "StandardPage",
    "StoryIndexPage",
    "StoryPage",
    "TopicIndexPage",
    "TopicPage",
]
