"""What a browser made of the pictures of a page."""

from playwright.sync_api import Page

PATIENCE = 10_000  # milliseconds for all pictures of a page

SEE = """async (patience) => {
  const end = new Promise((resolve) => setTimeout(resolve, patience));
  for (const picture of document.images) {
    picture.scrollIntoView();
    // What was lazy until now begins to load; what is broken ends here as well.
    await Promise.race([picture.decode().catch(() => {}), end]);
  }
  return [...document.images].map((picture) => ({
    source: picture.currentSrc || picture.src,
    pixels: picture.naturalWidth,
    alt: picture.getAttribute("alt"),
    lazy: picture.loading === "lazy",
    released: !!picture.closest("picture"),
    keeps_its_place: picture.hasAttribute("width") && picture.hasAttribute("height"),
  }));
}"""


def see_pictures(page: Page) -> list[dict]:
    """Scroll to every picture and wait for it; what each became."""
    return page.evaluate(SEE, PATIENCE)
