"""Words of the diary: what is wrong with a field, what is odd about an entry, files and photos."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "event.not_found": _l("Không có mục nhật ký này trong các lô của bạn."),
    "event.other_content": _l(
        "Mục này đã được lưu trước đó với nội dung khác. Hãy mở lô để xem, rồi ghi mục mới nếu cần."
    ),
    "event.already_corrected": _l("Mục này đã được sửa trước đó. Hãy sửa ở mục mới hơn."),
    "event.correction_of_other_work": _l(
        "Chỉ sửa được thành cùng loại việc. Hãy ghi việc khác thành mục mới."
    ),
    "event.bad_reference": _l("Nơi làm hoặc mục được nhắc đến không thuộc lô này."),
    "event.bad_request": _l("Có chỗ cần sửa trước khi lưu."),
    "event.invalid_values": _l("Có chỗ cần sửa trước khi lưu."),
    "event.unknown_code": _l("Nhật ký của lô này không có loại việc đó."),
    "event.too_many_photos": _l("Mỗi mục có nhiều nhất 5 ảnh."),
    "event.stopped": _l("Việc này không được làm, nên chưa lưu."),
    "event.harvest_too_early": _l(
        "Chưa được thu hoạch trước ngày %(allowed_from)s: ngày %(treated_on)s đã dùng"
        " %(treatment)s, phải chờ %(days)s ngày."
    ),
    "template.unknown": _l("Không có mẫu nhật ký này."),
    "event_flag.late": _l("Ghi muộn hơn 7 ngày."),
    "event_flag.harvest_day_differs": _l(
        "Hai ngày cho một lần thu hoạch: lúc làm ghi ngày %(day)s, ngày thu hoạch ghi %(written)s."
        " Thời gian cách ly tính theo ngày sớm hơn. Ngày nào sai thì hãy sửa."
    ),
    "event_flag.in_future": _l("Thời điểm ghi ở sau lúc gửi."),
    "event_flag.before_lot": _l("Thời điểm ghi ở trước ngày mở lô."),
    "event_flag.lot_cancelled": _l("Gửi đến khi lô đã hủy."),
    "event_flag.lot_closed": _l("Gửi đến khi lô đã kết thúc."),
    "event_flag.far_from_place": _l(
        "Lúc ghi, điện thoại ở cách nơi làm hơn 2 km. Nếu ghi sau khi về thì không sao."
    ),
    "event_flag.within_interval": _l("Thu hoạch khi chưa hết thời gian cách ly."),
    "event_flag.harvested_before": _l("Đã thu hoạch trong thời gian cách ly của việc này."),
    "event_flag.fed_in_flow": _l("Cho ong ăn đường khi hoa đang nở."),
    "event_flag.more_stamps_than_packs": _l("Số tem đã kích hoạt nhiều hơn số gói đã đóng."),
    "field.unknown": _l("Mục này không có trong mẫu."),
    "field.not_a_number": _l("Hãy ghi bằng số, ví dụ 12,5."),
    "field.not_whole": _l("Hãy ghi số nguyên, không có phần lẻ."),
    "field.out_of_bounds": _l("Con số này ngoài mức có thể có. Xin xem lại số và đơn vị."),
    "field.not_a_choice": _l("Hãy chọn một trong các mục có sẵn."),
    "field.bad_date": _l("Hãy ghi ngày như 22/11/2026."),
    "field.bad_form": _l("Nội dung chưa đúng dạng."),
    "amount.not_a_number": _l("Hãy ghi bằng số, ví dụ 12,5."),
    "amount.ambiguous": _l("Số này hiểu được hai cách. Hãy ghi 1234 hoặc 1,2."),
    "amount.negative": _l("Số lượng không thể âm."),
    "amount.too_large": _l("Số này quá lớn. Xin xem lại."),
    "amount.too_fine": _l("Nhiều nhất ba chữ số sau dấu phẩy."),
    "amount.unknown_unit": _l("Không có đơn vị này."),
    "canonical.unsupported": _l("Số lượng phải gửi dưới dạng chữ, không phải số lẻ."),
    "value.yes": _l("Có"),
    "value.no": _l("Không"),
    "api.other_account": _l("Người khác đang đăng nhập; mục này chờ chính người ghi đăng nhập."),
    "api.header_missing": _l("Thiếu dòng đầu X-App: 1."),
    "photo.hash_mismatch": _l("Ảnh nhận được không khớp mã đã báo. Hãy gửi lại."),
    "photo.not_stored": _l("Chưa nhận được ảnh này. Hãy gửi lại."),
    "file.not_found": _l("Không có tệp này."),
}
