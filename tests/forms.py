"""Forms of the admin, read from the page as a browser reads them, changed, and sent."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects what a browser would send of one form, buttons left out.

    A stream of blocks, whose fields are made by a script, is sent as an empty one.
    """

    def __init__(self, action: str):
        super().__init__()
        self.action = action
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self.templates = 0
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and given.get("action", self.action) == self.action:
            self.inside = given.get("method", "").lower() == "post"
        if tag == "template":
            self.templates += 1
        if not self.inside or self.templates or "disabled" in given:
            return
        name = given.get("name")
        if given.get("data-controller") == "w-block":
            self.note(f"{given['id']}-count", "0")
        if tag == "input" and name and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.note(name, given.get("value") or "")
        elif tag == "select" and name:
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.note(self.select, given.get("value") or "")
        elif tag == "textarea" and name:
            self.textarea = name
            self.note(name, "")

    def handle_data(self, data):
        if self.textarea:
            self.fields[self.textarea][-1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "template":
            self.templates -= 1
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            if self.textarea:
                # HTML drops the line break that stands first in a text area.
                value = self.fields[self.textarea][-1]
                self.fields[self.textarea][-1] = value.removeprefix("\n")
            self.textarea = None

    def note(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def read_form(client, address: str) -> dict[str, list[str]]:
    """The fields of the form at `address` that is sent to that address, as they stand."""
    response = client.get(address)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    reader = FormReader(address)
    reader.feed(response.content.decode())
    assert reader.fields, f"There is no form at {address}"
    return reader.fields


def send_form(client, address: str, *, without: tuple[str, ...] = (), **changes):
    """Open the form at `address`, change some fields, send it; the answer, redirects followed."""
    fields = {**read_form(client, address), **changes}
    for name in without:
        fields.pop(name, None)
    return client.post(address, fields, follow=True)


def messages_of(response) -> str:
    """What the admin says at the top of the page it answered with."""
    return " ".join(str(message) for message in response.context["messages"])
