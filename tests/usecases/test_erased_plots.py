"""Of an erased person: where their plots lie and their number go; what is a namesake's stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry, values_of
from tests.ledger_story_catalogue import add_plot
from tests.lots import opened
from tests.paper_pages import kept_page
from traceability.places import PlaceCodeScheme, PlaceKind
from traceability.positions import Position
from traceability.reports import ReportKind
from traceability.roles import Actor, Role
from webapp.db import db
from webapp.models import LedgerPersonal, Place, Report
from webapp.queries.audits.rows import Finding
from webapp.queries.ledger_audit import audit_ledger
from webapp.queries.people import named_still, person_kept
from webapp.services import services
from webapp.usecases.events.capture import capture_event
from webapp.usecases.people import ErasedPerson, erase_person
from webapp.usecases.places import KeepPlace, PlaceFacts, adopt_places, edit_place
from webapp.usecases.reports import FileReport, file_report

NAME, PHONE = "Lường Thị Mẩy", "+84912345678"


@pytest.fixture
def may(make, cast):
    return make.actor(Role.FARMER, cast.cooperative, make.account(name=NAME, phone=PHONE))


@pytest.fixture
def erase(may, now):
    return lambda: erase_person(Actor.system(), PHONE, now=now + timedelta(days=1))


def left(erased: ErasedPerson) -> dict[str, int]:
    return named_still(Actor.system(), erased.person, but=erased.account_id)


def findings() -> list[Finding]:
    db.session.commit()
    return list(audit_ledger(services().signer.key, ()).findings)


@pytest.fixture
def plot(may, cast, now) -> Place:
    """May's own, twice measured, and called by her name in between."""
    plot_id = add_plot(cast, now, name="Ruộng dưới")
    for name, latitude in ((f"Ruộng nhà {NAME}", 209512399), (f"Ruộng bà {NAME}", 209512333)):
        facts = PlaceFacts(
            kind=PlaceKind.PLOT,
            name=name,
            commune_code="03646",
            code_scheme=PlaceCodeScheme.INTERNAL,
            position=Position(latitude, 1037001000),
            keeper_id=may.account_id,
        )
        edit_place(cast.minh, KeepPlace(plot_id, facts), now=now)
    return db.session.get_one(Place, plot_id)


def test_where_the_own_plots_lie_and_that_they_bear_the_name_goes(plot, erase, cast, now):
    others = db.session.get_one(Place, add_plot(cast, now, name="Ruộng trên"))
    kept = person_kept(Actor.system(), PHONE)
    assert findings() == []

    erased = erase()

    assert (kept.positions, erased.positions, erased.words) == (1, 1, kept.words)
    assert (plot.latitude_e7, plot.longitude_e7, plot.name) == (None, None, plot.code)
    assert others.latitude_e7 == 209512345
    words = select(LedgerPersonal.value).where(LedgerPersonal.subject_id == str(plot.id))
    assert sorted(db.session.scalars(words)) == sorted([plot.code, "Ruộng dưới"])
    assert left(erased) == {}
    assert findings() == []


def test_a_position_that_is_put_back_by_hand_is_found(plot, erase):
    erase()
    plot.latitude_e7 = 209512333

    (found,) = findings()

    assert (found.table, found.columns) == ("place", ("latitude_e7",))


def test_a_plot_that_the_ledger_does_not_know_yet_is_cleared_and_told_when_adopted(
    make, cast, may, erase, now
):
    where = {"latitude_e7": 209512345, "longitude_e7": 1037001000}
    plot = make.place(cast.cooperative, name="Ruộng dưới", keeper_id=may.account_id, **where)

    erase()

    assert (plot.latitude_e7, plot.longitude_e7, plot.name) == (None, None, "Ruộng dưới")
    adopt_places(Actor.system(), now=now)
    assert findings() == []


def test_words_of_a_namesake_are_left_to_be_looked_at(make, cast, now):
    name = "Nguyễn Thị Hoa"
    asks, other = (
        make.actor(Role.FARMER, cast.cooperative, make.account(name=it, phone=phone))
        for it, phone in ((name, PHONE), (name.upper(), "+84912345679"))
    )
    lot = opened(make, asks, make.product(cast.cooperative))
    others = opened(make, other, make.product(cast.cooperative))
    clerk = make.actor(Role.CLERK, cast.cooperative, make.account(name="Bình"))
    sprayed = values_of("spraying", sprayer_name=name)
    page_id = kept_page(clerk, now, on_behalf_of=other.account_id)
    for actor, command in (
        (asks, entry(lot, "spraying", values=sprayed)),
        (other, entry(others, "spraying", values=sprayed)),
        (
            clerk,
            entry(
                others,
                "spraying",
                values=sprayed,
                paper_page_id=page_id,
                on_behalf_of=other.account_id,
            ),
        ),
        (cast.minh, entry(lot, "spraying", values=sprayed)),
    ):
        capture_event(actor, command, HOST, now=now)

    erased = erase_person(Actor.system(), PHONE, now=now)

    kept = select(LedgerPersonal.value).where(LedgerPersonal.value == name)
    assert len(db.session.scalars(kept).all()) == 2
    assert left(erased) == {"account.name": 1, "ledger_personal.value": 4}
    assert findings() == []


def test_reports_forget_the_number_and_leave_what_may_be_a_namesakes(may, erase, now):
    contacts = ["0912-345 678", f"{NAME} (+84912345678)", NAME, f"{NAME}, 0987 654 321"]
    for contact in contacts:
        words = f"Gọi {contact}"
        command = FileReport(
            "a phone", ReportKind.NO_STAMP, words=words, shop=NAME, contact=contact
        )
        file_report(Actor.public(), command, "secret", now=now)
    kept = person_kept(Actor.system(), PHONE)

    erased = erase()

    left_over = db.session.scalars(select(Report.contact).where(Report.contact.is_not(None)))
    assert sorted(left_over) == contacts[2:]
    assert (kept.reports, erased.reports) == (2, 2)
    told = {"report.contact": 2, "report.shop": 4, "report.words": 4}
    assert left(erased) == told
