"""The models of the missions room."""

from missions.models.mission_list import MissionIndexPage
from missions.models.missions import MissionPage, Stage, Status
from missions.models.parts import Instrument, Milestone, MissionFact, MissionLink, Partner

__all__ = [
    "Instrument",
    "Milestone",
    "MissionFact",
    "MissionIndexPage",
    "MissionLink",
    "MissionPage",
    "Partner",
    "Stage",
    "Status",
]
