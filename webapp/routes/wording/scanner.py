"""Words for what was, or was not, read from a photo or typed by hand."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "code.not_found_in_photo": _l("Không thấy mã nào trong ảnh. Hãy chụp gần hơn, đủ sáng."),
    "code.several_in_photo": _l("Trong ảnh có nhiều con tem. Hãy chụp từng con một."),
    "code.not_a_stamp": _l("Mã trong ảnh không phải mã của tem. Hãy chụp ô vuông trên tem."),
    "code.wrong_own_link": _l("Mã này không đúng là của một con tem: %(problem)s"),
    "code.barcode_only": _l(
        "Đây là mã vạch của loại hàng; mã vạch không chứng minh hàng thật. Hãy chụp ô "
        "vuông trên tem."
    ),
    "image.missing": _l("Chưa có ảnh nào. Hãy chụp hoặc chọn một tấm."),
}
