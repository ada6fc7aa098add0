"""What axe finds wrong with a page; the same colours are asked about once.

Most of axe's time goes into contrast, which it works out for every line of text of every page,
though the style sheet has a few dozen pairs of colours.
"""

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

OF_COLOURS = ("color-contrast", "link-in-text-block")
"""Rules of axe that compare colours of text, of what is below it, and of what is around it."""
IN_NEW_COLOURS = """async ([known, rules]) => {
  const chains = new Map(), first = new Map();
  const below = (part) => {
    if (!part) return "";
    if (!chains.has(part)) {
      const style = getComputedStyle(part);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.position];
      const plain = String(own) === "rgba(0, 0, 0, 0),none,1,static";
      chains.set(part, below(part.parentElement) + (plain ? "" : "|" + own));
    }
    return chains.get(part);
  };
  const says = (part) => part.matches("button, input, select, textarea") ||
    [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  for (const part of document.body.querySelectorAll("*")) {
    if (!says(part) || !part.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textDecorationLine, textShadow } = getComputedStyle(part);
    const around = getComputedStyle(part.parentElement).color;
    const own = [color, fontSize, fontWeight, textDecorationLine, textShadow, around];
    const look = part.localName + own + below(part);
    if (!first.has(look)) first.set(look, part);
  }
  const old = new Set(known);
  const looks = [...first.keys()].filter((look) => !old.has(look));
  if (!looks.length) return [[], []];
  const include = looks.map((look) => first.get(look));
  const said = await axe.run({ include }, { runOnly: rules, resultTypes: ["violations"] });
  return [looks, said.violations];
}"""
"""Gives axe the first line of text of each look that is not known, and returns those looks.

A look is the colours, size and weight of text, and what lies below it: backgrounds, and parts that
stand elsewhere than in the flow of the page.
"""


async def barriers(page: Page, **options: Any) -> list[str]:
    """Every part of a page with a barrier, once a rule; ``options`` are those of axe."""
    await _load(page)
    asked = {**options, "resultTypes": ["violations"]}
    return _said((await page.evaluate("asked => axe.run(asked)", asked))["violations"])


class Colours:
    """The looks of text that axe was asked about; those that it finds wrong are told once."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    async def barriers(self, page: Page) -> list[str]:
        """Every part of a page with a barrier, if no page before had text of the same look."""
        await _load(page)
        looks, violations = await page.evaluate(IN_NEW_COLOURS, [[*self._known], OF_COLOURS])
        self._known.update(looks)
        return _said(violations)


async def _load(page: Page) -> None:
    if not await page.evaluate("Boolean(window.axe)"):
        await page.evaluate(AXE_SCRIPT)


def _said(violations: list[Mapping[str, Any]]) -> list[str]:
    return [f"{rule['id']}: {node['html'][:150]}" for rule in violations for node in rule["nodes"]]
