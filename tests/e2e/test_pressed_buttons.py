"""A button that says something of its own says it with scripts, too, in its place in the form."""

import pytest

from tests.e2e import people
from tests.e2e.site import Site
from webapp.db import db
from webapp.models import Activation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # What a browser sends is the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def activation(site: Site):
    with site.makers() as make:
        cooperative = people.make_cooperative(make)
        made = make.activation(make.roll(make.order(make.product(cooperative))))
        return made.id, made.roll_id, people.make_people(make, cooperative)


def test_a_reason_that_is_pressed_counts_before_the_empty_field_below_it(
    site: Site, phone_of, activation
):
    activation_id, roll_id, everybody = activation
    minh = phone_of(site)
    people.sign_in(minh, everybody.minh)
    minh.open(f"/stamp-rolls/{roll_id}")
    minh.follow("Hoàn tác")
    minh.forgive("422")  # it asks why

    minh.follow("Nhầm lô")

    minh.sees("Đã hoàn tác: 100 tem trở lại chưa kích hoạt.")
    with site.app.app_context():
        assert db.session.get(Activation, activation_id).undone_reason == "Nhầm lô"
