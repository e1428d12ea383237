"""A fault of a field carries the facts that its sentence names, wherever it comes from."""

import re
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from traceability.stamps import BadOrderSize
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, FormFaults, FormView
from webapp.routes.words import words

TOLD = "Mỗi đơn từ 1 đến 20.000 tem."


def refuse(_: str) -> int:
    raise BadOrderSize(smallest=1, largest=20_000)


def test_what_a_parser_refuses_is_told_with_its_facts(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"count": "0"}):
        form = Form()
        form.whole("roll_size")
        form.parsed("count", refuse, 0)

        with pytest.raises(FormFaults) as refusal:
            form.refuse_faults()

        view = FormView(errors={fault.pointer: fault for fault in refusal.value.errors})
        assert words(view.error("count")) == TOLD
        assert words(view.error("roll_size")) == "Chưa điền mục này."
        assert view.error("product_id") is None


def test_what_a_use_case_refuses_is_told_beside_its_field_with_its_facts(app: Flask) -> None:
    with app.test_request_context():
        refusal = beside(BadOrderSize(smallest=1, largest=20_000), {"stamp.bad_order": "count"})

        assert isinstance(refusal, FormFaults)
        assert [words(fault) for fault in refusal.errors] == [TOLD]


def test_the_samples_of_faulty_fields_are_worded(client: FlaskClient) -> None:
    page = client.get("/styleguide")

    assert page.status_code == 200
    assert "Chưa điền mục này." in page.text


@pytest.mark.parametrize("typed", ["-5", "2,5", "mười", "9" * 40])
def test_a_count_that_is_none_is_told_as_such(app: Flask, typed: str) -> None:
    with app.test_request_context(method="POST", data={"count": typed}):
        form = Form()
        form.whole("count")

        with pytest.raises(FormFaults) as refusal:
            form.refuse_faults()

        assert words(refusal.value.errors[0]) == "Hãy ghi số nguyên, không có phần lẻ."


@pytest.mark.parametrize("sent", [{}, {"id": ""}, {"id": "x"}])
def test_a_form_that_lost_its_id_comes_back_with_another_to_be_sent_again(
    client_of, cast, sent: dict[str, str]
) -> None:
    typed = {"name": "Chè búp", "group": "tea"}

    page = client_of(cast.minh).post("/products", data=typed | sent).text

    told = "Trang này mở chưa trọn nên chưa ghi được gì. Hãy bấm gửi lại."
    (made,) = re.findall(r'name="id" value="([^"]*)"', page)
    assert told in page
    assert UUID(made)
    assert 'value="Chè búp"' in page
    assert 'href="#id"' not in page  # nothing to lead to
