"""Words of event templates: what is wrong with a file, what changed, and how a version stands."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

_FAULTS = {
    "not_utf8": _l("Tệp phải là chữ mã UTF-8."),
    "too_large": _l("Tệp lớn hơn %(limit)s KB. Mẫu dài nhất của chúng tôi khoảng 40 KB."),
    "not_json": _l(
        "Tệp không phải JSON. Hãy xem dòng %(line)s, cột %(column)s: thường thiếu dấu phẩy,"
        " ngoặc hoặc dấu nháy."
    ),
    "bad_number": _l("Tệp có một con số mà JSON không có, như NaN, hoặc dài hàng nghìn chữ số."),
    "too_deep": _l("Danh sách và ngoặc lồng nhau quá sâu."),
    "repeated_key": _l("Khóa «%(key)s» ghi hai lần ở đây, chỉ một được dùng. Hãy bỏ một."),
    "missing": _l("Thiếu «%(key)s»."),
    "missing_language": _l("Thiếu lời %(lang)s: mỗi nhãn phải có cả hai tiếng."),
    "unknown_key": _l("Không có khóa nào tên «%(key)s» ở đây. Xem lại chính tả."),
    "not_list": _l("Phải là một danh sách trong ngoặc vuông."),
    "not_object": _l("Phải là một nhóm khóa và giá trị trong ngoặc nhọn."),
    "too_many": _l("Nhiều nhất %(most)s ở đây, tệp có %(count)s."),
    "too_few": _l("Không được để trống."),
    "not_words": _l("Phải là lời trong dấu nháy, không có dấu cách ở đầu và cuối."),
    "too_long": _l("Dài hơn %(longest)s ký tự."),
    "control_characters": _l("Có ký tự điều khiển, ký tự ẩn hoặc ký tự đổi chiều chữ. Hãy gõ lại."),
    "markup": _l("Có thẻ HTML. Nhãn chỉ là lời thường."),
    "not_flag": _l("Phải là true hoặc false, không có dấu nháy."),
    "not_whole": _l("Phải là số nguyên từ %(least)s đến %(most)s, không có dấu nháy."),
    "not_decimal": _l('Phải là số trong dấu nháy với dấu chấm thập phân, như "14.5".'),
    "not_code": _l(
        "Phải là mã 2 đến 40 ký tự: chữ thường không dấu, số và dấu gạch dưới, bắt đầu bằng chữ."
    ),
    "not_one_of": _l("Phải là một trong: %(known)s."),
    "not_check_code": _l("Phải là mã của việc, dấu chấm, rồi một mã, như packing.too_late."),
    "not_biz_step": _l("Phải là bước của CBV hoặc bước nhà nông, như packing hay spraying."),
    "not_epcis_name": _l("Phải là tên viết liền như phiDays."),
    "not_ilmd_name": _l("Phải là tên cbvmda:, như cbvmda:harvestStartDate."),
    "not_icon": _l("Phải là tên hình: chữ thường, số và dấu gạch nối."),
    "unknown_icon": _l("Không có hình nào tên «%(icon)s». Danh sách hình ở cuối trang này."),
    "not_chosen": _l("Phải là mã của một lựa chọn, hoặc true hay false."),
    "twice": _l("«%(name)s» có hai lần."),
    "no_start": _l('Thiếu dòng với khóa rỗng "": việc nào hay làm đầu tiên ở lô mới.'),
    "no_event": _l("Mẫu không có việc «%(name)s»."),
    "other_place": _l("Nhóm hoặc số phiên bản khác với nơi đặt tệp: %(place)s."),
    "no_packing": _l("Thiếu việc «packing»: tem được cấp theo số gói."),
    "reserved_event": _l("Mã «%(name)s» đã được chương trình dùng. Hãy đặt mã khác."),
    "not_a_harvest": _l("«%(name)s» không phải việc thu hoạch (cycle_output) của mẫu."),
    "no_field": _l("Việc này không có mục «%(name)s»."),
    "wrong_type": _l("Mục «%(name)s» thuộc loại %(type)s, ở đây cần loại %(wanted)s."),
    "not_required": _l("Mục «%(name)s» phải bắt buộc (required)."),
    "choices_unfit": _l("Loại choice phải có choices, loại khác không được có."),
    "units_unfit": _l("Loại amount phải có units, loại khác không được có."),
    "personal_public": _l("Mục riêng tư (personal) không bao giờ công khai (public)."),
    "personal_not_text": _l("Mục riêng tư (personal) phải thuộc loại text."),
    "not_personal": _l('Mục «%(name)s» ghi tên người nên phải có "personal": true.'),
    "default_unfit": _l("Giá trị sẵn «%(default)s» không hợp với mục."),
    "pattern_unfit": _l("Chỉ mục text dài nhất %(longest)s ký tự mới có pattern."),
    "pattern_unsafe": _l(
        "Pattern chỉ gồm ký tự, lớp trong ngoặc vuông và nhiều nhất %(most)s chỗ lặp + * ?"
        " {n,m}; không có ngoặc tròn hay dấu |, vì mẫu như vậy có thể làm máy chạy mãi."
    ),
    "bounds_unfit": _l("Chỉ mục amount và integer có min, max."),
    "bounds_crossed": _l("Min lớn hơn max."),
    "reserved_name": _l("Tên «%(name)s» đã được chương trình dùng. Hãy đặt tên khác."),
    "same_epcis_name": _l("«%(name)s» trùng tên EPCIS với mục khác của việc này."),
    "unit_name_taken": _l("«%(name)s» là tên dành cho đơn vị của một mục khác. Hãy đặt tên khác."),
    "no_choice": _l("Mục «%(name)s» không có lựa chọn «%(choice)s»."),
    "ratio_needs_other": _l("Phép ratio cần other: so với mục nào."),
    "missing_needs_when": _l("Phép missing cần when: thiếu trong trường hợp nào."),
    "range_needs_bound": _l("Cần min hoặc max."),
    "is_needs_value": _l("Cần value: giá trị nào."),
    "epcis_needs": _l("Loại %(kind)s cần «%(key)s»."),
    "animals_need_one": _l("Cần đúng một trong count, amount, size."),
    "told_personal": _l("Mục «%(name)s» là riêng tư nên không được kể ra ở đây."),
    "interval_unbounded": _l("Số ngày cách ly «%(name)s» cần max nhiều nhất %(most)s."),
    "times_unbounded": _l("Mục «%(name)s» cần max nhiều nhất %(most)s."),
    "sensor_unit": _l("Mục «%(name)s» không đo bằng đơn vị của %(sensor)s."),
    "pack_unit": _l("Mục «%(name)s» có đơn vị không dùng để đo gói hàng."),
    "conformant_elsewhere": _l(
        "Chỉ việc laboratory_test được kết luận là đạt (conformant): kết luận ấy gỡ tạm dừng"
        " cho lô."
    ),
    "too_many_problems": _l("Còn %(count)s lỗi nữa không kể ra ở đây."),
}

WORDING = {
    **{f"template_fault.{fault}": words for fault, words in _FAULTS.items()},
    "template_language.vi": _l("tiếng Việt"),
    "template_language.en": _l("tiếng Anh"),
    "template_part.group": _l("Cả mẫu"),
    "template_part.event": _l("Việc"),
    "template_part.field": _l("Mục"),
    "template_part.check": _l("Phép kiểm tra"),
    "template_part.crop": _l("Mặt hàng"),
    "template_part.choice": _l("Lựa chọn"),
    "template_change.added": _l("Mới có"),
    "template_change.changed": _l("Đổi"),
    "template_change.removed": _l("Bỏ"),
    "template_danger.treatment_gone": _l(
        "Việc có thời gian cách ly bị bỏ: lô mới không ghi được việc này, ngày cách ly không"
        " còn được tính."
    ),
    "template_danger.harvest_gone": _l(
        "Việc thu hoạch bị bỏ: sản lượng của lô mới không còn được tính."
    ),
    "template_danger.balance_gone": _l(
        "Việc làm thay đổi lượng hàng bị bỏ: cân đối lượng hàng sẽ thiếu."
    ),
    "template_danger.event_in_use": _l("Lô đang làm có ghi việc này; lô mở sau sẽ không ghi được."),
    "template_danger.waiting_changed": _l("Thời gian cách ly dựa vào chỗ này."),
    "template_danger.balance_changed": _l("Cân đối lượng hàng và số tem dựa vào chỗ này."),
    "template_danger.conclusion_changed": _l(
        "Tạm dừng lô khi kiểm nghiệm không đạt dựa vào chỗ này."
    ),
    "template_danger.not_personal": _l("Điều riêng tư sẽ vào sổ cái và không xóa được nữa."),
    "template_danger.now_public": _l("Người mua sẽ đọc được điều trước đây không công khai."),
    "template_danger.free_words": _l(
        "Lời tự do không đánh dấu riêng tư: tên người ghi ở đây sẽ vào sổ cái."
    ),
    "template_danger.bound_widened": _l(
        "Giới hạn rộng hơn hoặc không còn: khó phát hiện hàng trà trộn hơn."
    ),
    "template_danger.check_gone": _l(
        "Phép kiểm tra từng chặn mục sai hoặc tạm dừng lô nay bị bỏ hoặc nhẹ đi."
    ),
    "template_danger.follows_changed": _l(
        "Thuốc đi theo thửa hay theo đàn: đổi chỗ này thì ngày cách ly của lô mới tính khác."
    ),
    "template_facet.labels": _l("tên"),
    "template_facet.hint": _l("lời gợi ý"),
    "template_facet.treatment_follows": _l("thuốc đi theo"),
    "template_facet.release_requires": _l("việc phải ghi trước khi xuất"),
    "template_facet.units": _l("đơn vị"),
    "template_facet.likely": _l("việc hay làm tiếp"),
    "template_facet.yield_max": _l("sản lượng cao nhất (kg/ha)"),
    "template_facet.recovery_max": _l("tỷ lệ thu hồi cao nhất (phần trăm)"),
    "template_facet.icon": _l("hình"),
    "template_facet.public": _l("công khai"),
    "template_facet.asks_photo": _l("nhắc chụp ảnh"),
    "template_facet.type": _l("loại"),
    "template_facet.required": _l("bắt buộc"),
    "template_facet.personal": _l("riêng tư"),
    "template_facet.choices": _l("các lựa chọn"),
    "template_facet.min": _l("nhỏ nhất"),
    "template_facet.max": _l("lớn nhất"),
    "template_facet.max_length": _l("số ký tự nhiều nhất"),
    "template_facet.default": _l("giá trị sẵn"),
    "template_facet.pattern": _l("dạng phải theo"),
    "template_facet.epcis_name": _l("tên trong EPCIS"),
    "template_facet.remember": _l("nhớ lần trước"),
    "template_facet.multiline": _l("nhiều dòng"),
    "template_facet.upper": _l("đổi thành chữ hoa"),
    "template_facet.level": _l("mức"),
    "template_facet.kind": _l("cách kiểm tra"),
    "template_facet.condition": _l("điều kiện"),
    "template_facet.interval_field": _l("số ngày cách ly"),
    "template_facet.interval_from": _l("cách ly tính từ"),
    "template_facet.intervals": _l("ngày cách ly từng loại"),
    "template_facet.epcis_kind": _l("loại việc"),
    "template_facet.quantity": _l("lượng hàng"),
    "template_facet.times": _l("nhân với"),
    "template_facet.input_quantity": _l("lượng đưa vào"),
    "template_facet.input": _l("vật tư dùng"),
    "template_facet.disposition_field": _l("mục kết luận"),
    "template_facet.dispositions": _l("các kết luận"),
    "template_facet.biz_step": _l("bước EPCIS"),
    "template_facet.disposition": _l("trạng thái EPCIS"),
    "template_facet.animals": _l("số con"),
    "template_facet.flow": _l("mùa hoa, cho ăn"),
    "template_facet.sensors": _l("cảm biến"),
    "template_facet.ilmd": _l("dữ liệu của lô trong EPCIS"),
    "template_follows.place": _l("thửa"),
    "template_follows.lot": _l("lô, đàn"),
    "template_follows.both": _l("cả hai"),
    "template_type.text": _l("chữ"),
    "template_type.choice": _l("lựa chọn"),
    "template_type.amount": _l("lượng có đơn vị"),
    "template_type.integer": _l("số nguyên"),
    "template_type.date": _l("ngày tháng"),
    "template_type.boolean": _l("có hay không"),
    "template_level.invalid": _l("chặn"),
    "template_level.hold": _l("tạm dừng lô"),
    "template_level.warning": _l("nhắc"),
    "template_check.range": _l("trong khoảng"),
    "template_check.ratio": _l("tỷ lệ"),
    "template_check.is": _l("đúng một giá trị"),
    "template_check.not_before": _l("không trước ngày"),
    "template_check.not_after": _l("không sau ngày"),
    "template_check.older_than": _l("cũ hơn số ngày"),
    "template_check.missing": _l("còn thiếu"),
    "template_kind.cycle_input": _l("đưa vào vụ"),
    "template_kind.cycle_output": _l("thu hoạch"),
    "template_kind.transform": _l("chế biến trong lô"),
    "template_kind.observe": _l("ghi nhận"),
    "template_state.proposed": _l("Đang lấy ý kiến"),
    "template_state.in_force": _l("Đang áp dụng"),
    "template_state.withdrawn": _l("Đã rút"),
    "template_state.refused": _l("Không được chấp nhận"),
    "template_stance.agree": _l("Đồng ý"),
    "template_stance.agree_with_changes": _l("Đồng ý nếu sửa"),
    "template_stance.disagree": _l("Không đồng ý"),
    "template_version.not_found": _l("Không có phiên bản mẫu này."),
    "template_version.id_used": FORM_USED,
    "template_version.not_next": _l(
        "Số phiên bản là %(version)s, nhưng phiên bản tiếp theo của nhóm phải là %(next)s."
        ' Hãy sửa "version" trong tệp.'
    ),
    "template_version.nothing_changed": _l(
        "Tệp không khác phiên bản %(before)s, chỉ khác số phiên bản. Hãy sửa mẫu rồi tải lên."
    ),
    "template_version.proposed_before": _l(
        "Phiên bản %(version)s của nhóm này đã có người tải lên và đang lấy ý kiến. Hãy chờ"
        " quyết định, hoặc xin người ấy rút lại."
    ),
    "template_version.decided": _l("Phiên bản này đã được xử lý trước đó: %(state)s."),
    "template_version.own": _l("Bạn đã tải phiên bản này lên nên người khác phải quyết định."),
    "template_version.not_own": _l("Chỉ người đã tải lên mới rút được."),
    "template_version.reason_missing": _l("Hãy ghi lý do."),
    "template_version.dangers_not_seen": _l(
        "Phiên bản này có thay đổi cần xem kỹ. Hãy đọc rồi đánh dấu là đã xem."
    ),
    "template_opinion.words_missing": _l("Hãy ghi vì sao, hoặc cần sửa gì."),
    "template_version.file_missing": _l("Hãy chọn tệp JSON của mẫu."),
    "template_version.bad_file": _l("Tệp có chỗ phải sửa; chưa có gì được lưu."),
}
