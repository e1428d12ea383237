"""Versions of event templates uploaded by the programme office, agencies' opinions on them, and the
shelf from which a process reads those in force.
"""

from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    func,
    select,
    tuple_,
)
from sqlalchemy import text as text_clause
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.selectable import ScalarSelect

from traceability.event_template import (
    Template,
    current,
    get_template,
    groups,
    known_templates,
    load_templates,
)
from traceability.event_template_reading import read_accepted
from traceability.lots import LotState
from traceability.pre_harvest import is_harvested_again
from traceability.template_versions import Stance, TemplateState
from webapp.db import Base, UtcDateTime, bound, coded, reader
from webapp.models.event import Event
from webapp.models.lot import Lot

Key = tuple[str, int]

_IS_ALIVE = "state IN ('proposed', 'in_force')"


class TemplateVersion(Base):
    """One uploaded file. `text` is what was sent, byte for byte, as UTF-8.

    A version in force is never changed and never deleted: events are read with it. The number of
    one that was refused or withdrawn is free again.
    """

    __tablename__ = "template_version"
    __table_args__ = (
        Index(
            "uq_template_version_alive",
            "group",
            "version",
            unique=True,
            sqlite_where=text_clause(_IS_ALIVE),
            postgresql_where=text_clause(_IS_ALIVE),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    group: Mapped[str]
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    purpose: Mapped[str]
    state: Mapped[TemplateState] = mapped_column(coded(TemplateState, "state"))
    proposed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    proposed_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_reason: Mapped[str | None]


class TemplateOpinion(Base):
    """What an agency says of a proposed version; its highest `number` holds."""

    __tablename__ = "template_opinion"
    __table_args__ = (UniqueConstraint("template_version_id", "organisation_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    template_version_id: Mapped[UUID] = mapped_column(ForeignKey("template_version.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    stance: Mapped[Stance] = mapped_column(coded(Stance, "stance"))
    words: Mapped[str]
    written_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TemplateShelf:
    """The versions in force as one process has read them from one database: read once, for they
    never change. A source of `traceability.event_template_registry`.
    """

    def __init__(self) -> None:
        self._templates: dict[Key, Template] = {}
        self._is_listed = False

    def known(self) -> Mapping[Key, Template]:
        """Those read by now."""
        return dict(self._templates)

    def find(self, group: str, version: int) -> Template | None:
        """That version; the database is asked for what neither shelf nor package has."""
        key = (group, version)
        if key not in self._templates and not (self._is_listed and key in load_templates()):
            with reader() as connection:
                self.refresh(connection)
        return self._templates.get(key)

    def refresh(self, reading: Session | Connection) -> None:
        """Read what was put in force since; one small read where nothing was."""
        is_in_force = TemplateVersion.state == TemplateState.IN_FORCE
        listed = select(TemplateVersion.id, TemplateVersion.group, TemplateVersion.version)
        found = reading.execute(listed.where(is_in_force)).all()
        new = [row.id for row in found if (row.group, row.version) not in self._templates]
        if new:
            texts = select(TemplateVersion.text).where(TemplateVersion.id.in_(new))
            for text in reading.execute(texts).scalars():
                template = read_accepted(text)
                self._templates.setdefault((template.group, template.version), template)
        self._is_listed = True


_SHELVES: WeakKeyDictionary[Engine | Connection, TemplateShelf] = WeakKeyDictionary()
_LOCK = Lock()


def shelf_here() -> TemplateShelf | None:
    """The shelf of the running application's database; None where none is running."""
    database = bound()
    if database is None:
        return None
    with _LOCK:
        return _SHELVES.setdefault(database, TemplateShelf())


def refresh_templates(reading: Session | Connection) -> None:
    """See what other processes put in force: asked for where the newest version matters."""
    shelf = shelf_here()
    if shelf is not None:
        shelf.refresh(reading)


def learn_templates() -> None:
    """The same by a read of its own: for lists whose conditions rest on every version."""
    with reader() as connection:
        refresh_templates(connection)


def goes_on_after_packing() -> ColumnElement[bool]:
    """Lots that are harvested again once they are packed, by the version they were opened with."""
    again = [key for key, template in known_templates().items() if is_harvested_again(template)]
    return tuple_(Lot.template_group, Lot.template_version).in_(again)


def newest_template(reading: Session | Connection, group: str) -> Template:
    """The template that a lot opened now is written with.

    Raises:
        UnknownTemplate: there is no such group.
    """
    refresh_templates(reading)
    return current(group)


def newest_uploaded() -> ScalarSelect[int | None]:
    """The newest version of a lot's group that was put in force here; a column beside the lot's."""
    return (
        select(func.max(TemplateVersion.version))
        .where(
            TemplateVersion.group == Lot.template_group,
            TemplateVersion.state == TemplateState.IN_FORCE,
        )
        .correlate(Lot)
        .scalar_subquery()
    )


def template_to_write(
    reading: Session | Connection, lot: Key, event_code: str, corrected: int | None = None
) -> Template:
    """The template by which an entry of a lot is written now: the newest in force that knows this
    kind of work, whatever the lot was opened with (docs/decisions/0025-the-newest-version.md).

    A correction (of an entry of version `corrected`) stays with its version where the newest no
    longer asks for all that was told, and so would take some of it away.

    Raises:
        UnknownTemplate: there is no such group.
    """
    group, version = lot
    newest = newest_template(reading, group)
    told = get_template(group, version if corrected is None else corrected)
    if event_code not in newest.events:
        return told
    if corrected is not None and not _asks_for_all(newest, told, event_code):
        return told
    return newest


def _asks_for_all(newest: Template, told: Template, event_code: str) -> bool:
    before = told.event(event_code).fields
    return all(newest.event(event_code).field(it.name) is not None for it in before)


def groups_in_force(reading: Session | Connection) -> tuple[str, ...]:
    """The product groups that a product may be of now."""
    refresh_templates(reading)
    return groups()


def codes_in_use(reading: Session | Connection, group: str) -> frozenset[str]:
    """The kinds of work that open lots of a group have seen."""
    query = (
        select(Event.event_code)
        .join(Lot, Lot.id == Event.lot_id)
        .where(Lot.template_group == group, Lot.state != LotState.CLOSED)
        .distinct()
    )
    return frozenset(reading.execute(query).scalars())
