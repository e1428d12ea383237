"""The pages of codes and consents: who sees what, and that nothing typed is lost."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.area_codes import TONNE, area_code, consent
from tests.makers import NOW
from traceability.area_codes import AreaCodeStatus
from webapp.db import db
from webapp.models import AreaCode, AreaCodeConsent, LotAreaCode


@pytest.fixture
def code(make, cast):
    return area_code(make, cast.cooperative, code="VN-SLOR-0001")


def typed(cast, **given) -> dict[str, str]:
    """The form of a code as an officer fills it in."""
    return {
        "id": str(uuid4()),
        "kind": "growing_area",
        "code": "vn-slor-0009",
        "holder": cast.cooperative.short_code.lower(),
        "status": "granted",
        "reason": "Văn bản 12",
        "scheme": "export",
        "market_china": "1",
        "authority": "Cục Bảo vệ thực vật",
        "issued_on": "2026-01-10",
        "area": "2,5",
        "area_unit": "ha",
        "yield": "20",
        "households": "12",
    } | given


def test_an_officer_enters_a_code(client_of, cast):
    answer = client_of(cast.thu).post("/area-codes", data=typed(cast))

    row = db.session.query(AreaCode).one()
    assert answer.status_code == 303
    assert (row.code, row.holder_id, row.markets) == (
        "VN-SLOR-0009",
        cast.cooperative.id,
        "china",
    )
    assert (row.area_thousandths, row.yield_thousandths) == (25_000_000, 20 * TONNE)


def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(client_of, cast):
    data = typed(cast, code="?", holder="NOBODY", issued_on="2030-01-01")

    answer = client_of(cast.thu).post("/area-codes", data=data)

    assert answer.status_code == 422
    assert 'href="#code"' in answer.text
    assert 'href="#holder"' in answer.text
    assert 'value="Cục Bảo vệ thực vật"' in answer.text


def test_a_date_that_no_decision_has_stands_beside_the_date(client_of, cast):
    answer = client_of(cast.thu).post("/area-codes", data=typed(cast, issued_on=""))

    assert answer.status_code == 422
    assert 'href="#issued_on"' in answer.text


@pytest.mark.parametrize("households", ["3.000.000.000", "0", "1000001"])
def test_as_many_households_as_no_area_has_stand_beside_their_field(client_of, cast, households):
    answer = client_of(cast.thu).post("/area-codes", data=typed(cast, households=households))

    assert answer.status_code == 422
    assert 'href="#households"' in answer.text
    assert f'value="{households}"' in answer.text


def test_a_consent_begins_today_at_home_in_the_small_hours_too(client_of, cast, code, clock):
    clock.time = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # one in the morning of the 22nd

    page = client_of(cast.minh).get(f"/area-codes/{code.id}/consents/new").text

    assert 'value="2026-11-22"' in page


def test_the_entry_of_a_code_is_edited(client_of, cast, code):
    officer = client_of(cast.thu)
    page = officer.get(f"/area-codes/{code.id}/edit").text
    assert 'value="10"' in page

    data = typed(cast, **{"yield": "12,345"})
    refused = officer.post(f"/area-codes/{code.id}", data=data)
    done = officer.post(f"/area-codes/{code.id}", data=data | {"yield": "12,3450"})

    assert refused.status_code == 422  # twelve tonnes and a bit, or twelve thousand
    assert done.status_code == 303
    assert db.session.get(AreaCode, code.id).yield_thousandths == 12_345_000
    assert 'value="12,3450"' in officer.get(f"/area-codes/{code.id}/edit").text


def test_a_code_is_suspended_with_a_reason(client_of, cast, code):
    officer = client_of(cast.thu)
    data = {"change_id": str(uuid4()), "status": "suspended", "reason": ""}

    refused = officer.post(f"/area-codes/{code.id}/status", data=data)
    done = officer.post(f"/area-codes/{code.id}/status", data=data | {"reason": "Văn bản 9"})

    assert (refused.status_code, done.status_code) == (422, 303)
    assert db.session.get(AreaCode, code.id).status is AreaCodeStatus.SUSPENDED
    page = officer.get(f"/area-codes/{code.id}").text
    assert "Đình chỉ" in page
    assert "Văn bản 9" in page


def test_the_holder_gives_a_consent_and_takes_it_back(client_of, cast, code):
    holder = client_of(cast.minh)
    data = {
        "id": str(uuid4()),
        "organisation": "KHAC",
        "valid_from": "2026-11-22",
        "most": "3",
    }

    given = holder.post(f"/area-codes/{code.id}/consents", data=data)

    row = db.session.query(AreaCodeConsent).one()
    assert given.status_code == 303
    assert (row.organisation_id, row.most_thousandths) == (cast.other_cooperative.id, 3 * TONNE)
    assert holder.get(f"/area-code-consents/{row.id}/withdrawal").status_code == 200

    taken = holder.post(f"/area-code-consents/{row.id}/withdrawal", data={"reason": "Hết mùa"})
    assert taken.status_code == 303
    assert "Hết mùa" in holder.get(f"/area-codes/{code.id}").text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"organisation": "NOBODY"}, "organisation"),
        ({"organisation": "MVA"}, "organisation"),
        ({"valid_to": "2026-01-01"}, "valid_to"),
        ({"most": "much"}, "most"),
    ],
)
def test_a_consent_that_cannot_be_is_refused_beside_its_field(client_of, cast, code, given, field):
    data = {"id": str(uuid4()), "organisation": "KHAC", "valid_from": "2026-11-22"} | given

    answer = client_of(cast.minh).post(f"/area-codes/{code.id}/consents", data=data)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_who_has_a_consent_sees_the_code_but_not_who_else_has(make, client_of, cast, code):
    stranger = client_of(cast.hoa)
    assert stranger.get(f"/area-codes/{code.id}").status_code == 404

    consent(make, code, cast.other_cooperative)
    consent(make, code, make.organisation(name="Công ty Ba"))

    page = stranger.get(f"/area-codes/{code.id}").text
    assert "VN-SLOR-0001" in stranger.get("/area-codes").text
    assert "Công ty Ba" not in page
    assert "Công ty Ba" in client_of(cast.quang).get(f"/area-codes/{code.id}").text
    assert stranger.get(f"/area-codes/{code.id}/consents/new").status_code == 404


def test_who_has_a_consent_reads_no_totals_and_no_officers_names(make, client_of, cast, code):
    consent(make, code, cast.other_cooperative)
    data = {"change_id": str(uuid4()), "status": "suspended", "reason": "Văn bản 9"}
    client_of(cast.thu).post(f"/area-codes/{code.id}/status", data=data)
    path = f"/area-codes/{code.id}"

    holder, other = (client_of(it).get(path).text for it in (cast.minh, cast.hoa))

    assert "Đã đóng gói dưới mã này" in holder
    assert f"· {cast.thu.name}" in holder
    assert "Văn bản 9" in other
    assert "Đã đóng gói dưới mã này" not in other
    assert f"· {cast.thu.name}" not in other


@pytest.mark.parametrize(
    "closed",
    [
        {"withdrawn_at": NOW, "withdrawn_reason": "Hết mùa"},
        {"valid_to": NOW.date() - timedelta(days=1)},
    ],
)
def test_a_consent_that_is_over_shows_the_code_no_more(make, client_of, cast, code, closed):
    consent(make, code, cast.other_cooperative, **closed)
    stranger, path = client_of(cast.hoa), f"/area-codes/{code.id}"
    assert stranger.get(path).status_code == 404
    assert code.code not in stranger.get("/area-codes").text

    lot = make.lot(make.product(cast.other_cooperative))
    make._keep(LotAreaCode(lot_id=lot.id, kind=code.kind, area_code_id=code.id, chosen_at=NOW))

    assert stranger.get(path).status_code == 200  # for as long as a lot of theirs is under it


def test_the_list_finds_a_code_by_its_holder_and_its_status(make, client_of, cast, code):
    area_code(make, cast.other_cooperative, code="VN-KHOR-0002", status=AreaCodeStatus.SUSPENDED)
    officer = client_of(cast.thu)

    assert "VN-KHOR-0002" not in officer.get("/area-codes?q=mường").text
    assert "VN-SLOR-0001" not in officer.get("/area-codes?status=suspended").text
    assert "VN-SLOR-0001" in officer.get("/area-codes?q=slor&status=granted").text


def test_an_inspector_reads_and_keeps_nothing(client_of, cast, code):
    inspector = client_of(cast.quang)

    assert inspector.get(f"/area-codes/{code.id}").status_code == 200
    assert inspector.post(f"/area-codes/{code.id}/status").status_code == 403
    assert inspector.get(f"/area-codes/{code.id}/consents/new").status_code == 403
