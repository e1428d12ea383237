"""Who wrote an entry for whom, from which page of paper, and what the member says against it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import aliased

from traceability.roles import Actor
from webapp.models.account import Account
from webapp.models.event import Event
from webapp.models.objection import EventObjection
from webapp.models.paper_page import PaperPagePhoto
from webapp.queries.verdict_goods import Message


@dataclass(frozen=True)
class ShownObjection:
    """What the member said, and what was answered; names are for the organisation's people and
    agencies.
    """

    id: UUID
    made_by_id: UUID
    made_by: str
    made_at: datetime
    reason: str
    answer: str
    answered_by: str
    answered_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether nobody has answered."""
        return self.answered_at is None


@dataclass(frozen=True)
class Origin:
    """`recorder` wrote it for `member`; both are empty where people wrote of their own work."""

    member_id: UUID | None = None
    member: str = ""
    recorder: str = ""
    paper_page_id: UUID | None = None
    paper_photos: tuple[tuple[str, str], ...] = ()
    objections: tuple[ShownObjection, ...] = ()

    def entered(self, operator: str) -> Message | None:
        """Both names in one sentence; None where nobody wrote for anybody."""
        if self.member_id is None:
            return None
        names = {"member": self.member, "clerk": self.recorder, "operator": operator}
        is_other = operator not in ("", self.member)
        return Message("entered.by_other_hands" if is_other else "entered.for_member", names)

    def may_be_objected(self, actor: Actor) -> bool:
        """Whether it was entered in this person's name, who does not wait for an answer yet."""
        mine = self.member_id is not None and self.member_id == actor.account_id
        waiting = any(it.waits and it.made_by_id == actor.account_id for it in self.objections)
        return mine and not waiting


NO_ORIGIN = Origin()


def entry_origins(connection: Connection, event_ids: Sequence[UUID]) -> Mapping[UUID, Origin]:
    """Of entries that were written for somebody or from paper; all others are missing.

    At most three queries, however many entries there are; one where nothing of it is so.
    """
    rows = connection.execute(_select_origins().where(Event.id.in_(event_ids))).all()
    helped = [row.id for row in rows if row.on_behalf_of_id]
    pages = {row.paper_page_id for row in rows if row.paper_page_id}
    objections = _objections(connection, helped) if helped else {}
    photos = _photos(connection, pages) if pages else {}
    return {row.id: _origin(row, photos, objections) for row in rows}


def _select_origins() -> Select[*tuple[Any, ...]]:
    member, recorder = aliased(Account), aliased(Account)
    return (
        select(
            Event.id,
            Event.on_behalf_of_id,
            Event.paper_page_id,
            member.name.label("member"),
            recorder.name.label("recorder"),
        )
        .outerjoin(member, member.id == Event.on_behalf_of_id)
        .outerjoin(recorder, recorder.id == Event.actor_id)
        .where(Event.on_behalf_of_id.is_not(None) | Event.paper_page_id.is_not(None))
    )


def _origin(
    row: Row[Any],
    photos: Mapping[UUID, list[tuple[str, str]]],
    objections: Mapping[UUID, list[ShownObjection]],
) -> Origin:
    return Origin(
        member_id=row.on_behalf_of_id,
        member=row.member or "",
        recorder=row.recorder or "",
        paper_page_id=row.paper_page_id,
        paper_photos=tuple(photos.get(row.paper_page_id, ())),
        objections=tuple(objections.get(row.id, ())),
    )


def _photos(connection: Connection, page_ids: set[UUID]) -> Mapping[UUID, list[tuple[str, str]]]:
    query = (
        select(PaperPagePhoto.paper_page_id, PaperPagePhoto.sha256, PaperPagePhoto.shown_sha256)
        .where(PaperPagePhoto.paper_page_id.in_(page_ids))
        .order_by(PaperPagePhoto.number)
    )
    found = defaultdict(list)
    for row in connection.execute(query):
        found[row.paper_page_id].append((row.sha256, row.shown_sha256))
    return found


def _objections(
    connection: Connection, event_ids: Sequence[UUID]
) -> Mapping[UUID, list[ShownObjection]]:
    query = select_objections().where(EventObjection.event_id.in_(event_ids))
    found = defaultdict(list)
    for row in connection.execute(query.order_by(EventObjection.made_at)):
        found[row.event_id].append(shown_objection(row))
    return found


def select_objections() -> Select[*tuple[Any, ...]]:
    """The columns that `shown_objection` reads, and the entry."""
    maker, answerer = aliased(Account), aliased(Account)
    return (
        select(
            EventObjection.id,
            EventObjection.event_id,
            EventObjection.made_by_id,
            EventObjection.made_at,
            EventObjection.reason,
            EventObjection.answer,
            EventObjection.answered_at,
            maker.name.label("made_by"),
            answerer.name.label("answered_by"),
        )
        .join(maker, maker.id == EventObjection.made_by_id)
        .outerjoin(answerer, answerer.id == EventObjection.answered_by_id)
    )


def shown_objection(row: Row[Any]) -> ShownObjection:
    """An objection as pages show it."""
    return ShownObjection(
        id=row.id,
        made_by_id=row.made_by_id,
        made_by=row.made_by,
        made_at=row.made_at,
        reason=row.reason,
        answer=row.answer or "",
        answered_by=row.answered_by or "",
        answered_at=row.answered_at,
    )
