"""The register of limits: looked up by all, imported by officers after a preview."""

import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.limits import table, to_import
from webapp.db import db
from webapp.models import LaboratoryLimitVersion
from webapp.usecases.laboratory_limits import import_laboratory_limits


def typed(data: bytes | None, **given) -> dict[str, object]:
    """The form as an officer sends it first."""
    said = {"version_id": str(uuid4()), "source": "Bảng thử", "valid_from": "2026-01-01"}
    file = {"file": (io.BytesIO(data), "limits.csv")} if data is not None else {}
    return said | file | given


def versions() -> int:
    return db.session.scalar(select(func.count()).select_from(LaboratoryLimitVersion))


def test_everybody_finds_a_limit_without_marks_and_by_synonyms(client_of, cast, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)

    for actor in (cast.lan, cast.minh, cast.thu, cast.quang):
        page = client_of(actor).get("/laboratory-limits?q=lead&market=china").text
        assert "100 µg/kg" in page
        assert "0,2 mg/kg" not in page


def test_indicators_are_named_in_the_readers_language(client_of, cast, now):
    lines = ("Chì,,,domestic,,1,mg/kg,x", "Selen,,,domestic,,1,mg/kg,x")
    import_laboratory_limits(cast.thu, to_import(*lines), now=now)
    lan = client_of(cast.lan)

    english, vietnamese = (lan.get(f"/laboratory-limits?lang={it}").text for it in ("en", "vi"))

    assert ("Lead" in english, "Chì" in english, "Selen" in english) == (True, False, True)
    assert ("Lead" in vietnamese, "Chì" in vietnamese) == (False, True)


def test_a_file_is_shown_before_it_is_taken_over(client_of, cast, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)
    officer = client_of(cast.thu)
    changed = table('Chì,,rice,domestic,,"0,1",mg/kg,Bảng mới', "HMF,,honey,eu,,40,mg/kg,Bảng mới")
    form = typed(changed)

    preview = officer.post("/laboratory-limits/import", data=form)

    assert preview.status_code == 200
    assert versions() == 1
    text = " ".join(preview.text.split())
    assert "Đổi mức: nhiều nhất 0,2 mg/kg → nhiều nhất 0,1 mg/kg" in text
    assert "Mức mới: nhiều nhất 40 mg/kg" in text
    assert "Bỏ mức: nhiều nhất 14 %" in text

    confirmed = {it: form[it] for it in ("version_id", "source", "valid_from")}
    confirmed |= {"confirmed": "1", "content": changed.decode().replace("\n", "\r\n")}
    done = officer.post("/laboratory-limits/import", data=confirmed)
    again = officer.post("/laboratory-limits/import", data=confirmed)

    assert (done.status_code, again.status_code, versions()) == (303, 303, 2)


def test_every_fault_is_shown_with_its_line_and_column(client_of, cast):
    bad = table("Chì,,rice,mars,,1,mg/kg,x", "Chì,,rice,eu,,x,mg/kg,x")

    answer = client_of(cast.thu).post("/laboratory-limits/import", data=typed(bad))

    text = " ".join(answer.text.split())
    assert answer.status_code == 422
    assert "Không có thị trường này trong danh sách." in text
    for cell in ("2", "market", "3", "value"):
        assert f">{cell}<" in text.replace("> ", ">").replace(" <", "<")
    assert versions() == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [({"source": ""}, "source"), ({"valid_from": "soon"}, "valid_from"), ({}, "file")],
)
def test_what_is_missing_stands_beside_its_field(client_of, cast, given, field):
    data = typed(None if field == "file" else table(), **given)

    answer = client_of(cast.thu).post("/laboratory-limits/import", data=data)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_producer_imports_nothing(client_of, cast):
    assert client_of(cast.minh).get("/laboratory-limits/import").status_code == 403


def test_a_large_table_comes_back_as_it_was_sent(client_of, cast):
    """Forms are kept small elsewhere; a table of thousands of limits is not."""
    lines = [f"Chất số {n},,rice,eu,,1,mg/kg,{'x' * 100}" for n in range(6_000)]
    data = table(*lines)
    form = {"version_id": str(uuid4()), "source": "Bảng lớn", "valid_from": "2026-01-01"}
    form |= {"confirmed": "1", "content": data.decode()}

    answer = client_of(cast.thu).post("/laboratory-limits/import", data=form)

    assert (answer.status_code, versions()) == (303, 1)


def test_limits_hold_from_today_at_home_in_the_small_hours_too(client_of, cast, clock):
    clock.time = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # one in the morning of the 22nd

    page = client_of(cast.thu).get("/laboratory-limits/import").text

    assert 'value="2026-11-22"' in page
