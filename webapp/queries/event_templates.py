"""Groups of products, the versions of their templates, and the files of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from traceability.event_template import Template, known_templates, load_templates
from traceability.event_template_reading import read_accepted
from traceability.event_template_registry import package_file
from traceability.geography import fold
from traceability.roles import Actor, Permission
from traceability.template_versions import NoSuchTemplateVersion, TemplateState
from webapp.db import reader
from webapp.models.event_template import TemplateVersion, refresh_templates
from webapp.models.organisation import Organisation
from webapp.queries.events import as_pair

_TONES = {
    TemplateState.PROPOSED: "info",
    TemplateState.IN_FORCE: "green",
    TemplateState.WITHDRAWN: "grey",
    TemplateState.REFUSED: "red",
}
_ProposedFor = aliased(Organisation, name="proposed_for")


@dataclass(frozen=True)
class GroupRow:
    """A group of products with its versions in force, the newest first."""

    code: str
    labels: Mapping[str, str]
    versions: tuple[int, ...]
    events: int

    @property
    def newest(self) -> int:
        """The version that lots opened now are written with."""
        return self.versions[0]


@dataclass(frozen=True)
class VersionRow:
    """An uploaded version in a list."""

    id: UUID
    group: str
    version: int
    labels: Mapping[str, str]
    state: TemplateState
    proposed_at: datetime
    proposed_for: str | None

    @property
    def state_code(self) -> str:
        """The code whose words say how it stands."""
        return f"template_state.{self.state.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return _TONES[self.state]


@dataclass(frozen=True)
class TemplatesPage:
    """What is in force, and what was uploaded; `shadowed` are versions of the package that an
    uploaded one of the same number goes before.
    """

    groups: tuple[GroupRow, ...]
    proposed: tuple[VersionRow, ...]
    decided: tuple[VersionRow, ...]
    shadowed: tuple[str, ...]
    may_propose: bool


@dataclass(frozen=True)
class TemplateFile:
    """A version's file, byte for byte."""

    name: str
    content: bytes


def templates_page(actor: Actor) -> TemplatesPage:
    """All groups and versions."""
    with reader() as connection:
        refresh_templates(connection)
        rows = connection.execute(
            select_versions().order_by(TemplateVersion.proposed_at.desc(), TemplateVersion.id)
        ).all()
    uploaded = [version_row(row) for row in rows]
    return TemplatesPage(
        groups=_groups(),
        proposed=tuple(it for it in uploaded if it.state is TemplateState.PROPOSED),
        decided=tuple(it for it in uploaded if it.state is not TemplateState.PROPOSED),
        shadowed=shadowed_templates(),
        may_propose=actor.may(Permission.TEMPLATE_PROPOSE),
    )


def uploaded_file(version_id: UUID) -> TemplateFile:
    """The file of an uploaded version, as it came.

    Raises:
        NoSuchTemplateVersion.
    """
    query = select(TemplateVersion.group, TemplateVersion.version, TemplateVersion.text)
    with reader() as connection:
        row = connection.execute(query.where(TemplateVersion.id == version_id)).one_or_none()
    if row is None:
        raise NoSuchTemplateVersion
    return _file(row.group, row.version, row.text.encode())


def file_in_force(group: str, version: int) -> TemplateFile:
    """The file of a version in force: the uploaded one, else the one of the package.

    Raises:
        NoSuchTemplateVersion.
    """
    query = select(TemplateVersion.text).where(
        TemplateVersion.group == group,
        TemplateVersion.version == version,
        TemplateVersion.state == TemplateState.IN_FORCE,
    )
    with reader() as connection:
        text = connection.scalar(query)
    content = package_file(group, version) if text is None else text.encode()
    if content is None:
        raise NoSuchTemplateVersion
    return _file(group, version, content)


def public_templates_in_force() -> tuple[tuple[Template, bool], ...]:
    """Every version in force, by group and number, and whether it was uploaded here."""
    with reader() as connection:
        refresh_templates(connection)
    known = known_templates()
    return tuple((known[key], known[key] is not load_templates().get(key)) for key in sorted(known))


def shadowed_templates() -> tuple[str, ...]:
    """Versions of the package whose number an uploaded, differing one has in force."""
    query = select(TemplateVersion.group, TemplateVersion.version, TemplateVersion.text)
    with reader() as connection:
        rows = connection.execute(query.where(TemplateVersion.state == TemplateState.IN_FORCE))
        differing = [
            f"{row.group}/v{row.version}"
            for row in rows
            if package_file(row.group, row.version) not in (None, row.text.encode())
        ]
    return tuple(sorted(differing))


def waiting_templates() -> tuple[VersionRow, ...]:
    """Proposed versions, the oldest first."""
    query = select_versions().where(TemplateVersion.state == TemplateState.PROPOSED)
    with reader() as connection:
        rows = connection.execute(query.order_by(TemplateVersion.proposed_at, TemplateVersion.id))
        return tuple(version_row(row) for row in rows)


def _groups() -> tuple[GroupRow, ...]:
    versions: dict[str, list[Template]] = {}
    for (group, _), template in sorted(known_templates().items(), reverse=True):
        versions.setdefault(group, []).append(template)
    rows = (
        GroupRow(
            code=group,
            labels=as_pair(found[0].labels),
            versions=tuple(it.version for it in found),
            events=len(found[0].events),
        )
        for group, found in versions.items()
    )
    return tuple(sorted(rows, key=lambda row: fold(row.labels["vi"])))


def select_versions() -> Select[*tuple[Any, ...]]:
    """The columns that `version_row` reads."""
    return select(
        TemplateVersion.id,
        TemplateVersion.group.label("template_group"),
        TemplateVersion.version,
        TemplateVersion.text,
        TemplateVersion.state,
        TemplateVersion.proposed_at,
        _ProposedFor.name.label("proposed_for"),
    ).outerjoin(_ProposedFor, _ProposedFor.id == TemplateVersion.proposed_for_id)


def version_row(row: Row[*tuple[Any, ...]]) -> VersionRow:
    """A selected row as lists show it."""
    return VersionRow(
        id=row.id,
        group=row.template_group,
        version=row.version,
        labels=as_pair(read_accepted(row.text).labels),
        state=row.state,
        proposed_at=row.proposed_at,
        proposed_for=row.proposed_for,
    )


def _file(group: str, version: int, content: bytes) -> TemplateFile:
    return TemplateFile(f"{group}-v{version}.json", content)
