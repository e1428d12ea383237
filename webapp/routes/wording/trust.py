"""Words of checking a stamp without network: what the signature says, and what nobody checked."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "offline.right.title": _l("Chữ ký đúng: tem do chúng tôi phát hành"),
    "offline.right.advice": _l(
        "Danh sách thu hồi trên máy không có tem này. Khi có mạng, hãy quét lại."
    ),
    "offline.wrong_signature.title": _l("Chữ ký sai: mã này không do chúng tôi in"),
    "offline.wrong_signature.advice": _l("Đừng mua. Hãy giữ lại ảnh của tem và báo khi có mạng."),
    "offline.not_issued.title": _l("Tem này chưa được in cho ai"),
    "offline.not_issued.advice": _l("Đừng mua, và hãy báo khi có mạng."),
    "offline.no_signature.title": _l("Chưa kiểm tra: tem này không có chữ ký"),
    "offline.no_signature.advice": _l(
        "Không có mạng thì chưa biết được gì. Hãy thử lại khi có mạng."
    ),
    "offline.unreadable.title": _l("Chưa kiểm tra: đây không phải đường dẫn của tem"),
    "offline.unreadable.advice": _l("Hãy quét ô vuông trên tem, hoặc dán cả đường dẫn."),
    "offline.lot_only.title": _l("Chưa kiểm tra tem: mới tra số lô"),
    "offline.lot_only.advice": _l(
        "Ai cũng in được một số lô lên gói. Hãy so hàng với lô dưới đây và quét tem khi có mạng."
    ),
    "offline.unknown_key.title": _l("Chưa kiểm tra: máy này chưa có khóa mới"),
    "offline.unknown_key.advice": _l("Hãy mở trang này khi có mạng để nạp khóa, rồi kiểm tra lại."),
    "offline.compromised_key.title": _l("Chưa kiểm tra: khóa ký tem này không còn dùng được"),
    "offline.compromised_key.advice": _l("Chữ ký không nói lên điều gì. Hãy kiểm tra khi có mạng."),
    "offline.no_list.title": _l("Chữ ký đúng, nhưng chưa có danh sách thu hồi"),
    "offline.no_list.advice": _l("Chưa biết tem có bị thu hồi không. Hãy kiểm tra khi có mạng."),
    "offline.stale_list.title": _l("Chữ ký đúng, nhưng danh sách đã quá cũ"),
    "offline.stale_list.advice": _l("Chưa biết tem có bị thu hồi không. Hãy kiểm tra khi có mạng."),
    "offline.not_loaded.title": _l("Chưa kiểm tra: máy này chưa nạp được khóa"),
    "offline.not_loaded.advice": _l("Hãy mở trang này một lần khi có mạng."),
    "standing.active": _l("Đã kích hoạt"),
    "standing.not_activated": _l("Chưa kích hoạt"),
    "standing.not_issued": _l("Chưa in"),
    "standing.on_hold": _l("Đang tạm giữ"),
    "standing.suspected_copy": _l("Nghi bị sao chép"),
    "standing.counterfeit": _l("Bị xác định là giả"),
    "standing.stolen": _l("Bị lấy cắp"),
    "standing.lost": _l("Báo mất"),
    "standing.void": _l("Đã hủy hiệu lực"),
    "standing.destroyed": _l("Đã tiêu hủy"),
    "standing.recalled": _l("Bị thu hồi"),
    "unchecked.issued": _l("Tem có phải do chúng tôi phát hành không."),
    "unchecked.withdrawn": _l("Tem có bị thu hồi hay tạm giữ không."),
    "unchecked.copied": _l("Có ai sao chép tem này không: chữ ký được chép theo cùng mã vuông."),
    "unchecked.changed_since": _l("Những gì xảy ra sau khi có danh sách, kể cả việc kích hoạt."),
    "unchecked.goods": _l("Chất lượng và hạn dùng của món hàng."),
    "stamp.slots_used_up": _l("Khóa ký tem đã dùng hết số. Hãy báo người vận hành đổi khóa."),
    "stamp.signing_key_compromised": _l("Khóa ký tem không còn an toàn. Hãy báo người vận hành."),
    "trust.bad_list": _l("Danh sách không đúng dạng hoặc chữ ký không khớp."),
    "trust.bad_since": _l("Số thứ tự của danh sách phải là một số."),
    "signing_key.not_found": _l("Không có khóa ký tem này."),
    "signing_key.still_signing": _l("Khóa này đang ký tem. Hãy đổi SIGNING_KEY_ID trước."),
    "signing_key.already_compromised": _l("Khóa này đã được khai báo là không còn an toàn."),
    "signing_key.not_in_force_then": _l("Lúc đó khóa này chưa được dùng, hoặc lúc đó chưa tới."),
}
