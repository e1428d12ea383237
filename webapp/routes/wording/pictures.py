"""Words for pictures that could not be taken, with what to do instead."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "picture.empty": _l("Tệp ảnh trống. Hãy chọn lại ảnh."),
    "picture.too_large": _l("Ảnh quá lớn, nhiều nhất 25 MB. Hãy chọn ảnh nhỏ hơn."),
    "picture.not_an_image": _l("Tệp này không phải là ảnh. Hãy chụp hoặc chọn một tấm ảnh."),
    "picture.unsupported_format": _l("Không đọc được kiểu ảnh này. Hãy gửi ảnh JPEG hoặc PNG."),
    "picture.too_many_pixels": _l("Ảnh có quá nhiều điểm ảnh. Hãy chụp lại ở cỡ thường."),
    "picture.too_complex": _l("Ảnh này được nén bất thường nên không mở. Hãy chụp ảnh khác."),
    "picture.truncated": _l("Ảnh bị thiếu phần cuối. Hãy gửi lại."),
    "picture.broken": _l("Ảnh bị hỏng nên không đọc được. Hãy chụp hoặc chọn ảnh khác."),
}
