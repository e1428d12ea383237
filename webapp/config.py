"""Settings of one running system, read once from the environment and checked before the start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from traceability.clone_score import REGISTERED, UNREGISTERED, Custom
from traceability.stamp_signatures import LARGEST_KEY_ID
from traceability.stamps import ONE_PERSONS_LIMIT

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_SECRET = "for development only, never for real people"  # noqa: S105 - refused in production
DEFAULT_HOTLINE = "1900 888 655"
MOST_NAMED_IN_SMS = 40  # characters of host and hotline that every answer ends with


class BadConfiguration(SystemExit):
    """The settings do not allow a start; the message says which and how to mend them."""


@dataclass(frozen=True)
class PasswordCost:
    """Argon2id parameters: memory in KiB, passes, lanes (OWASP's second choice: 19 MiB, 2, 1)."""

    memory_kib: int = 19 * 1024
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True)
class MailSettings:
    """How letters leave, from whom and to whom. `security` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    security: str = "starttls"
    user: str = ""
    password: str = ""


@dataclass(frozen=True)
class SmsSettings:
    """How text messages come and go. Without `send_url` an answer goes out in the HTTP response.

    `number` is what people write to; `allows_private` is for trying out on one machine.
    """

    secret: str
    send_url: str = ""
    number: str = ""
    allows_private: bool = False


@dataclass(frozen=True)
class Config:
    """Everything that differs between two installations. Made by `from_env` or `for_tests`."""

    environment: str = "development"
    secret_key: str = DEFAULT_SECRET
    stamp_secret: str = DEFAULT_SECRET
    stamp_key_id: int = 1
    signing_secret: str = DEFAULT_SECRET
    signing_key_id: int = 1
    signing_secrets_before: tuple[tuple[int, str], ...] = ()
    ledger_secret: str = DEFAULT_SECRET
    database_url: str = ""
    stamp_host: str = "127.0.0.1:8000"
    other_own_hosts: frozenset[str] = frozenset()
    instance_dir: Path = ROOT / "instance"
    assets_dir: Path = ROOT / "build" / "static"
    site_name: str = "Tem Thật"
    site_place: str = ""
    responsible_body: str = "Chi cục Quản lý thị trường"
    responsible_body_en: str = "Market Surveillance Sub-department"
    hotline: str = DEFAULT_HOTLINE
    trusted_proxies: int = 0
    witness_mail: MailSettings | None = None
    witness_urls: tuple[str, ...] = ()
    witness_token: str = ""
    sms: SmsSettings | None = None
    network_table: Path | None = None
    debug: bool = False
    password_cost: PasswordCost = field(default_factory=PasswordCost)
    scan_flush_seconds: float = 0.5
    registered_gtins_seconds: float = 60.0
    trust_seconds: float = 10.0  # a flag is on the list for phones after as many, and the caches'
    activation_limit: int = ONE_PERSONS_LIMIT
    displays_registered: bool = False
    rate_limits_on: bool = True
    csrf_on: bool = True

    @property
    def usual_display(self) -> Custom:
        """How often stamps that nobody registered are on display in this province."""
        return REGISTERED if self.displays_registered else UNREGISTERED

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings; in production refuse what must not run there.

        Raises:
            BadConfiguration: names every setting that is missing or unsafe.
        """
        instance = Path(env.get("INSTANCE_DIR", ROOT / "instance"))
        secret = env.get("SECRET_KEY", DEFAULT_SECRET)
        config = cls(
            environment=env.get("TEMTHAT_ENV", "development"),
            secret_key=secret,
            stamp_secret=env.get("STAMP_SECRET", secret),
            ledger_secret=env.get("LEDGER_SECRET", secret),
            stamp_key_id=_whole_number(env, "STAMP_KEY_ID", 1),
            signing_secret=env.get("SIGNING_SECRET", secret),
            signing_key_id=_whole_number(env, "SIGNING_KEY_ID", 1),
            signing_secrets_before=_numbered_secrets(env, "SIGNING_SECRETS_BEFORE"),
            database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'temthat.db'}",
            stamp_host=env.get("STAMP_HOST") or f"127.0.0.1:{env.get('PORT') or '8000'}",
            other_own_hosts=frozenset(env.get("OTHER_OWN_HOSTS", "").lower().split()),
            instance_dir=instance,
            assets_dir=Path(env.get("ASSETS_DIR", ROOT / "build" / "static")),
            site_name=env.get("SITE_NAME", "Tem Thật"),
            site_place=env.get("SITE_PLACE", ""),
            responsible_body=env.get("RESPONSIBLE_BODY", cls.responsible_body),
            responsible_body_en=env.get("RESPONSIBLE_BODY_EN", cls.responsible_body_en),
            hotline=env.get("HOTLINE", DEFAULT_HOTLINE),
            trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", 0),
            witness_mail=_mail(env),
            witness_urls=tuple(env.get("WITNESS_URLS", "").split()),
            witness_token=env.get("WITNESS_TOKEN", ""),
            sms=_sms(env),
            network_table=Path(env["NETWORK_TABLE"]) if env.get("NETWORK_TABLE") else None,
            activation_limit=_whole_number(env, "ACTIVATION_LIMIT", ONE_PERSONS_LIMIT),
            displays_registered=env.get("DISPLAYS_REGISTERED", "") not in ("", "0"),
            debug=env.get("FLASK_DEBUG", "") not in ("", "0"),
        )
        config._check(env)
        return config

    @classmethod
    def for_tests(cls, *, database_url: str, files_dir: Path, **others: Any) -> Self:  # noqa: ANN401
        """Settings for tests: cheap passwords; limits and form tokens only where asked for."""
        settings: dict[str, Any] = {
            "environment": "test",
            "database_url": database_url,
            "instance_dir": files_dir,
            "stamp_host": "tem.example",
            "password_cost": PasswordCost(memory_kib=8, passes=1, lanes=1),
            "scan_flush_seconds": 0.0,
            "registered_gtins_seconds": 0.0,
            "trust_seconds": 0.0,
            "rate_limits_on": False,
            "csrf_on": False,
        }
        return cls(**(settings | others))

    @property
    def is_production(self) -> bool:
        """Whether real people rely on this system."""
        return self.environment == "production"

    @property
    def scheme(self) -> str:
        """`http` only where the host is this very machine, so that listed links open."""
        return "http" if self.stamp_host.split(":")[0] in ("127.0.0.1", "localhost") else "https"

    @property
    def own_hosts(self) -> frozenset[str]:
        """Hosts, in lower case, whose links are ours."""
        return self.other_own_hosts | {self.stamp_host.lower()}

    @property
    def files_dir(self) -> Path:
        """Where stored files live."""
        return self.instance_dir / "files"

    def _check(self, env: Mapping[str, str]) -> None:
        if self.environment not in ("development", "production", "test"):
            raise BadConfiguration(
                f"TEMTHAT_ENV is '{self.environment}': it must be development or production."
            )
        if not 0 < self.signing_key_id <= LARGEST_KEY_ID:
            raise BadConfiguration(
                f"SIGNING_KEY_ID is {self.signing_key_id}: 1 to {LARGEST_KEY_ID}."
            )
        _check_witnesses(self)
        _check_sms(self)
        if self.network_table and not self.network_table.is_file():
            raise BadConfiguration(f"NETWORK_TABLE is '{self.network_table}': there is no file.")
        if self.is_production:
            _refuse_unsafe(self, env)


