"""Words of the inspector's room."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

WORDING = {
    "report_state.reported": _l("Đã nhận"),
    "report_state.triage": _l("Đang sàng lọc"),
    "report_state.verification": _l("Đang xác minh"),
    "report_state.unfounded": _l("Không có căn cứ"),
    "report_state.closed": _l("Đã xong"),
    "report.wrong_state": _l("Tin báo đã được người khác xử lý. Hãy xem lại tình trạng mới."),
    "report.answer_missing": _l("Hãy trả lời người báo vì sao không có căn cứ."),
    "report.not_found": _l("Không có tin báo này."),
    "flag_kind.counterfeit": _l("Tem giả"),
    "flag_kind.stolen": _l("Tem bị lấy cắp"),
    "flag_kind.lost": _l("Tem báo mất"),
    "flag_kind.void": _l("Tem đã hủy hiệu lực"),
    "flag_kind.destroyed": _l("Tem đã tiêu hủy"),
    "flag_kind.on_hold": _l("Tạm dừng để kiểm tra"),
    "flag_kind.suspected_copy": _l("Nghi bị sao chép"),
    "flag_scope.stamp": _l("Chỉ tem này"),
    "flag_scope.activation": _l("Các tem kích hoạt cùng lần (%(count)s tem)"),
    "flag_scope.roll": _l("Cả cuộn (%(count)s tem)"),
    "flag_scope.order": _l("Cả đơn tem (%(count)s tem)"),
    "flag.wrong_kind": _l("Người kiểm tra chỉ đánh dấu tạm dừng, nghi sao chép hoặc tem giả."),
    "flag.reason_missing": _l("Hãy ghi lý do."),
    "flag.scope_empty": _l(
        "Tem này chưa có cuộn hoặc chưa kích hoạt, nên không chọn được phạm vi đó."
    ),
    "flag.id_used": FORM_USED,
    "flag.not_found": _l("Không có đánh dấu này."),
    "flag.already_lifted": _l("%(by)s đã gỡ lúc %(at)s."),
    "stamp.not_issued": _l("Mã này chưa từng được phát hành."),
    "look.foreign": _l("Mã thuộc hệ thống khác"),
    "look.unknown": _l("Mã không có trong hệ thống"),
    "look.withdrawn": _l("Đã thu hồi"),
    "look.on_hold": _l("Đang tạm dừng"),
    "look.not_activated": _l("Chưa kích hoạt"),
    "look.suspected_copy": _l("Nghi bị sao chép"),
    "look.expired": _l("Đã hết hạn"),
    "look.already_checked": _l("Mã cào đã kiểm tra"),
    "look.first_check": _l("Hợp lệ, lần đầu"),
    "look.valid": _l("Hợp lệ"),
    "scan_way.link": _l("Mở đường dẫn"),
    "scan_way.typed": _l("Gõ mã"),
    "scan_way.scan_page": _l("Trang quét tem"),
    "scan_way.sms": _l("Tin nhắn SMS"),
}
