"""Thin adapters that outside measuring scripts call."""

from scanner.decode import decode


def scan(data: bytes) -> list[tuple[str, str]]:
    return [(symbol.text, symbol.symbology) for symbol in decode(data)]
