"""Lots that were opened with an older template are written on with the newest."""

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry
from tests.filled_forms import filled, minimal
from tests.page_forms import send
from tests.silk import silk
from tests.uploads import put_in_force
from traceability.calendar import civil_date
from traceability.event_template import current, get_template
from traceability.roles import Role
from webapp.db import db
from webapp.models import Event
from webapp.queries.event_forms import AskForm, event_form
from webapp.usecases.events.capture import capture_event

UNUSUAL = [
    ("fruit_vegetables", "cooling", {"temperature": "18"}),
    ("rice", "harvesting", {"moisture": "38"}),
    ("rice", "spraying", {"phi_days": "120"}),
]


@pytest.fixture
def old_lot(make, cast):
    """Make a lot that was opened with the first version of its group."""

    def made(group):
        product = make.product(cast.cooperative, group=group)
        return make.lot(product, template_version=1, opened_by_id=cast.lan.account_id)

    return made


@pytest.fixture
def silk_lot(make, cast, old_lot, now):
    """A lot of silk; a further version is put in force by the function beside it."""
    van = make.actor(Role.PROGRAMME_ADMIN, make.agency(name="Văn phòng"), make.account(name="Vân"))
    put_in_force(cast.thu, van, now)

    def put(raw):
        put_in_force(cast.thu, van, now, raw=raw)

    return old_lot("silk"), put


def typed_of(group, code, now, **changed):
    said = filled(current(group).event(code), on=civil_date(now)) | changed
    return {f"values.{name}": text for name, text in said.items()}


def standing(lot):
    db.session.expire_all()
    return db.session.scalars(
        select(Event).where(Event.lot_id == lot.id).order_by(Event.ledger_position.desc())
    ).first()


@pytest.mark.parametrize(("group", "code", "changed"), UNUSUAL)
def test_no_true_fact_is_refused_in_a_lot_of_an_older_version(
    cast, client_of, old_lot, now, group, code, changed
):
    lot = old_lot(group)

    link = f"/lots/{lot.id}/events/new/{code}"
    answer = send(client_of(cast.lan), link, "/events", typed_of(group, code, now, **changed))

    assert answer.status_code == 303, answer.text
    assert standing(lot).template_version == current(group).version
    assert lot.template_version == 1


@pytest.mark.parametrize(("group", "code", "changed"), UNUSUAL)
def test_an_entry_of_an_older_version_is_corrected_to_what_is_true(
    cast, client_of, old_lot, now, group, code, changed
):
    lot = old_lot(group)
    values = minimal(get_template(group, 1).event(code), on=civil_date(now))
    wrong = entry(lot, code, values=values)
    capture_event(cast.lan, wrong, HOST, now=now)
    before = standing(lot).values

    link = f"/lots/{lot.id}/events/new/{code}?corrects={wrong.event_id}"
    typed = {f"values.{name}": text for name, text in changed.items()}
    answer = send(client_of(cast.lan), link, "/events", typed)

    assert answer.status_code == 303, answer.text
    assert standing(lot).template_version == current(group).version
    old = db.session.get(Event, wrong.event_id)
    assert (old.template_version, old.values) == (1, before)


def test_a_form_is_judged_by_the_version_that_it_showed(cast, client_of, silk_lot, now):
    """A version is put in force while somebody fills in the form."""
    lot, put = silk_lot
    client, later = client_of(cast.lan), silk(2)
    later["events"][0]["fields"][0]["max"] = "10"
    page = client.get(f"/lots/{lot.id}/events/new/rearing").text
    put(later)
    typed = {"values.eggs": "800", "values.vet": "Lò Văn Bình"}
    shown = {name: text for name, text in event_values(cast, lot, now).items() if "." not in name}

    answer = client.post(
        f"/lots/{lot.id}/events",
        data=shown | typed | {"event_code": "rearing", "template_version": "1"},
    )

    assert 'name="template_version" value="1"' in page
    assert answer.status_code == 303, answer.text
    assert standing(lot).template_version == 1


def event_values(cast, lot, now):
    return event_form(cast.lan, AskForm(lot.id, "rearing"), now=now).values


def test_a_form_that_was_refused_is_shown_by_the_version_it_was_filled_in_by(
    cast, client_of, silk_lot
):
    lot, put = silk_lot
    later = silk(2)
    later["events"][0]["labels"]["vi"] += " kỹ"
    put(later)

    answer = client_of(cast.lan).post(
        f"/lots/{lot.id}/events", data={"event_code": "rearing", "template_version": "1"}
    )

    assert answer.status_code == 422
    assert 'name="template_version" value="1"' in answer.text


def test_a_correction_takes_nothing_away_that_the_newest_no_longer_asks(cast, silk_lot, now):
    lot, put = silk_lot
    wrong = entry(lot, "rearing", values={"eggs": "3", "vet": "Lò Văn Bình"})
    capture_event(cast.lan, wrong, HOST, now=now)
    later = silk(2)
    del later["events"][0]["fields"][1]
    put(later)

    def version(**wanted):
        return event_form(cast.lan, AskForm(lot.id, "rearing", **wanted), now=now).template_version

    assert version() == 2
    assert version(corrects=wrong.event_id) == 1


def test_work_that_the_newest_no_longer_knows_is_written_by_the_lots_own(cast, silk_lot, now):
    lot, put = silk_lot
    later = silk(2)
    later["events"] = [it for it in later["events"] if it["code"] != "rearing"]
    later["likely"] = {"": ["treating"], "harvesting": ["packing"]}
    put(later)

    form = event_form(cast.lan, AskForm(lot.id, "rearing"), now=now)

    assert form.template_version == 1


def test_an_entry_that_names_no_version_is_of_its_lots_own(cast, old_lot, now):
    lot = old_lot("rice")

    capture_event(cast.lan, entry(lot, "irrigating"), HOST, now=now)

    assert standing(lot).template_version == 1
