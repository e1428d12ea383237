"""Words for the parts of a clone score: what speaks for one pack, what for copies."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "score.seen": _l(
        "Tính %(phones)s máy, trên %(networks)s mạng, ở %(places)s nơi cách nhau hơn 20 km."
    ),
    "score.pack.household": _l("Nếu chỉ có một gói, hợp nhất là: một nhà mua rồi xem."),
    "score.pack.given_away": _l("Nếu chỉ có một gói, hợp nhất là: gói được đem tặng."),
    "score.pack.shelf": _l("Nếu chỉ có một gói, hợp nhất là: khách xem ở kệ trước khi mua."),
    "score.pack.display": _l("Nếu chỉ có một gói, hợp nhất là: gói bày ở quầy."),
    "score.pack.picture": _l("Nếu chỉ có một gói, hợp nhất là: ảnh tem lan truyền."),
    "score.pack.picture_in_region": _l(
        "Nếu chỉ có một gói, hợp nhất là: ảnh tem lan truyền trong vùng."
    ),
    "score.pack.listing": _l("Nếu chỉ có một gói, hợp nhất là: ảnh tem trên trang bán hàng."),
    "score.pack.listing_in_region": _l(
        "Nếu chỉ có một gói, hợp nhất là: ảnh tem trên trang bán hàng trong vùng."
    ),
    "score.copies.copies_anywhere": _l("Nếu có bản sao, hợp nhất là: bán ở khắp nước."),
    "score.copies.copies_in_region": _l("Nếu có bản sao, hợp nhất là: bán trong một vùng."),
    "score.copies.copies_nearby": _l("Nếu có bản sao, hợp nhất là: bán ở một vài chợ."),
    "score.buyers": _l("Số người nói đã mua gói này, mỗi mạng tính một: %(count)s."),
    "score.copies_better": _l("Bản sao giải thích các lượt xem hợp hơn một gói %(times)s lần."),
    "score.pack_better": _l("Một gói giải thích các lượt xem hợp hơn bản sao %(times)s lần."),
    "score.alike": _l("Một gói và bản sao giải thích các lượt xem gần như nhau."),
    "score.held": _l(
        "Điểm bị giữ ở 1.000: còn ít nơi (dưới 3), hoặc ít mạng (dưới 6; dưới 5 nếu có từ 4 nơi)."
    ),
}
