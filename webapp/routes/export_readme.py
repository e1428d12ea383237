"""What is in an export, told in the reader's language: every table with its columns."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from webapp.queries.export_cells import plain_cell

Described = tuple[str, Sequence[str]]

# A table without words here is a fault that a test finds.
TABLES: Final = {
    "account": _l("tài khoản của bạn"),
    "lots": _l("các lô: thị trường, tình trạng, tạm dừng, thu hồi, duyệt xuất, với lý do"),
    "lot-area-codes": _l("mã vùng trồng, mã cơ sở đóng gói đã chọn cho lô"),
    "lot-decisions": _l("mọi quyết định về lô, theo thứ tự trong sổ cái"),
    "laboratory-judgements": _l("chỉ số kiểm nghiệm so với mức cho phép của thị trường"),
    "balances": _l("cân đối hàng vào, hàng ra của từng lô"),
    "season-yields": _l("cả vụ trên cùng mảnh đất: mỗi lô lấy bao nhiêu, đất thường cho bao nhiêu"),
    "warnings": _l("cảnh báo còn đó: cân đối, thời gian cách ly, mục nhật ký"),
    "places": _l("thửa và nơi sản xuất"),
    "products": _l("sản phẩm"),
    "paper-pages": _l("trang sổ giấy đã chụp"),
    "objections": _l("ý kiến về mục ghi giúp"),
    "checklists": _l("các lần tự đánh giá"),
    "checklist-answers": _l("từng câu trả lời khi tự đánh giá, với tệp chứng minh"),
    "input-movements": _l("vật tư đã mua và đã dùng, theo các mục còn hiệu lực"),
    "input-stock": _l("vật tư còn lại"),
    "members": _l("thành viên của đơn vị"),
    "certificates": _l("giấy chứng nhận"),
    "area-codes": _l("mã vùng trồng, mã cơ sở đóng gói của đơn vị"),
    "area-code-status": _l("mã số của đơn vị được cấp, tạm dừng hay thu hồi khi nào, vì sao"),
    "area-code-consents-given": _l("đơn vị khác được dùng mã số của đơn vị"),
    "area-code-consents-received": _l("mã số của đơn vị khác đang cho đơn vị dùng"),
    "stamp-orders": _l("đơn đặt tem"),
    "stamp-rolls": _l("cuộn tem; tem được đếm từ 1 trong đơn đặt"),
    "stamp-holdings": _l("tình trạng của tem trong từng cuộn; tem được đếm từ 1 trong đơn đặt"),
    "stamp-activations": _l("tem đã kích hoạt cho lô nào"),
    "entries": _l("mỗi dòng một mục nhật ký"),
    "files": _l("mọi ảnh và giấy tờ, kể cả tệp không kèm theo vì quá nặng"),
}


def readme(tables: Iterable[Described], now: datetime) -> str:
    """The text; only tables that are in the archive are told."""
    lines = [
        gettext("Dữ liệu của bạn trong Tem Thật, lấy lúc %(at)s.", at=plain_cell(now)),
        "",
        gettext("Ô bắt đầu bằng dấu ' là để bảng tính không tính toán nó."),
        gettext("Cột _thousandths là phần nghìn của đơn vị ghi bên cạnh."),
        "",
    ]
    for name, columns in tables:
        lines.append(f"{name}.csv: {TABLES[name]}")
        lines.append(f"    {', '.join(columns)}")
    lines += [
        "",
        gettext("entries.json: cùng các mục đó. Lượng là phần nghìn của đơn vị ghi bên cạnh."),
        gettext("epcis.json: các mục như tài liệu EPCIS 2.0."),
        gettext("proofs.json: vị trí trong sổ cái, nội dung và đường băm (RFC 9162) của từng mục."),
        gettext("photos, paper-pages, checklists, certificates: ảnh gốc, giấy tờ, tên là SHA-256."),
    ]
    return "\r\n".join(lines) + "\r\n"
