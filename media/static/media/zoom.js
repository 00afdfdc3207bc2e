/** Deep zoom on an image page. The picture, its words and its downloads are there without this.

The viewer is loaded when somebody asks for it. It is a region like any other: Tab leads through
its buttons and out again, Escape closes it and leads back to the button that opened it. */

const STEP = 1.5;
const QUIET = 400; // milliseconds without a change before the level is said

const CONTROLS = [
  ["Zoom in", (viewer) => viewer.viewport.zoomBy(STEP)],
  ["Zoom out", (viewer) => viewer.viewport.zoomBy(1 / STEP)],
  ["Whole picture", (viewer) => viewer.viewport.goHome()],
];

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

/** How large the picture is shown, in per cent of its own pixels. */
function level(viewer) {
  const { viewport } = viewer;
  return Math.round(viewport.viewportToImageZoom(viewport.getZoom(false)) * 100);
}

/** The IIIF description of the tiles, at the address by which this page was reached. */
async function description(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  const here = new URL(address, location.href).href;
  return { ...(await answer.json()), id: here.slice(0, here.lastIndexOf("/")) };
}

class Zoom {
  constructor(place) {
    this.place = place;
    this.opener = button("Explore in detail", () => this.open());
    this.opener.append(element("span", { className: "zoom__size", textContent: `${place.dataset.pixels} pixels` }));
    this.problem = element("p", { className: "zoom__problem" });
    this.problem.setAttribute("role", "status");
    place.append(this.opener, this.problem);
  }

  async open() {
    if (this.region) return;
    this.problem.textContent = "";
    let tiles;
    try {
      if (!window.OpenSeadragon) await load(this.place.dataset.viewer);
      tiles = await description(this.place.dataset.tiles);
    } catch {
      this.problem.textContent = "The viewer could not be loaded. Try again, or download the picture.";
      return;
    }
    if (this.region) return;
    this.build(tiles);
    this.opener.hidden = true;
    this.region.focus();
  }

  build(tiles) {
    const { title } = this.place.dataset;
    this.region = element("div", { className: "zoom__region", tabIndex: -1 });
    this.region.setAttribute("role", "region");
    this.region.setAttribute("aria-label", `Zoom viewer: ${title}`);
    const bar = element("div", { className: "zoom__bar" });
    const canvas = element("div", { className: "zoom__canvas" });
    this.level = element("p", { className: "zoom__level" });
    this.level.setAttribute("role", "status");
    for (const [label, act] of CONTROLS) bar.append(button(label, () => act(this.viewer)));
    bar.append(this.fullScreen(), button("Close", () => this.close()), this.level);
    this.region.append(bar, canvas);
    this.place.append(this.region);
    this.region.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !document.fullscreenElement) this.close();
    });
    this.show(canvas, tiles, title);
  }

  fullScreen() {
    const made = button("Full screen", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else this.region.requestFullscreen();
    });
    made.hidden = !document.fullscreenEnabled;
    return made;
  }

  show(canvas, tiles, title) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.viewer = window.OpenSeadragon({
      element: canvas,
      tileSources: [tiles],
      showNavigationControl: false,
      animationTime: still ? 0 : 0.6,
      blendTime: 0,
      visibilityRatio: 1,
      maxZoomPixelRatio: 4,
      drawer: "canvas",
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    });
    // The wheel scrolls the page; with Ctrl, which is also what pinching sends, it zooms.
    this.viewer.addHandler("canvas-scroll", (event) => {
      if (event.originalEvent.ctrlKey) return;
      event.preventDefaultAction = true;
      event.preventDefault = false;
    });
    this.viewer.canvas.setAttribute("role", "application");
    this.viewer.canvas.setAttribute(
      "aria-label",
      `${title}. Arrow keys move, plus and minus zoom, 0 shows the whole picture.`,
    );
    this.viewer.addHandler("zoom", () => this.sayLevelSoon());
    this.viewer.addHandler("open", () => this.sayLevelSoon());
    this.viewer.addHandler("tile-load-failed", () => {
      this.problem.textContent = "Parts of the picture could not be loaded.";
    });
  }

  sayLevelSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.viewer?.viewport) this.level.textContent = `Zoom ${level(this.viewer)} %`;
    }, QUIET);
  }

  close() {
    clearTimeout(this.timer);
    this.viewer.destroy();
    this.region.remove();
    this.region = this.viewer = null;
    this.opener.hidden = false;
    this.opener.focus();
  }
}

for (const place of document.querySelectorAll("[data-tiles]")) new Zoom(place);
