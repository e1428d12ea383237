"""Words of where something missing is put right, and by whom."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "mend.points": _l("Xem còn thiếu gì"),
    "mend.hold": _l("Gỡ tạm dừng"),
    "mend.yield": _l("Cho biết vì sao được nhiều"),
    "mend.balance": _l("Xem phép tính"),
    "mend.market": _l("Xem lại thị trường"),
    "mend.code": _l("Chọn mã số"),
    "mend.places": _l("Ghi tọa độ của vườn"),
    "mend.certificate": _l("Nộp giấy chứng nhận"),
    "mend_by.worker": _l("Người ghi nhật ký của lô làm việc này."),
    "mend_by.manager": _l("Người quản lý của đơn vị làm việc này."),
    "mend_by.holder": _l(
        "Nhờ đơn vị giữ mã ghi đồng ý ở trang của mã số, hoặc chọn mã khác cho lô."
    ),
    "mend_by.holder_if_so": _l("Nếu bao bì in đúng như vậy: nhờ đơn vị giữ mã ghi đồng ý."),
    "mend_by.register_if_so": _l("Nếu bao bì in đúng như vậy: hỏi cán bộ sở giữ danh mục mã số."),
    "mend_by.register": _l(
        "Cán bộ sở giữ sổ mã số: hỏi cán bộ về mã này, hoặc chọn mã khác cho lô."
    ),
    "mend_by.verifier": _l("Cán bộ sở đối chiếu xong thì giấy mới được tính."),
    "mend_by.officer": _l("Cán bộ sở đang đình chỉ đơn vị; chỉ họ cho hoạt động lại được."),
    "mend_by.registrar": _l("Tên đơn vị do cán bộ sở ghi khi đăng ký."),
    "mend_by.authority": _l("Cơ quan chức năng đang tạm dừng lô này; chỉ họ gỡ được."),
    "mend_by.recall": _l("Cơ quan ra quyết định thu hồi xử lý; làm theo thông báo thu hồi."),
    "mend_by.nobody_cancelled": _l("Lô đã hủy thì không sửa được nữa: mở lô khác."),
    "mend_by.nobody_closed": _l("Lô đã kết thúc nên không ghi thêm được việc này."),
    "mend_by.nobody_retired": _l(
        "Sản phẩm đã ngừng thì không dùng lại được: thêm sản phẩm mới rồi mở lô khác."
    ),
    "mend_by.nobody_stamped": _l("Lô đã dán tem hoặc đã kết thúc nên không đổi mã số được nữa."),
}
