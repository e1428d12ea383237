"""Words about people: who wrote for whom, pages of paper, objections, how a diary was kept."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "person.not_found": _l("Không ai dùng số điện thoại này, hoặc người đó đã được xóa."),
    "person.only_manager": _l(
        "Là người quản lý duy nhất của %(organisations)s: hãy thêm người quản lý khác trước."
    ),
    "person.in_office": _l("Đang làm việc cho cơ quan: hãy kết thúc chức vụ trước."),
    "event.not_for_others": _l("Chỉ cán bộ ghi chép và quản lý được ghi giúp người khác."),
    "entered.for_member": _l("%(member)s làm, %(clerk)s ghi giúp"),
    "entered.by_other_hands": _l("Việc của %(member)s, %(operator)s làm, %(clerk)s ghi giúp"),
    "paper_page.not_found": _l("Không có trang sổ giấy này."),
    "paper_page.bad_days": _l(
        "Ngày chưa đúng: ngày đầu không sau ngày cuối, không ngày nào ở tương lai, và một trang"
        " không quá một năm."
    ),
    "paper_page.photo_missing": _l("Cần ít nhất một ảnh của trang sổ."),
    "paper_page.too_many_photos": _l("Mỗi trang có nhiều nhất 5 ảnh."),
    "paper_page.id_used": _l("Trang này đã được lưu trước đó với nội dung khác."),
    "paper_page.not_for_others": _l("Chỉ cán bộ ghi chép và quản lý được lưu sổ của người khác."),
    "photo.first_kept": _l(
        "Mỗi lần nhiều nhất %(most)s ảnh: đã giữ %(most)s ảnh đầu, các ảnh sau chưa được nhận. "
        "Xem lại rồi gửi tiếp."
    ),
    "photo.faults": _l("Có ảnh chưa giữ được."),
    "objection.not_found": _l("Không có ý kiến này."),
    "objection.open": _l("Bạn đã nói mục này không đúng và đang chờ trả lời."),
    "objection.id_used": _l("Ý kiến này đã được gửi trước đó với nội dung khác."),
    "objection.answered": _l("Ý kiến này vừa có người trả lời."),
    "objection.reason_missing": _l("Hãy nói ngắn gọn."),
    "objection.waits": _l("Chờ trả lời"),
    "objection.was_answered": _l("Đã trả lời"),
    "diary_order.score": _l("Điểm cao trước"),
    "diary_order.latest": _l("Lô mới trước"),
    "diary_order.organisation": _l("Theo đơn vị"),
    "diary_score.usual": _l("Ghi đều theo thời gian. Điểm không xét việc làm đúng hay sai."),
    "diary_score.unwritten": _l("Chưa ghi mục nào."),
    "diary_score.look": _l("Nên xem cách ghi."),
    "diary_score.ask": _l("Nên hỏi người ghi."),
    "diary_score.burst": _l(
        "%(count)s trong %(total)s mục ghi trong %(minutes)s phút ngày %(day)s, kể về"
        " %(days)s ngày trước."
    ),
    "diary_score.burst_from_paper": _l(
        "%(count)s trong %(total)s mục ghi trong %(minutes)s phút ngày %(day)s, kể về"
        " %(days)s ngày trước; %(paper)s mục chép từ sổ giấy."
    ),
    "diary_score.late": _l(
        "%(count)s trong %(total)s mục ghi sau khi làm hơn 3 ngày (ghi giúp: hơn 7 ngày);"
        " muộn nhất %(days)s ngày."
    ),
    "diary_score.paper": _l(
        "%(count)s mục ghi muộn là chép từ sổ giấy, có ảnh trang sổ; tính nhẹ hơn."
    ),
    "diary_score.clerk": _l("%(count)s mục do người khác ghi giúp."),
    "diary_score.away": _l(
        "%(count)s mục nằm trong máy tới %(days)s ngày mới gửi được; không tính điểm."
    ),
    "diary_score.clock": _l(
        "%(count)s trong %(total)s mục có đồng hồ máy lệch với máy chủ, tới %(days)s ngày;"
        " các mục đó tính theo lúc nhận."
    ),
}
