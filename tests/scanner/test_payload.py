import pytest

from scanner.payload import PayloadKind, read_payload

OWN = frozenset({"tem.example", "localhost:8000"})
SERIAL = "0123456789ABCDEF"
GTIN = "09520000000004"


@pytest.mark.parametrize(
    "text",
    [
        f"HTTPS://TEM.EXAMPLE/01/{GTIN}/21/{SERIAL}",
        f"https://tem.example/01/{GTIN}/21/{SERIAL.lower()}?utm=1",
        f" https://tem.example/01/{GTIN}/21/{SERIAL}\r\n",
        f"http://localhost:8000/01/{GTIN}/21/{SERIAL}",
    ],
)
def test_a_stamp_of_ours_is_known_in_any_spelling(text: str) -> None:
    payload = read_payload(text, OWN)

    assert (payload.kind, payload.gtin, payload.serial) == (PayloadKind.STAMP, GTIN, SERIAL)


def test_a_stamp_without_a_gtin_is_known() -> None:
    payload = read_payload(f"HTTPS://TEM.EXAMPLE/T/{SERIAL}", OWN)

    assert (payload.kind, payload.gtin, payload.serial) == (PayloadKind.STAMP, None, SERIAL)


def test_a_lot_of_ours_is_known() -> None:
    payload = read_payload(f"https://tem.example/01/{GTIN}/10/MVA-261122-01", OWN)

    assert payload.kind is PayloadKind.LOT
    assert payload.link is not None
    assert payload.link.lot == "MVA-261122-01"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/", "link.bad_syntax"),
        (f"/01/09520000000005/21/{SERIAL}", "gs1.bad_check_digit"),
        (f"/01/{GTIN}/21/SHORT", "serial.bad_length"),
    ],
)
def test_another_address_of_ours_says_what_is_wrong(path: str, problem: str) -> None:
    payload = read_payload(f"https://tem.example{path}", OWN)

    assert (payload.kind, payload.problem) == (PayloadKind.OWN_ADDRESS, problem)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://evil.example/pay", "evil.example"),
        ("HTTPS://EVIL.EXAMPLE", "evil.example"),
        (f"https://tem.example@evil.example/01/{GTIN}/21/{SERIAL}", "evil.example"),
        ("https://tem.example:pw@evil.example:8443/", "evil.example:8443"),
        (f"https://evil.example\\@tem.example/01/{GTIN}/21/{SERIAL}", "evil.example"),
        (f"https:evil.example/T/{SERIAL}", "evil.example"),
        (f"https:////evil.example/T/{SERIAL}", "evil.example"),
        ("https://evil.example#@tem.example/", "evil.example"),
        ("https://evil.example?@tem.example/", "evil.example"),
        (f"https://tem.example.evil.example/T/{SERIAL}", "tem.example.evil.example"),
        (f"https://tem.example:81/T/{SERIAL}", "tem.example:81"),
        ("https://ev%69l.example/", "evil.example"),
        ("https://ev\til.example/", "evil.example"),
        (f"https://tеm.example/T/{SERIAL}", "xn--tm-nlc.example"),
        (f"https://tem。evil.example/T/{SERIAL}", "tem.evil.example"),
        ("https://[2001:db8::1]/", "[2001:db8::1]"),
        ("https://", "?"),
        ("https://" + "é" * 70 + ".example/", "?" * 70 + ".example"),
    ],
)
def test_a_foreign_address_shows_the_host_that_would_be_visited(text: str, host: str) -> None:
    payload = read_payload(text, OWN)

    assert (payload.kind, payload.host) == (PayloadKind.FOREIGN_ADDRESS, host)


@pytest.mark.parametrize(
    ("text", "gtin"), [("9520000000004", GTIN), ("95200002", "00000095200002"), (GTIN, GTIN)]
)
def test_a_bare_trade_item_number_is_known(text: str, gtin: str) -> None:
    payload = read_payload(text, OWN)

    assert (payload.kind, payload.gtin) == (PayloadKind.GTIN, gtin)


@pytest.mark.parametrize("text", [SERIAL, "0123 4567 89ab cdef", "o123-4567-89AB-CDEF"])
def test_a_typed_serial_is_known(text: str) -> None:
    payload = read_payload(text, OWN)

    assert (payload.kind, payload.serial) == (PayloadKind.SERIAL, SERIAL)


@pytest.mark.parametrize(
    "text", ["", "xin chào", "9520000000005", "WIFI:S:a;;", "javascript:alert(1)", "tel:113"]
)
def test_anything_else_is_text(text: str) -> None:
    payload = read_payload(text, OWN)

    assert (payload.kind, payload.text) == (PayloadKind.TEXT, text)
