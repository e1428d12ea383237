"""A verdict for programs: codes and facts, no words, no person."""

from collections.abc import Mapping
from datetime import date

from traceability.calendar import civil_date
from traceability.verdict import Reason
from webapp.queries.public_certificates import PublicCertificate
from webapp.queries.shown_values import YES, ShownValue
from webapp.queries.verdict_goods import Goods, Message, Stop, ToldWork
from webapp.queries.verdicts import StampAnswer
from webapp.routes.verdict_pages import responsible


def verdict_json(answer: StampAnswer, code: str, page_url: str) -> dict[str, object]:
    """`verdict`, `certainty` and `reasons` are stable; `page` is where people read the same."""
    verdict = answer.verdict
    body = responsible() if verdict.names_authority else None
    return {
        "verdict": verdict.code.value,
        "certainty": verdict.certainty.value,
        "reasons": [_reason(reason) for reason in verdict.reasons],
        "cause": verdict.cause.value if verdict.cause else None,
        "colour": verdict.colour.value,
        "public_reason": verdict.public_reason,
        "serial": code,
        "goods": goods_json(answer.goods) if answer.goods else None,
        "journey": [stop_json(stop) for stop in answer.stops],
        "first_checked_at": _plain(civil_date(answer.checks.first_at)) if answer.checks else None,
        "covered_code": _covered_code(answer, page_url) if answer.has_covered_code else None,
        "responsible": {"name": body.name, "hotline": body.hotline} if body else None,
        "page": page_url,
    }


def _covered_code(answer: StampAnswer, page_url: str) -> dict[str, object]:
    """`check_url` takes the code by POST; `look` is what a right one was: first, own or later."""
    return {
        "first_checked_at": _plain(answer.covered_code_checked_at),
        "look": answer.opened.look.value if answer.opened else None,
        "check_url": f"{page_url}/covered-code" if answer.takes_covered_code else None,
    }


def goods_json(goods: Goods) -> dict[str, object]:
    """What the stamp or lot stands for."""
    return {
        "product": goods.product_name,
        "product_code": goods.product_code,
        "producer": goods.producer,
        "lot": goods.lot_code,
        "began_on": _plain(goods.began_on),
        "made_on": _plain(goods.made_on),
        "expires_on": _plain(goods.expires_on),
        "standards": list(goods.standards),
        "standards_declared_by": "producer",
        "has_certificate": goods.has_certificate,
    }


def certificate_json(certificate: PublicCertificate) -> dict[str, object]:
    """One certificate in force."""
    return {
        "kind": certificate.kind.value,
        "number": certificate.number,
        "issuer": certificate.issuer,
        "standard": certificate.standard,
        "valid_to": _plain(certificate.valid_to),
        "verified_on": _plain(certificate.verified_on),
        "verified_by": certificate.verified_by,
    }


def _reason(reason: Reason) -> dict[str, object]:
    return {"code": reason.code, "proven": reason.proven, "details": _details(reason.details)}


def _details(details: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(value) for name, value in details.items()}


def stop_json(stop: Stop) -> dict[str, object]:
    """One step; `works` is what its template lets buyers read, labels and choices in both
    languages, amounts in thousandths of the unit they were entered in.
    """
    return {
        "step": stop.labels,
        "at": _plain(stop.at),
        "organisation": stop.organisation,
        "commune": stop.commune,
        "times": stop.times,
        "said": stop.said,
        "places": stop.places,
        "recorded": [_told(it) for it in (stop.recorded, stop.also_recorded) if it],
        "corrected": stop.was_corrected,
        "works": [_work(work) for work in stop.works],
        "others": stop.others.details["count"] if stop.others else 0,
    }


def _work(work: ToldWork) -> dict[str, object]:
    return {
        "values": [_value(value) for value in work.values],
        "wait": _told(work.wait) if work.wait else None,
    }


def _value(value: ShownValue) -> dict[str, object]:
    told: dict[str, object] = {"label": value.label}
    if value.unit:
        return told | {"thousandths": value.thousandths, "unit": value.unit}
    if value.answer:
        return told | {"value": value.answer == YES}
    if value.is_whole:
        return told | {"value": value.whole}
    return told | {"value": _plain(value.day) or value.choice or value.text}


def _told(message: Message) -> dict[str, object]:
    return {"code": message.code, **_details(message.details)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
