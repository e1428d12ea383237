"""The pages of event templates: upload with faults, comparison, preview, opinions, decision."""

import io
import json
import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.silk import field, silk, silk_file
from traceability.event_template_problems import SENTENCES
from traceability.event_template_registry import package_file
from traceability.roles import Role
from traceability.template_versions import TemplateState
from webapp.db import db
from webapp.models import TemplateOpinion, TemplateVersion
from webapp.routes.wording.catalogue import WORDING


@pytest.fixture
def thu(client_of, cast):
    return client_of(cast.thu)


@pytest.fixture
def van(client_of, make):
    return client_of(make.actor(Role.OFFICER, make.agency(name="Sở Nông nghiệp")))


@pytest.fixture
def quang(client_of, cast):
    return client_of(cast.quang)


def upload(client, raw=None, **given):
    form = {"id": str(uuid4()), "purpose": "Xã nuôi tằm chưa có mẫu"} | given
    data = silk_file(raw=raw) if not isinstance(raw, bytes) else raw
    form |= {"file": (io.BytesIO(data), "silk.json")}
    return client.post("/event-templates", data=form, content_type="multipart/form-data")


def uploaded(client, raw=None) -> str:
    answer = upload(client, raw)
    assert answer.status_code == 303, answer.text
    return answer.location


def decide(client, path, **given):
    form = {"decision": "accepted", "reason": "Đủ ý kiến", "has_seen_dangers": "1"} | given
    return client.post(f"{path}/decision", data=form)


def version() -> TemplateVersion:
    return db.session.execute(select(TemplateVersion)).scalar_one()


@pytest.mark.parametrize("fault", SENTENCES)
def test_every_fault_of_a_file_has_words(fault):
    assert f"template_fault.{fault}" in WORDING


def test_a_good_file_is_proposed_and_shown(thu):
    page = thu.get(uploaded(thu)).text

    assert "Tơ tằm, phiên bản 1" in page
    assert "Nhóm mới, chưa có phiên bản nào trước" in page
    assert "Xã nuôi tằm chưa có mẫu" in page
    assert "Áp dụng mẫu này" not in page
    assert "Rút mẫu này" in page


def test_every_fault_is_told_by_its_names_and_nothing_typed_is_lost(thu):
    raw = silk()
    raw["labels"].pop("en")
    raw["events"][1]["fields"][1]["max"] = 60
    raw["events"][0]["icon"] = "silkworm"

    answer = upload(thu, raw)

    assert answer.status_code == 422
    text = " ".join(answer.text.split())
    assert "Thiếu lời tiếng Anh" in text
    assert "Việc treating › Mục days › max" in text
    assert "events[1].fields[1].max" in text
    assert "Phải là số trong dấu nháy" in text
    assert "Không có hình nào tên «silkworm»" in text
    assert "Xã nuôi tằm chưa có mẫu" in text
    assert db.session.scalars(select(TemplateVersion)).all() == []


def test_faults_are_told_in_english_too(thu):
    raw = silk()
    raw["events"][1]["fields"][1]["max"] = 60

    form = {"id": str(uuid4()), "purpose": "New", "file": (io.BytesIO(silk_file(raw=raw)), "s")}
    text = " ".join(thu.post("/event-templates?lang=en", data=form).text.split())

    assert "Work treating › Field days › max" in text
    assert "Must be digits in quotes" in text


