"""What inspectors see: reports waiting, and everything known about one stamp."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, select

from traceability.geography import fold
from traceability.keyring import SerialPlace
from traceability.reports import NEXT_STATES, NoSuchReport, ReportKind, ReportState
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.geography import Province
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.report import Report, ReportPhoto
from webapp.models.stamp_order import StampOrder
from webapp.queries.listings import PAGE_SIZE, Listing, listed, offset_of

OPEN_STATES = (ReportState.REPORTED, ReportState.TRIAGE, ReportState.VERIFICATION)
LISTED = 100
SEARCHED = 5000  # the latest reports that words are looked for in

_TONES = {
    ReportState.REPORTED: "amber",
    ReportState.TRIAGE: "info",
    ReportState.VERIFICATION: "info",
}


@dataclass(frozen=True)
class ReportRow:
    """One report in the list of those that wait."""

    id: UUID
    receipt: str
    kind: ReportKind
    state: ReportState
    product_name: str
    stamp_product: str
    shop: str
    province: str
    market: str
    organisation_name: str
    reported_at: datetime

    @property
    def title(self) -> str:
        """The goods as the stamp names them, else as they were told of."""
        return self.stamp_product or self.product_name or self.receipt

    @property
    def kind_code(self) -> str:
        """The code whose words name what is wrong."""
        return f"report_kind.{self.kind.value}"

    @property
    def state_code(self) -> str:
        """The code whose words name how far it is."""
        return f"report_state.{self.state.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge: what nobody has looked at yet stands out."""
        return _TONES.get(self.state, "grey")

    @property
    def where(self) -> str:
        """Shop, market and province, as far as they were told."""
        return ", ".join(part for part in (self.shop, self.market, self.province) if part)


@dataclass(frozen=True)
class InboxFilter:
    """What the address of the list says; pages count from 1."""

    words: str = ""
    with_closed: bool = False
    number: int = 1


@dataclass(frozen=True)
class ReportPage:
    """One report with all that was sent, for inspectors only.

    `code_note` is the code of what must be known of the told code: that it is none of ours, or that
    it stands on a proof sheet.
    """

    row: ReportRow
    code_text: str | None
    stamp: SerialPlace | None
    code_note: str | None
    words: str
    contact: str
    answer: str | None
    photos: tuple[str, ...]
    next_states: tuple[ReportState, ...]


def report_inbox(
    actor: Actor,  # noqa: ARG001 - inspectors of the province see every report
    wanted: InboxFilter,
) -> Listing[ReportRow]:
    """Reports that wait for somebody, the newest first; words are searched without marks."""
    query = _reports().order_by(Report.reported_at.desc(), Report.receipt)
    if not wanted.with_closed:
        query = query.where(Report.state.in_(OPEN_STATES))
    with reader() as connection:
        if wanted.words:
            return _found(connection, query, wanted)
        return listed(connection, query, wanted.number, _report_row)


def _found(
    connection: Connection, query: Select[*tuple[Any, ...]], wanted: InboxFilter
) -> Listing[ReportRow]:
    """Words may be in any column, marks or not: they are looked for here, not in the database."""
    rows = [_report_row(row) for row in connection.execute(query.limit(SEARCHED))]
    found = tuple(row for row in rows if fold(wanted.words) in _searched(row))
    begin = offset_of(wanted.number)
    return Listing(found[begin : begin + PAGE_SIZE], len(found), wanted.number)


def report_page(actor: Actor, report_id: UUID) -> ReportPage:  # noqa: ARG001
    """One report.

    Raises:
        NoSuchReport.
    """
    with reader() as connection:
        row = connection.execute(_reports().where(Report.id == report_id)).one_or_none()
        if row is None:
            raise NoSuchReport
        photos = connection.execute(
            select(ReportPhoto.shown_sha256).where(ReportPhoto.report_id == report_id)
        ).scalars()
        shown = tuple(photos)
    has_stamp = row.key_id is not None and row.counter is not None
    return ReportPage(
        row=_report_row(row),
        code_text=row.code_text,
        stamp=SerialPlace(row.key_id, row.counter) if has_stamp else None,
        code_note=_code_note(row, has_stamp=has_stamp),
        words=row.words or "",
        contact=row.contact or "",
        answer=row.answer,
        photos=shown,
        next_states=NEXT_STATES[row.state],
    )


def _code_note(row: Any, *, has_stamp: bool) -> str | None:  # noqa: ANN401 - a row of `_reports`
    if row.is_proof:
        return "report_code.proof"
    if has_stamp:
        return None if row.stamp_product else "report_code.never_issued"
    return "report_code.not_ours" if row.code_text else None


def reports_of_stamp(actor: Actor, stamp: SerialPlace) -> tuple[ReportRow, ...]:  # noqa: ARG001
    """Every report about one stamp."""
    query = (
        _reports()
        .where(and_(Report.key_id == stamp.key_id, Report.counter == stamp.counter))
        .order_by(Report.reported_at.desc())
        .limit(LISTED)
    )
    with reader() as connection:
        return tuple(_report_row(row) for row in connection.execute(query))


def _reports() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Report.id,
            Report.receipt,
            Report.kind,
            Report.state,
            Report.product_name,
            Report.shop,
            Report.market,
            Report.reported_at,
            Report.code_text,
            Report.key_id,
            Report.counter,
            Report.words,
            Report.contact,
            Report.answer,
            Province.name.label("province"),
            Organisation.name.label("organisation_name"),
            Product.short_name.label("stamp_product"),
            (StampOrder.first + StampOrder.count <= Report.counter).label("is_proof"),
        )
        .outerjoin(Province, Province.code == Report.province_code)
        .outerjoin(Organisation, Organisation.id == Report.organisation_id)
        .outerjoin(StampOrder, StampOrder.numbers(Report.key_id, Report.counter))
        .outerjoin(Product, Product.id == StampOrder.product_id)
    )


def _report_row(row: Any) -> ReportRow:  # noqa: ANN401 - a row of `_reports`
    return ReportRow(
        id=row.id,
        receipt=row.receipt,
        kind=row.kind,
        state=row.state,
        product_name=row.product_name or "",
        stamp_product=row.stamp_product or "",
        shop=row.shop or "",
        province=row.province or "",
        market=row.market or "",
        organisation_name=row.organisation_name or "",
        reported_at=row.reported_at,
    )


def _searched(row: ReportRow) -> str:
    told = (row.receipt, row.product_name, row.stamp_product, row.where, row.organisation_name)
    return fold(" ".join(told))
