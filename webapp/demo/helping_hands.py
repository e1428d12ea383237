"""Mai keeps her diary on paper and the clerk writes for her; one neighbour wrote all at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont

from traceability.calendar import civil_date
from traceability.event_template import current
from webapp.demo.canvas import jpeg
from webapp.demo.cooperatives import COOPERATIVES
from webapp.demo.days import Days
from webapp.demo.entries import Entry
from webapp.demo.lots import LotPlan
from webapp.demo.plan import Person, named_id
from webapp.demo.stage import Stage, Step
from webapp.gateways.printing.fonts import Style
from webapp.usecases.objections import MakeObjection, make_objection
from webapp.usecases.paper_pages import (
    KeepPaperPage,
    MarkAllEntered,
    keep_paper_page,
    mark_all_entered,
)

_HOME: Final = COOPERATIVES[0]
_MAI: Final = 3
_PAPER_SEASON, _LATE_SEASON = 168, 293
_PAPER_DAYS: Final = range(20, 60)
_COPIED_ON: Final = 62
_OBJECTED: Final = 90  # days ago
# Nobody else waits for these: they may come as late as they like.
_MAY_WAIT: Final = frozenset({"irrigating", "weeding", "note", "scouting", "waste_collection"})
_INK, _LINE, _PAPER = (38, 52, 120), (176, 196, 214), (250, 246, 232)


def helper_of(lot: LotPlan) -> Person | None:
    """Who writes in a lot for its farmer."""
    is_hers = lot.cooperative is _HOME and lot.season.farm == _MAI
    return _HOME.clerk if is_hers and lot.season.begun == _PAPER_SEASON else None


def told_later(entries: Sequence[Entry], days: Days) -> list[Entry]:
    """The entries, some of them copied from a page of paper, some written all in one evening."""
    settled = {it.corrects for it in entries if it.corrects}
    may_wait = [
        it
        for it in entries
        if not it.corrects and it.id not in settled and it.work.code in _MAY_WAIT
    ]
    hers = [it for it in may_wait if it.lot.cooperative is _HOME and it.lot.season.farm == _MAI]
    moved = {it.id: _later(it, days, number) for number, it in enumerate(hers)}
    return [moved.get(it.id, it) for it in entries]


def _later(entry: Entry, days: Days, number: int) -> Entry:
    lot, season = entry.lot, entry.lot.season
    day = (civil_date(entry.at) - civil_date(lot.opened_at)).days
    if season.begun == _PAPER_SEASON and day in _PAPER_DAYS:
        copied = lot.at(_COPIED_ON, 19) + timedelta(seconds=20 * number)
        return replace(entry, recorded_at=copied, paper_id=_page_id(lot))
    if season.begun == _LATE_SEASON and season.closed is not None:
        evening = days.at(season.closed + 1, 20) + timedelta(seconds=20 * number)
        return replace(entry, recorded_at=max(entry.at, evening))
    return entry


def _page_id(lot: LotPlan) -> UUID:
    return named_id("paper page", lot.id)


def helping_steps(entries: Sequence[Entry], days: Days) -> Iterator[Step]:
    """The page is photographed and entered; Mai finds one line that is wrong."""
    copied = sorted((it for it in entries if it.paper_id), key=lambda it: it.at)
    if not copied:
        return
    lot = copied[0].lot
    yield Step(lot.at(_COPIED_ON, 18, 30), partial(_keep, lot, copied))
    yield Step(lot.at(_COPIED_ON, 22), partial(_finish, lot))
    yield Step(days.at(_OBJECTED, 7), partial(_object, copied[-1]))


def _keep(lot: LotPlan, copied: Sequence[Entry], stage: Stage, at: datetime) -> None:
    clerk = stage.actor(_HOME.clerk)
    lines = [(civil_date(it.at), _work_of(it)) for it in copied]
    photo = stage.keep(clerk, jpeg(_drawn(lot.farm.farmer.name, lines), 85), at)
    command = KeepPaperPage(
        page_id=_page_id(lot),
        covers_from=lines[0][0],
        covers_to=lines[-1][0],
        photos=(photo.sha256,),
        received_photos=frozenset({photo.sha256}),
        on_behalf_of=stage.actor(lot.farm.farmer).account_id,
    )
    keep_paper_page(clerk, command, now=at)


def _finish(lot: LotPlan, stage: Stage, at: datetime) -> None:
    mark_all_entered(stage.actor(_HOME.clerk), MarkAllEntered(_page_id(lot)), now=at)


def _object(entry: Entry, stage: Stage, at: datetime) -> None:
    reason = "Hôm đó tôi làm ruộng bên, không phải ruộng này."
    command = MakeObjection(named_id("objection", entry.id), entry.id, reason)
    make_objection(stage.actor(entry.lot.farm.farmer), command, now=at)


def _work_of(entry: Entry) -> str:
    template = current(entry.lot.goods.group)
    return template.event(entry.work.code).labels.vi


def _drawn(name: str, lines: Sequence[tuple[date, str]]) -> Image.Image:
    """A ruled page with the lines as somebody wrote them by hand."""
    image = Image.new("RGB", (1100, 1500), _PAPER)
    draw = ImageDraw.Draw(image)
    big, small = (ImageFont.truetype(Style.REGULAR.value, size) for size in (52, 40))
    for top in range(210, 1450, 62):
        draw.line((60, top, 1040, top), fill=_LINE, width=3)
    draw.text((90, 90), f"Sổ ruộng, {name}", _INK, big)
    for number, (day, work) in enumerate(lines[:20]):
        draw.text((90, 222 + 62 * number - 62 + 8), f"{day:%d/%m}   {work}", _INK, small)
    return image.rotate(1.2, fillcolor=(122, 104, 84), expand=True)
