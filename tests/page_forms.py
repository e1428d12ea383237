"""Forms of a page as a browser without scripts fills them in and sends them."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class PageForm:
    """Where a form goes, and what its fields hold before anybody types."""

    action: str
    is_multipart: bool
    values: dict[str, Any] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_multipart = said.get("enctype") == "multipart/form-data"
            self.forms.append(PageForm(said.get("action", ""), is_multipart))
        elif self.forms:
            self._fill(tag, said)

    def _fill(self, tag: str, said: Mapping[str, str]) -> None:
        values, name = self.forms[-1].values, said.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in said or self._select not in values):
            values[self._select] = said.get("value", "")
        elif tag == "textarea":
            self._area, values[name] = name, ""
        elif tag == "input" and name and _is_sent(said):
            values[name] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def _is_sent(said: Mapping[str, str]) -> bool:
    if said.get("type") == "file":
        return False
    return said.get("type") not in ("checkbox", "radio") or "checked" in said


def forms_of(page: str) -> list[PageForm]:
    """Every form of a page."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def send(client: FlaskClient, link: str, action: str, typed: Mapping[str, Any]) -> TestResponse:
    """Follow a link, fill the form that goes to an address ending in `action`, and send it."""
    page = client.get(urldefrag(link).url)
    assert page.status_code == 200, (link, page.status_code)
    form = next(it for it in forms_of(page.text) if it.action.endswith(action))
    kind = "multipart/form-data" if form.is_multipart else "application/x-www-form-urlencoded"
    return client.post(form.action, data=form.values | dict(typed), content_type=kind)


def error_at(text: str, name: str) -> str:
    """What stands as the fault of a field, beside it; nothing where it has none."""
    found = re.search(rf'id="{name}-error">.*?<span>(.*?)</span>', text, re.DOTALL)
    return html.unescape(found[1]) if found else ""
