"""Uploading templates of silk, and putting them in force."""

from uuid import uuid4

from tests.silk import silk_file
from webapp.usecases.event_templates import (
    DecideTemplate,
    ProposeTemplate,
    decide_template,
    propose_template,
)

ICONS = frozenset({"bug"})
WHY = "Xã nuôi tằm chưa có mẫu"


def upload(actor, now, file: bytes | None = None, **given):
    command = ProposeTemplate(given.pop("version_id", uuid4()), file or silk_file(), WHY)
    return propose_template(actor, command, given.pop("icons", ICONS), now=now)


def put_in_force(thu, van, now, version: int = 1, raw=None):
    version_id = upload(thu, now, silk_file(version, raw))
    decide_template(van, DecideTemplate(version_id, True, "Đủ ý kiến", True), now=now)
    return version_id
