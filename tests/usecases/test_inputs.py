"""Importing a register: a version as a whole, the same again changes nothing, never edited."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.races import at_once
from tests.registers import DRUGS, PESTICIDES, SOURCE, load
from traceability.input_register import InputKind, InputStatus
from webapp.db import db
from webapp.models import InputRegisterRow, InputRegisterVersion, LedgerEntry, LedgerPersonal
from webapp.models.input_register import rows_of, version_in_force
from webapp.queries.ledger_audit import audit_ledger
from webapp.usecases import inputs
from webapp.usecases.inputs import BadEffectiveDate, SourceMissing

LATER = date(2026, 6, 1)


def numbers() -> list[int]:
    query = select(InputRegisterVersion.number).order_by(InputRegisterVersion.imported_at)
    return sorted(db.session.scalars(query))


def in_force(on: date, kind: InputKind = InputKind.PESTICIDE):
    return version_in_force(db.session(), kind, on)


def test_an_import_is_a_version_with_its_lines_and_an_entry_of_the_ledger(app, cast):
    done = load(*PESTICIDES, actor=cast.thu)

    version = in_force(date(2026, 1, 1))
    assert (done.number, done.is_new, len(done.changes.new)) == (1, True, len(PESTICIDES))
    assert (version.number, version.source) == (1, SOURCE)
    rows = rows_of(db.session(), version.id)
    assert [it.name for it in rows] == ["Trừ Rầy 10WP", "Chỉ Cho Chè", "Cần Phép", "Paraquat"]
    assert rows[3].status is InputStatus.BANNED
    body = json.loads(db.session.scalars(select(LedgerEntry.body)).one())
    assert body["content"]["action"] == "input_register_imported"
    assert body["content"]["rows"] == len(PESTICIDES)


def test_what_was_typed_of_the_source_stands_beside_the_ledger_and_is_audited(app, cast):
    load(*PESTICIDES, actor=cast.thu)

    body = db.session.scalars(select(LedgerEntry.body)).one()
    assert SOURCE not in json.loads(body)["content"].values()
    assert SOURCE in db.session.scalars(select(LedgerPersonal.value)).all()
    assert audit_ledger(None).findings == ()

    db.session.scalars(select(InputRegisterVersion)).one().source = "Văn bản khác"
    db.session.commit()

    (found,) = audit_ledger(None).findings
    assert (found.table, found.columns) == ("input_register_version", ("source",))


def test_the_same_file_again_changes_nothing(app, cast):
    load(*PESTICIDES)

    again = load(*reversed(PESTICIDES), actor=cast.thu)

    assert (again.number, again.is_new) == (1, False)
    assert db.session.scalar(select(func.count()).select_from(InputRegisterRow)) == len(PESTICIDES)
    assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == 1


def test_a_later_version_counts_from_its_day_and_tells_what_changed(app):
    load(*PESTICIDES)

    done = load(PESTICIDES[0].replace(",20", ",25"), *PESTICIDES[2:], effective_from=LATER)

    assert [len(it) for it in vars(done.changes).values()] == [0, 1, 1, 0]
    assert in_force(date(2026, 5, 31)).number == 1
    assert in_force(LATER).number == 2
    assert in_force(date(2025, 12, 31)) is None


def test_what_was_imported_wrongly_is_put_right_by_a_further_import_for_the_same_day(app):
    load(*PESTICIDES)
    load(*PESTICIDES[:2])

    back = load(*PESTICIDES)

    assert (back.number, back.is_new) == (3, True)
    assert in_force(LATER).number == 3


def test_drugs_and_pesticides_have_versions_of_their_own(app):
    load(*PESTICIDES)
    load(*DRUGS)

    assert in_force(LATER).row_count == len(PESTICIDES)
    drugs = in_force(LATER, InputKind.DRUG)
    assert (drugs.number, drugs.row_count, drugs.lists_antibiotics) == (1, len(DRUGS), True)
    assert not in_force(LATER).lists_antibiotics


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"source": "  "}, SourceMissing),
        ({"effective_from": date(1900, 1, 1)}, BadEffectiveDate),
    ],
)
def test_a_register_has_a_source_and_a_day(app, given, refusal):
    with pytest.raises(refusal):
        load(*PESTICIDES, **given)


@pytest.mark.committed
def test_of_two_imports_at_once_of_one_file_one_is_new(committed_app):
    done = at_once(committed_app, lambda: load(*PESTICIDES), times=2)

    assert sorted(it.is_new for it in done) == [False, True]
    with committed_app.app_context():
        assert numbers() == [1]


@pytest.mark.committed
def test_an_import_that_ends_within_another_of_the_same_file_is_seen(
    committed_app, database, monkeypatch
):
    if database.engine_name == "sqlite":
        pytest.skip("it has one writer at a time: nothing ends within another")
    make_version, others = inputs._version, [lambda: load(*PESTICIDES)]

    def meanwhile(*told):
        if others:
            (done,) = at_once(committed_app, others.pop(), times=1)
            assert done.is_new
        return make_version(*told)

    monkeypatch.setattr(inputs, "_version", meanwhile)
    with committed_app.app_context():
        assert not load(*PESTICIDES).is_new
        assert numbers() == [1]


@pytest.mark.committed
def test_two_imports_at_once_of_two_files_are_two_versions(committed_app):
    files = [PESTICIDES, PESTICIDES[:2]]

    at_once(committed_app, lambda: load(*files.pop()), times=2)

    with committed_app.app_context():
        assert numbers() == [1, 2]
        rows = db.session.scalar(select(func.count()).select_from(InputRegisterRow))
        assert rows == len(PESTICIDES) + 2
