"""Chance that falls the same way every time: the demonstration is equal on every machine."""

from random import Random


def seeded(*parts: object) -> Random:
    """Dice that depend on these parts alone; no secret is ever made with them."""
    return Random(" ".join(map(str, parts)))  # noqa: S311
