"""A visitor who opens every link that follows from the stamps in their hand."""

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

# As a browser, a program and a resolver ask.
WAYS = (
    {"Accept": "text/html"},
    {"Accept": "application/json"},
    {"Accept": "application/linkset+json"},
    {"Accept": "*/*"},
)
GUESSED_PAGES = ("/", "/scan", "/robots.txt", "/sitemap.xml", "/.well-known/gs1resolver", "/about")
_RESOLVED = ("/01/", "/T/", "/stamps/")  # asked in every way, other pages in two
_TOO_DULL = ("/static/", "/assets/", "/files/")
_LINKS = re.compile(r"""(?:href|action|src|data-[a-z-]+)=["']([^"']+)["']""")
_TARGETS = re.compile(r"<([^>]+)>")


@dataclass(frozen=True)
class Found:
    """One answer as it was given."""

    path: str
    status: int
    text: str  # with all headers

    def __repr__(self) -> str:
        return f"{self.status} {self.path}"


@dataclass
class Crawler:
    """Asks each address in every way once, up to `most` requests."""

    client: FlaskClient
    own_hosts: frozenset[str]
    most: int
    pages: list[Found] = field(default_factory=list)

    def run(self, links: Iterable[str]) -> list[Found]:
        """Every answer reached from these links."""
        waiting = deque([*links, *GUESSED_PAGES])
        known = set(waiting)
        while waiting and len(self.pages) < self.most:
            path = waiting.popleft()
            for way in WAYS if path.startswith(_RESOLVED) else WAYS[:2]:
                answer = self.client.get(path, headers=way)
                self.pages.append(Found(path, answer.status_code, _whole(answer)))
                for link in self._links(path, answer):
                    if link not in known:
                        known.add(link)
                        waiting.append(link)
        return self.pages

    def _links(self, path: str, answer: TestResponse) -> Iterator[str]:
        for link in _named_in(answer):
            target = urlsplit(urljoin(f"https://own{path}", html.unescape(link)))
            is_ours = target.netloc == "own" or target.netloc in self.own_hosts
            if is_ours and target.scheme == "https" and not target.path.startswith(_TOO_DULL):
                yield target.path + (f"?{target.query}" if target.query else "")


def _named_in(answer: TestResponse) -> Iterator[str]:
    yield from _LINKS.findall(_text(answer))
    for header in ("Link", "Location"):
        value = answer.headers.get(header, "")
        yield from _TARGETS.findall(value) or ([value] if value else [])
    if "json" in answer.mimetype:
        yield from _strings(json.loads(_text(answer)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str) and (value.startswith(("/", "https://"))):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _whole(answer: TestResponse) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return f"{headers}\n\n{_text(answer)}"


def _text(answer: TestResponse) -> str:
    """The body; photos have letters in them, too."""
    return answer.get_data().decode(errors="replace")
