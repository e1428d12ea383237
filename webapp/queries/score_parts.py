"""The parts of one stamp's clone score as inspectors read them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from traceability.clone_score import Custom
from traceability.geography import PROVINCES
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.score_parts import ScoreParts, score_parts
from traceability.stamps import OrderKind
from traceability.suspicion import counted, custom_of, suspicion_of
from webapp.db import reader
from webapp.models.stamp import Stamp
from webapp.models.stamp_looks import holder_of, look_windows, seen_look
from webapp.queries.verdict_goods import Message

# Beyond this a figure says no more than "very much".
_MOST_TIMES: Final = 1_000_000


@dataclass(frozen=True)
class PhoneRow:
    """The first look of one phone, and the score after it (above 1,000 it is said in public)."""

    at: datetime
    province: str
    network: int | None
    bought: bool
    thousandths: int


@dataclass(frozen=True)
class ScorePage:
    """What the sum is made of, in sentences, and phone by phone."""

    said: tuple[Message, ...]
    phones: tuple[PhoneRow, ...]


def score_page(
    actor: Actor,  # noqa: ARG001
    stamp: SerialPlace,
    usual: Custom,
) -> ScorePage | None:
    """The parts as they are now, `usual` being how often unregistered stamps are on display; None
    of a stamp that is not scored, or at which fewer than two phones looked.
    """
    with reader() as connection:
        holder = holder_of(connection, stamp)
        if holder is None or holder.activated_at is None or holder.kind is not OrderKind.ITEM:
            return None
        windows = look_windows(connection, stamp, holder.activated_at)
        here = (Stamp.key_id == stamp.key_id, Stamp.counter == stamp.counter)
        display = connection.execute(select(Stamp.display_kind).where(*here)).scalar_one_or_none()
    looks = [counted(map(seen_look, rows)) for rows in windows]
    gravest = max(looks, key=lambda it: suspicion_of(it, display, usual).thousandths)
    parts = score_parts(gravest, custom_of(display, usual))
    return _page(parts) if parts else None


def _page(parts: ScoreParts) -> ScorePage:
    rows = (
        PhoneRow(
            at=it.at,
            province=PROVINCES[it.province].name if it.province else "",
            network=it.network,
            bought=it.bought,
            thousandths=it.thousandths,
        )
        for it in parts.phones
    )
    return ScorePage(tuple(_said(parts)), tuple(rows))


def _said(parts: ScoreParts) -> Iterator[Message]:
    counts = {"phones": len(parts.phones), "networks": parts.networks, "places": parts.places}
    yield Message("score.seen", counts)
    yield Message(f"score.pack.{parts.pack}")
    yield Message(f"score.copies.{parts.copies}")
    if parts.buyers:
        yield Message("score.buyers", {"count": parts.buyers})
    yield _weight(parts.score)
    if parts.is_held:
        yield Message("score.held")


def _weight(score: float) -> Message:
    times = min(round(math.exp(min(abs(score), math.log(_MOST_TIMES)))), _MOST_TIMES)
    if times < 2:
        return Message("score.alike")
    return Message("score.copies_better" if score > 0 else "score.pack_better", {"times": times})
