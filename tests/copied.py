"""A stamp that is sold all over the country at once, with the alert about it and a display."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from tests.look_histories import look_around, recorded
from tests.makers import Maker
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.suspicion import DisplayKind
from webapp.db import db
from webapp.models import StampAlert, StampOrder
from webapp.usecases.displays import RegisterDisplay, register_display
from webapp.usecases.suspicions import score_stamps


def alert_about(make: Maker, order: StampOrder, offset: int = 0) -> UUID:
    """Let the looks at a copied stamp arrive; gives the alert's id. The stamp is in use."""
    look_around(recorded(order, make.now - timedelta(days=1), offset=offset), make.now)
    while score_stamps(Actor.system(), now=make.now):
        pass
    about = (StampAlert.key_id == order.key_id, StampAlert.counter == order.first + offset)
    return db.session.scalars(select(StampAlert.id).where(*about)).one()


def display_of(make: Maker, order: StampOrder, actor: Actor, offset: int = 1) -> UUID:
    """Another stamp of the order, registered as a display; gives the registration's id."""
    command = RegisterDisplay(
        display_id=uuid4(),
        stamp=SerialPlace(order.key_id, order.first + offset),
        kind=DisplayKind.DISPLAY,
        place="Chợ Mường Và",
        reason="Hàng mẫu trên kệ",
        province_code="14",
    )
    return register_display(actor, command, now=make.now)