def test_programs_get_each_fault_with_its_pointer(thu):
    raw = silk()
    raw["events"][1]["fields"][1]["max"] = 60
    form = {"id": str(uuid4()), "purpose": "x", "file": (io.BytesIO(silk_file(raw=raw)), "s")}

    answer = thu.post("/event-templates", data=form, headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert answer.json["code"] == "template_version.bad_file"
    told = [(it["pointer"], it["code"]) for it in answer.json["errors"]]
    assert ("events[1].fields[1].max", "template_fault.not_decimal") in told


def test_a_hostile_file_is_answered_with_words_and_its_markup_is_shown_as_text(thu):
    raw = silk()
    raw["events"][0]["<script>alert(1)</script>"] = 1
    raw["events"][0]["fields"] = [field(f"f_{n}", "text", "x", "x") for n in range(3_000)]

    answer = upload(thu, raw)

    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text
    assert "tệp có 3.000" in answer.text


@pytest.mark.parametrize("data", [b"\xff\xfe", b"{", b"[" * 200_000, b"0" * 500_000])
def test_what_is_no_template_at_all_is_answered_with_words(thu, data):
    answer = upload(thu, data)

    assert answer.status_code == 422
    assert "Những chỗ phải sửa trong tệp" in answer.text


def test_a_file_and_a_purpose_are_needed(thu):
    answer = thu.post("/event-templates", data={"id": str(uuid4())})

    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    assert 'href="#purpose"' in answer.text


def test_a_wrong_number_is_told_beside_the_file(thu):
    answer = upload(thu, silk(3))

    assert answer.status_code == 422
    assert "phiên bản tiếp theo của nhóm phải là 1" in answer.text


def test_an_agency_says_what_it_thinks_and_changes_it(thu, quang):
    path = uploaded(thu)
    said = {"opinion_id": str(uuid4()), "stance": "disagree", "words": "Thiếu kiểm nghiệm"}

    assert quang.post(f"{path}/opinions", data=said).status_code == 303
    page = quang.get(path).text
    assert "Thiếu kiểm nghiệm" in page
    again = said | {"opinion_id": str(uuid4()), "stance": "agree", "words": ""}
    assert quang.post(f"{path}/opinions", data=again).status_code == 303

    page = thu.get(path).text
    assert "Ý kiến trước khi đổi" in page
    assert "Đội 1" in page


def test_an_opinion_without_words_is_shown_again(thu, quang):
    path = uploaded(thu)
    said = {"opinion_id": str(uuid4()), "stance": "disagree"}

    answer = quang.post(f"{path}/opinions", data=said)

    assert answer.status_code == 422
    assert 'href="#words"' in answer.text
    assert said["opinion_id"] in answer.text
    assert db.session.scalars(select(TemplateOpinion)).all() == []


def test_an_opinion_whose_id_was_lost_comes_back_to_be_sent_again(thu, quang):
    path = uploaded(thu)
    said = {"opinion_id": "?", "stance": "agree"}
    again = quang.post(f"{path}/opinions", data=said)

    (new_id,) = re.findall(r'name="opinion_id" value="([^"]+)"', again.text)
    done = quang.post(f"{path}/opinions", data=said | {"opinion_id": new_id})

    assert (again.status_code, done.status_code) == (422, 303)


def test_another_officer_puts_it_in_force(thu, van):
    path = uploaded(thu)

    assert decide(thu, path).status_code == 403
    assert "Áp dụng mẫu này" in van.get(path).text
    assert decide(van, path).status_code == 303

    assert version().state is TemplateState.IN_FORCE
    page = van.get("/event-templates").text
    assert "Tơ tằm" in page
    assert not re.search(r">\s*(coffee|livestock|medicinal_herbs)\s*<", page)  # words, no codes
    assert decide(van, path).status_code == 409


def test_a_danger_is_told_and_must_be_ticked(thu, van):
    decide(van, uploaded(thu))
    raw = silk(2)
    raw["events"][1]["epcis"].pop("interval_field")
    path = uploaded(thu, raw)

    page = van.get(path).text
    assert "Thời gian cách ly dựa vào chỗ này." in page
    assert "So với phiên bản 1" in page
    answer = decide(van, path, has_seen_dangers="")

    assert answer.status_code == 422
    assert 'href="#has_seen_dangers"' in answer.text
    assert "Đủ ý kiến" in answer.text


def test_a_file_that_changes_nothing_but_its_number_is_refused(thu, van):
    decide(van, uploaded(thu))

    refused = upload(thu, silk(2))

    assert refused.status_code == 422
    assert 'href="#file"' in refused.text
    assert "Tệp không khác phiên bản 1" in refused.text
    assert "Xã nuôi tằm chưa có mẫu" in refused.text
    assert version().version == 1


def test_a_version_in_another_order_says_that_nothing_else_differs(thu, van):
    decide(van, uploaded(thu))
    raw = silk(2)
    raw["events"].reverse()

    page = thu.get(uploaded(thu, raw)).text

    assert "Không khác phiên bản 1, ngoài thứ tự." in page
    assert "Bản trước" not in page


def test_who_uploaded_it_takes_it_back(thu, van):
    path = uploaded(thu)

    assert van.post(f"{path}/withdrawal", data={"reason": "Sai"}).status_code == 403
    assert thu.post(f"{path}/withdrawal", data={"reason": "Sửa thêm"}).status_code == 303

    assert version().state is TemplateState.WITHDRAWN


def test_the_forms_are_shown_as_a_farmer_sees_them_and_cannot_be_filled_in(thu, quang):
    path = uploaded(thu)

    page = quang.get(f"{path}/events/harvesting").text

    assert "<fieldset" in page
    assert "disabled" in page
    assert 'name="values.quantity"' in page
    assert "Lượng kén" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert quang.get(f"{path}/events/weaving").status_code == 422


def test_files_are_handed_out_as_they_came(thu, quang):
    path = uploaded(thu)

    file = quang.get(f"{path}/file")

    assert file.data == silk_file()
    assert file.headers["Content-Disposition"] == 'attachment; filename="silk-v1.json"'
    packaged = quang.get("/event-templates/in-force/rice/2/file")
    assert packaged.data == package_file("rice", 2)
    assert quang.get("/event-templates/in-force/silk/1/file").status_code == 404


def test_a_file_in_force_is_handed_out_by_its_number(thu, van):
    decide(van, uploaded(thu))

    assert thu.get("/event-templates/in-force/silk/1/file").data == silk_file()


def test_producers_do_not_see_what_is_proposed(thu, client_of, cast):
    path = uploaded(thu)

    for actor in (cast.lan, cast.minh):
        assert client_of(actor).get(path).status_code == 403
        assert client_of(actor).get("/event-templates").status_code == 403


def test_an_adviser_does_not_upload_or_decide(thu, quang):
    path = uploaded(thu)

    assert upload(quang).status_code == 403
    assert decide(quang, path).status_code == 403
    assert "Tải mẫu lên" not in quang.get("/event-templates").text


def test_the_first_page_of_an_agency_names_what_waits(thu, quang):
    uploaded(thu)

    assert "Tơ tằm, phiên bản 1" in quang.get("/home").text


def test_a_new_group_is_offered_for_products(thu, van, client_of, cast):
    minh = client_of(cast.minh)
    assert "Tơ tằm" not in minh.get("/products/new").text

    decide(van, uploaded(thu))

    assert "Tơ tằm" in minh.get("/products/new").text


def test_a_check_is_worded_by_the_version_of_the_lot(thu, van, make, client_of, cast):
    """A later version words it otherwise: a lot of the older one keeps its words."""
    decide(van, uploaded(thu))
    lot = make.lot(make.product(cast.cooperative, group="silk"), opened_by_id=cast.minh.account_id)
    raw = silk(2)
    raw["events"][2]["checks"][0]["labels"]["vi"] = "Lời của bản sau."
    decide(van, uploaded(thu, raw))
    form = {
        "event_id": str(uuid4()),
        "event_code": "harvesting",
        "event_time": "2026-11-22T09:00",
        "place_id": str(lot.place_id),
        "operator_name": "Minh",
        "values.quantity": "5",
        "values.quantity_unit": "kg",
        "values.taken_on": "2026-12-24",
    }

    answer = client_of(cast.minh).post(f"/lots/{lot.id}/events", data=form)

    assert answer.status_code == 422
    assert "Ngày thu kén ở sau hôm nay." in answer.text
    assert "Lời của bản sau." not in answer.text


def test_the_words_of_every_change_are_there(thu, van):
    """Whatever two versions of ours differ in is told in words, in both languages."""
    raw = json.loads(package_file("general", 1) or b"") | {"version": 4}
    path = uploaded(thu, raw)

    for language in ("vi", "en"):
        page = van.get(f"{path}?lang={language}").text
        assert "template_" not in page.replace("event-templates", "")
