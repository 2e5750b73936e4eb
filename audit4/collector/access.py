"""What an administrator runs to give audit4 its pinned access, or to end it."""

import re
from importlib import resources
from typing import Literal

from audit4.collector.script import Script
from audit4.errors import Audit4Error
from audit4.facts.audit_access import SCRIPT, sudoers_line

Action = Literal["install", "check", "remove"]

_KEY = re.compile(
    r"((?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)"
    r"|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]+={0,3})"
    r"(?:\s.*)?"
)
_ACCOUNT = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_END = "_audit4_collector_ends_here_"


class AccessError(Audit4Error):
    """The access script cannot be made from what was given."""


def access_script(
    *, public_key: str, script: Script, account: str = "audit4", action: Action
) -> str:
    """A POSIX sh script that installs, checks or removes the pinned access.

    Only the account `audit4` is recognised as audit4's own by the checks; under
    another name the access works, and is shown like any other.

    Raises:
        AccessError: the key is no line of an OpenSSH public key file, or the
            account's name is none.
    """
    key = _KEY.fullmatch(public_key.strip())
    if not key:
        raise AccessError("not an OpenSSH public key: give the line of the .pub file")
    if not _ACCOUNT.fullmatch(account):
        raise AccessError(f"not an account name: {account!r}")
    text = resources.files("audit4.collector").joinpath("access.sh").read_text("utf-8")
    parts = {
        "@account@": account,
        "@action@": action,
        "@end@": _END,
        "@key@": f'restrict,command="sudo -n {SCRIPT}" {key[1]} audit4',
        "@line@": account + sudoers_line(script.sha256).removeprefix("audit4"),
        "@path@": SCRIPT,
        "@script@": script.text if action == "install" else "",
        "@sha256@": script.sha256,
    }
    return re.sub("|".join(parts), lambda found: parts[found[0]], text)
