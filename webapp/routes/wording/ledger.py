"""Words of the ledger: why something cannot be proven."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "ledger.bad_checkpoint": _l("Đây không phải dấu niêm của sổ này, hoặc chữ ký không đúng."),
    "ledger.rewritten": _l("Sổ không còn bắt đầu như trước: có mục đã bị sửa hoặc bị cắt bỏ."),
    "ledger.no_checkpoint": _l("Chưa có dấu niêm nào như vậy."),
    "ledger.no_entry": _l("Sổ không có mục nào của việc này."),
    "ledger.no_position": _l(
        "Sổ mới có %(size)s mục, đánh số từ 0: chưa có mục nào ở số này.",
    ),
    "ledger.bad_position": _l(
        "Số thứ tự trong sổ là một số nguyên, tính từ 0; hoặc hãy dùng mã của mục nhật ký."
    ),
    "ledger.kind.epcis": _l("Việc trong nhật ký"),
    "ledger.kind.public": _l("Phần công khai của một việc trong nhật ký"),
    "ledger.kind.stamp": _l("Việc về tem"),
    "ledger.kind.decision": _l("Quyết định"),
    "ledger.bad_sizes": _l(
        "Chỉ so được một sổ đã niêm với sổ đã niêm sau đó, từ một mục trở lên. Trong địa chỉ:"
        " from là số mục của sổ cũ, to (nếu có) của sổ mới."
    ),
}
