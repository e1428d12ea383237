"""Rules of the stamp machine for what is large for one person: it waits, while others go on."""

from collections.abc import Collection
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import or_, select

from tests.cast import Cast
from tests.makers import Maker
from tests.stamp_books import Books, Roll
from traceability.roles import Actor, Role
from traceability.stamp_ledger import StampState
from webapp.db import db
from webapp.models import Activation, ActivationRequest, StampRoll
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.second_person import DecideRequest, decide_activation
from webapp.usecases.activations.stretches import ActivateStretches, activate_stretches

PACKS = 9  # of each lot, fewer than there are stamps
ANY = st.integers(0, 10**6)
ONE_OF_TWO = st.integers(0, 1)
SOME = st.tuples(ANY, ANY)  # of a roll: from where, and how many


class SecondPersonRules:
    """For a machine that keeps `books` and `lots`."""

    make: Maker
    cast: Cast
    books: Books
    lots: list[UUID]
    roll: Any
    said: Any

    @cached_property
    def second(self) -> Actor:
        """Another manager of Minh's cooperative."""
        account = self.make.account(name="Huệ")
        return self.make.actor(Role.MANAGER, self.cast.cooperative, account)

    @rule(which=ANY, some=st.lists(SOME, min_size=1, max_size=2), lot=ONE_OF_TWO)
    def ask_for_a_second_person(self, which, some, lot) -> None:
        """Of one range, or of several in one form."""
        roll, lot_id, form_id = self.roll(which, StampState.DELIVERED), self.lots[lot], uuid4()
        named = [roll.named(*part) for part in some]
        parts = {(roll.id, n) for it in named for n in range(it.serials.first, it.serials.last)}
        ends = {"first": named[0].serials.first, "last": named[0].serials.last}
        one = ActivateRange(roll.id, lot_id, activation_id=form_id, **ends)
        many = ActivateStretches(self.order_of(roll), lot_id, named, form_id=form_id)
        ask, wanted = (activate_range, one) if len(some) == 1 else (activate_stretches, many)
        may = self.fits(lot_id, parts)
        for _ in range(2):  # pressed twice
            assert (self.said(ask, self.cast.minh, wanted, limit=0) is None) == may
        if may:
            self.books.asked[form_id] = (lot_id, frozenset(parts))

    @precondition(lambda self: self.books.asked)
    @rule(which=ANY, agrees=st.booleans())
    def answer_as_second_person(self, which, agrees) -> None:
        form_id = list(self.books.asked)[which % len(self.books.asked)]
        lot_id, parts = self.books.asked[form_id]
        request = or_(ActivationRequest.form_id == form_id, ActivationRequest.id == form_id)
        request_id = db.session.scalars(select(ActivationRequest.id).where(request)).first()
        wanted = DecideRequest(request_id, agrees, "Chưa cần")
        may = self.fits(lot_id, parts) or not agrees
        assert self.said(decide_activation, self.cast.minh, wanted)  # who asked
        assert (self.said(decide_activation, self.second, wanted) is None) == may
        if not may:
            return  # it goes on waiting
        assert self.said(decide_activation, self.second, wanted)  # once
        del self.books.asked[form_id]
        if agrees:
            made = or_(Activation.form_id == form_id, Activation.id == form_id)
            self.books.bind(db.session.scalars(select(Activation).where(made)).all())

    def fits(self, lot_id: UUID, parts: Collection[tuple[UUID, int]]) -> bool:
        """Whether these stamps can all be activated for the lot now."""
        is_room = self.books.stamped()[lot_id] + len(parts) <= PACKS
        return is_room and all(self.books.stamp(*it).state is StampState.DELIVERED for it in parts)

    def order_of(self, roll: Roll) -> UUID:
        """The order that a roll is of."""
        return db.session.get_one(StampRoll, roll.id).order_id
