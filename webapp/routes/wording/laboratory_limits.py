"""Words of laboratory limits and of the markets that they belong to."""

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from traceability.markets import MARKETS, Market
from webapp.routes.wording.used_forms import FORM_USED


def _name_of(market: Market) -> str:
    """Markets are data with both languages in it."""
    locale = get_locale()
    is_english = locale is not None and locale.language == "en"
    return market.labels.en if is_english else market.labels.vi


WORDING = {
    **{market.word_code: LazyString(_name_of, market) for market in MARKETS.values()},
    "market.unknown": _l("Không có thị trường này trong danh sách."),
    "market.fixed": _l("Lô đã có tem kích hoạt nên không đổi thị trường và mã số được nữa."),
    "event_flag.outside_limit": _l(
        "Kết quả không đạt mức cho phép của thị trường: lô bị tạm dừng."
    ),
    "lot_hold.outside_limit": _l("Kết quả kiểm nghiệm không đạt mức cho phép của thị trường."),
    "lot.outside_limit_still": _l(
        "Kết quả mới nhất của chỉ tiêu %(indicator)s vẫn không đạt mức của thị trường này."
        " Cần một kết quả đạt của đúng chỉ tiêu đó."
    ),
    "release_condition.within_limits": _l(
        "Không có kết quả kiểm nghiệm nào vượt mức của thị trường"
    ),
    "limit_bound.most": _l("nhiều nhất"),
    "limit_bound.least": _l("ít nhất"),
    "limit_outcome.within": _l("Đạt mức cho phép"),
    "limit_outcome.outside": _l("Không đạt mức cho phép"),
    "limit_outcome.no_limit": _l("Chưa có mức cho phép trên hệ thống"),
    "limit_outcome.not_comparable": _l("Khác loại đơn vị nên không so được"),
    "limit_change.added": _l("Mức mới"),
    "limit_change.changed": _l("Đổi mức"),
    "limit_change.removed": _l("Bỏ mức"),
    "limit_file.bad": _l("Tệp có chỗ sai nên chưa nhập gì."),
    "limit_file.missing": _l("Hãy chọn tệp CSV."),
    "limit_file.too_large": _l("Tệp lớn hơn 3 MB."),
    "limit_file.empty": _l("Tệp không có mức nào."),
    "limit_file.not_utf8": _l("Tệp không phải chữ UTF-8. Hãy lưu lại dạng CSV UTF-8."),
    "limit_file.no_heading": _l(
        "Dòng đầu phải là: indicator,synonyms,group,market,bound,value,unit,source"
    ),
    "limit_file.bad_csv": _l("Không đọc được dòng này như một dòng CSV."),
    "limit_file.too_long": _l("Tệp có quá nhiều dòng."),
    "limit_file.twice": _l("Trùng chỉ tiêu, nhóm hàng và thị trường với dòng %(line)s."),
    "limit_file.unknown_group": _l("Không có nhóm hàng “%(group)s”."),
    "limit_file.unknown_bound": _l("Phải là most (nhiều nhất) hoặc least (ít nhất)."),
    "limit_file.id_used": FORM_USED,
    "limit_file.imported_before": _l("Tệp này đã được nhập, là phiên bản %(number)s."),
}
