"""The form of a mission: what its parts say may not contradict its status."""

from media.pages.subjected import SubjectedPageForm
from missions.models.parts import Milestone
from missions.models.spacecraft import end_of_all, first_launch
from missions.models.statuses import Stage, Status

# Titles by which a milestone is the launch itself.
LAUNCH = ("launch", "liftoff", "lift-off", "launched")


def typed_rows(form, name: str) -> list:
    """The rows of one kind as they were typed, those to be deleted left out."""
    forms = form.formsets[name].forms if name in form.formsets else []
    valid = [row for row in forms if row.is_valid() and row.cleaned_data]
    return [row.instance for row in valid if not row.cleaned_data.get("DELETE")]


class MissionForm(SubjectedPageForm):
    def clean(self):
        cleaned = super().clean()
        craft, milestones = (typed_rows(self, name) for name in ("spacecraft", "milestones"))
        # The columns of the mission are judged by the rows that were typed, not by those before.
        if launch := first_launch(craft):
            cleaned["launch_date"] = launch
        if cleaned.get("status") in Stage.PAST.statuses and (end := end_of_all(craft)):
            cleaned["status_since"] = end
        if sentence := status_problem(cleaned.get("status"), craft, milestones):
            self.add_error("status", sentence)
        return cleaned


def status_problem(status: str, craft, milestones) -> str:
    """Why a mission of this status cannot have these spacecraft and milestones; "" if it can."""
    if status not in Stage.COMING.statuses:
        return ""
    said = Status(status).label
    for milestone in milestones:
        if milestone.state == Milestone.State.HAPPENED and milestone.title.casefold() in LAUNCH:
            return (
                f"“{said}” cannot be: the timeline says that “{milestone.title}” happened, "
                f"{milestone.date_in_words}. Correct the status or the milestone."
            )
    for one in craft:
        if one.launch_is_past:
            return (
                f"“{said}” cannot be: the spacecraft “{one.name}” has been launched "
                f"({one.get_status_display()}). Correct the status here or there."
            )
    return ""
