"""What an appointed printer reads of an order before anything is printed."""

from webapp.db import db


def test_a_printer_reads_what_is_to_be_made_by_which_decision_at_which_price(
    client_of, press, press_order
):
    page = client_of(press.phuc).get(f"/printing/{press_order.id}").text

    for label, value in (
        ("Số tem mỗi cuộn", "50"),
        ("Lớp phủ cào", "Không"),
        ("Theo quyết định", "12/QĐ-SKHCN"),
        ("Đơn giá", "150 đ"),
        ("Thành tiền", "15.000 đ"),
    ):
        assert value in page.split(f"<dt>{label}</dt>")[1].split("</dd>")[0]
    assert "22 mm" not in page
    assert "phủ lớp cào" not in page


def test_a_printer_is_told_of_the_scratch_layer_and_of_the_size_that_a_signature_needs(
    client_of, press, press_order
):
    press_order.has_covered_code, press_order.is_signed = True, True
    db.session.commit()

    page = client_of(press.phuc).get(f"/printing/{press_order.id}").text

    assert "Có, 8 ký tự dưới lớp phủ của mỗi tem" in page
    assert "phủ lớp cào kín khung 8 ký tự" in page
    assert "rộng ít nhất 22 mm" in page
