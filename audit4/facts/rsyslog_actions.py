"""What one action of rsyslog does, from its parameters and the directives before it."""

import re
from collections.abc import Mapping

from audit4.evidence import Reason, Undetermined
from audit4.facts.syslog_rules import Destination

_RELP = re.compile(r":omrelp:([^:;\s]+):?(\d*)")


def new_action(old: Mapping[str, str], given: Mapping[str, str]) -> Destination:
    """What `action(…)` does; `old` are the directives in force, names in lower case.

    Raises:
        Undetermined: a file mode is no octal number (`unparseable`).
    """
    kind = given.get("type", "").lower()
    queue = bool(given.get("queue.filename")) and (
        given.get("queue.type", "").lower() in {"linkedlist", "fixedarray", "disk"}
    )
    if kind == "omfile":
        return Destination(
            kind="file",
            path=given.get("file", ""),
            mode=_mode(old, given.get("filecreatemode", "")),
        )
    if kind == "omfwd":
        return _forward(old, given, disk_queue=queue)
    if kind == "omrelp":
        return Destination(
            kind="forward",
            target=given.get("target", ""),
            port=given.get("port", ""),
            protocol="relp",
            tls=given.get("tls", "").lower() == "on",
            verified=given.get("tls.authmode", "").lower() in {"name", "fingerprint"},
            disk_queue=queue,
        )
    if kind in {"omelasticsearch", "omhttp", "omkafka"}:
        return _over_http(given, kind, disk_queue=queue)
    return Destination(kind="other")


def _forward(
    old: Mapping[str, str], given: Mapping[str, str], *, disk_queue: bool
) -> Destination:
    driver = given.get("streamdriver") or given.get("streamdriver.name") or ""
    driver = driver or old.get("actionsendstreamdriver", "")
    driver = driver or old.get("defaultnetstreamdriver", "")
    mode = given.get("streamdrivermode") or given.get("streamdriver.mode")
    auth = given.get("streamdriverauthmode") or given.get("streamdriver.authmode")
    mode = mode or old.get("actionsendstreamdrivermode", "0")
    auth = auth or old.get("actionsendstreamdriverauthmode", "")
    tcp = given.get("protocol", "udp").lower() == "tcp"
    # Mode 1 is TLS only; with the plain driver (ptcp) it means nothing.
    tls = tcp and mode == "1" and driver.lower() in {"gtls", "ossl", "mbedtls"}
    return Destination(
        kind="forward",
        target=given.get("target", ""),
        port=given.get("port", "514"),
        protocol="tcp" if tcp else "udp",
        tls=tls,
        verified=tls and auth.lower().startswith("x509/"),
        disk_queue=disk_queue,
    )


def _over_http(given: Mapping[str, str], kind: str, *, disk_queue: bool) -> Destination:
    server = given.get("server") or given.get("broker") or ""
    first = server.strip("[] ").split(",")[0].strip("\"' ")
    secure = given.get("usehttps", "").lower() == "on" or first.startswith("https://")
    unverified = given.get("allowunsignedcerts", "").lower() == "on"
    return Destination(
        kind="forward",
        target=re.sub(r"^https?://|[:/].*$", "", first) if first else "",
        port=given.get("serverport", ""),
        protocol=kind.removeprefix("om"),
        tls=secure,
        verified=secure and not unverified,
        disk_queue=disk_queue,
    )


def _mode(old: Mapping[str, str], told: str) -> int:
    # rsyslog's own defaults: 0644, under the umask that systemd gives, 0022.
    try:
        mode = int(told or old.get("filecreatemode", "0644"), 8)
        return mode & ~int(old.get("umask", "0022"), 8) & 0o7777
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, "rsyslog: FileCreateMode") from None


def legacy_action(old: Mapping[str, str], action: str) -> Destination:
    """What an action of the old style does (`-/var/log/x`, `@@host:port`, `~`).

    Raises:
        Undetermined: a file mode is no octal number (`unparseable`).
    """
    if action.startswith("@"):
        return _legacy_forward(old, action)
    if relp := _RELP.match(action):
        return Destination(
            kind="forward", target=relp[1], port=relp[2], protocol="relp"
        )
    if action == "~":
        return Destination(kind="discard")
    path = action.removeprefix("-")
    if path.startswith("/"):
        return Destination(kind="file", path=path, mode=_mode(old, ""))
    if action.startswith("?"):  # a template makes the name
        return Destination(kind="file", path=action, mode=_mode(old, ""))
    return Destination(kind="other")


def _legacy_forward(old: Mapping[str, str], action: str) -> Destination:
    tcp = action.startswith("@@")
    address = re.sub(r"^\([^)]*\)", "", action.lstrip("@"))
    found = re.match(r"(\[[^\]]*\]|[^:\s]*):?(\d*)", address)
    host, port = found.groups() if found else ("", "")
    given = {
        "target": host.strip("[]"),
        "port": port or "514",
        "protocol": "tcp" if tcp else "udp",
    }
    queue = bool(old.get("actionqueuefilename")) and (
        old.get("actionqueuetype", "").lower() in {"linkedlist", "fixedarray", "disk"}
    )
    return _forward(old, given, disk_queue=queue)
