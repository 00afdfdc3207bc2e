"""How acts of ours read in the history that Wagtail keeps of a page."""

from collections.abc import Callable

from wagtail import hooks
from wagtail.log_actions import LogFormatter


def tell_in_history(action: str, label: str, message: Callable[[dict], str]) -> None:
    """Let the history show `action` under `label`, with the sentence that `message` makes of its data."""

    def format_message(self, log_entry):
        return message(log_entry.data)

    formatter = type(
        "Formatter", (LogFormatter,), {"label": label, "format_message": format_message}
    )
    hooks.register(
        "register_log_actions", lambda actions: actions.register_action(action)(formatter)
    )
