"""axe-core: what it finds in the page that a browser shows."""

from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async (tags) => {
  // What is folded away is judged as well.
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: tags },
    rules: { "target-size": { enabled: true } },
    elementRef: true,
  });
  const classes = (element) =>
    element ? [...element.classList, ...classes(element.parentElement)] : [];
  const told = (results) => results.flatMap((result) => result.nodes.map((node) => ({
    rule: result.id,
    reasons: [...node.any, ...node.all, ...node.none].map(
      (check) => check.data?.messageKey || check.id
    ),
    classes: classes(node.element),
    words: `${result.id}: ${node.target.join(" ")}\\n${node.html}\\n${node.failureSummary}`,
  })));
  return {
    passed: found.passes.map((result) => result.id),
    violations: told(found.violations),
    incomplete: told(found.incomplete),
  };
}"""


def look_at(page: Page) -> dict[str, list]:
    """axe's judgement on the page as it is shown now.

    {"passed": [rule], "violations": [finding], "incomplete": [finding]}, a finding being
    {"rule", "reasons", "classes" of the element and all around it, "words"}. No rule is switched
    off and no part of the page left out.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(SOURCE.read_text(encoding="utf-8"))
    return page.evaluate(LOOK, TAGS)


def in_words(findings: list[dict]) -> str:
    return "\n\n".join(finding["words"] for finding in findings)
