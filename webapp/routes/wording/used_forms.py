"""What is said when one form comes twice with different content."""

from flask_babel import lazy_gettext as _l

FORM_USED = _l(
    "Biểu mẫu này đã được gửi trước đó với nội dung khác, và nội dung đó đã được lưu. "
    "Hãy mở biểu mẫu mới."
)
