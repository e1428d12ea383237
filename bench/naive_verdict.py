"""The verdict as one would write it first: an object for each row, the look committed at once.

It renders the same page from the same words; only the way to the facts differs.
"""

from types import SimpleNamespace
from uuid import uuid4

from flask import Flask, render_template
from sqlalchemy import func, select

from traceability.serials import normalise
from traceability.stamp_ledger import StampState
from traceability.stamps import OrderState
from traceability.verdict import StampFacts, decide
from webapp.db import db
from webapp.models import (
    Activation,
    Commune,
    Event,
    Lot,
    Organisation,
    Place,
    Product,
    Province,
    Scan,
    Stamp,
    StampFlag,
    StampOrder,
    StampRoll,
)
from webapp.queries.verdict_goods import checks_of, goods_of, stops_of
from webapp.queries.verdicts import StampAnswer
from webapp.routes.forms import empty_form
from webapp.routes.verdict_pages import verdict_page
from webapp.services import now, services


def add_naive_verdict(app: Flask) -> None:
    """Give the application the page under `/naive/`."""

    def show(serial: str) -> str:
        # A look is written in the end; one that only read first could not, while others write.
        db.session.connection(execution_options={"write": True})
        code = normalise(serial)
        place = services().keyring.open(code)
        assert place is not None
        answer = _answer(place.key_id, place.counter)
        db.session.add(
            Scan(
                id=uuid4(),
                scanned_at=now(),
                key_id=place.key_id,
                counter=place.counter,
                verdict=answer.verdict.code,
                way="link",
            )
        )
        db.session.commit()
        page = verdict_page(answer, code, serial)
        return render_template("verdicts/show.html", page=page, form=empty_form())

    show.permission = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/naive/<serial>", "naive_verdict", show)


def _answer(key_id: int, counter: int) -> StampAnswer:
    order = db.session.scalars(
        select(StampOrder).where(StampOrder.holds(key_id, counter))
    ).one_or_none()
    if order is None or order.state is not OrderState.APPROVED:
        return StampAnswer(decide(StampFacts(issued=False), now()))
    roll = db.session.scalars(
        select(StampRoll).where(
            StampRoll.order_id == order.id, StampRoll.first <= counter, StampRoll.last > counter
        )
    ).one()
    activation = db.session.scalars(
        select(Activation).where(
            Activation.key_id == key_id,
            Activation.first <= counter,
            Activation.last > counter,
            Activation.undone_at.is_(None),
        )
    ).one()
    db.session.scalars(
        select(StampFlag).where(
            StampFlag.key_id == key_id, StampFlag.first <= counter, StampFlag.last > counter
        )
    ).all()
    db.session.get(Stamp, (key_id, counter))
    return _told(order, roll, activation, counter)


def _told(order: StampOrder, _roll: StampRoll, activation: Activation, counter: int) -> StampAnswer:
    lot = db.session.get_one(Lot, activation.lot_id)
    product = db.session.get_one(Product, order.product_id)
    organisation = db.session.get_one(Organisation, order.organisation_id)
    province = db.session.get_one(Province, organisation.province_code)
    commune = db.session.get_one(Commune, organisation.commune_code)
    place = db.session.get_one(Place, lot.place_id)
    looks = (Scan.key_id == order.key_id, Scan.counter == counter)
    looked_at = (*looks, Scan.scanned_at >= activation.activated_at)
    first = db.session.scalars(
        select(Scan).where(*looked_at).order_by(Scan.scanned_at).limit(1)
    ).one_or_none()
    count = db.session.scalar(select(func.count()).select_from(Scan).where(*looked_at)) or 0
    recorded = db.session.scalar(select(func.max(Event.received_at)).where(Event.lot_id == lot.id))
    facts = StampFacts(
        issued=True,
        state=StampState.ACTIVATED,
        activated_at=activation.activated_at,
        expires_on=lot.expires_on,
        earlier_scans=count,
        first_scanned_at=first.scanned_at if first else None,
    )
    row = SimpleNamespace(
        **{name: getattr(product, name) for name in _OF_PRODUCT},
        **{name: getattr(lot, name) for name in _OF_LOT},
        product_name=product.name,
        has_certificate=False,
        producer=organisation.name,
        address=organisation.address,
        commune=commune.name,
        province=province.name,
        place_code=place.code,
        lot_code=lot.code,
        looks=count,
        first_scanned_at=first.scanned_at if first else None,
        first_scan_province=None,
        covered_code_checked_at=None,
        covered_code_province=None,
    )
    return StampAnswer(decide(facts, now()), goods_of(row), checks_of(row), stops_of(row), recorded)


_OF_LOT = ("opened_at", "began_on", "made_on", "expires_on", "journey")
_OF_PRODUCT = (
    "gtin",
    "internal_code",
    "net_thousandths",
    "net_unit",
    "brand",
    "standards",
    "photo_sha256",
)
