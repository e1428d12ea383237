"""Pages of stamps come from shells: nobody may be able to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.makers import GTIN, Maker
from traceability.stamps import FlagKind, OrderKind
from traceability.suspicion import DisplayKind
from webapp.db import db
from webapp.models import Lot, Stamp, StampOrder
from webapp.queries.verdicts import StampLook
from webapp.routes.kept import kept
from webapp.routes.page_shells import PageShell, PageShells, slot

# What loads a page before anybody looks counts nothing, so that two answers may be the same.
AHEAD = {"Accept": "text/html", "Sec-Purpose": "prefetch"}


@dataclass(frozen=True)
class Sold:
    """Stamps on goods that are being sold."""

    make: Maker
    order: StampOrder
    lot: Lot

    def link(self, offset: int) -> str:
        return f"/01/{GTIN}/21/{self.make.serial(self.order, offset)}"

    def keep_stamps(self, **given: object) -> None:
        for offset in range(3):
            place = {"key_id": self.order.key_id, "counter": self.order.first + offset}
            db.session.add(Stamp(**place, organisation_id=self.order.organisation_id, **given))
        db.session.commit()


@pytest.fixture
def sold(make: Maker) -> Sold:
    product = make.product(make.licensed(), gtin=GTIN)
    lot = make.packed_lot(product)
    order = make.order(product, has_covered_code=False)
    make.activation(make.roll(order), lot)
    return Sold(make, order, lot)


def _looked_at(sold: Sold) -> None:
    for offset in range(3):
        sold.make.scan(sold.order, offset)
        sold.make.scan(sold.order, offset)


def _expired(sold: Sold) -> None:
    sold.lot.expires_on = (sold.make.now - timedelta(days=2)).date()
    db.session.commit()


def _recalled(sold: Sold) -> None:
    sold.lot.recalled_at, sold.lot.recall_reason = sold.make.now, "Phát hiện dư lượng <thuốc>"
    db.session.commit()


def _covered(sold: Sold) -> None:
    sold.order.has_covered_code = True
    db.session.commit()


def _lot_stamps(sold: Sold) -> None:
    sold.order.kind = OrderKind.LOT
    db.session.commit()


def _covered_and_checked(sold: Sold) -> None:
    _covered(sold)
    checked_at = sold.make.now - timedelta(days=3)
    sold.keep_stamps(covered_code_checked_at=checked_at, covered_code_province="14")


CASES: dict[str, Callable[[Sold], None]] = {
    "first": lambda _: None,
    "looked at": _looked_at,
    "expired": _expired,
    "recalled": _recalled,
    "held": lambda it: it.make.flag(it.order, FlagKind.ON_HOLD, public_reason="Chờ kết quả"),
    "stolen": lambda it: it.make.flag(it.order, FlagKind.STOLEN),
    "display": lambda it: it.keep_stamps(
        display_kind=DisplayKind.DISPLAY, display_since=it.make.now - timedelta(days=9)
    ),
    "covered": _covered,
    "covered and checked": _covered_and_checked,
    "lot": _lot_stamps,
}


def _plain(client: FlaskClient, link: str, monkeypatch: pytest.MonkeyPatch, **headers: str) -> str:
    """The page rendered for this stamp alone."""
    with monkeypatch.context() as patched:
        patched.setattr(StampLook, "facts", None)
        return client.get(link, headers=AHEAD | headers).text


@pytest.mark.parametrize(
    "query", ["", "?placed=1", "?bought=1", "?lang=en&x=%3Cscript%3E", "?S=wrong"]
)
@pytest.mark.parametrize("case", CASES)
def test_a_filled_shell_is_the_page_of_the_stamp(
    case: str, query: str, client: FlaskClient, sold: Sold, monkeypatch: pytest.MonkeyPatch
) -> None:
    CASES[case](sold)
    first = client.get(sold.link(1) + query, headers=AHEAD)

    filled = client.get(sold.link(2) + query, headers=AHEAD)

    assert filled.text == _plain(client, sold.link(2) + query, monkeypatch)
    assert first.text == _plain(client, sold.link(1) + query, monkeypatch)
    assert first.text != filled.text
    assert slot("")[:20] not in filled.text


def test_stamps_of_a_lot_share_one_shell(
    app: Flask, client: FlaskClient, sold: Sold, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_shells = []
    monkeypatch.setattr(PageShells, "keep", lambda _self, key, _shell: kept_shells.append(key))
    client.get(sold.link(0), headers=AHEAD)
    assert len(kept_shells) == 1
    monkeypatch.undo()

    shells = kept().stamp_pages
    for offset in range(5):
        client.get(sold.link(offset), headers=AHEAD)

    assert shells.find(kept_shells[0]) is not None
    assert len(shells) == 1


def test_a_first_look_tells_its_own_minute(
    client: FlaskClient, sold: Sold, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get(sold.link(0), headers=AHEAD).text
    clock.forward(minutes=7)

    after = client.get(sold.link(0), headers=AHEAD).text

    assert "10:00, 22/11/2026" in before
    assert "10:07, 22/11/2026" in after
    assert after == _plain(client, sold.link(0), monkeypatch)


def test_whatever_changes_is_told_at_once(client: FlaskClient, sold: Sold) -> None:
    assert "<h1>Tem hợp lệ" in client.get(sold.link(0), headers=AHEAD).text

    sold.make.flag(sold.order, FlagKind.STOLEN)

    assert "<h1>Tem hợp lệ" not in client.get(sold.link(0), headers=AHEAD).text


def test_the_day_after_the_last_good_one_is_another_page(
    client: FlaskClient, sold: Sold, clock: Clock
) -> None:
    sold.lot.expires_on = clock.time.date()
    db.session.commit()
    good = client.get(sold.link(0), headers=AHEAD).text

    clock.forward(days=1)

    assert "<h1>Tem hợp lệ" in good
    assert "<h1>Tem hợp lệ" not in client.get(sold.link(0), headers=AHEAD).text


def test_a_look_from_a_shell_is_counted_as_any_other(client: FlaskClient, sold: Sold) -> None:
    person = {"Accept": "text/html"}
    other = client.application.test_client()
    client.get(sold.link(0), headers=person)
    client.get(sold.link(1), headers=person)

    again = other.get(sold.link(1), headers={"Accept": "application/json"}).json

    assert again["verdict"] == "valid"


def test_shells_are_filled_with_text_and_the_oldest_is_let_go() -> None:
    shells = PageShells(2)
    for number in range(2):
        shells.keep(number, PageShell.of(f"<p>{slot('code')} ở {slot('place')}</p>{number}"))
    found = shells.find(0)
    shells.keep(2, PageShell.of(""))

    assert found is not None
    told = found.filled({"code": "A&B", "place": "<Sơn La>"}).decode()
    assert told == "<p>A&amp;B ở &lt;Sơn La&gt;</p>0"
    assert shells.find(1) is None
    assert shells.find(0) is found
    assert len(shells) == 2


def test_shells_of_two_lots_share_what_is_the_same_in_both() -> None:
    one, other = (
        PageShell.of(f"<main>Tem hợp lệ{slot('code')}<section>{lot}</section><footer>1900</footer>")
        for lot in ("MVA-1", "MVA-2")
    )

    shared = {id(piece) for piece in one.pieces} & {id(piece) for piece in other.pieces if piece}
    told = {piece.decode() for piece in one.pieces if piece and id(piece) in shared}
    assert told == {"<main>Tem hợp lệ", "<footer>1900</footer>"}
    assert other.filled({"code": "4F7K"}).decode() == (
        "<main>Tem hợp lệ4F7K<section>MVA-2</section><footer>1900</footer>"
    )
