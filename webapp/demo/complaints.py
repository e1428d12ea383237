"""What buyers reported, in the demonstration, and what the inspectors said to it."""

from dataclasses import dataclass

from traceability.reports import ReportKind, ReportState
from traceability.stamps import FlagKind
from webapp.usecases.flags import FlagScope


@dataclass(frozen=True)
class StampOf:
    """A stamp by its lot (province, goods, day begun) and how many come before it there."""

    province: str
    goods: str
    begun: int
    offset: int = 0


@dataclass(frozen=True)
class Answer:
    """What an inspector did with a report, so many days after it came."""

    days: int
    state: ReportState
    words: str | None = None


@dataclass(frozen=True)
class Complaint:
    """A report; `inspected_in` is the province whose inspectors take it up."""

    days_ago: int
    hour: int
    kind: ReportKind
    words: str
    province: str
    market: str
    shop: str | None = None
    stamp: StampOf | None = None
    product: str | None = None
    has_photo: bool = False
    contact: str | None = None
    answers: tuple[Answer, ...] = ()
    inspected_in: str = "14"


@dataclass(frozen=True)
class FlagPlan:
    """A flag, and after how many days it was lifted, if it was."""

    name: str
    stamp: StampOf
    kind: FlagKind
    scope: FlagScope
    days_ago: int
    reason: str
    public_reason: str
    inspected_in: str
    lifted_after: int | None = None


SUSPECTED_COPY = StampOf("19", "tea", 95, 24)
# Looked at far too often these days: one nobody explained, and one that stands in a shop.
COPIED = StampOf("19", "tea", 95, 25)
DISPLAYED = StampOf("19", "tea", 95, 26)
DISPLAYED_DAYS_AGO = 1
COUNTERFEIT = StampOf("33", "honey", 241, 40)
ON_HOLD = StampOf("14", "rice", 171)
RELEASED = StampOf("79", "dragon_fruit", 81)
RECALLED = StampOf("19", "tea", 150)
COVERED = StampOf("33", "dried_longan", 96, 7)

RECALL_DAYS_AGO, RECALL_REASON = 20, "Mẫu kiểm nghiệm của lô không đạt về độ ẩm."
COVERED_DAYS_AGO, COVERED_PROVINCE = 9, "01"

FLAGS = (
    FlagPlan(
        "counterfeit",
        COUNTERFEIT,
        FlagKind.COUNTERFEIT,
        FlagScope.STAMP,
        12,
        "Hũ thu tại chợ có nhãn in khác mẫu đã đăng ký; mã bị in lại từ một tem thật.",
        "Tem này đã bị làm giả. Không mua sản phẩm mang mã này.",
        "33",
    ),
    FlagPlan(
        "released",
        RELEASED,
        FlagKind.ON_HOLD,
        FlagScope.ACTIVATION,
        6,
        "Tạm giữ để đối chiếu số lượng thùng với hợp tác xã.",
        "Đang đối chiếu số lượng với hợp tác xã.",
        "79",
        lifted_after=2,
    ),
    FlagPlan(
        "suspected copy",
        SUSPECTED_COPY,
        FlagKind.SUSPECTED_COPY,
        FlagScope.STAMP,
        4,
        "Một mã được quét ở nhiều tỉnh trong cùng tuần.",
        "Mã này xuất hiện ở nhiều nơi cùng lúc.",
        "19",
    ),
    FlagPlan(
        "on hold",
        ON_HOLD,
        FlagKind.ON_HOLD,
        FlagScope.ACTIVATION,
        2,
        "Lấy mẫu kiểm tra tại kho theo phản ánh của người mua.",
        "Đang lấy mẫu kiểm tra chất lượng.",
        "14",
    ),
)

_K, _S = ReportKind, ReportState
_TAKEN_UP = Answer(0, _S.TRIAGE)

