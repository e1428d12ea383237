"""The form that settles where a lot is to be sold, and under which codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select

from traceability.area_code_use import CodeInUse, may_use
from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.calendar import civil_date
from traceability.lots import LotState
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.area_code import AreaCode, LotAreaCode, code_in_use, codes_of_lot, consents_of
from webapp.models.lot import worked_on_by
from webapp.queries.area_codes import select_rows
from webapp.queries.lot_markets import market_lot
from webapp.queries.verdict_goods import Message

CHOSEN_KINDS: Final = (AreaCodeKind.GROWING_AREA, AreaCodeKind.PACKING_HOUSE)


@dataclass(frozen=True)
class CodeChoice:
    """What may be chosen of one kind, as pairs of id and words; `chosen` is what counts today."""

    kind: AreaCodeKind
    options: tuple[tuple[str, str], ...]
    chosen: str
    carried: str

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"{self.kind.value}_id"

    @property
    def label_code(self) -> str:
        """The code whose words name what has the code."""
        return f"area_code_kind.{self.kind.value}"

    @property
    def hint(self) -> Message:
        """What counts while none is chosen, or who may choose what."""
        if self.carried:
            return Message("area_code_choice.carried", {"code": self.carried})
        return Message("area_code_choice.hint")

    @property
    def prompt(self) -> Message:
        """What the empty choice means."""
        return Message("area_code_choice.from_place" if self.carried else "area_code_choice.none")


@dataclass(frozen=True)
class MarketForm:
    """The form that settles the market and the codes of a lot."""

    lot_id: UUID
    lot_code: str
    product_name: str
    market: str
    is_fixed: bool
    is_closed: bool
    choices: tuple[CodeChoice, ...]

    @property
    def values(self) -> dict[str, str]:
        """What the fields show at first."""
        return {"market": self.market} | {it.field: it.chosen for it in self.choices}


def market_form(actor: Actor, lot_id: UUID, *, now: datetime) -> MarketForm:
    """The form for a lot of the actor's organisation.

    Raises:
        NoSuchLot: none that the actor works on.
    """
    with reader() as connection:
        row = market_lot(connection, lot_id, worked_on_by(actor))
        chosen = _chosen(connection, lot_id)
        in_use = {it.kind: it for it in codes_of_lot(connection, lot_id)}
        offered = _offered(connection, actor, set(chosen.values()), civil_date(now))
    choices = (_choice(kind, offered, chosen, in_use) for kind in CHOSEN_KINDS)
    return MarketForm(
        lot_id=lot_id,
        lot_code=row.code,
        product_name=row.short_name,
        market=row.market,
        is_fixed=row.has_stamps,
        is_closed=row.state is LotState.CLOSED,
        choices=tuple(choices),
    )


def _chosen(connection: Connection, lot_id: UUID) -> dict[AreaCodeKind, UUID]:
    query = select(LotAreaCode.kind, LotAreaCode.area_code_id).where(LotAreaCode.lot_id == lot_id)
    return {row.kind: row.area_code_id for row in connection.execute(query)}


def _offered(
    connection: Connection, actor: Actor, chosen: set[UUID], today: date
) -> Sequence[CodeInUse]:
    """Own codes, those with a consent for today, and what was chosen; none that is revoked."""
    if actor.organisation_id is None:
        return ()
    rows = connection.execute(select_rows(actor, today).order_by(AreaCode.code)).all()
    codes = [code_in_use(row) for row in rows if row.status is not AreaCodeStatus.REVOKED]
    return [
        code
        for code in codes
        if code.id in chosen
        or may_use(
            code,
            actor.organisation_id,
            consents_of(connection, code.id, actor.organisation_id),
            today,
        )
    ]


def _choice(
    kind: AreaCodeKind,
    offered: Sequence[CodeInUse],
    chosen: Mapping[AreaCodeKind, UUID],
    in_use: Mapping[AreaCodeKind, CodeInUse],
) -> CodeChoice:
    is_carried = kind in in_use and kind not in chosen
    return CodeChoice(
        kind=kind,
        options=tuple((str(it.id), it.code) for it in offered if it.kind is kind),
        chosen=str(chosen.get(kind, "")),
        carried=in_use[kind].code if is_carried else "",
    )
