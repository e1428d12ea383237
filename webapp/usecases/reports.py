"""Taking what a member of the public tells us: without an account, once, and losing nothing."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from traceability.canonical import canonical_json, sha256_hex
from traceability.errors import Invalid, Unavailable
from traceability.keyring import SerialPlace
from traceability.receipts import BITS, spell_receipt
from traceability.reports import ReportKind, ReportState
from traceability.roles import Actor
from webapp.db import count_changed, db, transactional
from webapp.models.geography import Province
from webapp.models.report import Report, ReportPhoto
from webapp.models.stamp_order import StampOrder

MOST_PHOTOS: Final = 3
SAME_REPORT: Final = timedelta(minutes=10)
CONTACT_KEPT: Final = timedelta(days=365)
_DONE: Final = (ReportState.UNFOUNDED, ReportState.CLOSED)
_TRIES: Final = 5


class EmptyReport(Invalid):
    """Nothing in it that anybody could look into."""

    code = "report.empty"


class TooManyPhotos(Invalid):
    """More photos than a report may hold."""

    code = "report.too_many_photos"


class NoReceiptLeft(Unavailable):
    """Every receipt number that was tried is taken; trying again gives others."""

    code = "report.no_receipt"


@dataclass(frozen=True)
class ReportedPhoto:
    """The sealed original and the copy that inspectors look at; both are stored before."""

    sha256: str
    shown_sha256: str


@dataclass(frozen=True)
class FileReport:
    """`device` names the sender well enough to tell the same report sent twice, and no better."""

    device: str
    kind: ReportKind
    code_text: str | None = None
    place: SerialPlace | None = None
    product_name: str | None = None
    shop: str | None = None
    province_code: str | None = None
    market: str | None = None
    words: str | None = None
    contact: str | None = None
    photos: tuple[ReportedPhoto, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether only a choice was made: who to ask or where to look is not said."""
        told = (self.code_text, self.product_name, self.shop, self.market, self.words)
        return not any(told) and not self.photos


@transactional
def file_report(actor: Actor, command: FileReport, secret: str, *, now: datetime) -> str:  # noqa: ARG001
    """Keep a report and give back its receipt; the same again within ten minutes is the same one.

    Raises:
        EmptyReport, TooManyPhotos.
    """
    if command.is_empty:
        raise EmptyReport
    if len(command.photos) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    request = _request_sha256(command)
    known = _receipt_of(request, now)
    if known is not None:
        return known
    for attempt in range(_TRIES):
        # Of two at the same moment both spell the same receipt, and one of them finds it taken.
        receipt = _spell(secret, request, now, attempt)
        if _keep(command, receipt, request, now) or _receipt_of(request, now) == receipt:
            return receipt
    raise NoReceiptLeft


@transactional
def forget_old_contacts(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Erase whom to ask back, a year after a report that is done with was last answered; and the
    hash of what was sent, by which a guess at it could be tried.

    One that was closed without any answer counts from the day it was told.
    """
    answered_at = func.coalesce(Report.answered_at, Report.reported_at)
    erase = (
        update(Report)
        .where(
            Report.contact.is_not(None),
            Report.state.in_(_DONE),
            answered_at < now - CONTACT_KEPT,
        )
        .values(contact=None, request_sha256="")
    )
    return count_changed(db.session(), erase)


def _receipt_of(request: str, now: datetime) -> str | None:
    return db.session.execute(
        select(Report.receipt)
        .where(Report.request_sha256 == request, Report.reported_at > now - SAME_REPORT)
        .limit(1)
    ).scalar_one_or_none()


def _keep(command: FileReport, receipt: str, request: str, now: datetime) -> bool:
    session = db.session
    report = Report(
        receipt=receipt,
        state=ReportState.REPORTED,
        kind=command.kind,
        code_text=command.code_text,
        key_id=command.place.key_id if command.place else None,
        counter=command.place.counter if command.place else None,
        organisation_id=_holder_of(command.place),
        product_name=command.product_name,
        shop=command.shop,
        province_code=_known_province(command.province_code),
        market=command.market,
        words=command.words,
        contact=command.contact,
        request_sha256=request,
        reported_at=now,
    )
    try:
        with session.begin_nested():
            session.add(report)
    except IntegrityError:
        return False
    session.add_all(
        ReportPhoto(report_id=report.id, sha256=photo.sha256, shown_sha256=photo.shown_sha256)
        for photo in dict.fromkeys(command.photos)
    )
    session.flush()
    return True


def _holder_of(place: SerialPlace | None) -> UUID | None:
    """Whose stamps they are, so that the officer need not search."""
    if place is None:
        return None
    return db.session.execute(
        select(StampOrder.organisation_id).where(StampOrder.numbers(place.key_id, place.counter))
    ).scalar_one_or_none()


def _known_province(code: str | None) -> str | None:
    return code if code and db.session.get(Province, code) else None


def _request_sha256(command: FileReport) -> str:
    told = {
        name: value
        for name, value in vars(command).items()
        if isinstance(value, str)  # the place follows from the code
    }
    return sha256_hex(canonical_json(told | {"photos": [p.sha256 for p in command.photos]}))


def _spell(secret: str, request: str, now: datetime, attempt: int) -> str:
    window = int(now.timestamp()) // int(SAME_REPORT.total_seconds())
    seed = f"receipt {request} {window} {attempt}".encode()
    digest = hmac.new(secret.encode(), seed, hashlib.sha256).digest()
    return spell_receipt(int.from_bytes(digest) % 2**BITS)
