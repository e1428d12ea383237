"""Lots of which everything is told that the law asks for before goods are sold."""

from itertools import count
from typing import Any
from uuid import uuid4

from tests.makers import Maker
from traceability.canonical import sha256_hex
from traceability.event_template import get_template
from traceability.pre_harvest import is_harvest
from webapp.db import db
from webapp.models import Event, Lot, Product, StoredFile
from webapp.models.file import Visibility

_POSITIONS = count(10**9)  # of entries that no ledger holds


def show(make: Maker, product: Product) -> Product:
    """Give the product a picture."""
    sha256 = sha256_hex(product.id.bytes)
    db.session.add(
        StoredFile(
            sha256=sha256,
            media_type="image/jpeg",
            size=1,
            organisation_id=product.organisation_id,
            visibility=Visibility.PUBLIC,
            created_at=make.now,
        )
    )
    db.session.commit()
    product.photo_sha256 = sha256
    db.session.commit()
    return product


def sellable_lot(make: Maker, product: Product, **given: Any) -> Lot:
    """A packed lot with an entry in its diary, its harvest where the trade knows one, of a product
    with a picture.
    """
    if product.photo_sha256 is None:
        show(make, product)
    lot = make.packed_lot(product, **given)
    template = get_template(lot.template_group, lot.template_version)
    written = next(filter(is_harvest, template.events.values()), template.event("note"))
    db.session.add(
        Event(
            id=uuid4(),
            lot_id=lot.id,
            organisation_id=lot.organisation_id,
            place_id=lot.place_id,
            template_group=lot.template_group,
            template_version=lot.template_version,
            event_code=written.code,
            event_time=make.now,
            utc_offset_minutes=420,
            received_at=make.now,
            values='{"fields":{},"personal":{}}',
            is_public=False,
            request_sha256="0" * 64,
            ledger_position=next(_POSITIONS),
        )
    )
    db.session.commit()
    return lot
