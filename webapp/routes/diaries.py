"""Diaries for inspectors and officers: which to look at first, and what was counted."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from traceability.lot_notices import LotNotice
from traceability.roles import Permission
from webapp.queries.diaries import (
    DiaryFilter,
    DiaryOrder,
    DiaryStanding,
    diary_communes,
    diary_list,
    diary_page,
)
from webapp.queries.products import group_labels, product_groups
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_choice, asked_code, asked_number, asked_words, paging_of
from webapp.routes.words import label, words

diaries = Blueprint("diaries", __name__)


@diaries.get("/diaries")
@requires(Permission.DIARY_SCORE_READ)
def index() -> ResponseReturnValue:
    """Every diary, the one that most looks told from memory first."""
    groups = [(it, label(group_labels(it))) for it in product_groups()]
    communes = [(code, words(name)) for code, name in diary_communes()]
    wanted = DiaryFilter(
        words=asked_words(),
        order=asked_choice("order", DiaryOrder) or DiaryOrder.SCORE,
        standing=asked_choice("standing", DiaryStanding),
        notice=asked_choice("notice", LotNotice),
        group=asked_code("group", groups),
        commune=asked_code("commune", communes),
        number=asked_number(),
    )
    listing = diary_list(current_actor(), wanted)
    return render_template(
        "diaries/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        orders=[(it.value, words(f"diary_order.{it}")) for it in DiaryOrder],
        standings=[(it.value, words(it.code)) for it in DiaryStanding],
        notice_codes=[(it.value, words(f"lot_notice.{it}")) for it in LotNotice],
        groups=groups,
        communes=communes,
    )


@diaries.get("/diaries/<uuid:lot_id>")
@requires(Permission.DIARY_SCORE_READ)
def show(lot_id: UUID) -> ResponseReturnValue:
    """One diary with its score, what was counted, and its entries."""
    return render_template("diaries/show.html", page=diary_page(current_actor(), lot_id))
