"""Where a template is looked up: the versions that came with the package, and those put in force
in the running system. What is in force never changes and never goes, so it is read once.

The running system's versions come through a source that it connects at its start; without one, as
in the scanner or a test of rules, there is the package alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final, Protocol

from traceability.errors import NotFound
from traceability.event_template_problems import Problem
from traceability.event_template_reading import BadTemplate, read_template
from traceability.event_template_shape import Template

Key = tuple[str, int]


class UnknownTemplate(NotFound):
    """No template of that group and version."""

    code = "template.unknown"


class TemplateSource(Protocol):
    """Versions beside those of the package."""

    def find(self, group: str, version: int) -> Template | None:
        """That version, asked for outside where it is not known yet."""

    def known(self) -> Mapping[Key, Template]:
        """Those that are known here by now."""


@dataclass
class _Registry:
    """`source` tells which source the code that is running just now reads from."""

    source: Callable[[], TemplateSource | None] = lambda: None


_REGISTRY: Final = _Registry()


def connect(source: Callable[[], TemplateSource | None]) -> None:
    """Read versions from a source as well; `source` is asked at each look-up."""
    _REGISTRY.source = source


@cache
def load_templates() -> Mapping[Key, Template]:
    """All templates that come with the package, by group and version; read and checked once."""
    return read_templates(files("traceability").joinpath("event_templates"))


def read_templates(folder: Traversable) -> Mapping[Key, Template]:
    """The templates of a folder, each at `<group>/v<version>.json`."""
    found: dict[Key, Template] = {}
    for group in folder.iterdir():
        for file in group.iterdir():
            template = read_template(file.read_text(encoding="utf-8"))
            if (group.name, file.name) != (template.group, f"v{template.version}.json"):
                place = f"{group.name}/{file.name}"
                raise BadTemplate((Problem((), "other_place", {"place": place}),))
            found[template.group, template.version] = template
    return MappingProxyType(found)


def package_file(group: str, version: int) -> bytes | None:
    """The file of a version that came with the package, byte for byte."""
    if (group, version) not in load_templates():
        return None
    folder = files("traceability").joinpath("event_templates", group)
    return folder.joinpath(f"v{version}.json").read_bytes()


def get_template(group: str, version: int) -> Template:
    """The template an event was recorded with.

    Where the package later brings a version of the same number, the one put in force here goes
    before it: events were recorded with that (docs/decisions/0011-uploaded-templates.md).
    """
    source = _REGISTRY.source()
    found = source.find(group, version) if source else None
    found = found or load_templates().get((group, version))
    if found is None:
        raise UnknownTemplate(group=group, version=version)
    return found


def known_templates() -> Mapping[Key, Template]:
    """Every version that this process knows by now."""
    source = _REGISTRY.source()
    return {**load_templates(), **source.known()} if source else load_templates()


def current(group: str) -> Template:
    """The newest known template of a group: new lots are opened with it."""
    versions = [version for known, version in known_templates() if known == group]
    if not versions:
        raise UnknownTemplate(group=group)
    return get_template(group, max(versions))


def nearest_template(group: str, version: int) -> Template:
    """That version, or the newest known of its group: while a release is put in place, a process of
    before meets the work of neighbours by templates that it does not have, and must judge its own.
    """
    try:
        return get_template(group, version)
    except UnknownTemplate:
        return current(group)


def groups() -> tuple[str, ...]:
    """The product groups there are templates for, as far as this process knows."""
    return tuple(sorted({group for group, _ in known_templates()}))
