"""Products of an organisation."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.makers import GTIN, NOW, Maker
from traceability.errors import Invalid
from traceability.gs1 import NoCertificate, NotHoldersPrefix, parse_gtin
from traceability.products import NoSuchProduct, ShortNameTooLong, StandardsMissing
from traceability.quantities import Quantity
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import Organisation, Product, StoredFile
from webapp.models.file import Visibility
from webapp.usecases.products import (
    GtinFixed,
    GtinTaken,
    KeepProduct,
    ProductFacts,
    ProductIdUsed,
    ProductRetired,
    UnknownGroup,
    add_product,
    edit_product,
    retire_product,
)

OTHER_GTIN = "09520123000011"


@pytest.fixture
def storage():
    return MemoryStorage()


def wanted(product_id=None, **changed) -> KeepProduct:
    given = {
        "name": "Gạo nếp tan Mường Và",
        "short_name": "Nếp tan",
        "group": "rice",
        "standards": ("TCCS 01:2026/MV", "TCVN 11888:2017"),
    }
    return KeepProduct(product_id or uuid4(), ProductFacts(**(given | changed)))


def photo(colour: str = "green") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()


def test_a_product_without_a_gtin_gets_a_code_of_ours(cast, storage, now):
    product_id = add_product(
        cast.hoa, wanted(net=Quantity(500, "kg"), shelf_life_days=365), storage, now=now
    )

    product = db.session.get(Product, product_id)
    assert (product.internal_code, product.gtin) == ("PRD-14-0001", None)
    assert product.standards == "TCCS 01:2026/MV\nTCVN 11888:2017"
    assert (product.net_thousandths, product.net_unit) == (500, "kg")
    assert product.name_folded == "gao nep tan muong va"


def test_the_holder_of_a_licence_uses_a_gtin(cast, storage, now):
    product_id = add_product(cast.minh, wanted(gtin=parse_gtin(GTIN)), storage, now=now)

    product = db.session.get(Product, product_id)
    assert (product.gtin, product.internal_code) == (GTIN, "PRD-14-0001")


def test_nobody_uses_a_gtin_without_a_licence(cast, storage, now):
    with pytest.raises(NoCertificate):
        add_product(cast.hoa, wanted(gtin=parse_gtin(GTIN)), storage, now=now)


def test_nobody_uses_a_gtin_of_others(cast, storage, now):
    with pytest.raises(NotHoldersPrefix):
        add_product(cast.minh, wanted(gtin=parse_gtin("9520000000127")), storage, now=now)


def test_a_gtin_belongs_to_one_product(cast, storage, now):
    add_product(cast.minh, wanted(gtin=parse_gtin(GTIN)), storage, now=now)

    with pytest.raises(GtinTaken):
        add_product(cast.minh, wanted(gtin=parse_gtin(GTIN)), storage, now=now)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"short_name": "n" * 25}, ShortNameTooLong),
        ({"standards": ()}, StandardsMissing),
        ({"group": "cars"}, UnknownGroup),
    ],
)
def test_what_cannot_be_sold_is_refused(cast, storage, now, changed, refusal):
    with pytest.raises(refusal):
        add_product(cast.minh, wanted(**changed), storage, now=now)


def test_pressing_twice_adds_once(cast, storage, now):
    command = wanted()

    first = add_product(cast.minh, command, storage, now=now)

    assert add_product(cast.minh, command, storage, now=now) == first
    assert db.session.execute(select(func.count()).select_from(Product)).scalar_one() == 1


@pytest.mark.parametrize("changed", [{"name": "Khác"}, {"shelf_life_days": 90}])
def test_the_same_form_for_another_product_is_a_conflict(cast, storage, now, changed):
    command = wanted()
    add_product(cast.minh, command, storage, now=now)

    with pytest.raises(ProductIdUsed):
        add_product(cast.minh, wanted(command.product_id, **changed), storage, now=now)


def test_a_form_made_for_another_organisation_adds_nothing(cast, storage, now):
    command = wanted()
    add_product(cast.minh, command, storage, now=now)

    with pytest.raises(NoSuchProduct):
        add_product(cast.hoa, command, storage, now=now)


def test_the_original_of_a_photo_is_sealed_and_its_copy_public(cast, storage, now):
    product_id = add_product(cast.minh, wanted(photo=photo()), storage, now=now)

    shown = db.session.get(StoredFile, db.session.get(Product, product_id).photo_sha256)
    originals = select(StoredFile).where(StoredFile.visibility == Visibility.SEALED)
    original = db.session.execute(originals).scalar_one()
    assert (shown.visibility, shown.media_type) == (Visibility.PUBLIC, "image/jpeg")
    assert original.shown_sha256 == shown.sha256
    assert storage.open(original.sha256) == photo()
    assert storage.open(shown.sha256)[:2] == b"\xff\xd8"


def test_what_is_no_picture_leaves_nothing_behind(cast, storage, now):
    with pytest.raises(Invalid) as refusal:
        add_product(cast.minh, wanted(photo=b"<svg/>"), storage, now=now)

    assert refusal.value.code.startswith("picture.")
    assert db.session.execute(select(func.count()).select_from(Product)).scalar_one() == 0
    assert db.session.execute(select(func.count()).select_from(StoredFile)).scalar_one() == 0


def test_a_photo_stays_until_another_comes(cast, storage, now):
    product_id = add_product(cast.minh, wanted(photo=photo()), storage, now=now)
    first = db.session.get(Product, product_id).photo_sha256

    edit_product(cast.minh, wanted(product_id, name="Gạo nếp"), storage, now=now)
    kept = db.session.get(Product, product_id).photo_sha256
    edit_product(cast.minh, wanted(product_id, photo=photo("red")), storage, now=now)

    assert kept == first
    assert db.session.get(Product, product_id).photo_sha256 != first


def test_a_product_is_brought_up_to_date(cast, storage, now):
    product_id = add_product(cast.minh, wanted(brand="Cũ"), storage, now=now)

    edit_product(
        cast.minh, wanted(product_id, gtin=parse_gtin(GTIN), group="general"), storage, now=now
    )

    product = db.session.get(Product, product_id)
    assert (product.gtin, product.group, product.brand) == (GTIN, "general", None)


@pytest.mark.parametrize("gtin", [OTHER_GTIN, None])
def test_a_gtin_that_stands_on_stamps_stays(make, cast, storage, now, gtin):
    product = make.product(cast.cooperative, gtin=GTIN)
    make.order(product)

    with pytest.raises(GtinFixed):
        edit_product(
            cast.minh, wanted(product.id, gtin=gtin and parse_gtin(gtin)), storage, now=now
        )


def test_the_rest_can_change_though_stamps_were_ordered_and_the_licence_ran_out(
    make, cast, storage, now
):
    product = make.product(cast.cooperative, gtin=GTIN)
    make.order(product)
    db.session.get(Organisation, cast.cooperative.id).gs1_valid_to = now.date().replace(year=2025)
    db.session.commit()

    edit_product(
        cast.minh, wanted(product.id, gtin=parse_gtin(GTIN), name="Tên khác"), storage, now=now
    )

    assert db.session.get(Product, product.id).name == "Tên khác"


def test_a_product_is_retired_once_and_then_rests(cast, storage, now):
    product_id = add_product(cast.minh, wanted(), storage, now=now)

    retire_product(cast.minh, product_id, now=now)

    assert db.session.get(Product, product_id).retired_at == now
    with pytest.raises(ProductRetired):
        retire_product(cast.minh, product_id, now=now)
    with pytest.raises(ProductRetired):
        edit_product(cast.minh, wanted(product_id), storage, now=now)


def test_the_product_of_another_organisation_is_not_there(cast, storage, now):
    product_id = add_product(cast.minh, wanted(), storage, now=now)

    with pytest.raises(NoSuchProduct):
        edit_product(cast.hoa, wanted(product_id), storage, now=now)
    with pytest.raises(NoSuchProduct):
        retire_product(cast.hoa, product_id, now=now)


@pytest.mark.committed
def test_one_form_sent_twice_at_once_adds_one_product(committed_app):
    with committed_app.app_context():
        cast = make_cast(Maker(committed_app.extensions["temthat"].keyring))
    command, storage, together = wanted(), MemoryStorage(), Barrier(4)

    def race(_: int):
        with committed_app.app_context():
            together.wait()
            return add_product(cast.minh, command, storage, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(race, range(4)))

    assert ids == {command.product_id}
    with committed_app.app_context():
        assert db.session.get(Product, command.product_id).internal_code == "PRD-14-0001"
