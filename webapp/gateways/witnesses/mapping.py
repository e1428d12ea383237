"""A signed checkpoint as a letter and as a request; and what an answer means for trying again."""

from email.message import EmailMessage
from typing import Final

TEXT: Final = "text/plain; charset=utf-8"
_COME_AGAIN: Final = frozenset({408, 425, 429})
_WORDS: Final = (
    "Dấu niêm của sổ {name}: {size} mục. Xin giữ tệp đính kèm; đừng sửa hay xóa thư này.\n\n"
    "Checkpoint of the ledger {name}: {size} entries. Please keep the attached file, unchanged.\n"
)


def letter(note: str, sender: str, recipients: tuple[str, ...]) -> EmailMessage:
    """The checkpoint as a file in a letter."""
    name, size, *_ = note.splitlines()
    message = EmailMessage()
    message["Subject"] = f"Tem Thật: {name}, {size}"
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message.set_content(_WORDS.format(name=name, size=size))
    message.add_attachment(note, filename=f"checkpoint-{size}.txt")
    return message


def is_permanent(status: int) -> bool:
    """Whether sending the same again is of no use: the receiver refuses it.

    A redirection is refused as well: checkpoints go where the operator said, and nowhere else.
    """
    return 300 <= status < 500 and status not in _COME_AGAIN
