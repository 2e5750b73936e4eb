"""sshd must not forward what the policy names: ports, sockets, X11 or the key agent.

Who may forward uses the server as a bridge to the network behind it. Judged by
effect: each kind is off by its own option, or by DisableForwarding, which leaves
X11 and the agent alone before OpenSSH 10 (CVE-2025-32728).
"""

from collections.abc import Iterable
from typing import Literal

from audit4.api import (
    PACKAGES,
    SSHD,
    Check,
    Exempt,
    Packages,
    Reason,
    SshdConfig,
    SshdScope,
    Verdict,
    judged_all,
    not_applicable,
)

Kind = Literal["x11", "agent", "tcp", "local"]

_OPTIONS = {
    "x11": "x11forwarding",
    "agent": "allowagentforwarding",
    "tcp": "allowtcpforwarding",
    "local": "allowstreamlocalforwarding",
}
_MENDED = 10  # first OpenSSH whose DisableForwarding covers all four


def evaluate(sshd: SshdConfig, packages: Packages, kinds: tuple[Kind, ...]) -> Verdict:
    """Fail for each kind of connection in which one of `kinds` is forwarded."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    for kind in kinds:
        sshd.differing(_OPTIONS[kind])
    wrong: dict[str, None] = {}
    doubts: dict[tuple[Reason, str], None] = {}
    for scope in sshd.scopes:
        for option in _on(scope, kinds):
            if scope.value("disableforwarding") != "yes":
                told = f"{option} {scope.value(option)}"
                # What holds for everybody is not said again for each block.
                if f"{sshd.scopes[0].name}: {told}" not in wrong:
                    wrong[f"{scope.name}: {told}"] = None
            elif option in (_OPTIONS["x11"], _OPTIONS["agent"]) and _old(packages):
                doubts[Reason.UNSUPPORTED, f"CVE-2025-32728: {option}"] = None
    return judged_all(
        wrong,
        expected=", ".join(f"{_OPTIONS[k]} no" for k in kinds),
        unclear=(*sshd.unclear, *doubts),
        actual=", ".join(f"{o} no" for o in map(_OPTIONS.__getitem__, kinds)),
    )


def _on(scope: SshdScope, kinds: Iterable[Kind]) -> Iterable[str]:
    return [o for k in kinds if scope.value(o := _OPTIONS[k]) not in (None, "no")]


def _old(packages: Packages) -> bool:
    for name in ("openssh-server", "openssh"):
        text = (packages.version(name) or "").rpartition(":")[2].split(".", 1)[0]
        if text.isascii() and text.isdigit():
            return int(text) < _MENDED
    return True


CHECK = Check(facts={"sshd": SSHD, "packages": PACKAGES}, evaluate=evaluate)
