"""What the edges hand down: settings, keys, storage, passwords, signers, the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import current_app

from traceability.checkpoint import LogSigner
from traceability.keyring import Keyring
from traceability.stamp_signatures import SigningRing
from webapp.config import ROOT, Config
from webapp.gateways.networks.client import NetworkTable
from webapp.gateways.passwords import Passwords
from webapp.gateways.sms.client import SmsGateway, sms_of
from webapp.gateways.storage.client import DiskStorage, Storage
from webapp.gateways.witnesses.client import Witness, witnesses_of


@dataclass(frozen=True)
class Services:
    config: Config
    keyring: Keyring
    storage: Storage
    passwords: Passwords
    signer: LogSigner
    signing: SigningRing
    witnesses: tuple[Witness, ...]
    sms: SmsGateway | None
    networks: NetworkTable
    clock: Callable[[], datetime]
    icons: frozenset[str]  # that a template may name

    @classmethod
    def from_config(cls, config: Config) -> "Services":
        """The services of a real system."""
        return cls(
            config=config,
            keyring=Keyring(config.stamp_secret.encode(), config.stamp_key_id),
            storage=DiskStorage(config.files_dir),
            passwords=Passwords(config.password_cost),
            signer=LogSigner(f"{config.stamp_host}/ledger", config.ledger_secret.encode()),
            signing=_signing_of(config),
            witnesses=witnesses_of(config),
            sms=sms_of(config),
            networks=NetworkTable.from_file(config.network_table),
            clock=lambda: datetime.now(UTC),
            icons=frozenset((ROOT / "tools" / "icons.txt").read_text().split()),
        )


def _signing_of(config: Config) -> SigningRing:
    before = {last: secret.encode() for last, secret in config.signing_secrets_before}
    return SigningRing(config.signing_secret.encode(), config.signing_key_id, before)


def services() -> Services:
    """Those of the running application."""
    return cast(Services, current_app.extensions["temthat"])


def now() -> datetime:
    """The time of the request; everything below the routes receives it as an argument."""
    return services().clock()
