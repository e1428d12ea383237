"""Words of the lots room: states, what to mind, and why something was refused."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

WORDING = {
    "lot.not_ready": _l(
        "Lô còn thiếu %(count)s mục phải có trước khi bán ra, trước hết: %(first)s."
        " Trang của lô cho biết sửa ở đâu."
    ),
    "release_condition.goods_told": _l("Đã ghi thu hoạch hoặc đóng gói"),
    "release_condition.not_held": _l("Không bị tạm dừng, không bị thu hồi"),
    "release_condition.product_in_use": _l("Sản phẩm đang dùng"),
    "imbalance.more_used_than_had": _l("Đưa vào làm nhiều hơn số đã thu hoạch và nhận về."),
    "imbalance.more_left_than_used": _l("Làm ra nhiều hơn số đưa vào."),
    "imbalance.more_packed_than_had": _l("Đóng gói nhiều hơn số hàng còn lại."),
    "imbalance.above_recovery": _l("Đóng gói nhiều hơn mức thu hồi của loại hàng này."),
    "imbalance.above_yield": _l("Thu hoạch nhiều hơn diện tích này thường cho."),
    "imbalance.nothing_brought": _l(
        "Chưa ghi nhận nguyên liệu nào: hàng này làm từ đâu ra thì chưa biết."
    ),
    "imbalance.more_animals_than_stocked": _l("Số con chết và xuất đi nhiều hơn số con nhập vào."),
    "lot_state.draft": _l("Nháp"),
    "lot_state.in_production": _l("Đang sản xuất"),
    "lot_state.awaiting_release": _l("Chờ duyệt xuất"),
    "lot_state.released": _l("Đã duyệt xuất"),
    "lot_state.packed": _l("Đã đóng gói"),
    "lot_state.on_market": _l("Đang lưu hành"),
    "lot_state.closed": _l("Đã kết thúc"),
    "lot_warning.recalled": _l("Lô này đang bị thu hồi."),
    "lot_warning.on_hold": _l("Lô này đang bị tạm dừng: không kích hoạt tem, không bán."),
    "lot_hold.within_interval": _l(
        "Thu hoạch khi chưa hết thời gian cách ly; đang chờ kết quả kiểm nghiệm."
    ),
    "lot_hold.failed_test": _l("Mẫu kiểm nghiệm không đạt."),
    "lot_hold.rejected": _l("Bộ phận chất lượng không cho xuất xưởng."),
    "lot_hold.unfit": _l("Một việc ghi trong nhật ký cho thấy hàng chưa đạt để bán."),
    "lot_hold.unsaid": _l("Chưa ghi lý do."),
    "lot.not_held": _l("Lô này không bị tạm dừng, hoặc vừa được gỡ."),
    "lot.held_by_others": _l("Cơ quan chức năng đang tạm dừng lô này; chỉ họ gỡ được."),
    "lot.no_passed_test": _l(
        "Cần một kết quả kiểm nghiệm đạt, ghi sau khi lô bị tạm dừng, rồi mới gỡ được."
    ),
    "lot_warning.within_interval": _l("Còn trong thời gian cách ly: chưa thu hoạch trước %(day)s."),
    "lot.not_found": _l("Không có lô này trong các lô của bạn."),
    "lot.closed": _l("Lô này đã kết thúc."),
    "lot.wrong_state": _l("Lô đang ở bước khác nên không làm được việc này."),
    "lot.not_open": _l("Lô này chưa bắt đầu hoặc đã hủy nên chưa ghi nhật ký được."),
    "lot.id_used": FORM_USED,
}
