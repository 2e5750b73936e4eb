"""dockerd: daemon.json and the flags that it is started with."""

import json
import re
from collections.abc import Mapping

from audit4.evidence import Reason, Undetermined
from audit4.facts.server_scopes import Scope, Texts

FILE = "/etc/docker/daemon.json"
_FLAG = re.compile(r"(?:^|\s)(-H|--[a-z-]+)(?:[= ]([^\s-][^\s]*))?")


def scopes(texts: Texts, defaults: Mapping[str, str]) -> tuple[Scope, ...]:
    """The one daemon; lists as words, `hosts` from file and flags together.

    Raises:
        Undetermined: daemon.json is no JSON object.
    """
    values = {**defaults, **_flags(texts)}
    if FILE in texts:
        for key, value in _read("\n".join(texts[FILE])).items():
            values[key.lower()] = _word(value)
    return (Scope(name=FILE, values=values),)


def _read(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Undetermined(Reason.UNPARSEABLE, FILE)
    return found


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value[:50])
    return str(value)[:500]


def _flags(texts: Texts) -> Mapping[str, str]:
    # The last ExecStart counts; a unit of /etc stands before the vendor's.
    line = ""
    names = [p for p in texts if "docker.service" in p]
    local = [p for p in names if p.startswith("/etc/")]
    whole = [p for p in local if p.endswith("/docker.service")] or [
        p for p in names if p.endswith("/docker.service")
    ]
    drop_ins = sorted(p for p in local if ".service.d/" in p)
    for path in (*whole[:1], *drop_ins):
        for text in texts[path]:
            name, _, command = text.partition("=")
            if name.strip().lower() == "execstart" and command.strip():
                line = command
    for path in ("/etc/sysconfig/docker", "/etc/default/docker"):
        for text in texts.get(path, ()):
            line += " " + text.partition("=")[2].strip().strip("\"'")
    found: dict[str, str] = {}
    for flag, value in _FLAG.findall(line):
        name = "hosts" if flag in {"-H", "--host"} else flag.removeprefix("--")
        word = value or "true"
        found[name] = (
            f"{found[name]}, {word}" if name == "hosts" and name in found else word
        )
    return found
