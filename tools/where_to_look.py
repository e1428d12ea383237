"""Waits until the web process answers, then prints where to look and as whom to sign in.

`where_to_look.py SCHEME PORT PID`, where PID is the web process. Run by bin/serve.
"""

import json
import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

TEMTHAT = Path(sys.executable).with_name("temthat")
PATIENCE_SECONDS = 60
NOT_THE_DEMONSTRATION = 3  # as `temthat demo` ends then


def main(scheme: str, port: str, pid: int) -> None:
    """Print the address, and in a demonstration what there is to try."""
    here = f"127.0.0.1:{port}"
    if not answers(f"{scheme}://{here}/healthz", pid):
        sys.exit("bin/serve: the web process does not answer.")
    for_phones = os.environ.get("STAMP_HOST") if scheme == "https" else None
    print(f"\nTem Thật: {scheme}://{for_phones or here}  (Ctrl-C stops it)", flush=True)
    if os.environ.get("TEMTHAT_ENV") != "production":
        lines = links(listed("--links")) + accounts(listed("--accounts"))
        print("\n".join(lines), "\n", sep="", flush=True)


def answers(address: str, pid: int) -> bool:
    """Whether the process gives an answer before it ends or our patience does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and _lives(pid):
        try:
            with urllib.request.urlopen(address, timeout=5, context=_own_certificate()):  # noqa: S310 - our own address
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _own_certificate() -> ssl.SSLContext:
    # Nobody vouches for the certificate of --lan, and nothing secret is sent here.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def listed(option: str) -> list[dict[str, str]]:
    """The JSON lines of `temthat demo OPTION`; none where the data are not the demonstration.

    Ends the program, with what was said, where the listing fails for another reason.
    """
    listing = subprocess.run([TEMTHAT, "demo", option], capture_output=True, text=True, check=False)
    if listing.returncode not in (0, NOT_THE_DEMONSTRATION):
        sys.exit(f"bin/serve: temthat demo {option} failed.\n{listing.stderr}")
    return [json.loads(line) for line in listing.stdout.splitlines() if line.startswith("{")]


def links(listed: list[dict[str, str]]) -> list[str]:
    """One line for each verdict, with the code below the scratch layer where there is one."""
    lines = [f"  {item['verdict']:<22} {item['url']}{_below(item)}" for item in listed]
    return ["", "One stamp of each verdict:", *lines] if lines else []


def _below(item: dict[str, str]) -> str:
    return f"  covered code {item['covered_code']}" if "covered_code" in item else ""


def accounts(listed: list[dict[str, str]]) -> list[str]:
    """One line for the first account of each role."""
    first = {item["role"]: item for item in reversed(listed)}
    lines = [
        f"  {role:<18} {item['phone']:<14} {item['password']:<20} {item['organisation']}"
        for role, item in sorted(first.items())
    ]
    more = "All accounts: .venv/bin/temthat demo --accounts"
    return ["", "Sign in as (role, phone, password, organisation):", *lines, more] if lines else []


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
