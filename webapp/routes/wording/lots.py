"""Words of the lots room: states, what to mind, and why something was refused."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

WORDING = {
    "lot.not_ready": _l(
        "Lô còn thiếu %(count)s mục phải có trước khi bán ra, trước hết: %(first)s."
        " Trang của lô cho biết sửa ở đâu."
    ),
    "release_condition.goods_told": _l("Lô đã có hàng: đã thu hoạch hoặc đã đóng gói"),
    "release_condition.harvest_told": _l("Biết hàng từ đâu ra: đã ghi thu hoạch hoặc nhận hàng về"),
    "release_condition.inputs_told": _l("Đã ghi nhận nguyên liệu từ đâu đến"),
    "release_condition.works_told": _l("Đã ghi việc phải có trước khi hàng rời xưởng"),
    "release_condition.within_yield": _l("Thu hoạch không nhiều hơn diện tích thường cho"),
    "release_condition.not_held": _l("Không bị tạm dừng, không bị thu hồi"),
    "release_condition.product_in_use": _l("Sản phẩm đang dùng"),
    "release_condition.organisation_active": _l("Đơn vị đang hoạt động"),
    "imbalance.more_used_than_had": _l("Đưa vào làm nhiều hơn số đã thu hoạch và nhận về."),
    "imbalance.more_left_than_used": _l("Làm ra nhiều hơn số đưa vào."),
    "imbalance.more_packed_than_had": _l("Đóng gói nhiều hơn số hàng còn lại."),
    "imbalance.above_recovery": _l("Đóng gói nhiều hơn mức thu hồi của loại hàng này."),
    "imbalance.above_yield": _l("Thu hoạch nhiều hơn diện tích này thường cho."),
    "imbalance.nothing_brought": _l(
        "Chưa ghi nhận nguyên liệu nào: hàng này làm từ đâu ra thì chưa biết."
    ),
    "imbalance.packed_unmeasured": _l(
        "Đóng gói theo đơn vị mà hàng vào không đo: không so được hàng vào với hàng ra."
    ),
    "imbalance.more_animals_than_stocked": _l("Số con chết và xuất đi nhiều hơn số con nhập vào."),
    "lot_notice.burst": _l("Ghi dồn một lúc"),
    "lot_notice.delay": _l("Ghi chậm"),
    "lot_notice.imbalance": _l("Hàng vào, hàng ra không cân"),
    "lot_notice.within_interval": _l("Thu hoạch trong thời gian cách ly"),
    "lot_state.draft": _l("Nháp"),
    "lot_state.in_production": _l("Đang sản xuất"),
    "lot_state.awaiting_release": _l("Chờ duyệt xuất"),
    "lot_state.released": _l("Đã duyệt xuất"),
    "lot_state.packed": _l("Đã đóng gói"),
    "lot_state.on_market": _l("Đang lưu hành"),
    "lot_state.closed": _l("Đã kết thúc"),
    "lot_overlay.on_hold": _l("Đang tạm dừng"),
    "lot_overlay.recalled": _l("Đang thu hồi"),
    "lot_overlay.cancelled": _l("Đã hủy"),
    "lot_release.asked": _l("Chờ duyệt xuất"),
    "lot_release.given": _l("Đã duyệt xuất"),
    "lot_decision.release_asked": _l("Đề nghị duyệt xuất"),
    "lot_decision.sent_back": _l("Trả lại để làm tiếp"),
    "lot_decision.released": _l("Duyệt xuất"),
    "lot_decision.yield_accepted": _l("Chấp nhận sản lượng cao"),
    "lot_decision.held": _l("Tạm dừng"),
    "lot_decision.hold_released": _l("Gỡ tạm dừng"),
    "lot_decision.cancelled": _l("Hủy lô"),
    "lot_decision.closed": _l("Kết thúc lô"),
    "lot_decision.recalled": _l("Thu hồi"),
    "lot_decision.market_changed": _l("Đổi thị trường"),
    "lot_decision.area_codes_chosen": _l("Chọn mã vùng trồng, cơ sở đóng gói"),
    "lot_next.recalled": _l("Đang thu hồi: ngừng bán, làm theo thông báo thu hồi."),
    "lot_next.cancelled": _l("Lô đã hủy: không ghi thêm, không dán tem."),
    "lot_next.closed": _l("Lô đã kết thúc: chỉ còn để xem."),
    "lot_next.held_by_others": _l("Chờ cơ quan chức năng gỡ tạm dừng."),
    "lot_next.test_and_release_hold": _l(
        "Ghi một kết quả kiểm nghiệm đạt, rồi người quản lý gỡ tạm dừng."
    ),
    "lot_next.release_hold": _l(
        "Đã ghi kết quả kiểm nghiệm sau khi lô bị tạm dừng: đạt thì người quản lý gỡ tạm dừng."
    ),
    "lot_next.begin": _l("Lô nháp: ghi việc đầu tiên là lô bắt đầu."),
    "lot_next.work": _l("Ghi từng việc cho tới khi đóng gói."),
    "lot_next.await_release": _l("Chờ người quản lý duyệt xuất."),
    "lot_next.decide_release": _l("Xem các mục phải có, rồi duyệt xuất hoặc trả lại."),
    "lot_next.release_again": _l("Cần duyệt xuất lại trước khi dán thêm tem."),
    "lot_next.pack": _l("Đã duyệt xuất: đóng gói rồi dán tem."),
    "lot_next.ask_release": _l("Đã đóng gói: đề nghị duyệt xuất để dán tem."),
    "lot_next.stamp": _l("Kích hoạt tem cho %(count)s gói còn lại."),
    "lot_next.sell": _l("Gói nào cũng có tem. Bán hết thì kết thúc lô."),
    "lot_next.mend": _l("Còn thiếu %(count)s mục phải có trước khi bán ra: xem bên dưới."),
    "lot_warning.release_lapsed": _l(
        "Duyệt xuất lần trước không còn hiệu lực vì lô đã bị tạm dừng sau đó."
    ),
    "lot_warning.sent_back": _l("Người quản lý trả lại lô này: %(reason)s"),
    "lot_warning.recalled": _l("Lô này đang bị thu hồi."),
    "lot_warning.on_hold": _l("Lô này đang bị tạm dừng: không kích hoạt tem, không bán."),
    "lot_hold.within_interval": _l(
        "Thu hoạch khi chưa hết thời gian cách ly; đang chờ kết quả kiểm nghiệm."
    ),
    "lot_hold.failed_test": _l("Mẫu kiểm nghiệm không đạt."),
    "lot_hold.rejected": _l("Bộ phận chất lượng không cho xuất xưởng."),
    "lot_hold.unfit": _l("Một việc ghi trong nhật ký cho thấy hàng chưa đạt để bán."),
    "lot_hold.unsaid": _l("Chưa ghi lý do."),
    "lot.not_held": _l("Lô này không bị tạm dừng, hoặc vừa được gỡ."),
    "lot.held_by_others": _l("Cơ quan chức năng đang tạm dừng lô này; chỉ họ gỡ được."),
    "lot.no_passed_test": _l(
        "Cần một kết quả kiểm nghiệm đạt, ghi sau khi lô bị tạm dừng, của mẫu lấy từ ngày thu hoạch"
        " hay từ mẫu không đạt trở đi, rồi mới gỡ được."
    ),
    "lot.failed_still": _l(
        "Chỉ tiêu “%(indicator)s” không đạt và từ đó chưa có kết quả đạt. Cần một kết quả đạt của"
        " đúng chỉ tiêu đó, ghi cùng tên, của mẫu lấy từ ngày ấy trở đi."
    ),
    "lot.unnamed_test": _l(
        "Kết quả đạt chưa ghi nơi kiểm nghiệm và số phiếu, nên không ai tra lại được. Hãy sửa mục"
        " kiểm nghiệm đó theo đúng phiếu, rồi gỡ tạm dừng."
    ),
    "lot_warning.within_interval": _l("Còn trong thời gian cách ly: chưa thu hoạch trước %(day)s."),
    "lot.not_found": _l("Không có lô này trong các lô của bạn."),
    "lot.closed": _l("Lô này đã kết thúc."),
    "lot.wrong_state": _l("Lô đang ở bước khác nên không làm được việc này."),
    "lot.not_open": _l("Lô này đã hủy nên không ghi thêm được."),
    "lot.is_draft": _l("Lô này chưa bắt đầu."),
    "lot.begun": _l("Lô này đã bắt đầu rồi."),
    "lot.cancelled": _l("Lô này đã hủy rồi."),
    "lot.has_stamps": _l("Lô đã có tem kích hoạt nên không hủy được; hàng đã đến tay người mua."),
    "lot.cancel_needs_manager": _l("Lô đã thu hoạch hoặc đóng gói; chỉ người quản lý hủy được."),
    "lot.yield_changed": _l(
        "Sản lượng đã khác so với lúc mở trang. Xem lại số mới bên dưới rồi chấp nhận."
    ),
    "lot.not_above_yield": _l("Sản lượng của lô không vượt mức, không có gì để chấp nhận."),
    "lot.reason_missing": _l("Hãy ghi lý do."),
    "lot.release_already_asked": _l("Lô này đang chờ duyệt xuất rồi."),
    "lot.release_not_asked": _l("Lô này không chờ duyệt xuất, hoặc vừa được quyết định."),
    "lot.already_released": _l("Lô này đã được duyệt xuất rồi."),
    "lot.not_released": _l("Người quản lý duyệt xuất lô này trước, rồi mới kích hoạt tem được."),
    "lot.release_lapsed": _l(
        "Lô bị tạm dừng sau khi duyệt xuất. Hãy duyệt xuất lại ở trang của lô rồi kích hoạt tem."
    ),
    "lot.id_used": FORM_USED,
}
