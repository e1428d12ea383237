"""Scoring stamps that were looked at, off the verdict's path, and raising alerts over them.

A look leaves a mark with it (`unscored_stamp`); scoring takes the mark away in the transaction in
which it writes what it found. Whatever is killed in between is done again, and found the same.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, func, select, tuple_, update

from traceability.alerts import ALERT_WITHIN, AlertKind, AlertState
from traceability.calendar import civil_date
from traceability.clone_score import UNREGISTERED, Custom, is_lot_suspected
from traceability.decoys import decoy_number
from traceability.keyring import SerialPlace
from traceability.late_looks import is_late, is_lot_late
from traceability.noticed import Noticed
from traceability.roles import Actor
from traceability.stamps import OrderKind
from traceability.suspicion import (
    Sign,
    Suspicion,
    alarmed_at,
    counted,
    graver,
    is_marked,
    suspicion_of,
)
from traceability.verdict import Cause, VerdictCode
from webapp.db import db, transactional
from webapp.models.alert import LotLooks, StampAlert, raise_alert
from webapp.models.scan import UnknownLooks, UnscoredStamp
from webapp.models.stamp import Stamp
from webapp.models.stamp_looks import StampHolder, holder_of, is_proof, look_windows, seen_look
from webapp.models.upsert import upsert

AT_ONCE: Final = 50
# So many codes in an hour that nobody issued, and so many times more than usual, is a search.
_BURST: Final = 500
_USUAL_TIMES: Final = 10
_WEEK: Final = timedelta(days=7)
# Of fewer stamps each speaks for itself.
_FEWEST_MARKED: Final = 5
_GONE: Final = {Cause.STOLEN, Cause.LOST, Cause.VOID, Cause.DESTROYED}


@dataclass
class _LotChange:
    """By how much the stamps of a lot that were looked at, that are marked, and that were looked at
    late, became more.
    """

    organisation_id: UUID
    last_at: datetime
    looked_at: int = 0
    marked: int = 0
    late: int = 0


@dataclass(frozen=True)
class _Odd:
    """What is odd about the looks at one stamp, and when the last of them was."""

    is_marked: bool
    is_late: bool
    last_at: datetime


@dataclass
class _Found:
    """What one round found, written at its end in one order, so that two rounds never lock up."""

    usual: Custom = UNREGISTERED
    noticed: dict[str, Noticed] = field(default_factory=dict)
    lapsed: set[str] = field(default_factory=set)
    calm_lots: dict[AlertKind, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    lots: dict[UUID, _LotChange] = field(default_factory=dict)

    def notice(self, it: Noticed) -> None:
        """The same thing noticed at two stamps is one, over the time of both."""
        known = self.noticed.get(it.key)
        self.noticed[it.key] = known.and_at(it) if known else it


@transactional
def score_stamps(
    actor: Actor,  # noqa: ARG001
    *,
    usual: Custom = UNREGISTERED,
    now: datetime,
) -> int:
    """Score stamps that wait for it, those that wait longest first; gives back how many.

    `usual` is how often stamps that nobody registered are on display in this province.
    Stamps that another worker is at are left to it.
    """
    query = (
        select(UnscoredStamp.key_id, UnscoredStamp.counter)
        .order_by(UnscoredStamp.waiting_since, UnscoredStamp.key_id, UnscoredStamp.counter)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    waiting = [SerialPlace(*row) for row in db.session.execute(query)]
    found = _Found(usual)
    for stamp in sorted(waiting, key=lambda it: (it.key_id, it.counter)):
        _look_at(stamp, found, now)
    _write_lots(found)
    _write_alerts(found, now)
    if waiting:
        key = tuple_(UnscoredStamp.key_id, UnscoredStamp.counter)
        taken = [(it.key_id, it.counter) for it in waiting]
        db.session.execute(delete(UnscoredStamp).where(key.in_(taken)))
    return len(waiting)


@transactional
def watch_unknown_codes(actor: Actor, *, now: datetime) -> bool:  # noqa: ARG001
    """Alert agencies where far more unknown codes are asked for than usual; tells whether."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    here = select(UnknownLooks.count).where(UnknownLooks.hour == hour)
    before = UnknownLooks.hour.between(hour - _WEEK, hour - timedelta(hours=1))
    total = db.session.execute(select(func.sum(UnknownLooks.count)).where(before)).scalar_one()
    count = db.session.execute(here).scalar_one_or_none() or 0
    usual = (total or 0) / (_WEEK / timedelta(hours=1))
    if count < max(_BURST, _USUAL_TIMES * usual):
        return False
    found, day = _Found(), civil_date(hour)
    sign = Sign("unknown_codes", {"count": count})
    found.notice(
        Noticed(
            kind=AlertKind.UNKNOWN_BURST,
            subject=day.isoformat(),
            first_at=hour,
            last_at=now,
            signs=(sign,),
        )
    )
    _write_alerts(found, now)
    return True


