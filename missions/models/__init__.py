"""The models of the missions room."""

from missions.models.mission_list import MissionIndexPage
from missions.models.missions import MissionPage, Stage, Status
from missions.models.parts import Instrument, Milestone, Partner

__all__ = [
    "Instrument",
    "Milestone",
    "MissionIndexPage",
    "MissionPage",
    "Partner",
    "Stage",
    "Status",
]
