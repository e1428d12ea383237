"""Words of the registers of inputs and of the stock: states, faults of a file, what was flagged."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "input_kind.pesticide": _l("Thuốc bảo vệ thực vật"),
    "input_kind.drug": _l("Thuốc thú y"),
    "input_status.permitted": _l("Được phép"),
    "input_status.restricted": _l("Hạn chế"),
    "input_status.banned": _l("Cấm"),
    "input_change.freed": _l("Đang cấm, sẽ không còn cấm"),
    "input_change.new": _l("Mới"),
    "input_change.changed": _l("Đổi"),
    "input_change.gone": _l("Bỏ ra"),
    "input_column.kind": _l("Loại"),
    "input_column.trade_name": _l("Tên thương phẩm"),
    "input_column.active_ingredients": _l("Hoạt chất"),
    "input_column.status": _l("Tình trạng"),
    "input_column.crops": _l("Cây trồng, vật nuôi"),
    "input_column.days": _l("Số ngày cách ly"),
    "inputs.no_such_register": _l("Không có bản danh mục này."),
    "inputs.bad_register": _l("Tệp có chỗ sai, chưa nhập gì."),
    "inputs.no_file": _l("Hãy chọn tệp CSV của danh mục."),
    "inputs.file_too_large": _l("Tệp lớn quá 8 MB, không phải là một danh mục."),
    "inputs.source_missing": _l("Hãy ghi văn bản mà danh mục lấy từ đó."),
    "inputs.bad_effective_date": _l("Ngày có hiệu lực chưa đúng."),
    "inputs.not_utf8": _l("Tệp không phải chữ UTF-8. Trong Excel hãy lưu dạng CSV UTF-8."),
    "inputs.no_heading": _l("Dòng đầu phải có đủ sáu tên cột."),
    "inputs.bad_csv": _l("Tệp không phải bảng CSV."),
    "inputs.empty": _l("Danh mục không có dòng nào."),
    "inputs.too_many": _l("Danh mục có quá 20.000 dòng."),
    "inputs.unknown_kind": _l("Loại phải là thuốc bảo vệ thực vật hoặc thuốc thú y."),
    "inputs.mixed_kinds": _l("Mỗi tệp chỉ có một loại."),
    "inputs.nameless": _l("Cần tên thương phẩm hoặc hoạt chất."),
    "inputs.unknown_status": _l("Tình trạng phải là được phép, hạn chế hoặc cấm."),
    "inputs.bad_days": _l("Số ngày phải là số nguyên từ 0 đến 365."),
    "inputs.bad_crop": _l("Tên cây, con trống, quá dài hoặc ghi hai lần."),
    "inputs.too_long": _l("Quá 300 chữ."),
    "inputs.twice": _l("Tên và hoạt chất này đã có ở dòng trên."),
    "input_stock.enough": _l("Còn hàng"),
    "input_stock.used_up": _l("Đã dùng hết"),
    "input_stock.short": _l("Dùng quá số mua"),
    "input_stock.unrecorded": _l("Chưa ghi lần mua nào"),
    "input_stock.expires_soon": _l("Sắp hết hạn"),
    "input_stock.expired": _l("Đã hết hạn"),
    "input_note.unknown": _l("Không có trong danh mục; không phải là cấm."),
    "input_note.banned": _l("Danh mục từ %(day)s: %(because)s bị cấm hoặc không được dùng."),
    "input_note.registered": _l("Danh mục từ %(day)s: cách ly %(days)s ngày."),
    "event_flag.input_banned": _l("Dùng thuốc hoặc hoạt chất bị cấm."),
    "event_flag.drug_not_listed": _l("Kháng sinh không có trong danh mục được phép."),
    "event_flag.input_restricted": _l("Thuốc hạn chế sử dụng: chỉ dùng đúng điều kiện cho phép."),
    "event_flag.input_not_for_crop": _l("Thuốc không được đăng ký cho cây trồng, vật nuôi này."),
    "event_flag.wait_below_register": _l(
        "Số ngày cách ly đã ghi ngắn hơn danh mục; tính theo danh mục."
    ),
    "event_flag.wait_shortened": _l(
        "Sửa lại thì được thu hoạch sớm hơn mục cũ: hãy xem mục đã sửa."
    ),
    "event_flag.stock_below_zero": _l("Dùng nhiều hơn số vật tư đã ghi mua."),
    "event.banned_input": _l(
        "%(treatment)s bị cấm: %(because)s có trong danh mục cấm từ %(effective_from)s."
    ),
    "event.unlisted_antibiotic": _l(
        "%(treatment)s không được dùng: kháng sinh %(because)s không có trong danh mục được phép"
        " từ %(effective_from)s."
    ),
    "lot_hold.banned_input": _l("Đã dùng thuốc bị cấm; đang chờ kết quả kiểm nghiệm."),
    "lot_hold.unlisted_antibiotic": _l(
        "Đã dùng kháng sinh ngoài danh mục; đang chờ kết quả kiểm nghiệm."
    ),
}
