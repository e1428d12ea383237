"""The form in which whoever holds stamps says what became of them."""

from uuid import UUID

from flask import request

from traceability.roles import Actor, Permission
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind
from webapp.routes.forms import Form
from webapp.routes.stamp_codes import named_stamps
from webapp.routes.words import words
from webapp.usecases.stamp_moves import MoveStamps


def read_move(roll_id: UUID, key_id: int, serials: SerialRange) -> MoveStamps:
    """What the form says of the roll that has these serials of this key.

    Raises:
        FormFaults: some of it is missing or cannot be read.
    """
    form = Form()
    moved = named_stamps(form, "moved", key_id, (serials,))
    _need_which(form, is_part=bool(moved))
    command = MoveStamps(
        roll_id=roll_id,
        kind=form.choice("kind", MovementKind),
        reason=form.text("reason", longest=500),
        serials=moved,
        record_number=form.optional_text("record_number", longest=60) or "",
    )
    form.refuse_faults()
    return command


def _need_which(form: Form, *, is_part: bool) -> None:
    """An empty field voids no roll: whoever means all of it says so."""
    names_part = is_part or form.has_fault("moved")
    is_whole = request.form.get("whole_roll") == "1"
    if is_whole and names_part:
        form.fault("whole_roll", "move.part_and_whole")
    elif not (is_whole or names_part):
        form.fault("moved", "move.which_stamps")


def move_choices(actor: Actor) -> list[tuple[str, str]]:
    """What this person can say happened to stamps, with its words."""
    kinds = [MovementKind.VOIDED, MovementKind.LOST, MovementKind.STOLEN]
    if not actor.may(Permission.STAMP_PRODUCE):
        kinds.append(MovementKind.RETURNED)
    if actor.may(Permission.STAMP_APPROVE):
        kinds += [MovementKind.FOUND, MovementKind.DELIVERED]
    return [(it.value, words(f"move.{it}")) for it in (*kinds, MovementKind.DESTROYED)]
