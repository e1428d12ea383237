"""Labels for rolls, to be printed by the browser: a code to scan, and the same to type."""

from collections.abc import Iterator
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from traceability.roles import Permission
from webapp.gateways.printing.symbols import symbol_svg
from webapp.queries.roll_labels import (
    RollLabel,
    RollLabelsPage,
    labels_of_order,
    labels_to_print,
)
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.routes.stamp_codes import printed_code

roll_labels = Blueprint("roll_labels", __name__)


@roll_labels.get("/stamp-orders/<uuid:order_id>/roll-labels")
@requires(Permission.STAMP_READ)
def show(order_id: UUID) -> ResponseReturnValue:
    """For whoever ordered the stamps, and prints them or keeps them."""
    page = labels_of_order(current_actor(), order_id, asked_number())
    return _shown(page, url_for("stamp_orders.show", order_id=order_id))


@roll_labels.get("/printing/<uuid:order_id>/roll-labels")
@requires(Permission.STAMP_PRODUCE)
def show_to_print(order_id: UUID) -> ResponseReturnValue:
    """For the appointed printer."""
    page = labels_to_print(current_actor(), order_id, asked_number())
    return _shown(page, url_for("printing.show", order_id=order_id))


def _shown(page: RollLabelsPage, back: str) -> ResponseReturnValue:
    return render_template(
        "printing/roll_labels.html",
        page=page,
        labels=list(_drawn(page)),
        paging=paging_of(page.labels),
        back=back,
    )


def _drawn(page: RollLabelsPage) -> Iterator[tuple[RollLabel, Markup, str, str]]:
    """Each label with its symbol, and the codes of the first and the last stamp."""
    for label in page.labels.rows:
        symbol = Markup(symbol_svg(label.code))  # noqa: S704 - our own drawing
        first, last = (printed_code(page.key_id, it) for it in (label.first, label.last - 1))
        yield label, symbol, first, last
