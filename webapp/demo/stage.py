"""Where the demonstration is played: its people, and what they have made of it so far."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from traceability.keyring import SerialPlace
from traceability.phone import Phone
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.serials import printed
from webapp.demo.pictures import field_picture
from webapp.demo.plan import Person
from webapp.models.file import KeptPhoto
from webapp.queries.demonstration import RollRange
from webapp.services import Services
from webapp.usecases.files import StorePhoto, store_photo


@dataclass
class Stage:
    """`rolls` lie in the store by product; `active` are the stamps bound to each lot."""

    services: Services
    actors: dict[Phone, Actor] = field(default_factory=dict)
    rolls: dict[UUID, deque[RollRange]] = field(default_factory=dict)
    active: dict[UUID, SerialRange] = field(default_factory=dict)
    photos: dict[tuple[object, ...], KeptPhoto] = field(default_factory=dict)

    def actor(self, person: Person) -> Actor:
        """The person as the actor of use cases."""
        return self.actors[person.phone]

    def stamp(self, lot_id: UUID, offset: int) -> SerialPlace:
        """The stamp so many after the first one of a lot."""
        key_id = self.services.keyring.current_id
        return SerialPlace(key_id, self.active[lot_id].first + offset)

    def printed_code(self, place: SerialPlace) -> str:
        """What stands below the symbol of a stamp."""
        return printed(self.services.keyring.serial(place))

    def work_photo(self, actor: Actor, kind: str, variant: int, at: datetime) -> KeptPhoto:
        """A photo of work; an organisation has few, each of them drawn and stored once."""
        key = (actor.organisation_id, kind, variant)
        if key not in self.photos:
            data = field_picture(kind, len(self.photos) + 1)
            self.photos[key] = self.keep(actor, data, at)
        return self.photos[key]

    def keep(self, actor: Actor, data: bytes, at: datetime) -> KeptPhoto:
        """Store a photo."""
        return store_photo(actor, StorePhoto(data), self.services.storage, now=at)


@dataclass(frozen=True)
class Step:
    """Something that was done at a time; all steps are played in the order of time."""

    at: datetime
    do: Callable[[Stage, datetime], object]
    is_entry: bool = False


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By time; what falls on one moment stays in the order it was planned in."""
    return sorted(steps, key=lambda step: step.at)
