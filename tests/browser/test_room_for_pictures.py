"""A picture has its room before its file is there: nothing moves when it comes."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

# The places of everything in the page that has one, in the order of the document.
PLACES = """() => [...document.querySelectorAll('main *')].map(element => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [element.tagName, ...[x, y, width, height].map(Math.round)].join(' ');
})"""


class Gate:
    """Lets no file through until it is opened."""

    def __init__(self):
        self.waiting, self.is_open = [], False

    def pass_on(self, route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.waiting.append(route)

    def open(self) -> None:
        self.is_open = True
        for route in self.waiting:
            route.continue_()


@pytest.fixture
def addresses(site, live_server) -> list[str]:
    """Of pages that show a picture as wide, as high or as large as it may be."""
    tall = factories.make_asset(
        "tall.jpg", factories.picture_bytes(size=(600, 900), colour=(20, 90, 140))
    )
    wide, high = factories.make_image("Wide"), factories.make_image("High", asset=tall)
    story = factories.make_story("Built", lead_image=high)
    mission = factories.make_mission("Smile", lead_image=wide)
    gallery = factories.make_gallery("Craters", [high, wide])
    return [page.url for page in (wide, high, story, mission, gallery)]


@pytest.mark.parametrize("size", [(1280, 900), (320, 640)])
def test_nothing_moves_when_a_picture_comes(visitor, addresses, size):
    width, height = size
    context = visitor(viewport={"width": width, "height": height}).context
    for address in addresses:
        page, gate = context.new_page(), Gate()
        page.route("**/files/**", gate.pass_on)
        page.goto(address, wait_until="domcontentloaded")
        page.evaluate("document.fonts.ready.then(() => true)")
        picture = page.locator("main img").first
        assert not picture.evaluate("picture => picture.complete"), address
        before = page.evaluate(PLACES)
        gate.open()
        picture.evaluate("picture => picture.decode()")
        assert page.evaluate(PLACES) == before, address
        page.close()
