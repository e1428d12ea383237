"""Which reads to believe: a sure kind at once, a weakly checked one when a second read agrees."""

from collections import defaultdict

from scanner.symbol import Symbol


class Agreement:
    """Collects the reads of all passes over one picture."""

    def __init__(self) -> None:
        self._passes: dict[tuple[str, str], list[list[Symbol]]] = defaultdict(list)

    def add(self, found: list[Symbol]) -> None:
        """The symbols of one more pass; several places of one text count as one agreeing voice."""
        by_code: dict[tuple[str, str], list[Symbol]] = defaultdict(list)
        for symbol in found:
            if symbol.text:
                by_code[symbol.same_code].append(symbol)
        for code, symbols in by_code.items():
            self._passes[code].append(symbols)

    def awaiting(self) -> list[Symbol]:
        """One of each that was seen once only and needs a second read."""
        return [passes[0][0] for passes in self._passes.values() if not self._believed(passes)]

    def believed(self) -> list[Symbol]:
        """Every place of every code that may be told, in the order first seen."""
        believed = [passes for passes in self._passes.values() if self._believed(passes)]
        return [
            symbol
            for passes in believed
            if not _is_part_of_another(passes[0][0], [other[0][0] for other in believed])
            for symbol in max(passes, key=len)
        ]

    @staticmethod
    def _believed(passes: list[list[Symbol]]) -> bool:
        return len(passes) > 1 or not passes[0][0].needs_second_read


def _is_part_of_another(symbol: Symbol, believed: list[Symbol]) -> bool:
    """ITF has no fixed length: a line that misses some bars reads as a shorter code."""
    return symbol.symbology.startswith("ITF") and any(
        symbol.text in other.text and len(symbol.text) < len(other.text)
        for other in believed
        if other.symbology.startswith("ITF")
    )
