"""What a machine can see wrong with a page: accessibility, scrolling, targets, language."""

import re
from collections.abc import Iterable
from functools import cache

from playwright.sync_api import Locator, Page

from webapp.config import ROOT

SMALLEST_TARGET = 48
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Words with letters that Vietnamese has and English does not.
_VIETNAMESE = re.compile(
    r"\w*[ăâđêôơưàảãạáằẳẵặắầẩẫậấèẻẽẹéềểễệếìỉĩịíòỏõọóồổỗộốờởỡợớùủũụúừửữựứỳỷỹỵý]\w*", re.IGNORECASE
)

_AXE = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
}"""

# A file, a box and a dot are tapped by their label; a link in a sentence is as high as its line.
_SMALL_TARGETS = """(least) => {
  const isSeen = (it) => it.checkVisibility({ visibilityProperty: true })
    && it.getBoundingClientRect().width > 0;
  const isInline = (it) => it.matches('a') && getComputedStyle(it).display === 'inline'
    && it.parentElement.innerText.trim().length > it.innerText.trim().length + 3;
  const targets = (it) => it.matches('[type=radio], [type=checkbox], [type=file]')
    ? [it, ...it.labels].filter(isSeen) : [it];
  const thickness = (it) => Math.min(it.offsetWidth, it.offsetHeight);
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  return [...document.querySelectorAll(controls)]
    .filter((it) => isSeen(it) && !isInline(it) && !it.matches('.skip-link'))
    .filter((it) => !targets(it).some((target) => thickness(target) >= least))
    .map((it) => `${it.outerHTML.slice(0, 80)} ${it.offsetWidth}x${it.offsetHeight}`);
}"""

_TEXTS = """() => {
  const spared = '[translate=no], [lang=vi], script, style';
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!parentElement.closest(spared)) texts.push(data);
  }
  for (const name of ['alt', 'aria-label', 'placeholder', 'title', 'data-busy-label']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.closest(spared)) texts.push(element.getAttribute(name));
    }
  }
  return texts;
}"""


@cache
def _axe_script() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


def axe_violations(page: Page) -> list[str]:
    """The rules that the page breaks, with where."""
    page.evaluate(_axe_script())
    found: list[str] = page.evaluate(_AXE, RULES)
    return found


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether the page can be scrolled sideways."""
    needed: int = page.evaluate("document.documentElement.scrollWidth")
    assert page.viewport_size
    return needed > page.viewport_size["width"]


def small_targets(page: Page) -> list[str]:
    """What a thumb would miss."""
    found: list[str] = page.evaluate(_SMALL_TARGETS, SMALLEST_TARGET)
    return found


def vietnamese_words(page: Page, told_by_people: Iterable[str]) -> list[str]:
    """Words in Vietnamese letters that are the interface's own, not what somebody once typed."""
    text = "\n".join(page.evaluate(_TEXTS))
    for told in sorted(filter(_VIETNAMESE.search, told_by_people), key=len, reverse=True):
        text = text.replace(told, "")
    return _VIETNAMESE.findall(text)


def is_on_screen(page: Page, element: Locator) -> bool:
    """Whether all of it is seen before anybody scrolls."""
    box, screen = element.bounding_box(), page.viewport_size
    if box is None or screen is None:
        return False
    return box["y"] >= 0 and box["y"] + box["height"] <= screen["height"]
