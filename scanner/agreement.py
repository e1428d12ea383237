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
        return [
            passes[0][0] for passes in self._passes.values() if not self._believed(passes)
        ]

    def believed(self) -> list[Symbol]:
        """Every place of every code that may be told, in the order first seen."""
        return [
            symbol
            for passes in self._passes.values()
            if self._believed(passes)
            for symbol in max(passes, key=len)
        ]

    @staticmethod
    def _believed(passes: list[list[Symbol]]) -> bool:
        return len(passes) > 1 or not passes[0][0].needs_second_read
