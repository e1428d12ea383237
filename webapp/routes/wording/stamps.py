"""Words of the stamps room: states, and why something was refused."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

WORDING = {
    "order.ordered": _l("Chờ duyệt"),
    "order.approved": _l("Đã duyệt"),
    "order.refused": _l("Không duyệt"),
    "order.covered": _l("Có, 8 ký tự dưới lớp phủ của mỗi tem"),
    "order.uncovered": _l("Không"),
    "roll.approved": _l("Chưa in"),
    "roll.printed": _l("Đã in"),
    "roll.delivered": _l("Đã nhận"),
    "roll.begun": _l("Đang dùng, còn tem chưa kích hoạt"),
    "roll.activated": _l("Đã kích hoạt hết"),
    "roll.returned": _l("Đã trả lại"),
    "roll.lost": _l("Báo mất"),
    "roll.stolen": _l("Bị lấy cắp"),
    "roll.void": _l("Đã hủy hiệu lực"),
    "roll.destroyed": _l("Đã tiêu hủy"),
    "layout.a4-65": _l("A4, 65 tem (38,1 × 21,2 mm)"),
    "layout.a4-40": _l("A4, 40 tem (52,5 × 29,7 mm)"),
    "layout.a4-24": _l("A4, 24 tem (70 × 37 mm)"),
    "layout.roll-50x30": _l("Cuộn, từng tem (50 × 30 mm)"),
    "layout.roll-40x25": _l("Cuộn, từng tem (40 × 25 mm)"),
    "stamp.bad_order_size": _l("Mỗi đơn từ %(smallest)s đến %(largest)s tem."),
    "stamp.bad_roll_size": _l("Mỗi cuộn từ 10 đến 10.000 tem."),
    "stamp.order_not_found": _l("Không có đơn tem này."),
    "stamp.roll_not_found": _l("Không có cuộn tem này."),
    "stamp.order_id_used": FORM_USED,
    "stamp.activation_id_used": FORM_USED,
    "stamp.self_approval": _l("Người đặt tem không được tự duyệt đơn của mình."),
    "stamp.already_decided": _l("Đơn này đã được xử lý trước đó."),
    "stamp.not_approved": _l("Đơn chưa được duyệt nên chưa in được."),
    "stamp.roll_gone": _l("Cuộn này không còn dùng được nên không in lại."),
    "stamp.wrong_state": _l("Tình trạng hiện tại của cuộn không cho phép việc này."),
    "stamp.empty_range": _l("Phải có ít nhất một tem, và tem đầu đứng trước tem cuối."),
    "stamp.range_outside_roll": _l("Cuộn này không còn đủ tem như vậy, hoặc có tem của cuộn khác."),
    "stamp.range_not_delivered": _l("Cuộn này chưa được in và nhận, hoặc không còn ở đây."),
    "stamp.already_activated": _l(
        "Trong khoảng này đã có tem được %(activated_by)s kích hoạt lúc %(activated_at)s."
    ),
    "stamp.lot_not_packed": _l("Chỉ kích hoạt tem cho lô đã đóng gói và không bị tạm dừng."),
    "stamp.exceeds_packed": _l(
        "Lô đóng %(packed)s gói, đã kích hoạt %(activated)s tem, nên không thêm được %(wanted)s."
    ),
    "stamp.exceeds_goods": _l(
        "Theo nhật ký, hàng của lô chỉ đủ cho %(supported)s trong %(packed)s gói; đã kích hoạt"
        " %(activated)s tem, nên không thêm được %(wanted)s."
    ),
    "stamp.other_product": _l("Tem này đặt cho sản phẩm khác với sản phẩm của lô."),
    "stamp.roll_used_up": _l("Mọi tem của cuộn này đã được kích hoạt."),
    "stamp.code_not_ours": _l("Mã này không phải tem của hệ thống."),
    "serial.bad_form": _l("Mã tem gồm 17 chữ và số, không có chữ U và không có dấu."),
    "serial.bad_check_character": _l("Mã tem gõ chưa đúng, hãy xem lại từng nhóm."),
    "print.too_small": _l("Khổ tem này quá nhỏ để máy điện thoại đọc được mã."),
    "print.nothing": _l("Không có tem nào để in."),
}
