"""Words of alerts about stamps, and of stamps on display."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

WORDING = {
    "alert_kind.suspected_copy": _l("Tem có thể bị sao chép"),
    "alert_kind.lot_copies": _l("Nhiều tem của một lô được xem khác thường"),
    "alert_kind.late_looks": _l("Tem được xem khi hàng đã quá hạn lâu"),
    "alert_kind.odd_activation": _l("Kích hoạt tem khác thường"),
    "alert_kind.not_activated": _l("Tem chưa kích hoạt mà có người quét"),
    "alert_kind.gone": _l("Tem đã báo mất, bị lấy hay hủy mà có người quét"),
    "alert_kind.never_issued": _l("Mã đúng khóa của ta nhưng chưa từng phát hành"),
    "alert_kind.unknown_burst": _l("Nhiều mã không có trong hệ thống được dò"),
    "alert_state.open": _l("Chưa ai trả lời"),
    "alert_state.answered": _l("Đơn vị đã trả lời"),
    "alert_state.explained": _l("Đã có lời giải thích"),
    "alert_answer.display": _l("Hàng trưng bày của chúng tôi"),
    "alert_answer.listing": _l("Ảnh trên trang bán hàng của chúng tôi"),
    "alert_answer.own_work": _l("Đúng là chúng tôi làm"),
    "alert_answer.do_not_know": _l("Chúng tôi không biết vì sao"),
    "alert_answer.inspection_wanted": _l("Đề nghị kiểm tra"),
    "alert.not_found": _l("Không có cảnh báo này."),
    "alert.answer_unfit": _l("Câu trả lời này không hợp với loại cảnh báo này."),
    "alert.display_not_told": _l("Hãy cho biết tem được bày hay đăng ở đâu và vì sao."),
    "reason.not_activated_seen": _l("Có người quét tem của đơn này khi tem chưa gắn cho lô nào."),
    "reason.stolen_seen": _l("Có người quét tem của đơn này sau khi báo bị lấy cắp."),
    "reason.lost_seen": _l("Có người quét tem của đơn này sau khi báo mất."),
    "reason.void_seen": _l("Có người quét tem của đơn này sau khi tem đã hủy."),
    "reason.destroyed_seen": _l("Có người quét tem của đơn này sau khi ghi là đã tiêu hủy."),
    "reason.never_issued_seen": _l(
        "Mã này chỉ khóa bí mật của hệ thống làm ra được, nhưng chưa đơn nào đặt. Hãy kiểm tra "
        "khóa và bản sao lưu."
    ),
    "reason.decoy_seen": _l(
        "Mã mồi số %(number)s vừa được xem. Mã này không phát cho ai: nơi cất nó đã bị lộ. Hãy tra "
        "sổ ghi mã mồi để biết là nơi nào."
    ),
    "reason.unprinted_seen": _l(
        "Có người quét tem của đơn này khi tem chưa được báo là đã in, hoặc khi đơn chưa được "
        "duyệt hay bị từ chối. Tem có thể bị in ngoài sổ."
    ),
    "reason.unknown_codes": _l("Trong một giờ có %(count)s lượt hỏi mã không có trong hệ thống."),
    "reason.lot_stamps_marked": _l(
        "Trong %(looked_at)s tem của lô đã được xem, %(marked)s tem được xem khác thường; nhiều "
        "hơn ngẫu nhiên có thể làm."
    ),
    "reason.lot_stamps_late": _l(
        "Trong %(looked_at)s tem của lô đã được xem, %(marked)s tem được xem lần đầu khi hàng quá "
        "hạn hơn 30 ngày, hoặc được xem hơn 180 ngày sau khi cào mã. Có thể hàng quá hạn còn bán, "
        "hoặc tem được dán sang hàng khác."
    ),
    "reason.activated_at_night": _l(
        "Có %(count)s tem được kích hoạt trong khoảng 22 giờ đến 4 giờ, khi đơn vị ít làm việc này."
    ),
    "reason.activated_above_usual": _l(
        "Trong một ngày có %(count)s tem được kích hoạt; ngày nhiều nhất trong 90 ngày trước đó là "
        "%(most)s tem."
    ),
    "reason.activated_elsewhere": _l(
        "Có %(count)s tem được kích hoạt từ mạng có vẻ ở %(province)s, nơi đơn vị không có cơ sở "
        "nào."
    ),
    "display_kind.display": _l("Hàng trưng bày"),
    "display_kind.listing": _l("Ảnh trên trang bán hàng"),
    "display_kind.picture": _l("Ảnh đang lan truyền"),
    "display_state.stands": _l("Đang có hiệu lực"),
    "display_state.ended": _l("Đã kết thúc"),
    "display.reason_missing": _l("Hãy ghi nơi bày và lý do."),
    "display.bad_range": _l("Mỗi lần đăng ký từ 1 đến %(most)s tem liền nhau của một đơn."),
    "display.id_used": FORM_USED,
    "display.already": _l("Trong đó có tem đã đăng ký rồi. Hãy kết thúc đăng ký cũ trước."),
    "display.not_found": _l("Không có đăng ký này."),
    "display.ended": _l("Đăng ký này đã kết thúc lúc %(at)s."),
}
