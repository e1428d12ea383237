"""What is done over and over between the great works: watering, looking, weeding, noting."""

from collections.abc import Mapping
from random import Random

from webapp.demo.plan import Ground, amount

_Told = tuple[str, Mapping[str, str]]

_RICE_PESTS = ("Không thấy sâu bệnh", "Rầy nâu rải rác", "Sâu cuốn lá nhỏ, mật độ thấp")
_FRUIT_PESTS = ("Không thấy sâu bệnh", "Vài ổ rệp sáp", "Ruồi đục quả trong bẫy, ít")
_TEA_PESTS = ("Không thấy sâu bệnh", "Rầy xanh rải rác", "Bọ xít muỗi ở vài gốc")
_HIVE_NOTES = (
    "Ong đi làm khỏe, phấn về nhiều.",
    "Mưa rào buổi chiều, che thêm mái cho thùng.",
    "Thay nước ở máng uống của ong.",
    "Phát cỏ quanh trại, kiểm tra kiến.",
)
_FIELD_NOTES = (
    "Mưa to đêm qua, ruộng thoát nước tốt.",
    "Sửa lại bờ và khơi rãnh thoát nước.",
    "Nắng gắt, hẹn tưới thêm vào buổi chiều.",
    "Cán bộ hợp tác xã đến thăm và xem nhật ký.",
    "Dọn cỏ bờ, kiểm tra bẫy chuột.",
)
_ROOM_NOTES = (
    "Vệ sinh máy và dụng cụ trước khi làm.",
    "Ẩm kế chỉ bình thường, bảo quản nơi khô mát.",
    "Cân lại và dán nhãn từng bao.",
    "Nếm thử: hương thơm rõ, đạt yêu cầu.",
    "Kiểm tra kho, không có dấu chuột và mọt.",
)


def water_paddy(ground: Ground, dice: Random) -> _Told:
    """Wet and dry by turns."""
    alternate = dice.choice(("true", "false"))
    volume = amount("volume", ground.of(dice.randint(200, 350)), "m3")
    return "irrigating", {"source": "canal", "alternate_wetting": alternate} | volume


def water_trees(ground: Ground, dice: Random) -> _Told:
    """By drip or sprinkler from well or river."""
    values = {
        "source": dice.choice(("well", "river")),
        "method": dice.choice(("drip", "sprinkler")),
    }
    return "irrigating", values | amount("volume", ground.of(dice.randint(20, 45)), "m3")


def water_greens(ground: Ground, dice: Random) -> _Told:
    """A little, often."""
    values = {"source": "well", "method": "sprinkler"}
    return "irrigating", values | amount("volume", ground.of(dice.randint(25, 50)), "m3")


def look_at_rice(_ground: Ground, dice: Random) -> _Told:
    """A walk through the field."""
    return _look(dice, _RICE_PESTS)


def look_at_fruit(_ground: Ground, dice: Random) -> _Told:
    """A walk through the orchard or the beds."""
    return _look(dice, _FRUIT_PESTS)


def weed(ground: Ground, dice: Random) -> _Told:
    """By hand or by machine."""
    return "weeding", {"method": dice.choice(("hand", "machine"))} | ground.values


def collect_waste(_ground: Ground, dice: Random) -> _Told:
    """What must not stay in the field."""
    values = {
        "kind": dice.choice(("pesticide_packaging", "fertiliser_bags", "plastic")),
        "disposal": "Bể chứa đầu thôn",
    }
    return "waste_collection", values | amount("amount", dice.randint(3, 25) * 100, "kg")


def note_in_field(_ground: Ground, dice: Random) -> _Told:
    """A few words."""
    return "note", {"text": dice.choice(_FIELD_NOTES)}


def note_in_room(_ground: Ground, dice: Random) -> _Told:
    """A few words from the workshop."""
    return "note", {"text": dice.choice(_ROOM_NOTES)}


def look_at_tea(_ground: Ground, dice: Random) -> _Told:
    """A walk along the rows."""
    return _look(dice, _TEA_PESTS)


def water_tea(ground: Ground, dice: Random) -> _Told:
    """By sprinkler, where the sky leaves it dry."""
    values = {"source": dice.choice(("well", "lake")), "method": "sprinkler"}
    return "irrigating", values | amount("volume", ground.of(dice.randint(30, 60)), "m3")


def look_at_bees(_ground: Ground, dice: Random) -> _Told:
    """Lid by lid."""
    decisions = ("Không phải xử lý", "Bớt cầu yếu", "Quét dọn ván đáy")
    return "health_check", {"result": "healthy", "decision": dice.choice(decisions)}


def note_at_hives(_ground: Ground, dice: Random) -> _Told:
    """A few words from the apiary."""
    return "note", {"text": dice.choice(_HIVE_NOTES)}


def _look(dice: Random, pests: tuple[str, ...]) -> _Told:
    place = dice.choice((0, 0, 1, 2))
    return "scouting", {
        "pests_found": pests[place],
        "severity": "light" if place else "none",
        "decision": "Theo dõi thêm" if place else "Chưa cần xử lý",
    }


RICE_CHORES = (water_paddy, look_at_rice, water_paddy, weed, water_paddy, note_in_field)
FRUIT_CHORES = (water_trees, look_at_fruit, water_trees, weed, collect_waste, note_in_field)
GREENS_CHORES = (water_greens, water_greens, look_at_fruit, weed, water_greens)
TEA_CHORES = (look_at_tea, water_tea, weed, look_at_tea, note_in_field)
APIARY_CHORES = (look_at_bees, note_at_hives)
ROOM_CHORES = (note_in_room,)
