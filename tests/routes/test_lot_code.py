"""The code of a lot for the screen: who scans it reads the lot's public page."""

import re

import numpy as np
import zxingcpp

from tests.sellable import sellable_lot


def scanned(page: str) -> str:
    """What a phone reads off the page's symbol."""
    side = int(re.search(r'viewBox="0 0 (\d+)', page)[1])
    pixels = np.full((side, side), 255, dtype=np.uint8)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-", page):
        pixels[int(y), int(x) : int(x) + int(length)] = 0
    return zxingcpp.read_barcodes(np.kron(pixels, np.ones((6, 6), dtype=np.uint8)))[0].text


def test_the_symbol_of_a_lot_leads_to_its_public_page(make, cast, client, client_of):
    lot = sellable_lot(make, make.product(cast.cooperative))
    minh = client_of(cast.minh)
    assert f"/lots/{lot.id}/code" in minh.get(f"/lots/{lot.id}").text

    page = minh.get(f"/lots/{lot.id}/code").text

    address = scanned(page)
    assert f'href="{address}"' in page
    assert lot.code in client.get("/" + address.split("/", 3)[3]).text


def test_a_lot_that_is_not_public_has_no_symbol(make, cast, client_of):
    lot = make.lot(make.product(cast.cooperative))
    minh = client_of(cast.minh)

    assert minh.get(f"/lots/{lot.id}/code").status_code == 404
    assert f"/lots/{lot.id}/code" not in minh.get(f"/lots/{lot.id}").text
