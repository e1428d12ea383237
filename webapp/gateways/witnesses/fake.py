"""A witness for tests: it keeps what it gets, or fails as it was told to."""

from dataclasses import dataclass, field

from webapp.gateways.witnesses.client import GatewayFailure


@dataclass
class FakeWitness:
    """`failures` are raised one by one before anything is kept."""

    name: str = "host:fake"
    kept: list[str] = field(default_factory=list)
    failures: list[GatewayFailure] = field(default_factory=list)

    def send(self, note: str) -> None:
        """Keep it, unless a failure is next."""
        if self.failures:
            raise self.failures.pop(0)
        self.kept.append(note)
