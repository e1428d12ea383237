"""What is kept of a person is told by a process of its own, as the operator runs it."""

import pytest

from tests.makers import Maker
from traceability.erasure import Person
from traceability.roles import Actor
from webapp.queries.people import person_kept

MAY = Person("Lường Thị Mẩy", "+84912345678")


@pytest.mark.committed
def test_what_is_kept_is_counted_where_nobody_holds_a_transaction(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        make.account(name=MAY.name, phone=MAY.phone)

        kept = person_kept(Actor.system(), MAY.phone)

    assert (kept.person, kept.words) == (MAY, 0)
