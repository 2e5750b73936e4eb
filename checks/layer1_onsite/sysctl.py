"""A kernel parameter must have an allowed value now and after the next boot.

At boot the last assignment in systemd-sysctl's order counts. Where no file sets
the key, the kernel's own default does: as the running kernel was built, or as
`default` names it for keys where it has long been the same. In a container only the
network's keys are its own.
"""

from collections.abc import Collection, Mapping

from audit4.api import (
    MACHINE,
    SYSCTL,
    Check,
    Exempt,
    Machine,
    Reason,
    Sysctl,
    Verdict,
    failed,
    not_applicable,
    passed,
    unknown,
)

_OWN = ("net.ipv4.", "net.ipv6.")


def evaluate(
    sysctl: Sysctl,
    machine: Machine,
    *,
    key: str,
    allowed: Collection[str],
    default: str | None = None,
) -> Verdict:
    """Fail if the running value or the one at boot is not allowed."""
    if machine.container and not key.startswith(_OWN):
        return not_applicable(Exempt.CONTAINER)
    if key.startswith("net.ipv6.") and not sysctl.has_ipv6():
        return not_applicable(Exempt.NOT_USED)
    now = sysctl.running.get(key)
    if now is None:
        return unknown(Reason.UNSUPPORTED, key)
    boot = sysctl.at_boot(key)
    later = boot.value if boot else sysctl.built.get(key, default)
    where = boot.path if boot else "kernel default" if later else "not set"
    seen = f"{key}: now {now}, boot {later or '?'} ({where})"
    expected = f"{key} = {' | '.join(allowed)}"
    if now in allowed and later in allowed:
        return passed(seen, expected=expected)
    return failed(seen, expected=expected, items=[key])


def mend(*, key: str, allowed: Collection[str], **_unused: object) -> Mapping[str, str]:
    """Set it now, and in the file that is read last at boot."""
    if not allowed:
        return {}
    value = next(iter(allowed))
    main, pattern = "/etc/sysctl.conf", key.replace(".", r"\.")
    out = f"sed -i 's/^[[:space:]]*{pattern}[[:space:]]*=/# &/' {main}"
    lines = (
        f"sysctl -w {key}={value}",
        f"echo '{key} = {value}' > /etc/sysctl.d/zz-{key}.conf",
        f"[ ! -f {main} ] || {out}",
    )
    return {"any": "\n".join(lines)}


CHECK = Check(
    facts={"sysctl": SYSCTL, "machine": MACHINE}, evaluate=evaluate, mend=mend
)
