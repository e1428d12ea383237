"""Words of the stamps room: states, and why something was refused."""

from flask_babel import lazy_gettext as _l

from webapp.routes.wording.used_forms import FORM_USED

WORDING = {
    "order.ordered": _l("Chờ duyệt"),
    "order.approved": _l("Đã duyệt"),
    "order.refused": _l("Không duyệt"),
    "order.withdrawn": _l("Đã rút"),
    "order.covered": _l("Có, 8 ký tự dưới lớp phủ của mỗi tem"),
    "order.uncovered": _l("Không"),
    "order_kind.item": _l("Tem từng sản phẩm"),
    "order_kind.lot": _l("Tem lô (một mã cho cả lô)"),
    "roll.on_its_way": _l("Đã in, đang trên đường"),
    "stamp_state.on_its_way": _l("Trong đó đang trên đường, chưa ký nhận"),
    "roll.begun": _l("Đang dùng, còn tem chưa kích hoạt"),
    "roll.mixed": _l("Tem ở nhiều tình trạng"),
    "stamp_state.of_these_on_their_way": _l("đang trên đường, chưa ký nhận"),
    "stamp_state.not_printed": _l("Chưa in"),
    "stamp_state.in_stock": _l("Đã in, trong kho"),
    "stamp_state.delivered": _l("Đã nhận, chưa kích hoạt"),
    "stamp_state.activated": _l("Đã kích hoạt"),
    "stamp_state.void": _l("Đã hủy hiệu lực"),
    "stamp_state.lost": _l("Báo mất"),
    "stamp_state.stolen": _l("Bị lấy cắp"),
    "stamp_state.destroyed": _l("Đã tiêu hủy"),
    "stamp_state.proof": _l("Tem in thử, không dán lên hàng nào"),
    "movement.printed": _l("In"),
    "movement.delivered": _l("Giao, nhận"),
    "movement.returned": _l("Trả lại kho"),
    "movement.activated": _l("Kích hoạt"),
    "movement.activation_undone": _l("Hoàn tác kích hoạt"),
    "movement.spoilt": _l("Hỏng khi in hoặc khi nhận, hủy hiệu lực"),
    "movement.voided": _l("Hủy hiệu lực"),
    "movement.lost": _l("Báo mất"),
    "movement.stolen": _l("Báo bị lấy cắp"),
    "movement.found": _l("Tìm lại được"),
    "movement.destroyed": _l("Tiêu hủy"),
    "move.which_stamps": _l("Kê những tem nào, hoặc chọn cả cuộn."),
    "move.part_and_whole": _l("Chọn cả cuộn, hoặc kê từng tem; không cả hai."),
    "move.voided": _l("Tem hỏng, hủy hiệu lực"),
    "move.lost": _l("Mất tem"),
    "move.stolen": _l("Tem bị lấy cắp"),
    "move.returned": _l("Trả tem về kho"),
    "move.found": _l("Tìm lại được tem, nhập kho"),
    "move.delivered": _l("Giao tem từ kho cho cơ sở"),
    "move.destroyed": _l("Đã tiêu hủy tem, có biên bản"),
    "layout.a4-65": _l("A4, 65 tem (38,1 × 21,2 mm)"),
    "layout.a4-44": _l("A4, 44 tem (48,5 × 25,4 mm)"),
    "layout.a4-40": _l("A4, 40 tem (52,5 × 29,7 mm)"),
    "layout.a4-24": _l("A4, 24 tem (70 × 37 mm)"),
    "layout.a4-24-gap": _l("A4, 24 tem (64,6 × 33,8 mm)"),
    "layout.a4-21": _l("A4, 21 tem (63,5 × 38,1 mm)"),
    "layout.grid-15": _l("A4 tự cắt, 110 tem (mã 15 mm, tem 15 × 25 mm)"),
    "layout.grid-20": _l("A4 tự cắt, 96 tem vuông 20 mm"),
    "layout.grid-25": _l("A4 tự cắt, 70 tem vuông 25 mm"),
    "layout.grid-30": _l("A4 tự cắt, 48 tem vuông 30 mm"),
    "layout.roll-25x25": _l("Cuộn, từng tem (25 × 25 mm)"),
    "layout.roll-30x30": _l("Cuộn, từng tem (30 × 30 mm)"),
    "layout.roll-40x25": _l("Cuộn, từng tem (40 × 25 mm)"),
    "layout.roll-50x30": _l("Cuộn, từng tem (50 × 30 mm)"),
    "layout.svg-50x30": _l("Nhà in: từng tem SVG (50 × 30 mm, tệp ZIP)"),
    "layout.svg-40x25": _l("Nhà in: từng tem SVG (40 × 25 mm, tệp ZIP)"),
    "layout.svg-30x30": _l("Nhà in: từng tem SVG (30 × 30 mm, tệp ZIP)"),
    "layout.svg-20x20": _l("Nhà in: từng tem SVG (20 × 20 mm, tệp ZIP)"),
    "layout.csv": _l("Nhà in: bảng CSV để tự dàn trang"),
    "print_wish.outlines": _l("Mã vẽ bằng nét"),
    "print_wish.outlines_hint": _l("Vector thay cho ảnh nhỏ; tệp lớn hơn. Cho tệp PDF."),
    "print_wish.cut_line": _l("Đường bế quanh từng tem"),
    "print_wish.cut_line_hint": _l(
        "Màu riêng tên CutContour để máy cắt đọc; máy in thường sẽ in cả đường này."
        " Cho khổ A4 tự cắt, cuộn và SVG."
    ),
    "print_wish.registration_marks": _l("Dấu canh ở bốn góc trang"),
    "print_wish.registration_marks_hint": _l("Để in chồng hoặc cắt cho khớp. Cho khổ A4 tự cắt."),
    "stamp_task.flags_to_read": _l("Có tem bị kiểm soát viên đánh dấu, hãy xem vì sao"),
    "stamp_task.rolls_to_count": _l("Cuộn đang trên đường, chờ đếm và ký nhận: %(count)s"),
    "stamp_task.proof_to_approve": _l("Bản in thử đã có, chờ quét và duyệt"),
    "stamp_task.activation_to_agree": _l("Kích hoạt chờ bạn là người thứ hai: %(count)s tem"),
    "stamp.bad_order_size": _l("Mỗi đơn từ %(smallest)s đến %(largest)s tem."),
    "stamp.bad_lot_order_size": _l(
        "Với tem lô, số tem là số lô: mỗi đơn từ %(smallest)s đến %(largest)s lô."
    ),
    "stamp.too_many_rolls": _l(
        "Mỗi đơn chia thành nhiều nhất %(most)s cuộn. Số tem mỗi cuộn phải từ %(smallest)s trở lên."
    ),
    "stamp.bad_roll_size": _l("Mỗi cuộn từ %(smallest)s đến %(largest)s tem."),
    "stamp.order_not_found": _l("Không có đơn tem này."),
    "stamp.roll_not_found": _l("Không có cuộn tem này."),
    "stamp.order_id_used": FORM_USED,
    "stamp.activation_id_used": FORM_USED,
    "stamp.self_approval": _l("Người đặt tem không được tự duyệt đơn của mình."),
    "stamp.already_decided": _l("Đơn này đã được xử lý trước đó."),
    "stamp.order_withdrawn": _l("Cơ sở đã rút đơn này nên không còn gì để duyệt."),
    "stamp.too_late_to_withdraw": _l(
        "Đơn đã có quyết định “%(state)s” nên không rút được nữa. Tem đã duyệt mà không dùng thì"
        " hủy hiệu lực ở từng cuộn; cần dừng in thì gọi cán bộ đã duyệt."
    ),
    "stamp.not_approved": _l("Đơn chưa được duyệt nên chưa in được."),
    "stamp.lot_stamps_uncovered": _l(
        "Tem lô giống nhau trên mọi gói nên không có lớp phủ cào. Hãy bỏ một trong hai."
    ),
    "stamp.roll_gone": _l("Cuộn này không còn dùng được nên không in lại."),
    "stamp.wrong_state": _l(
        "Trong khoảng này có tem đang ở tình trạng “%(state)s” nên không ghi được việc này."
    ),
    "stamp.bad_roll_code": _l("Mã cuộn gồm chữ R và tám chữ hoặc số."),
    "stamp.first_missing": _l("Hãy quét hoặc gõ tem đầu, hoặc mã cuộn."),
    "stamp.reason_missing": _l("Hãy ghi lý do."),
    "stamp.not_told_by_hand": _l("Việc này không ghi bằng tay được."),
    "stamp.not_held_by_you": _l("Tem này không nằm ở chỗ bạn, nên người đang giữ phải ghi."),
    "stamp.destruction_unrecorded": _l("Tiêu hủy tem phải có số biên bản."),
    "stamp.no_such_supplier": _l("Nhà in này chưa được chọn, hoặc quyết định đã hết hiệu lực."),
    "stamp.no_such_programme": _l("Chương trình này không hỗ trợ đơn của hôm nay."),
    "stamp.programme_without_printer": _l(
        "Chương trình hỗ trợ một phần giá của nhà in. Hãy chọn nhà in, hoặc bỏ chương trình."
    ),
    "stamp.budget_exceeded": _l(
        "Phần hỗ trợ %(share)s đ vượt kinh phí còn lại %(left)s đ của chương trình."
    ),
    "stamp.lot_stamps_are_own": _l("Tem lô do cơ sở tự in, không giao nhà in."),
    "stamp.printed_by_supplier": _l("Đơn này do nhà in được chọn in, cơ sở không tự in."),
    "stamp.printed_before": _l(
        "Cuộn %(roll)s đã in. Tờ tem chỉ tải lại được %(most)s lần trong %(days)s ngày khi chưa"
        " dùng tem nào; tem hỏng thì hủy hiệu lực rồi đặt tem mới."
    ),
    "stamp.reported_otherwise": _l(
        "Cuộn %(roll)s đã được báo in xong, với những tem hỏng khác, nên chưa ghi gì. Tem hỏng thấy"
        " sau đó thì mở cuộn ấy và ghi hủy hiệu lực."
    ),
    "stamp.rolls_apart": _l("Mỗi tệp gồm các cuộn liền số, ví dụ 1-20."),
    "stamp.proof_missing": _l("Bản in thử chưa được duyệt."),
    "stamp.proof_differs": _l(
        "Đường dẫn trong ô vuông khác với tệp in: người mua sẽ không kiểm tra được. Nhà in phải"
        " dùng đúng đường dẫn trong tệp, rồi in tờ thử khác."
    ),
    "stamp.not_a_proof": _l("Mã này không phải tem trên tờ in thử của đơn này."),
    "stamp.own_proof": _l("Người của nhà in không duyệt bản in thử của nhà in mình."),
    "stamp.file_not_found": _l("Không có tệp in này."),
    "stamp.file_expired": _l("Tệp đã tải %(downloads)s lần hoặc hết hạn lúc %(expires_at)s."),
    "stamp.file_changed": _l(
        "Tệp làm lại không giống tệp lần đầu nên không giao. Hãy làm tệp mới."
    ),
    "stamp.file_id_used": FORM_USED,
    "stamp.too_many_files": _l(
        "Cuộn %(roll)s đã được làm %(most)s tệp, không làm thêm được. Hãy hỏi cán bộ đã giao đơn."
    ),
    "stamp.nothing_to_deliver": _l("Hãy chọn ít nhất một cuộn."),
    "stamp.nothing_to_receive": _l("Hãy ghi ít nhất một cuộn."),
    "stamp.no_roll_of_number": _l("Ở đây không có cuộn số %(number)s."),
    "stamp.roll_numbers_unclear": _l("Hãy ghi số cuộn, ví dụ 1-20, 25."),
    "stamp.roll_on_its_way": _l("Cuộn %(roll)s đã giao và bên nhận chưa ký nhận."),
    "stamp.roll_not_in_stock": _l("Cuộn %(roll)s không còn tem trong kho."),
    "stamp.delivery_id_used": FORM_USED,
    "stamp.delivery_not_found": _l("Không có lần giao tem này."),
    "stamp.own_delivery": _l("Người giao cuộn không tự ký nhận: người khác phải đếm và ký."),
    "stamp.already_received": _l("Cuộn này đã được ký nhận lúc %(at)s."),
    "stamp.count_differs": _l(
        "Nhà in giao %(sent)s tem, theo sổ còn %(expected)s; đếm được %(counted)s và kê thiếu hoặc"
        " hỏng %(missing)s. Hãy kê từng tem thiếu hoặc hỏng, hoặc đếm lại."
    ),
    "stamp.missing_not_sent": _l(
        "Trong số tem kê thiếu hoặc hỏng có tem không được giao lần này, hoặc đã ghi ở chỗ khác."
    ),
    "stamp.named_twice": _l("Có tem vừa kê thiếu vừa kê hỏng. Hãy bỏ ra khỏi một bên."),
    "stamp.line_unclear": _l(
        "Dòng %(line)s không đọc được: mỗi dòng một mã tem, hoặc mã đầu – mã cuối."
    ),
    "stamp.line_not_ours": _l("Dòng %(line)s: mã này không phải tem của hệ thống."),
    "stamp.line_not_of_roll": _l("Dòng %(line)s: tem này không nằm trên cuộn đang ghi."),
    "stamp.line_backwards": _l("Dòng %(line)s: tem đầu đứng sau tem cuối."),
    "stamp.stretch_unclear": _l(
        "Dòng %(line)s không đọc được: ghi số cuộn như 12-51, mã cuộn, mã tem, hoặc mã tem đầu –"
        " mã tem cuối."
    ),
    "stamp.stretch_without_roll": _l("Dòng %(line)s: đơn này không có cuộn số %(number)s."),
    "stamp.stretch_elsewhere": _l("Dòng %(line)s: cuộn hoặc tem này không thuộc đơn này."),
    "stamp.stretch_activated": _l(
        "Dòng %(line)s, cuộn %(rolls)s: có tem đã được %(activated_by)s kích hoạt lúc"
        " %(activated_at)s."
    ),
    "stamp.stretch_not_delivered": _l(
        "Dòng %(line)s, cuộn %(rolls)s: có tem không kích hoạt được (%(state)s)."
    ),
    "stamp.rolls_activated": _l(
        "Cuộn %(rolls)s: có tem đã được %(activated_by)s kích hoạt lúc %(activated_at)s."
    ),
    "stamp.rolls_not_delivered": _l("Cuộn %(rolls)s: có tem không kích hoạt được (%(state)s)."),
    "stamp.stretches_unusable": _l(
        "Chưa kích hoạt tem nào, vì có cuộn hoặc tem không kích hoạt được."
    ),
    "stamp.nothing_to_activate": _l("Hãy kê ít nhất một cuộn hoặc một tem."),
    "activation.not_found": _l("Không có lần kích hoạt này."),
    "activation.already_undone": _l("Lần kích hoạt này đã được hoàn tác lúc %(at)s."),
    "activation.seen_outside": _l("Đã có người quét tem lúc %(at)s, nên chỉ cán bộ hoàn tác được."),
    "activation.undo_reason_missing": _l("Hãy ghi lý do hoàn tác."),
    "activation.request_not_found": _l("Không có yêu cầu kích hoạt này."),
    "activation.own_request": _l("Người yêu cầu không tự đồng ý; cần người thứ hai."),
    "activation.request_decided": _l("Yêu cầu này đã được xử lý lúc %(at)s."),
    "activation.reason_missing": _l("Hãy ghi lý do từ chối."),
    "supplier.not_a_printer": _l("Đơn vị này không phải nhà in."),
    "supplier.decision_missing": _l("Hãy ghi số quyết định."),
    "supplier.decision_used": _l("Quyết định %(number)s đã được ghi, với nội dung khác."),
    "supplier.bad_period": _l("Ngày kết thúc đứng trước ngày bắt đầu."),
    "supplier.bad_price": _l("Số tiền không được nhỏ hơn 0."),
    "supplier.not_found": _l("Không có nhà in này."),
    "supplier.already_ended": _l("Đã chấm dứt lúc %(at)s."),
    "supplier.reason_missing": _l("Hãy ghi lý do chấm dứt."),
    "programme.bad_share": _l("Phần trăm hỗ trợ từ 0 đến 100."),
    "programme.not_found": _l("Không có chương trình này."),
    "stamp.empty_range": _l("Phải có ít nhất một tem, và tem đầu đứng trước tem cuối."),
    "stamp.range_outside_roll": _l("Cuộn này không còn đủ tem như vậy, hoặc có tem của cuộn khác."),
    "stamp.not_among_these": _l("Có tem không nằm trên cuộn này, hoặc được kể hai lần."),
    "stamp.range_not_delivered": _l("Cuộn này chưa được in và nhận, hoặc không còn ở đây."),
    "stamp.range_has_gaps": _l(
        "Trong khoảng này có tem không kích hoạt được (%(state)s). Hãy kích hoạt riêng các tem đứng"
        " trước và đứng sau tem đó."
    ),
    "stamp.already_activated": _l(
        "Trong khoảng này đã có tem được %(activated_by)s kích hoạt lúc %(activated_at)s."
    ),
    "stamp.lot_not_packed": _l("Chỉ kích hoạt tem cho lô đã đóng gói và không bị tạm dừng."),
    "stamp.exceeds_packed": _l(
        "Lô đóng %(packed)s gói, đã kích hoạt %(activated)s tem, nên không thêm được %(wanted)s."
    ),
    "stamp.exceeds_goods": _l(
        "Theo nhật ký, hàng của lô chỉ đủ cho %(supported)s trong %(packed)s gói; đã kích hoạt"
        " %(activated)s tem, nên không thêm được %(wanted)s."
    ),
    "stamp.packs_exceed_goods": _l(
        "Theo nhật ký, hàng của lô chỉ đủ cho %(supported)s trong %(packed)s gói đã ghi. Hãy sửa"
        " mục ghi sai rồi kích hoạt tem lô."
    ),
    "stamp.other_product": _l("Tem này đặt cho sản phẩm khác với sản phẩm của lô."),
    "stamp.roll_used_up": _l("Mọi tem của cuộn này đã được kích hoạt."),
    "stamp.foreign_host": _l(
        "Ô vuông này dẫn tới %(host)s, không phải địa chỉ của hệ thống, dù mã bên trong có thể là"
        " mã của một con tem. Đừng dùng tem này và báo cho cơ quan quản lý."
    ),
    "stamp.code_not_ours": _l("Mã này không phải tem của hệ thống."),
    "serial.bad_character": _l(
        "Ký tự thứ %(position)s, “%(character)s”, không có trong mã tem: mã chỉ gồm chữ số và chữ"
        " cái không dấu, không có chữ U."
    ),
    "serial.bad_length": _l(
        "Mã tem gồm 17 chữ và số (16 trong đường dẫn), mã này có %(length)s. Hãy so từng nhóm "
        "với tem."
    ),
    "serial.bad_check_character": _l(
        "Mã chưa khớp với ký tự cuối của nó: một ký tự sai, hoặc hai ký tự đổi chỗ. Hãy so từng "
        "nhóm với tem: %(groups)s"
    ),
    "print.too_small": _l(
        "Khổ tem này quá nhỏ: mã QR cần ô vuông %(needed_mm)s mm để điện thoại đọc được, khổ này"
        " chỉ còn %(room_mm)s mm. Hãy chọn khổ lớn hơn."
    ),
    "print.no_room_for_words": _l(
        "Khổ tem này không đủ chỗ cho tên hàng, địa chỉ kiểm tra và mã tem. Hãy chọn khổ lớn hơn."
    ),
    "print.no_room_for_marks": _l("Khổ giấy này không còn lề để in dấu canh."),
    "print.link_too_long": _l("Đường dẫn trên tem dài quá, không in thành mã được."),
    "print.too_many_drawings": _l(
        "Mỗi lần chỉ tải được %(most)s tem SVG. Hãy chia thành nhiều cuộn hoặc dùng bảng CSV."
    ),
    "print.too_many_labels": _l(
        "Mỗi tệp PDF có nhiều nhất %(most)s tem. Hãy làm nhiều tệp, hoặc dùng bảng CSV."
    ),
    "print.wish_not_granted": _l(
        "Khổ “%(layout)s” không có “%(wish)s”. Hãy bỏ chọn hoặc đổi khổ giấy."
    ),
    "print.no_proof_sheet": _l("Khổ “%(layout)s” không có tờ in thử. Hãy chọn khổ A4 hoặc cuộn."),
    "print.no_such_format": _l("Không có khổ in này."),
    "print.nothing": _l("Không có tem nào để in."),
}
