"""Every code's words, gathered from the parts; a test holds that no refusal is without."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from webapp.routes.wording import (
    alerts,
    area_codes,
    certificates,
    checklists,
    core,
    crops,
    event_templates,
    events,
    inputs,
    inspection,
    laboratory_limits,
    ledger,
    lots,
    mending,
    papers,
    people,
    permissions,
    pictures,
    registry,
    reports,
    scanner,
    stamps,
    trust,
    verdicts,
)

WORDING: Mapping[str, LazyString] = {
    **core.WORDING,
    **crops.WORDING,
    **alerts.WORDING,
    **area_codes.WORDING,
    **certificates.WORDING,
    **checklists.WORDING,
    **papers.WORDING,
    **people.WORDING,
    **permissions.WORDING,
    **registry.WORDING,
    **event_templates.WORDING,
    **events.WORDING,
    **inputs.WORDING,
    **inspection.WORDING,
    **laboratory_limits.WORDING,
    **ledger.WORDING,
    **lots.WORDING,
    **mending.WORDING,
    **pictures.WORDING,
    **reports.WORDING,
    **scanner.WORDING,
    **stamps.WORDING,
    **trust.WORDING,
    **verdicts.WORDING,
}
