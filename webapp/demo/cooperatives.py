"""The demonstration's five cooperatives: members, plots and goods. Facts of goods: domain.md."""

from traceability.places import PlaceCodeScheme, PlaceKind
from traceability.quantities import Quantity
from traceability.roles import Role
from webapp.demo.plan import Cooperative, Farm, Goods, Person, Plot

_ORGANIC_DIARY = "TCVN 11892-1:2017 (VietGAP trồng trọt)"
_TRACING = "TCVN 12850:2019 (Truy xuất nguồn gốc)"


def _farm(province: str, number: int, name: str, *plots: Plot) -> Farm:
    return Farm(Person(province, number, name, Role.FARMER), plots)


def _paddies(commune: str, unit: str, *named: tuple[str, int]) -> tuple[Plot, ...]:
    return tuple(
        Plot(name, commune, PlaceKind.PLOT, Quantity(thousandths, unit))
        for name, thousandths in named
    )


def _orchard(name: str, commune: str, area: Quantity, code: str) -> Plot:
    return Plot(name, commune, PlaceKind.ORCHARD, area, code, PlaceCodeScheme.GROWING_AREA)


SON_LA = Cooperative(
    province="14",
    short_code="MVA",
    name="Hợp tác xã Nếp tan Mường Và (trình diễn)",
    commune="91401",
    address="Bản Mường Và",
    prefix="9520014",
    manager=Person("14", 1, "Minh", Role.MANAGER),
    clerk=Person("14", 2, "Nga", Role.CLERK),
    farms=tuple(
        _farm("14", 11 + place, name, *_paddies("91401", "m2", *fields))
        for place, (name, fields) in enumerate(
            (
                ("Lan", (("Ruộng Nà Kham", 3_000_000), ("Ruộng Nà Hin", 3_400_000))),
                ("Đôi", (("Ruộng Nà Lốc", 2_600_000), ("Ruộng Nà Pháy", 3_200_000))),
                ("Sơn", (("Ruộng Nà Mè", 3_600_000), ("Ruộng Nà Sản", 2_800_000))),
                ("Mai", (("Ruộng Nà Ban", 2_700_000), ("Ruộng Nà Ten", 3_100_000))),
            )
        )
    ),
    goods=(
        Goods(
            key="rice",
            name="Gạo nếp tan Mường Và",
            short_name="Nếp tan Mường Và",
            group="rice",
            net=Quantity(2_000, "kg"),
            shelf_life_days=365,
            standards=(_ORGANIC_DIARY, _TRACING, "TCCS 01:2026/MVA"),
            brand="Mường Và",
            picture="rice",
            item=1,
        ),
    ),
)

HUNG_YEN = Cooperative(
    province="33",
    short_code="PHY",
    name="Hợp tác xã Nhãn lồng Phố Hiến (trình diễn)",
    commune="93302",
    address="Thôn Hồng Châu",
    prefix="9520033",
    manager=Person("33", 1, "Hoa", Role.MANAGER),
    clerk=Person("33", 2, "Nhung", Role.CLERK),
    farms=(
        _farm(
            "33",
            11,
            "Bình",
            _orchard("Vườn nhãn bờ sông", "93302", Quantity(7_000, "sao_north"), "DEMO-0033.01"),
            _orchard("Vườn nhãn đình", "93302", Quantity(6_500, "sao_north"), "DEMO-0033.02"),
        ),
        _farm(
            "33",
            12,
            "Nhàn",
            _orchard("Vườn nhãn chùa", "93304", Quantity(7_500, "sao_north"), "DEMO-0033.03"),
            _orchard("Vườn nhãn đê", "93304", Quantity(8_000, "sao_north"), "DEMO-0033.04"),
        ),
        _farm("33", 13, "Tuyết", Plot("Lò sấy long nhãn", "93301", PlaceKind.FACTORY)),
        _farm("33", 14, "Hậu", Plot("Trại ong Khoái Châu", "93305", PlaceKind.APIARY)),
    ),
    goods=(
        Goods(
            key="longan",
            name="Nhãn lồng Hưng Yên",
            short_name="Nhãn lồng",
            group="fruit_vegetables",
            net=Quantity(5_000, "kg"),
            shelf_life_days=12,
            standards=(_ORGANIC_DIARY, _TRACING),
            brand="Phố Hiến",
            picture="longan",
            item=1,
        ),
        Goods(
            key="dried_longan",
            name="Long nhãn sấy khô Phố Hiến",
            short_name="Long nhãn Phố Hiến",
            group="processed_food",
            net=Quantity(300_000, "g"),
            shelf_life_days=365,
            standards=(_TRACING, "TCCS 02:2026/PHY"),
            brand="Phố Hiến",
            picture="dried_longan",
            item=2,
        ),
        Goods(
            key="honey",
            name="Mật ong hoa nhãn Hưng Yên",
            short_name="Mật ong hoa nhãn",
            group="honey",
            net=Quantity(500_000, "ml"),
            shelf_life_days=1_095,
            standards=("TCVN 12605:2019 (Mật ong)", _TRACING),
            brand="Phố Hiến",
            picture="honey",
            item=3,
        ),
    ),
    packing_code="DEMO-PH-0033",
)

