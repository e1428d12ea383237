"""Words of reports from the public."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "report_kind.suspected_fake": _l("Nghi là hàng giả"),
    "report_kind.no_stamp": _l("Không có tem, hoặc tem bị dán đè"),
    "report_kind.wrong_information": _l("Thông tin không đúng"),
    "report_kind.bad_quality": _l("Chất lượng kém"),
    "report_state.reported.title": _l("Đã nhận"),
    "report_state.reported.note": _l("Cán bộ sẽ xem báo cáo của bạn. Bạn không phải làm gì thêm."),
    "report_state.triage.title": _l("Đang xem xét"),
    "report_state.triage.note": _l("Cán bộ đang xem báo cáo và các lần kiểm tra của tem."),
    "report_state.verification.title": _l("Đang xác minh"),
    "report_state.verification.note": _l("Cơ quan chức năng đang xác minh tại chỗ hoặc với cơ sở."),
    "report_state.unfounded.title": _l("Không có căn cứ"),
    "report_state.unfounded.note": _l(
        "Đã xem xét và chưa thấy dấu hiệu vi phạm. Có thêm thông tin, hãy báo lại."
    ),
    "report_state.closed.title": _l("Đã xử lý xong"),
    "report_state.closed.note": _l("Việc này đã được xử lý. Cảm ơn bạn đã báo."),
    "report.empty": _l(
        "Báo cáo chưa có gì để xem xét. Hãy thêm ít nhất một điều: mã trên tem, ảnh, tên "
        "sản phẩm, nơi bán hoặc vài lời."
    ),
    "report.too_many_photos": _l(
        "Mỗi báo cáo nhận nhiều nhất %(most)s ảnh: đã giữ %(most)s ảnh đầu, các ảnh sau chưa được "
        "nhận."
    ),
    "report.code_not_ours": _l(
        "Mã bạn ghi không phải mã tem của chúng tôi, hoặc gõ sót. Chúng tôi giữ nguyên như bạn "
        "ghi, và báo cáo vẫn được xem xét."
    ),
    "report_code.not_ours": _l(
        "Mã này không phải mã tem của hệ thống, hoặc người báo gõ sót; ghi nguyên như đã gõ."
    ),
    "report_code.never_issued": _l(
        "Mã đúng khóa của hệ thống, nhưng chưa đơn đặt tem nào có mã này."
    ),
    "report_code.proof": _l(
        "Mã này là của tem in thử: tem đó không dán lên hàng nào. Nếu thấy trên hàng thì tờ in thử "
        "đã bị lấy hoặc chép lại."
    ),
    "report.no_receipt": _l("Chưa lấy được số biên nhận. Hãy gửi lại."),
    "report.no_such_receipt": _l("Không có báo cáo nào mang số này. Hãy xem lại số biên nhận."),
}
