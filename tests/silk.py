"""A group of products that the package does not know: silk, from the worm to the packed thread."""

import json
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from traceability.canonical import sha256_hex
from traceability.template_versions import TemplateState
from webapp.db import db
from webapp.models import TemplateVersion

PHOTO = {"asks_photo": True}


def labels(vi: str, en: str) -> dict[str, dict[str, str]]:
    return {"labels": {"vi": vi, "en": en}}


def field(name: str, type_: str, vi: str, en: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type_, **labels(vi, en), **more}


def event(code: str, vi: str, en: str, fields: list[Any], **more: Any) -> dict[str, Any]:
    told = {"kind": "observe", "biz_step": "other", "disposition": "in_progress"}
    epcis = told | more.pop("epcis", {})
    shown = {"icon": "bug", "public": True, **more}
    return {"code": code, **labels(vi, en), **shown, "fields": fields, "epcis": epcis}


def silk(version: int = 1) -> dict[str, Any]:
    """The template as it would be typed."""
    return {
        "group": "silk",
        "version": version,
        **labels("Tơ tằm", "Silk"),
        "units": ["kg", "g"],
        "treatment_follows": "lot",
        "crops": [{"code": "mulberry", **labels("Tằm dâu", "Mulberry silkworm")}],
        "likely": {"": ["rearing"], "harvesting": ["packing"]},
        "events": [
            event(
                "rearing",
                "Nuôi tằm",
                "Rearing",
                [
                    field(
                        "eggs", "integer", "Số vòng trứng", "Egg rings", required=True, max="900"
                    ),
                    field("vet", "text", "Thú y", "Vet", personal=True),
                ],
            ),
            event(
                "treating",
                "Trị bệnh tằm",
                "Treating",
                [
                    field("drug", "text", "Thuốc", "Drug", required=True, public=True),
                    field("days", "integer", "Số ngày cách ly", "Days", required=True, max="60"),
                ],
                epcis={"biz_step": "treating", "interval_field": "days"},
            ),
            event(
                "harvesting",
                "Thu kén",
                "Taking cocoons",
                [
                    field(
                        "quantity", "amount", "Lượng kén", "Cocoons", required=True, units=["kg"]
                    ),
                    field("taken_on", "date", "Ngày thu", "Date", default="event_date"),
                ],
                checks=[
                    {
                        "kind": "not_after",
                        "level": "invalid",
                        "code": "harvesting.taken_later",
                        "field": "taken_on",
                        **labels("Ngày thu kén ở sau hôm nay.", "The cocoons were taken later."),
                    }
                ],
                epcis={
                    "kind": "cycle_output",
                    "biz_step": "commissioning",
                    "disposition": "active",
                    "quantity": "quantity",
                    "ilmd": {"cbvmda:harvestStartDate": "taken_on"},
                },
            ),
            packing(),
            laboratory_test(),
            event(
                "note",
                "Ghi chép khác",
                "Note",
                [field("text", "text", "Nội dung", "Text", personal=True, multiline=True)],
                public=False,
            ),
        ],
    }


def packing() -> dict[str, Any]:
    return event(
        "packing",
        "Đóng gói",
        "Packing",
        [
            field("pack_size", "amount", "Một gói", "One pack", required=True, units=["g", "kg"]),
            field("pack_count", "integer", "Số gói", "Packs", required=True, min="1", max="10000"),
        ],
        epcis={"biz_step": "packing", "quantity": "pack_size", "times": "pack_count"},
    )


def laboratory_test() -> dict[str, Any]:
    choices = [
        {"code": "passed", **labels("Đạt", "Passed")},
        {"code": "failed", **labels("Không đạt", "Failed")},
    ]
    return event(
        "laboratory_test",
        "Kiểm nghiệm",
        "Laboratory test",
        [field("conclusion", "choice", "Kết luận", "Conclusion", required=True, choices=choices)],
        epcis={
            "biz_step": "inspecting",
            "disposition": "conformant",
            "disposition_field": "conclusion",
            "dispositions": {"passed": "conformant", "failed": "non_conformant"},
        },
    )


def silk_file(version: int = 1, raw: dict[str, Any] | None = None) -> bytes:
    """The file as it would be uploaded."""
    return json.dumps(raw or silk(version), ensure_ascii=False, indent=1).encode()


def silk_hash(version: int = 1) -> str:
    return sha256_hex(silk_file(version))


def proposed(make: Any) -> TemplateVersion:
    """A row that is there already: silk, which somebody uploaded; each database has one."""
    row = TemplateVersion(
        id=uuid4(),
        group="silk",
        version=1,
        text=silk_file().decode(),
        sha256=silk_hash(),
        purpose="Xã nuôi tằm chưa có mẫu",
        state=TemplateState.PROPOSED,
        proposed_by_id=make.account().id,
        proposed_for_id=make.agency().id,
        proposed_at=make.now,
    )
    before = db.session.scalar(select(TemplateVersion))
    if before is not None:
        return before
    db.session.add(row)
    db.session.commit()
    return row