def _refuse_unsafe(config: Config, env: Mapping[str, str]) -> None:
    faults = [f"{name} is not set" for name in ("DATABASE_URL", "STAMP_HOST") if not env.get(name)]
    if config.secret_key == DEFAULT_SECRET:
        faults.append("SECRET_KEY is not set, or is the default")
    elif len(config.secret_key) < 32:
        faults.append("SECRET_KEY is shorter than 32 characters")
    others = {
        "STAMP_SECRET": config.stamp_secret,
        "SIGNING_SECRET": config.signing_secret,
        "LEDGER_SECRET": config.ledger_secret,
    }
    faults += [f"{name} is the default" for name, it in others.items() if it == DEFAULT_SECRET]
    if config.debug:
        faults.append("FLASK_DEBUG is on")
    faults += _unsafe_sms(config.sms) if config.sms else []
    if faults:
        raise BadConfiguration("Production does not start: " + "; ".join(faults) + ".")


def _unsafe_sms(sms: SmsSettings) -> list[str]:
    short = ["SMS_SECRET is shorter than 32 characters"] if len(sms.secret) < 32 else []
    return short + (["SMS_ALLOW_PRIVATE is on"] if sms.allows_private else [])


def _mail(env: Mapping[str, str]) -> MailSettings | None:
    recipients = tuple(env.get("WITNESS_MAIL_TO", "").split())
    if not recipients:
        return None
    return MailSettings(
        host=env.get("SMTP_HOST", "127.0.0.1"),
        port=_whole_number(env, "SMTP_PORT", 587),
        sender=env.get("WITNESS_MAIL_FROM", recipients[0]),
        recipients=recipients,
        security=env.get("SMTP_SECURITY", "starttls"),
        user=env.get("SMTP_USER", ""),
        password=env.get("SMTP_PASSWORD", ""),
    )


