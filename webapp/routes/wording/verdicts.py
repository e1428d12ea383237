"""Words of the verdicts, of how we know, and of links that lead to none."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "verdict.valid.title": _l("Tem hợp lệ"),
    "verdict.valid.note": _l("Đã được kiểm tra trước đây, lần đầu ngày %(on)s, %(province)s."),
    "verdict.valid.note_unplaced": _l("Đã được kiểm tra trước đây, lần đầu ngày %(on)s."),
    "verdict.valid.advice": _l("Hãy so sản phẩm trên tay với ảnh và thông tin dưới đây."),
    "verdict.valid.lot.title": _l("Tem lô hợp lệ"),
    "verdict.valid.lot.note": _l(
        "Mọi gói của lô mang cùng một mã: chứng minh lô, không chứng minh riêng gói này."
    ),
    "verdict.valid.lot.advice": _l("Hãy so sản phẩm trên tay với ảnh và thông tin dưới đây."),
    "verdict.first_check.title": _l("Tem hợp lệ"),
    "verdict.first_check.note": _l("Chưa thấy lần kiểm tra nào trước %(at)s."),
    "verdict.first_check.advice": _l("Hãy so sản phẩm trên tay với ảnh và thông tin dưới đây."),
    "verdict.already_checked.title": _l("Mã cào đã có người kiểm tra"),
    "verdict.already_checked.note": _l("Lần đầu: %(at)s, %(province)s. Có phải bạn không?"),
    "verdict.already_checked.note_unplaced": _l("Lần đầu: %(at)s. Có phải bạn không?"),
    "verdict.already_checked.advice": _l(
        "Nếu không phải bạn và lớp phủ vẫn còn nguyên khi mua, đừng dùng vội, hãy báo cho "
        "chúng tôi."
    ),
    "verdict.expired.title": _l("Sản phẩm đã hết hạn sử dụng"),
    "verdict.expired.note": _l("Hạn dùng đến hết ngày %(on)s."),
    "verdict.expired.advice": _l(
        "Đừng mua, đừng dùng. Tem có thật trong hệ thống nhưng sản phẩm đã quá hạn."
    ),
    "verdict.suspected_copy.title": _l("Nghi vấn: tem này có thể bị sao chép"),
    "verdict.suspected_copy.advice": _l(
        "Hãy xem kỹ sản phẩm và nơi bán trước khi mua. Thấy khác với thông tin dưới đây "
        "thì báo ngay."
    ),
    "verdict.on_hold.title": _l("Hàng đang bị tạm giữ để kiểm tra"),
    "verdict.on_hold.advice": _l("Hãy đợi kết quả, chưa nên mua hay dùng."),
    "verdict.not_activated.title": _l("Tem chưa được kích hoạt"),
    "verdict.not_activated.advice": _l(
        "Đừng mua. Tem này chưa được gắn cho sản phẩm nào; hãy báo cho chúng tôi."
    ),
    "verdict.unknown.title": _l("Mã không có trong hệ thống"),
    "verdict.unknown.advice": _l(
        "Đừng mua. Chúng tôi không phát hành mã này; hãy báo nơi bán cho chúng tôi."
    ),
    "verdict.foreign.title": _l("Mã thuộc hệ thống khác"),
    "verdict.foreign.advice": _l(
        "Chúng tôi không kiểm tra được mã này và không mở địa chỉ của nó."
    ),
    "verdict.not_checked.title": _l("Không kết nối được – chưa kiểm tra"),
    "verdict.not_checked.advice": _l("Chưa có kết quả nào cho tem này. Hãy thử lại khi có mạng."),
    "verdict.withdrawn.recalled.title": _l("Lô hàng này đã bị thu hồi"),
    "verdict.withdrawn.recalled.advice": _l(
        "Đừng mua, đừng dùng. Đã mua thì mang trả nơi bán hoặc gọi số dưới đây."
    ),
    "verdict.withdrawn.counterfeit.title": _l("Cơ quan chức năng xác định tem này trên hàng giả"),
    "verdict.withdrawn.counterfeit.advice": _l(
        "Đừng mua, đừng dùng. Hãy giữ sản phẩm, hoá đơn và gọi số dưới đây."
    ),
    "verdict.withdrawn.stolen.title": _l("Tem này đã bị lấy cắp"),
    "verdict.withdrawn.stolen.advice": _l(
        "Đừng mua. Tem bị lấy cắp không chứng nhận sản phẩm nào; hãy báo nơi bán."
    ),
    "verdict.withdrawn.lost.title": _l("Tem này đã bị báo mất"),
    "verdict.withdrawn.lost.advice": _l(
        "Đừng mua. Tem bị mất không chứng nhận sản phẩm nào; hãy báo nơi bán."
    ),
    "verdict.withdrawn.void.title": _l("Tem này đã bị huỷ"),
    "verdict.withdrawn.void.advice": _l(
        "Đừng mua. Tem đã huỷ không chứng nhận sản phẩm nào; hãy báo nơi bán."
    ),
    "verdict.withdrawn.destroyed.title": _l("Tem này lẽ ra đã được tiêu huỷ"),
    "verdict.withdrawn.destroyed.advice": _l(
        "Đừng mua. Tem này không còn được dùng; hãy báo nơi bán."
    ),
    "verdict.withdrawn.proof.title": _l("Đây là tem in thử, không phải tem thật"),
    "verdict.withdrawn.proof.advice": _l(
        "Tem in thử chỉ để xem nhà in in ra sao, không chứng nhận gì. Thấy trên hàng đang bán thì"
        " đừng mua và báo cho chúng tôi."
    ),
    "reason.withdrawn_proof": _l("Mã này chỉ có trên tờ in thử, không dán lên hàng nào."),
    "reason.issued_by_us": _l("Tem do hệ thống này phát hành."),
    "reason.issued_and_signed": _l("Tem do hệ thống này phát hành; chữ ký trong mã đúng."),
    "reason.serial_exists": _l("Số sê-ri này là của một tem có thật trong hệ thống."),
    "reason.signature_wrong": _l("Chữ ký trong mã vuông sai: mã này không do chúng tôi in."),
    "reason.bound_to_lot": _l("Tem đã được gắn cho lô hàng này lúc %(at)s."),
    "reason.bound_to_no_lot": _l("Tem chưa được gắn cho lô hàng nào."),
    "reason.no_check_before": _l("Chưa thấy lần kiểm tra nào trước %(at)s."),
    "reason.checked_before": _l(
        "Tem đã được kiểm tra %(count)s lần trước lần này; lần đầu ngày %(on)s, %(province)s."
    ),
    "reason.checked_before_unplaced": _l(
        "Tem đã được kiểm tra %(count)s lần trước lần này; lần đầu ngày %(on)s."
    ),
    "reason.checked_once_before": _l(
        "Tem đã được kiểm tra một lần trước lần này, ngày %(on)s, %(province)s."
    ),
    "reason.checked_once_before_unplaced": _l(
        "Tem đã được kiểm tra một lần trước lần này, ngày %(on)s."
    ),
    "reason.second_factor": _l("Mã phủ cào trên tem cũng khớp."),
    "reason.copy_not_excluded": _l(
        "Chưa loại trừ được tem bị sao chép: mã vuông có thể chụp và in lại."
    ),
    "reason.lot_not_item": _l(
        "Tem này là tem lô: mọi gói của lô mang cùng một mã, nên không phân biệt được gói này"
        " với gói khác hay với bản sao."
    ),
    "reason.diary_as_declared": _l("Nhật ký do cơ sở tự khai báo."),
    "reason.goods_not_tested": _l("Tem không cho biết chất lượng của chính món này."),
    "reason.never_issued": _l("Chúng tôi chưa từng phát hành mã này."),
    "reason.origin_unknown": _l("Không biết sản phẩm này từ đâu tới."),
    "reason.not_of_this_system": _l("Mã này không do hệ thống này phát hành."),
    "reason.not_looked_up": _l("Chúng tôi chưa tra mã này ở hệ thống khác."),
    "reason.past_best_before": _l("Hạn dùng của lô này đến hết ngày %(on)s."),
    "reason.covered_code_own": _l("Mã phủ cào đã được chính máy này kiểm tra lúc %(at)s."),
    "reason.covered_code_matched": _l("Mã bạn vừa nhập khớp với mã dưới lớp phủ."),
    "covered_code.first": _l("Mã cào đúng. Đây là lần kiểm tra đầu tiên của mã này, lúc %(at)s."),
    "covered_code.own": _l("Mã cào đúng. Chính máy này đã kiểm tra mã lần đầu, lúc %(at)s."),
    "covered_code.later": _l("Mã bạn nhập đúng. Trước đó mã đã được kiểm tra lúc %(at)s."),
    "covered_code.bad_form": _l(
        "Mã cào gồm đúng 8 chữ và số, không có chữ U và không có dấu. Lần này chưa tính là một "
        "lần thử."
    ),
    "covered_code.wrong": _l(
        "Mã chưa khớp. Hãy so lại từng chữ dưới lớp phủ; còn %(tries_left)s lần thử trong một giờ."
    ),
    "covered_code.wrong_once": _l(
        "Mã chưa khớp. Hãy so lại từng chữ dưới lớp phủ; còn 1 lần thử trong một giờ."
    ),
    "covered_code.wrong_last": _l(
        "Mã chưa khớp, và đã hết lượt thử của con tem này. Hãy đợi một giờ rồi thử lại."
    ),
    "covered_code.closed": _l(
        "Con tem này đã có 5 lần nhập chưa khớp trong một giờ. Hãy thử lại sau %(at)s."
    ),
    "covered_code.none": _l("Con tem này không có mã cào."),
    "reason.covered_code_used": _l("Mã phủ cào đã được kiểm tra lúc %(at)s, %(province)s."),
    "reason.covered_code_used_unplaced": _l("Mã phủ cào đã được kiểm tra lúc %(at)s."),
    "reason.suspected_by_authority": _l("Cán bộ chức năng đang nghi tem này bị sao chép."),
    "reason.seen_in_provinces_hours": _l(
        "Tem được xem ở %(provinces)s tỉnh trong %(within)s giờ, bởi %(phones)s máy."
    ),
    "reason.seen_in_provinces_days": _l(
        "Tem được xem ở %(provinces)s tỉnh trong %(within)s ngày, bởi %(phones)s máy."
    ),
    "reason.seen_by_phones_hours": _l(
        "Tem được %(phones)s máy xem trong %(within)s giờ, nhiều hơn một gói hàng thường có."
    ),
    "reason.seen_by_phones_days": _l(
        "Tem được %(phones)s máy xem trong %(within)s ngày, nhiều hơn một gói hàng thường có."
    ),
    "reason.shown_as_display": _l(
        "Gói mang tem này được đăng ký là hàng trưng bày (ghi ngày %(on)s), nên nhiều người xem."
    ),
    "reason.shown_as_listing": _l(
        "Ảnh tem này được đăng ký là có trên trang bán hàng (ghi ngày %(on)s), nên nhiều người xem."
    ),
    "reason.shown_as_picture": _l(
        "Ảnh tem này được đăng ký là đang lan truyền (ghi ngày %(on)s), nên nhiều người xem."
    ),
    "reason.stamp_on_hold": _l("Tem này đang bị tạm giữ để kiểm tra."),
    "reason.lot_on_hold": _l("Cả lô này đang bị tạm giữ để kiểm tra."),
    "reason.withdrawn_recalled": _l("Lô hàng đã bị thu hồi."),
    "reason.withdrawn_counterfeit": _l("Cơ quan chức năng đã kết luận về tem này."),
    "reason.withdrawn_stolen": _l("Tem này đã được báo là bị lấy cắp."),
    "reason.withdrawn_lost": _l("Tem này đã được báo là bị mất."),
    "reason.withdrawn_void": _l("Tem này đã bị huỷ."),
    "reason.withdrawn_destroyed": _l("Tem này đã được ghi là tiêu huỷ."),
    "certainty.0": _l("Chưa kiểm tra"),
    "certainty.1": _l("Không có ghi nhận hợp lệ"),
    "certainty.issued_only": _l("Do hệ thống phát hành, nhưng không chứng nhận sản phẩm nào"),
    "certainty.2": _l("Do hệ thống phát hành và đã gắn cho lô; chưa loại trừ sao chép"),
    "certainty.3": _l("Thêm một yếu tố thứ hai đã khớp"),
    "recorded.same_day": _l("Ghi trong ngày"),
    "recorded.ahead": _l("Đề ngày sau ngày ghi"),
    "recorded.days_later": _l("Ghi sau %(days)s ngày"),
    "recorded.day_later": _l("Ghi sau 1 ngày"),
    "ledger.unchanged_since": _l("Nhật ký này được khoá từng mục; mục cuối ghi lúc %(at)s."),
    "checks.once": _l("một lần"),
    "stop.conformant": _l("Kết quả: đạt"),
    "stop.non_conformant": _l("Kết quả: không đạt"),
    "stop.hold_released": _l("Đã có kết quả kiểm nghiệm đạt và cơ sở đã ghi lý do."),
    "stop.other_once": _l("Còn 1 lần khác, xem ở trang cả lô."),
    "stop.others": _l("Còn %(count)s lần khác, xem ở trang cả lô."),
    "wait.waited": _l("Đã chờ đủ %(days)s ngày cách ly trước khi thu hoạch."),
    "wait.waited_day": _l("Đã chờ đủ 1 ngày cách ly trước khi thu hoạch."),
    "wait.too_early": _l("Thu hoạch khi chưa đủ %(days)s ngày cách ly."),
    "wait.too_early_day": _l("Thu hoạch khi chưa đủ 1 ngày cách ly."),
    "wait.until": _l("Cách ly %(days)s ngày: được thu hoạch từ %(on)s."),
    "wait.until_day": _l("Cách ly 1 ngày: được thu hoạch từ %(on)s."),
    "wait.none": _l("Không phải chờ trước khi thu hoạch."),
    "stop.times": _l("%(count)s lần"),
    "stop.places": _l("%(count)s nơi"),
    "checks.count": _l("%(count)s lần"),
    "checks.many": _l("hơn %(count)s lần"),
    "public_lot.recalled": _l("Lô hàng này đã bị thu hồi. Đừng mua, đừng dùng."),
    "public_lot.cancelled": _l("Lô hàng này đã bị cơ sở hủy, không được bán."),
    "public_lot.on_hold": _l("Lô hàng này đang bị tạm giữ để kiểm tra."),
    "public_lot.expired": _l("Hạn dùng của lô này đến hết ngày %(on)s."),
    "lot.not_public": _l("Không có lô hàng nào mang số này."),
    "link.bad_syntax": _l("Đây không phải địa chỉ của một con tem hay lô hàng."),
    "link.bad_qualifier": _l(
        "Số lô hoặc số sê-ri trong địa chỉ không đúng quy tắc của GS1 (1 đến 20 ký tự)."
    ),
    "link.product_only": _l(
        "Mã này chỉ nói về loại hàng, giống như mã vạch: nó không cho biết gì về món trên "
        "tay bạn. Hãy quét ô vuông trên tem."
    ),
    "look.too_old": _l(
        "Lượt xem này đã quá 30 phút, hoặc máy chặn cookie. Hãy quét lại tem rồi cho biết lại."
    ),
    "look.no_position": _l("Vị trí gửi lên không đọc được."),
    "link.no_such_type": _l("Không có liên kết loại này."),
}
