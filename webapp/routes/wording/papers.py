"""Words of the auditor's book and of the export."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "book.too_long": _l("Sổ dài quá %(most)s mục. Hãy chọn khoảng ngày ngắn hơn."),
    "book.bad_period": _l("Khoảng ngày chưa đúng: ngày đầu đứng trước, dài nhất ba năm."),
}
