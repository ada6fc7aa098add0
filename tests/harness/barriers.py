"""What axe finds wrong with a page; the same colours are asked about once.

Most of axe's time goes into contrast, which it works out for every line of text of every page,
though the style sheet has a few dozen pairs of colours; and into the sizes of links and buttons,
for which it compares all of them, though most have more room than they need.
"""

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import BrowserContext, Page

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
  const short = (text) => {
    let [sum, other] = [0, 0];
    for (let place = 0; place < text.length; place++) {
      sum = Math.imul(sum, 31) + text.charCodeAt(place) | 0;
      other = Math.imul(other ^ text.charCodeAt(place), 0x01000193);
    }
    return `${sum} ${other}`;
  };
  const says = (part) => part.matches("button, input, select, textarea") ||
    [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  for (const part of document.body.querySelectorAll("*")) {
    if (!says(part) || !part.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textDecorationLine, textShadow } = getComputedStyle(part);
    const around = getComputedStyle(part.parentElement).color;
    const own = [color, fontSize, fontWeight, textDecorationLine, textShadow, around];
    const look = short(part.localName + own + below(part));
    if (!first.has(look)) first.set(look, part);
  }
  const old = new Set(known.split(","));
  const looks = [...first.keys()].filter((look) => !old.has(look));
  if (!looks.length) return [[], []];
  const include = looks.map((look) => first.get(look));
  const said = await axe.run({ include }, { runOnly: rules, resultTypes: ["violations"] });
  return [looks, said.violations];
}"""
"""Gives axe the first line of text of each look that is not known, and returns those looks.

They are sums of 64 bits: hundreds of them go to every page, and their text took as long as axe.
They go there as one string, whose items need not be packed one by one.
A look is the colours, size and weight of text, and what lies below it: backgrounds, and parts that
stand elsewhere than in the flow of the page.
"""
OF_SIZES = ("scrollable-region-focusable", "target-size")
"""Rules of axe whose outcome changes with the size of a page; the others read the same page."""
IN_DOUBT = """async (rules) => {
  const all = (where) => [...document.querySelectorAll(where)]
    .filter((part) => part.checkVisibility({ visibilityProperty: true }));
  const targets = all("a, button, input, select, textarea, summary, area, [tabindex], [role]")
    .flatMap((part) => [...part.getClientRects()].map((box) => ({
      part, box, isSmall: box.width < 24 || box.height < 24,
      x: box.x + box.width / 2, y: box.y + box.height / 2,
    })));
  const gap = (from, to, at) => Math.max(from - at, at - to, 0);
  const away = ({ x, y }, { box }) =>
    Math.hypot(gap(box.left, box.right, x), gap(box.top, box.bottom, y));
  const meets = ({ box }, other) => box.left < other.box.right && other.box.left < box.right &&
    box.top < other.box.bottom && other.box.top < box.bottom;
  const isNear = (one, other) => !one.isSmall ? meets(one, other) :
    away(one, other) < 13 || (other.isSmall && Math.hypot(one.x - other.x, one.y - other.y) < 25);
  const isApart = (one, other) => one.part.contains(other.part) || other.part.contains(one.part);
  const tight = targets.filter((one) =>
    targets.some((other) => isNear(one, other) && !isApart(one, other)));
  const isReached = (part) => part.tabIndex >= 0 && part.matches(
    "[tabindex], a[href], summary, :is(button, select, textarea, input:not([type=hidden])):enabled"
  ) && part.checkVisibility({ visibilityProperty: true });
  const scrolled = all("body *").filter((part) =>
    (part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight) &&
    /auto|scroll/.test(getComputedStyle(part).overflow) &&
    ![part, ...part.querySelectorAll("*")].some(isReached));
  const include = [...new Set([...tight.map(({ part }) => part), ...scrolled])];
  if (!include.length) return [];
  return (await axe.run({ include }, { runOnly: rules, resultTypes: ["violations"] })).violations;
}"""
"""Asks axe about what scrolls without a key, and about targets that another one comes near to.

A target of 24 pixels that none meets, and a smaller one with 12 pixels from its middle to any
other and 24 to the middle of a small one, are allowed by the rule: a pixel more is in doubt here.
"""


async def at_hand(context: BrowserContext) -> None:
    """Let every page of a context have axe from the start, which all below takes for granted.

    Sending it to each page costs more.
    """
    await context.add_init_script(AXE_SCRIPT)


async def tight(page: Page) -> list[str]:
    """Every target of a page without room, and what is scrolled and no key leads to."""
    return _said(await page.evaluate(IN_DOUBT, OF_SIZES))


async def barriers(page: Page, **options: Any) -> list[str]:
    """Every part of a page with a barrier, once a rule; ``options`` are those of axe."""
    asked = {**options, "resultTypes": ["violations"]}
    return _said((await page.evaluate("asked => axe.run(asked)", asked))["violations"])


class Colours:
    """The looks of text that axe was asked about; those that it finds wrong are told once."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    async def barriers(self, page: Page) -> list[str]:
        """Every part of a page with a barrier, if no page before had text of the same look."""
        looks, violations = await page.evaluate(IN_NEW_COLOURS, [",".join(self._known), OF_COLOURS])
        self._known.update(looks)
        return _said(violations)


def _said(violations: list[Mapping[str, Any]]) -> list[str]:
    return [f"{rule['id']}: {node['html'][:150]}" for rule in violations for node in rule["nodes"]]