def _look_at(stamp: SerialPlace, found: _Found, now: datetime) -> None:
    holder = holder_of(db.session(), stamp)
    if holder is None:
        return None if is_proof(db.session(), stamp) else _never_issued(stamp, found)
    since = holder.activated_at
    windows = look_windows(db.session(), stamp, since)
    latest = [row for row in windows[-1] if not row.is_staff]
    _notice_answers(stamp, holder, latest, found)
    # One lot stamp is on many packs: to be seen in many places is what it is for.
    if since is not None and latest and holder.kind is OrderKind.ITEM:
        _weigh(stamp, holder, windows, found, now)
    return None


def _never_issued(stamp: SerialPlace, found: _Found) -> None:
    # Who ordered, prints or inspects may know of a proof sheet before it is recorded as taken out.
    rows = [row for row in look_windows(db.session(), stamp)[-1] if not row.is_staff]
    for row in rows[-1:]:
        number, subject = decoy_number(stamp), f"{stamp.key_id}:{civil_date(row.scanned_at)}"
        sign = Sign("decoy_seen", {"number": number}) if number else Sign("never_issued_seen")
        found.notice(
            Noticed(
                kind=AlertKind.NEVER_ISSUED,
                subject=f"{subject}:{number}" if number else subject,
                first_at=row.scanned_at,
                last_at=row.scanned_at,
                signs=(sign,),
                stamp=stamp,
            )
        )


def _notice_answers(
    stamp: SerialPlace, holder: StampHolder, rows: list[Row[Any]], found: _Found
) -> None:
    """Looks at stamps that no goods should bear: once for an order and a cause."""
    times: dict[tuple[AlertKind, str], list[datetime]] = defaultdict(list)
    for row in rows:
        if row.verdict == VerdictCode.NOT_ACTIVATED:
            times[AlertKind.NOT_ACTIVATED, "not_activated_seen"].append(row.scanned_at)
        elif row.verdict == VerdictCode.WITHDRAWN and row.cause in _GONE:
            times[AlertKind.GONE, f"{row.cause}_seen"].append(row.scanned_at)
        elif row.verdict == VerdictCode.UNKNOWN and not holder.was_printed(row.scanned_at):
            # A link under another GTIN is unknown too, but says nothing of who printed it.
            times[AlertKind.NEVER_ISSUED, "unprinted_seen"].append(row.scanned_at)
    for (kind, code), at in times.items():
        found.notice(
            Noticed(
                kind=kind,
                subject=f"{holder.order_id}:{code}",
                first_at=at[0],
                last_at=at[-1],
                signs=(Sign(code),),
                stamp=stamp,
                organisation_id=holder.organisation_id,
            )
        )


def _weigh(
    stamp: SerialPlace,
    holder: StampHolder,
    windows: tuple[list[Row[Any]], ...],
    found: _Found,
    now: datetime,
) -> None:
    looks = [counted(map(seen_look, rows)) for rows in windows]
    if not looks[-1]:
        return
    kept = _kept_stamp(stamp, holder.organisation_id)
    shown_as, usual = kept.display_kind, found.usual
    suspicion = suspicion_of(looks[0], shown_as, usual)
    if len(looks) > 1:
        suspicion = graver(suspicion, suspicion_of(looks[-1], shown_as, usual))
    last_at = looks[-1][-1].at
    times = [looks[0][0].at, last_at] if looks[0] else [last_at]
    late = is_late(times, holder.expires_on, kept.covered_code_checked_at)
    _change_lot(found, holder, kept, _Odd(is_marked(suspicion.unexplained), late, last_at))
    _keep(kept, suspicion)
    kind, subject = AlertKind.SUSPECTED_COPY, f"{stamp.key_id}:{stamp.counter}"
    if not suspicion.alarms:
        found.lapsed.add(f"{kind}:{subject}")
    elif last_at > now - ALERT_WITHIN:
        known = select(StampAlert.id).where(StampAlert.subject == f"{kind}:{subject}")
        is_known = db.session.execute(known).first() is not None
        found.notice(
            Noticed(
                kind=kind,
                subject=subject,
                first_at=last_at if is_known else alarmed_at(looks[0], shown_as, usual),
                last_at=last_at,
                signs=suspicion.signs,
                stamp=stamp,
                organisation_id=holder.organisation_id,
                lot_id=holder.lot_id,
            )
        )


