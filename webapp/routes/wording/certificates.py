"""Words of certificates: kinds, how they stand, and why something was refused."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

WORDING = {
    "certificate.kind.vietgap": _l("VietGAP"),
    "certificate.kind.globalgap": _l("GlobalG.A.P."),
    "certificate.kind.organic": _l("Hữu cơ"),
    "certificate.kind.gacp": _l("GACP dược liệu"),
    "certificate.kind.haccp": _l("HACCP"),
    "certificate.kind.iso22000": _l("ISO 22000"),
    "certificate.kind.food_safety_eligibility": _l("Đủ điều kiện an toàn thực phẩm"),
    "certificate.kind.self_declaration": _l("Bản tự công bố sản phẩm"),
    "certificate.kind.ocop": _l("OCOP"),
    "certificate.kind.halal": _l("Halal"),
    "certificate.kind.other": _l("Giấy chứng nhận khác"),
    "certificate.scope.organisation": _l("Cả đơn vị"),
    "certificate.scope.products": _l("Một số sản phẩm"),
    "certificate.scope.places": _l("Một số địa điểm"),
    "certificate_status.submitted": _l("Chờ đối chiếu"),
    "certificate_status.verified": _l("Đã xác nhận"),
    "certificate_status.refused": _l("Bị từ chối"),
    "certificate_status.withdrawn": _l("Đã rút"),
    "certificate_term.not_yet": _l("Đã xác nhận, chưa đến ngày hiệu lực"),
    "certificate_term.valid": _l("Đã xác nhận, còn hiệu lực"),
    "certificate_term.expiring": _l("Hết hạn sau %(days)s ngày"),
    "certificate_term.expired": _l("Đã hết hạn"),
    "certificate.not_found": _l("Không có giấy chứng nhận này."),
    "certificate.handed_in_before": _l("Giấy này đã được nộp trước đó."),
    "certificate.already_decided": _l("Giấy này đã được xử lý trước đó: %(status)s."),
    "certificate.own": _l("Bạn thuộc đơn vị này nên người khác phải đối chiếu."),
    "certificate.over": _l("Giấy đã hết hạn nên không xác nhận được nữa."),
    "certificate.not_withdrawable": _l("Giấy này đã bị từ chối hoặc đã rút trước đó."),
    "certificate.bad_dates": _l(
        "Ngày cấp không ở sau hôm nay; ngày hết hạn phải sau ngày cấp. Chỉ bản tự công bố được bỏ"
        " trống."
    ),
    "certificate.scope_missing": _l("Hãy chọn ít nhất một sản phẩm hoặc địa điểm của đơn vị."),
    "certificate.id_used": FORM_USED,
    "certificate.reason_missing": _l("Hãy ghi lý do."),
    "document.missing": _l("Hãy chọn tệp PDF hoặc ảnh chụp giấy."),
    "document.too_large": _l("Tệp PDF quá lớn, nhiều nhất %(limit)s MB."),
    "document.broken": _l("Tệp PDF bị thiếu phần cuối. Hãy chọn lại tệp."),
}
