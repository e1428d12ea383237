"""Words of self-assessments: how a point stands, and why something was refused."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

WORDING = {
    "checklist.answer.yes": _l("Có, đạt"),
    "checklist.answer.no": _l("Chưa đạt"),
    "checklist.answer.not_applicable": _l("Không áp dụng"),
    "checklist.outcome.met": _l("Đạt"),
    "checklist.outcome.not_met": _l("Chưa đạt"),
    "checklist.outcome.not_applicable": _l("Không áp dụng"),
    "checklist.outcome.open": _l("Chưa trả lời"),
    "checklist.unknown": _l("Không có bảng kiểm này."),
    "checklist.no_point": _l("Bảng kiểm không có điểm này, hoặc chưa nộp tệp nào cho nó."),
    "checklist.not_found": _l("Không có lần tự đánh giá này."),
    "checklist.finished": _l("Lần tự đánh giá này đã hoàn thành nên không sửa được nữa."),
    "checklist.id_used": FORM_USED,
    "checklist.one_subject": _l("Hãy chọn một lô hàng hoặc một địa điểm."),
    "checklist.points_open": _l("Còn %(count)s điểm chưa trả lời."),
}
