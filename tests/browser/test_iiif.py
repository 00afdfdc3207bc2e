"""IIIF in a viewer: what a manifest names can be shown."""

import pytest

from media.release import preparing
from tests.factories import make_asset, make_image

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

SHOW = """
    async ({manifest, viewer}) => {
        await new Promise((resolve) => {
            document.head.append(Object.assign(document.createElement("script"), { src: viewer, onload: resolve }));
        });
        const told = await (await fetch(manifest)).json();
        const [service] = told.items[0].items[0].items[0].body.service;
        document.body.innerHTML = "<div id='viewer'></div>";
        Object.assign(document.getElementById("viewer").style, { width: "600px", height: "400px" });
        return new Promise((resolve, reject) => {
            setTimeout(() => reject(new Error("No tile came.")), 20000);
            const shown = OpenSeadragon({
                id: "viewer",
                showNavigationControl: false,
                tileSources: `${service.id}/info.json`,
            });
            shown.addHandler("open-failed", (event) => reject(new Error(event.message)));
            shown.addHandler("tile-loaded", () => {
                const { x, y } = shown.world.getItemAt(0).getContentSize();
                resolve([told.label.en[0], x, y]);
            });
        });
    }
"""


def test_openseadragon_shows_the_tiles_that_a_manifest_names(
    site, page, live_server, monkeypatch, settings
):
    settings.BASE_URL = live_server.url
    monkeypatch.setattr(preparing, "TILED_PIXELS", 400_000)
    image = make_image(asset=make_asset(size=(1600, 1200)))
    page.goto(image.url)
    asked = {
        "manifest": f"/iiif/{image.identifier}/manifest.json",
        "viewer": "/static/media/openseadragon/openseadragon.min.js",
    }
    assert page.evaluate(SHOW, asked) == ["A crater at dawn", 1600, 1200]