THAI_NGUYEN = Cooperative(
    province="19",
    short_code="TCG",
    name="Hợp tác xã Chè Tân Cương (trình diễn)",
    commune="91901",
    address="Xóm Đồi Chè",
    prefix="9520019",
    manager=Person("19", 1, "Hương", Role.MANAGER),
    clerk=Person("19", 2, "Ngân", Role.CLERK),
    farms=tuple(
        _farm("19", 11 + place, name, Plot(hill, commune, PlaceKind.PLOT, area))
        for place, (name, hill, commune, area) in enumerate(
            (
                ("Thảo", "Đồi chè Gò Móc", "91901", Quantity(12_000, "sao_north")),
                ("Khánh", "Đồi chè Hồng Thái", "91901", Quantity(10_000, "sao_north")),
                ("Liên", "Đồi chè La Bằng", "91902", Quantity(9_000, "sao_north")),
                ("Phúc", "Đồi chè Đại Từ", "91903", Quantity(11_000, "sao_north")),
            )
        )
    ),
    goods=(
        Goods(
            key="tea",
            name="Chè xanh Tân Cương",
            short_name="Chè Tân Cương",
            group="tea",
            net=Quantity(200_000, "g"),
            shelf_life_days=730,
            standards=("TCVN 9740:2013 (Chè xanh)", _TRACING),
            brand="Tân Cương",
            picture="tea",
            item=1,
        ),
    ),
)

THANH_HOA = Cooperative(
    province="38",
    short_code="TXN",
    name="Hợp tác xã Nông sản Thọ Xuân (trình diễn)",
    commune="93803",
    address="Thôn Đồng Mẫu",
    prefix="9520038",
    manager=Person("38", 1, "Thắng", Role.MANAGER),
    clerk=Person("38", 2, "Hiền", Role.CLERK),
    farms=(
        _farm("38", 11, "Dung", *_paddies("93803", "sao_central", ("Ruộng Cồn Cát", 6_500))),
        _farm(
            "38",
            12,
            "Hải",
            *_paddies("93805", "sao_central", ("Ruộng Đồng Trên", 6_000), ("Ruộng Vực", 7_000)),
        ),
        _farm("38", 13, "Oanh", *_paddies("93804", "m2", ("Nhà màng 1", 90_000))),
        _farm("38", 14, "Tùng", *_paddies("93804", "m2", ("Nhà màng 2", 85_000))),
    ),
    goods=(
        Goods(
            key="sticky_rice",
            name="Gạo nếp cái hoa vàng Thọ Xuân",
            short_name="Nếp cái hoa vàng",
            group="rice",
            net=Quantity(2_000, "kg"),
            shelf_life_days=365,
            standards=(_ORGANIC_DIARY, "TCCS 01:2026/TXN"),
            picture="sticky_rice",
        ),
        Goods(
            key="greens",
            name="Cải ngọt nhà màng Nga Sơn",
            short_name="Cải ngọt Nga Sơn",
            group="fruit_vegetables",
            net=Quantity(500_000, "g"),
            shelf_life_days=7,
            standards=(_ORGANIC_DIARY, _TRACING),
            picture="mustard_greens",
            item=2,
        ),
    ),
)

HO_CHI_MINH = Cooperative(
    province="79",
    short_code="CCH",
    name="Hợp tác xã Thanh long Củ Chi (trình diễn)",
    commune="97905",
    address="Ấp Vườn Mẫu",
    prefix="9520079",
    manager=Person("79", 1, "Phương", Role.MANAGER),
    clerk=Person("79", 2, "Diễm", Role.CLERK),
    farms=tuple(
        _farm(
            "79",
            11 + place,
            name,
            _orchard("Vườn trước nhà", commune, Quantity(first, "cong"), f"DEMO-0079.{place}1"),
            _orchard("Vườn ven kênh", commune, Quantity(second, "cong"), f"DEMO-0079.{place}2"),
        )
        for place, (name, commune, first, second) in enumerate(
            (
                ("Tư", "97905", 2_800, 2_600),
                ("Năm", "97905", 2_500, 3_000),
                ("Bảy", "97906", 2_700, 2_900),
                ("Út", "97906", 2_900, 2_600),
            )
        )
    ),
    goods=(
        Goods(
            key="dragon_fruit",
            name="Thanh long ruột đỏ Củ Chi",
            short_name="Thanh long Củ Chi",
            group="fruit_vegetables",
            net=Quantity(5_000, "kg"),
            shelf_life_days=21,
            standards=(_ORGANIC_DIARY, _TRACING),
            brand="Củ Chi",
            picture="dragon_fruit",
            item=1,
        ),
    ),
    packing_code="DEMO-PH-0079",
)

COOPERATIVES = (SON_LA, HUNG_YEN, THAI_NGUYEN, THANH_HOA, HO_CHI_MINH)