COMPLAINTS = (
    Complaint(
        40,
        9,
        _K.NO_STAMP,
        "Người bán nói là chè Tân Cương nhưng hộp không có tem.",
        "01",
        "Chợ đầu mối Minh Họa",
        "Sạp 12",
        product="Chè Tân Cương",
        inspected_in="19",
        answers=(
            _TAKEN_UP,
            Answer(2, _S.VERIFICATION),
            Answer(6, _S.CLOSED, "Đã kiểm tra sạp hàng và yêu cầu thu hồi hộp không rõ nguồn gốc."),
        ),
    ),
    Complaint(
        33,
        15,
        _K.BAD_QUALITY,
        "Cải bị dập, có mùi lạ dù còn hạn.",
        "38",
        "Chợ Vườn Mẫu",
        product="Cải ngọt",
        inspected_in="38",
        answers=(
            Answer(1, _S.UNFOUNDED, "Rau đã quá hạn sử dụng khi được bán, không phải lỗi tem."),
        ),
    ),
    Complaint(
        23,
        10,
        _K.BAD_QUALITY,
        "Gói chè bị ẩm, có mốc ở đáy hộp.",
        "79",
        "Siêu thị Mẫu Số 3",
        "Quầy đồ khô",
        stamp=StampOf("19", "tea", 150, 12),
        has_photo=True,
        inspected_in="19",
        answers=(
            _TAKEN_UP,
            Answer(1, _S.VERIFICATION, "Đã gửi mẫu đi kiểm nghiệm."),
            Answer(5, _S.CLOSED, "Lô chè đã bị thu hồi. Xin cảm ơn bạn đã báo."),
        ),
    ),
    Complaint(
        14,
        17,
        _K.SUSPECTED_FAKE,
        "Hũ mật ong in nhãn mờ, nắp khác với hũ tôi hay mua.",
        "01",
        "Chợ Trình Diễn",
        "Cô bán đầu chợ",
        stamp=COUNTERFEIT,
        has_photo=True,
        inspected_in="33",
        contact="0900 009 901",
        answers=(
            _TAKEN_UP,
            Answer(1, _S.VERIFICATION),
            Answer(3, _S.CLOSED, "Đã xác minh: mã bị in lại trên hàng giả. Tem đã bị thu hồi."),
        ),
    ),
    Complaint(
        7,
        11,
        _K.WRONG_INFORMATION,
        "Trên thùng ghi 5 kg nhưng cân chỉ được 4,6 kg.",
        "79",
        "Chợ Vườn Mẫu",
        stamp=StampOf("79", "dragon_fruit", 81, 60),
        inspected_in="79",
        answers=(
            _TAKEN_UP,
            Answer(3, _S.UNFOUNDED, "Đã cân lại tại sạp: đủ khối lượng khi đóng thùng."),
        ),
    ),
    Complaint(
        5,
        19,
        _K.SUSPECTED_FAKE,
        "Quét mã thấy đã có nhiều người quét trước tôi.",
        "48",
        "Chợ Cầu Mẫu",
        "Tiệm tạp hóa góc chợ",
        stamp=SUSPECTED_COPY,
        has_photo=True,
        inspected_in="19",
        answers=(_TAKEN_UP, Answer(1, _S.VERIFICATION)),
    ),
    Complaint(
        3,
        8,
        _K.BAD_QUALITY,
        "Gạo có hạt lạ lẫn vào, nấu không dẻo như mọi lần.",
        "14",
        "Chợ Minh Họa",
        stamp=StampOf("14", "rice", 171, 15),
        has_photo=True,
        answers=(_TAKEN_UP, Answer(1, _S.VERIFICATION)),
    ),
    Complaint(
        2,
        16,
        _K.NO_STAMP,
        "Nhãn bán ngoài đường ghi Hưng Yên nhưng không có tem nào.",
        "33",
        "Vỉa hè đường Mẫu",
        product="Nhãn lồng Hưng Yên",
        inspected_in="33",
        answers=(_TAKEN_UP,),
    ),
    Complaint(
        1,
        9,
        _K.SUSPECTED_FAKE,
        "Tem bị dán đè lên một tem khác.",
        "01",
        "Chợ Trình Diễn",
        "Sạp 7",
        stamp=StampOf("33", "dried_longan", 88, 33),
        has_photo=True,
        inspected_in="33",
    ),
    Complaint(
        1,
        18,
        _K.WRONG_INFORMATION,
        "Trang ghi Thọ Xuân nhưng người bán nói gạo Nam Định.",
        "31",
        "Cửa hàng gạo Minh Họa",
        stamp=StampOf("38", "sticky_rice", 166, 20),
        inspected_in="38",
    ),
    Complaint(
        0,
        6,
        _K.SUSPECTED_FAKE,
        "Túi gạo không mịn, tem bong ra khi chạm vào.",
        "14",
        "Chợ Minh Họa",
        "Sạp gạo số 4",
        stamp=StampOf("14", "rice", 172, 50),
        has_photo=True,
        contact="0900 009 902",
    ),
    Complaint(
        0,
        7,
        _K.NO_STAMP,
        "Mật ong đựng trong chai nhựa, ghi tay là mật hoa nhãn.",
        "79",
        "Chợ Cầu Mẫu",
        "Xe đẩy đầu ngõ",
        product="Mật ong hoa nhãn",
        inspected_in="79",
    ),
)
