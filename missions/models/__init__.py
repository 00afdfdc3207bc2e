"""The models of the missions room."""

from missions.models.mission_list import MissionIndexPage
from missions.models.missions import MissionPage
from missions.models.parts import Instrument, Milestone, Partner
from missions.models.spacecraft import Spacecraft
from missions.models.statuses import Stage, Status

__all__ = [
    "Instrument",
    "Milestone",
    "MissionIndexPage",
    "MissionPage",
    "Partner",
    "Spacecraft",
    "Stage",
    "Status",
]
