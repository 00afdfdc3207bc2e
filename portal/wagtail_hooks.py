"""The portal's part of the admin: what its log says."""

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from portal import jobs  # noqa: F401
from portal.scheduling import FAILED


@hooks.register("register_log_actions")
def register_log_actions(actions):
    @actions.register_action(FAILED)
    class FailedPublicationFormatter(LogFormatter):
        label = "Scheduled publication failed"

        def format_message(self, log_entry):
            return f"Scheduled publication failed: {log_entry.data['reasons']}"
