"""How much memory is held while rows are read one by one."""

import gc
import tracemalloc
from collections.abc import Iterable


def held_after_each(part: int, rows: Iterable[object]) -> list[int]:
    """Bytes held after each so many rows; what is loaded once must be loaded before."""
    held = []
    tracemalloc.start()
    for count, _ in enumerate(rows, start=1):
        if count % part == 0:
            gc.collect()  # queries leave rings of objects behind; they are no rows that are held
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return held
