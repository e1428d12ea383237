"""The people of all tests: Lan farms, Minh and Hoa manage, Quang inspects, Thu approves."""

from dataclasses import dataclass

from tests.makers import Maker
from traceability.roles import Actor, Role
from webapp.models import Organisation


@dataclass(frozen=True)
class Cast:
    """Lan and Minh belong to one cooperative; Hoa manages another; Quang and Thu to agencies."""

    cooperative: Organisation
    other_cooperative: Organisation
    lan: Actor
    minh: Actor
    hoa: Actor
    quang: Actor
    thu: Actor


def make_cast(make: Maker) -> Cast:
    """Everybody, in a database that may hold other things."""
    with make.together():
        cooperative = make.licensed(name="Hợp tác xã Mường Và", short_code="MVA")
        other = make.organisation(name="Hợp tác xã Khác", short_code="KHAC")
        return Cast(
            cooperative=cooperative,
            other_cooperative=other,
            lan=make.actor(Role.FARMER, cooperative, make.account(name="Lan")),
            minh=make.actor(Role.MANAGER, cooperative, make.account(name="Minh")),
            hoa=make.actor(Role.MANAGER, other, make.account(name="Hoa")),
            quang=make.actor(Role.INSPECTOR, make.agency(name="Đội 1"), make.account(name="Quang")),
            thu=make.actor(Role.OFFICER, make.agency(name="Chi cục TĐC"), make.account(name="Thu")),
        )
