from scanner.agreement import Agreement
from scanner.symbol import Symbol

CORNERS = ((0, 0), (9, 0), (9, 9), (0, 9))


def make_symbol(text: str = "9520000000004", symbology: str = "EAN13", left: int = 0) -> Symbol:
    return Symbol(text, symbology, tuple((x + left, y) for x, y in CORNERS))


def test_a_qr_is_believed_at_once() -> None:
    agreement = Agreement()
    qr = make_symbol("text", "QRCODE")

    agreement.add([qr])

    assert agreement.believed() == [qr]
    assert agreement.awaiting() == []


def test_a_bar_code_of_the_shop_waits_for_a_second_read() -> None:
    agreement = Agreement()
    ean = make_symbol()

    agreement.add([ean])

    assert agreement.believed() == []
    assert agreement.awaiting() == [ean]


def test_the_same_code_twice_in_one_pass_is_one_voice() -> None:
    agreement = Agreement()

    agreement.add([make_symbol(), make_symbol(left=50)])

    assert agreement.believed() == []


def test_two_engines_agree_on_a_upc_a_that_one_calls_an_ean() -> None:
    agreement = Agreement()

    agreement.add([make_symbol("0036000291452", "EAN13")])
    agreement.add([make_symbol("036000291452", "UPCA")])

    assert [symbol.text for symbol in agreement.believed()] == ["0036000291452"]


def test_two_reads_that_differ_do_not_agree() -> None:
    agreement = Agreement()

    agreement.add([make_symbol("9520000000004")])
    agreement.add([make_symbol("9520000000011")])

    assert agreement.believed() == []


def test_a_shorter_itf_inside_a_longer_one_is_dropped() -> None:
    agreement = Agreement()

    for _ in range(2):
        agreement.add([make_symbol("1334", "ITF"), make_symbol("2167361334", "ITF")])

    assert [symbol.text for symbol in agreement.believed()] == ["2167361334"]


def test_an_empty_text_is_no_read() -> None:
    agreement = Agreement()

    agreement.add([make_symbol("", "QRCODE")])

    assert agreement.believed() == []