def _sms(env: Mapping[str, str]) -> SmsSettings | None:
    if not env.get("SMS_SECRET"):
        if env.get("SMS_SEND_URL"):
            raise BadConfiguration("SMS_SEND_URL is set, but SMS_SECRET is not.")
        return None
    return SmsSettings(
        secret=env["SMS_SECRET"],
        send_url=env.get("SMS_SEND_URL", ""),
        number=env.get("SMS_NUMBER", ""),
        allows_private=env.get("SMS_ALLOW_PRIVATE", "") not in ("", "0"),
    )


def _check_sms(config: Config) -> None:
    if config.sms is None:
        return
    named = len(config.stamp_host) + len(config.hotline)
    if named > MOST_NAMED_IN_SMS:
        raise BadConfiguration(
            f"STAMP_HOST and HOTLINE have {named} characters together: in a text message there is "
            f"room for {MOST_NAMED_IN_SMS}."
        )
    url = urlsplit(config.sms.send_url)
    wanted = ("http", "https") if config.sms.allows_private else ("https",)
    if config.sms.send_url and (url.scheme not in wanted or not url.hostname or url.username):
        raise BadConfiguration("SMS_SEND_URL must begin with https:// and hold no password.")


def _check_witnesses(config: Config) -> None:
    for url in config.witness_urls:
        address = urlsplit(url)
        is_here = address.hostname in ("127.0.0.1", "localhost")
        if not address.hostname or address.scheme not in ("https", "http" if is_here else "https"):
            raise BadConfiguration(f"WITNESS_URLS holds '{url}': each must begin with https://")
    mail = config.witness_mail
    if mail and mail.security not in ("starttls", "tls", "none"):
        raise BadConfiguration(f"SMTP_SECURITY is '{mail.security}': starttls, tls or none")


def _numbered_secrets(env: Mapping[str, str], name: str) -> tuple[tuple[int, str], ...]:
    """`3:secret 5:another`: the secrets that made the keys up to 3, and then up to 5."""
    pairs = [text.partition(":") for text in env.get(name, "").split()]
    if any(not number.isdecimal() or not secret for number, _, secret in pairs):
        raise BadConfiguration(f"{name} must be pairs such as 3:secret, parted by blanks.")
    return tuple((int(number), secret) for number, _, secret in pairs)


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal():
        raise BadConfiguration(f"{name} is '{text}': it must be a whole number.")
    return int(text)
