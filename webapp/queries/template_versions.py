"""One uploaded version of a template: what it changes, its forms, and what agencies say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import aliased

from traceability.event_template import TemplateEvent, known_templates
from traceability.event_template_changes import Change, ChangeKind, changes, in_use
from traceability.event_template_reading import read_accepted
from traceability.lots import LotState
from traceability.roles import Actor, Permission
from traceability.template_versions import NoSuchTemplateVersion, Stance, TemplateState
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.event_template import (
    TemplateOpinion,
    TemplateVersion,
    codes_in_use,
    refresh_templates,
)
from webapp.models.organisation import Organisation
from webapp.queries.event_form_fields import form_fields
from webapp.queries.event_forms import EventForm
from webapp.queries.event_prefills import defaults, local_minute
from webapp.queries.event_templates import VersionRow, select_versions, version_row
from webapp.queries.events import as_pair

_STANCE_TONES = {
    Stance.AGREE: "green",
    Stance.AGREE_WITH_CHANGES: "amber",
    Stance.DISAGREE: "red",
}
_CHANGE_TONES = {
    ChangeKind.ADDED: "info",
    ChangeKind.CHANGED: "grey",
    ChangeKind.REMOVED: "amber",
}
_Proposer = aliased(Account, name="proposer")
_Decider = aliased(Account, name="decider")
_DecidedFor = aliased(Organisation, name="decided_for")


@dataclass(frozen=True)
class ChangeRow:
    """One difference to the version before; codes, and texts of the file."""

    kind: str
    tone: str
    part: str
    code: str
    labels: Mapping[str, str]
    event_labels: Mapping[str, str] | None
    facet: str
    before: str
    after: str
    danger: str | None


@dataclass(frozen=True)
class OpinionRow:
    """What an agency said; `is_latest` tells the one that holds from those before."""

    agency: str
    person: str | None
    stance: Stance
    words: str
    written_at: datetime
    is_latest: bool

    @property
    def stance_code(self) -> str:
        """The code whose words name the stance."""
        return f"template_stance.{self.stance.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return _STANCE_TONES[self.stance]


@dataclass(frozen=True)
class EventRow:
    """One kind of work of a version, whose form may be looked at."""

    code: str
    labels: Mapping[str, str]
    icon: str


@dataclass(frozen=True)
class VersionPage:
    """One uploaded version with all that is known of it, and what may be done with it."""

    row: VersionRow
    sha256: str
    purpose: str
    proposed_by: str | None
    decided_by: str | None
    decided_for: str | None
    decided_at: datetime | None
    decided_reason: str | None
    compared_with: int | None
    changes: tuple[ChangeRow, ...]
    events: tuple[EventRow, ...]
    opinions: tuple[OpinionRow, ...]
    own_opinion: OpinionRow | None
    may_advise: bool
    may_decide: bool
    may_withdraw: bool

    @property
    def dangers(self) -> tuple[ChangeRow, ...]:
        """The changes to be looked at twice."""
        return tuple(it for it in self.changes if it.danger is not None)

    @property
    def latest_opinions(self) -> tuple[OpinionRow, ...]:
        """What each agency says by now."""
        return tuple(it for it in self.opinions if it.is_latest)

    @property
    def earlier_opinions(self) -> tuple[OpinionRow, ...]:
        """What agencies said before they changed it."""
        return tuple(it for it in self.opinions if not it.is_latest)

    @property
    def advice_kind(self) -> str:
        """A page has one first button: who decides does not come to advise."""
        return "secondary" if self.may_decide else "primary"


def version_page(actor: Actor, version_id: UUID) -> VersionPage:
    """One uploaded version.

    Raises:
        NoSuchTemplateVersion.
    """
    with reader() as connection:
        row = connection.execute(_select_page(version_id)).one_or_none()
        if row is None:
            raise NoSuchTemplateVersion
        refresh_templates(connection)
        used = codes_in_use(connection, row.template_group)
        opinions = _opinions(connection, version_id)
    template = read_accepted(row.text)
    old = known_templates().get((row.template_group, row.version - 1))
    own = [it for agency, it in opinions if it.is_latest and agency == actor.organisation_id]
    waits, is_own = row.state is TemplateState.PROPOSED, row.proposed_by_id == actor.account_id
    return VersionPage(
        row=version_row(row),
        sha256=row.sha256,
        purpose=row.purpose,
        proposed_by=row.proposed_by,
        decided_by=row.decided_by,
        decided_for=row.decided_for,
        decided_at=row.decided_at,
        decided_reason=row.decided_reason,
        compared_with=old.version if old else None,
        changes=tuple(map(_change_row, in_use(changes(old, template), used))),
        events=tuple(map(_event_row, template.events.values())),
        opinions=tuple(opinion for _, opinion in opinions),
        own_opinion=own[0] if own else None,
        may_advise=waits and actor.may(Permission.TEMPLATE_ADVISE),
        may_decide=waits and not is_own and actor.may(Permission.TEMPLATE_DECIDE),
        may_withdraw=waits and is_own and actor.may(Permission.TEMPLATE_PROPOSE),
    )


def previewed_form(version_id: UUID, event_code: str, *, now: datetime) -> EventForm:
    """The form of one kind of work of an uploaded version, of no lot at all.

    Raises:
        NoSuchTemplateVersion, UnknownEventCode.
    """
    query = select(TemplateVersion.text).where(TemplateVersion.id == version_id)
    with reader() as connection:
        text = connection.scalar(query)
    if text is None:
        raise NoSuchTemplateVersion
    template = read_accepted(text)
    event = template.event(event_code)
    return EventForm(
        lot_id=version_id,
        lot_code="",
        lot_state=LotState.IN_PRODUCTION,
        lot_overlay=None,
        product_name="",
        event_code=event.code,
        template_version=template.version,
        labels=as_pair(event.labels),
        icon=event.icon,
        asks_photo=event.asks_photo,
        fields=form_fields(event),
        places=(),
        other_place_ids=(),
        members=(),
        paper=None,
        values=defaults(event, now) | {"event_time": local_minute(now)},
        corrects=None,
        warning=None,
    )


def _select_page(version_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select_versions()
        .add_columns(
            TemplateVersion.sha256,
            TemplateVersion.purpose,
            TemplateVersion.proposed_by_id,
            TemplateVersion.decided_at,
            TemplateVersion.decided_reason,
            _Proposer.name.label("proposed_by"),
            _Decider.name.label("decided_by"),
            _DecidedFor.name.label("decided_for"),
        )
        .outerjoin(_Proposer, _Proposer.id == TemplateVersion.proposed_by_id)
        .outerjoin(_Decider, _Decider.id == TemplateVersion.decided_by_id)
        .outerjoin(_DecidedFor, _DecidedFor.id == TemplateVersion.decided_for_id)
        .where(TemplateVersion.id == version_id)
    )


def _change_row(change: Change) -> ChangeRow:
    part = change.part
    return ChangeRow(
        kind=change.kind.value,
        tone=_CHANGE_TONES[change.kind],
        part=part.kind,
        code=part.code,
        labels=as_pair(part.labels),
        event_labels=as_pair(part.event) if part.event else None,
        facet=change.facet,
        before=change.before,
        after=change.after,
        danger=change.danger.value if change.danger else None,
    )


def _event_row(event: TemplateEvent) -> EventRow:
    return EventRow(event.code, as_pair(event.labels), event.icon)


def _opinions(connection: Connection, version_id: UUID) -> list[tuple[UUID, OpinionRow]]:
    """With the agency's id, the latest first."""
    latest = func.max(TemplateOpinion.number).over(partition_by=TemplateOpinion.organisation_id)
    query = (
        select(
            TemplateOpinion.organisation_id,
            Organisation.name.label("agency"),
            Account.name.label("person"),
            TemplateOpinion.stance,
            TemplateOpinion.words,
            TemplateOpinion.written_at,
            (TemplateOpinion.number == latest).label("is_latest"),
        )
        .join(Organisation, Organisation.id == TemplateOpinion.organisation_id)
        .outerjoin(Account, Account.id == TemplateOpinion.written_by_id)
        .where(TemplateOpinion.template_version_id == version_id)
        .order_by(TemplateOpinion.written_at.desc(), TemplateOpinion.number.desc())
    )
    # The columns after the first stand in the order of the dataclass.
    return [(row[0], OpinionRow(*row[1:])) for row in connection.execute(query)]
