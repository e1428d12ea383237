"""Words of growing-area and packing-house codes, consents, and what a market abroad asks for."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

WORDING = {
    "area_code_kind.growing_area": _l("Mã số vùng trồng"),
    "area_code_kind.packing_house": _l("Mã số cơ sở đóng gói"),
    "area_code_kind.farming_area": _l("Mã số vùng nuôi"),
    "area_code_kind.swiftlet_house": _l("Mã số nhà yến"),
    "area_code_scheme.domestic_3156": _l("Quyết định 3156/QĐ-BNN-TT (trong nước)"),
    "area_code_scheme.export": _l("Quy định xuất khẩu"),
    "area_code_scheme.other": _l("Quy định khác"),
    "area_code_status.requested": _l("Đề nghị cấp"),
    "area_code_status.under_inspection": _l("Đang kiểm tra"),
    "area_code_status.granted": _l("Đã cấp"),
    "area_code_status.suspended": _l("Đình chỉ"),
    "area_code_status.revoked": _l("Hủy bỏ"),
    "area_code_status.expired": _l("Đã hết hạn"),
    "area_code_move.requested": _l("Đề nghị cấp lại"),
    "area_code_move.under_inspection": _l("Đưa vào kiểm tra"),
    "area_code_move.granted": _l("Cấp mã, hoặc cho dùng lại"),
    "area_code_move.suspended": _l("Đình chỉ"),
    "area_code_move.revoked": _l("Hủy bỏ"),
    "area_codes_shown.all": _l("Tất cả"),
    "area_codes_shown.above_yield": _l("Vượt sản lượng năm nay"),
    "crop_cycle.perennial": _l("Cây lâu năm"),
    "crop_cycle.annual": _l("Cây hằng năm"),
    "area_code_warning.smaller_than_a_hectare": _l(
        "Cây lâu năm theo Quyết định 3156 cần từ 1 ha; diện tích khai nhỏ hơn."
    ),
    "area_code_warning.smaller_than_a_tenth": _l(
        "Cây hằng năm theo Quyết định 3156 cần từ 0,1 ha; diện tích khai nhỏ hơn."
    ),
    "area_code_warning.yield_unknown": _l(
        "Chưa khai sản lượng một năm nên không biết hàng đóng gói có vượt hay không."
    ),
    "area_code.not_found": _l("Không có mã số này trong các mã bạn được xem."),
    "area_code.wrong_status": _l(
        "Mã đang ở tình trạng “%(status)s” nên không chuyển như vậy được."
    ),
    "area_code.bad_dates": _l(
        "Mã đã cấp phải có ngày cấp, không ở sau hôm nay; ngày hết hạn phải sau ngày cấp."
    ),
    "area_code.id_used": FORM_USED,
    "area_code.taken": _l("Mã %(code)s đã có trong sổ."),
    "area_code.reason_missing": _l("Hãy ghi lý do."),
    "area_code.no_consent": _l(
        "Mã %(code)s của đơn vị khác và hôm nay không có sự đồng ý nào còn hiệu lực."
    ),
    "area_code_consent.not_found": _l("Không có sự đồng ý này ở các mã của đơn vị bạn."),
    "area_code_consent.withdrawn": _l("Sự đồng ý này đã được rút trước đó."),
    "area_code_consent.bad_dates": _l("Ngày hết phải từ hôm nay và không trước ngày đầu."),
    "area_code_consent.own": _l("Lô của đơn vị giữ mã không cần sự đồng ý."),
    "area_code_consent.overlaps": _l(
        "Đơn vị này đã có sự đồng ý cho một số ngày trong đó. Hãy rút cái cũ trước."
    ),
    "area_code_consent.id_used": FORM_USED,
    "area_code_consent_state.in_force": _l("Đang có hiệu lực"),
    "area_code_consent_state.to_come": _l("Chưa đến ngày"),
    "area_code_consent_state.over": _l("Đã hết"),
    "area_code_consent_state.withdrawn": _l("Đã rút"),
    "area_code_problem.unknown": _l("Trong danh mục không có mã %(code)s của loại đã ghi."),
    "area_code_problem.not_granted": _l("Mã %(code)s chưa được cấp."),
    "area_code_problem.suspended": _l("Mã %(code)s đang bị đình chỉ."),
    "area_code_problem.revoked": _l("Mã %(code)s đã bị hủy."),
    "area_code_problem.expired": _l("Mã %(code)s đã hết hạn."),
    "area_code_problem.not_for_market": _l("Mã %(code)s không được cấp cho thị trường này."),
    "area_code_problem.no_consent": _l(
        "Đơn vị giữ mã %(code)s chưa đồng ý, hoặc sự đồng ý không trùm hết các ngày đóng gói."
    ),
    "area_code_problem.above_consent": _l(
        "Đã đóng gói dưới mã %(code)s nhiều hơn số tấn được đồng ý."
    ),
    "area_code_choice.hint": _l("Mã của đơn vị, hoặc mã mà đơn vị khác đã đồng ý cho dùng."),
    "area_code_choice.carried": _l(
        "Nơi sản xuất của lô mang mã %(code)s; không chọn thì dùng mã đó."
    ),
    "area_code_choice.none": _l("Không có"),
    "area_code_choice.from_place": _l("Theo nơi sản xuất"),
    "event_flag.code_unknown": _l(
        "Mã số vùng trồng hoặc cơ sở đóng gói đã ghi không có trong danh mục."
    ),
    "event_flag.code_not_in_force": _l("Mã số đã ghi đang bị đình chỉ, đã hủy hoặc hết hạn."),
    "event_flag.code_not_lent": _l("Mã số đã ghi là của đơn vị khác chưa cho dùng vào ngày này."),
    "event_flag.code_not_of_lot": _l("Mã số đã ghi khác với mã của lô."),
    "export_need.growing_area_code": _l("Mã số vùng trồng cho thị trường xuất khẩu"),
    "export_need.packing_house_code": _l("Mã số cơ sở đóng gói cho thị trường xuất khẩu"),
    "export_need.passed_test": _l("Kiểm nghiệm mà thị trường xuất khẩu cần"),
    "export_need.certificate": _l("Giấy chứng nhận mà thị trường xuất khẩu cần"),
    "export_need.plot_positions": _l("Tọa độ của các vườn trồng"),
    "export_need.code_in_order": _l("Mã số còn dùng được cho thị trường xuất khẩu"),
    "export_need.code_consent": _l("Chủ mã số đồng ý cho lô dùng mã"),
    "export_need.code_on_carton": _l("Mã số ghi khi đóng gói dùng được cho thị trường xuất khẩu"),
    "market_points.export": _l("Cần có để xuất khẩu"),
    "market_points.home": _l("Cần có để lô mang mã số"),
    "market_missing.export": _l("Chưa xuất khẩu được"),
    "market_missing.consent": _l("Thiếu đồng ý của chủ mã"),
    "market_missing.above_consent": _l("Vượt số tấn chủ mã cho"),
    "release_market.export": _l("Đủ điều kiện của thị trường xuất khẩu"),
    "export_state.met": _l("Đã có"),
    "export_state.missing": _l("Còn thiếu"),
    "export_state.advised": _l("Nên có"),
    "export_reason.no_growing_area": _l("Lô chưa có mã số vùng trồng trong sổ."),
    "export_reason.no_packing_house": _l("Lô chưa có mã số cơ sở đóng gói trong sổ."),
    "export_reason.of_entry": _l("Ghi ở mục đóng gói lúc %(at)s."),
    "export_reason.code": _l("Mã %(code)s."),
    "export_reason.tested": _l("Nhật ký có kết quả đạt."),
    "export_reason.no_test": _l("Nhật ký chưa có kết quả kiểm nghiệm này."),
    "export_reason.test_too_old": _l("Kết quả kiểm nghiệm này đã quá lâu."),
    "export_reason.test_not_good": _l("Kết quả kiểm nghiệm này không đạt."),
    "export_reason.no_plot": _l("Nhật ký chưa nói hàng trồng ở vườn nào."),
    "export_reason.not_located": _l("Chưa có tọa độ của: %(codes)s."),
    "export_reason.located": _l("Đã có tọa độ của mọi vườn trong nhật ký."),
    "export_reason.certified": _l("Có giấy đã đối chiếu và còn hạn."),
    "export_reason.no_certificate": _l("Không có giấy nào đã đối chiếu, còn hạn và nói về lô này."),
}