def _kept_stamp(stamp: SerialPlace, organisation_id: UUID) -> Stamp:
    kept = db.session.get(Stamp, (stamp.key_id, stamp.counter))
    if kept is None:
        kept = Stamp(key_id=stamp.key_id, counter=stamp.counter, organisation_id=organisation_id)
        db.session.add(kept)
    return kept


def _keep(kept: Stamp, suspicion: Suspicion) -> None:
    signs = suspicion.signs if suspicion.alarms else ()
    kept.suspicion, kept.suspicion_unexplained = suspicion.thousandths, suspicion.unexplained
    kept.suspicion_reasons = json.dumps([sign.as_json() for sign in signs])


def _change_lot(found: _Found, holder: StampHolder, kept: Stamp, odd: _Odd) -> None:
    if holder.lot_id is None:
        return
    change = found.lots.setdefault(holder.lot_id, _LotChange(holder.organisation_id, odd.last_at))
    change.last_at = max(change.last_at, odd.last_at)
    change.looked_at += kept.suspicion is None
    # What is registered is explained; it counts again when that ends.
    is_open = kept.display_kind is None
    marked, late = is_open and odd.is_marked, is_open and odd.is_late
    change.marked += marked - bool(kept.is_marked)
    change.late += late - bool(kept.is_late)
    kept.is_marked, kept.is_late = marked, late


def _write_lots(found: _Found) -> None:
    for lot_id, change in sorted(found.lots.items(), key=lambda pair: str(pair[0])):
        more = {"looked_at": change.looked_at, "marked": change.marked, "late": change.late}
        if not any(more.values()):
            continue
        statement = upsert(db.session(), LotLooks).values(lot_id=lot_id, **more)
        counted_now = statement.on_conflict_do_update(
            index_elements=["lot_id"],
            set_={name: getattr(LotLooks, name) + count for name, count in more.items()},
        ).returning(LotLooks.looked_at, LotLooks.marked, LotLooks.late)
        looked_at, marked, late = db.session.execute(counted_now).one()
        is_odd = marked >= _FEWEST_MARKED and is_lot_suspected(looked_at, marked)
        told = (AlertKind.LOT_COPIES, "lot_stamps_marked", marked, is_odd)
        told_late = (AlertKind.LATE_LOOKS, "lot_stamps_late", late, is_lot_late(looked_at, late))
        for kind, code, odd, is_told in (told, told_late):
            if is_told:
                sign = Sign(code, {"looked_at": looked_at, "marked": odd})
                found.notice(_of_lot(kind, lot_id, change, sign))
            else:
                found.calm_lots[kind].add(lot_id)


def _of_lot(kind: AlertKind, lot_id: UUID, change: _LotChange, sign: Sign) -> Noticed:
    return Noticed(
        kind=kind,
        subject=str(lot_id),
        first_at=change.last_at,
        last_at=change.last_at,
        signs=(sign,),
        organisation_id=change.organisation_id,
        lot_id=lot_id,
    )


def _write_alerts(found: _Found, now: datetime) -> None:
    for _, noticed in sorted(found.noticed.items()):
        raise_alert(db.session(), noticed, now)
    lapse = update(StampAlert).values(state=AlertState.EXPLAINED)
    if found.lapsed:
        db.session.execute(lapse.where(StampAlert.subject.in_(sorted(found.lapsed))))
    for kind, lots in sorted(found.calm_lots.items()):
        about = (StampAlert.kind == kind, StampAlert.lot_id.in_(lots))
        db.session.execute(lapse.where(*about))
