"""Products as rows of data know them, and the patterns that such rows use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product as a data row knows it.

    `packages` by OS family (debian, rhel, …, or any). `services` are
    alternatives: one of them running is the product running. `updaters` must
    run besides, where the product needs one to stay fresh; `guards` where it
    needs one to look at files as they are opened; `managers` where it needs one
    to be managed from a centre. `holders` are programs that hold its connections
    besides its own processes. `kinds` say what it counts as (av, edr, ids).

    Patterns (`*`) are over `key=value` of configuration and status, keys joined
    by dots. `targets` name the servers that logs go to, `servers` those that
    manage the product. One of `tls` means an encrypted channel, one of `plain`
    that it is not; `weak` that nobody verifies the server, `proof` that somebody
    does where that is not the default. One of `hidden` means that the real
    targets lie where nobody can read them. All of `realtime` must match for
    protection as files are used, one of `managed` for central management, one of
    `contact` while the server answers, one of `requires` for the product to do
    what its list is about.

    `encrypted` holds where the product always encrypts, `complete` where it
    carries all login messages, `central` where a server can manage it, `resident`
    where it looks at what happens whenever it runs. `signs`
    are signature files, `heartbeat` files that it writes while it is in contact
    with its server. `status` names commands of `STATUS`. `baseline` are the
    files of an integrity database, `timers`, `jobs` (patterns over commands of
    cron) and `scripts` what runs the comparison; a product without any of these
    compares as it runs. `evidence` is tested or documentation: where the names
    come from, and `source` says which.
    """

    id: str
    name: str
    evidence: str
    source: str = ""
    kinds: tuple[str, ...] = ()
    packages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    services: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    updaters: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    format: str = ""
    status: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    tls: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    realtime: tuple[str, ...] = ()
    managed: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    encrypted: bool = False
    complete: bool = True
    central: bool = True
    resident: bool = False
    signs: tuple[str, ...] = ()
    heartbeat: tuple[str, ...] = ()
    baseline: tuple[str, ...] = ()
    timers: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    note: str = ""


Settings = tuple[tuple[str, str], ...]


def matching(settings: Settings, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Values of settings that one of the patterns names.

    A pattern is `key` or `key=value`, compared without regard to case.
    """
    found = []
    for key, value in settings:
        whole = f"{key}={value}".lower()
        for pattern in patterns:
            wanted = pattern.lower()
            if fnmatchcase(whole, wanted if "=" in wanted else f"{wanted}=*"):
                found.append(value)
                break
    return tuple(found)


def hosts(value: str) -> tuple[str, ...]:
    """Host names and addresses in a target setting, ports and schemes left out."""
    return tuple(name for name, _ in ends(value))


def ends(value: str) -> tuple[tuple[str, str], ...]:
    """Host name or address and port (empty where none is told) in a setting."""
    found = []
    for word in re.split(r"[\s,\[\]\"']+", value):
        bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", word, flags=re.IGNORECASE)
        bare = re.sub(r"^[^/@]*@", "", bare).split("/", 1)[0]
        name, _, port = (bare, "", "") if bare.count(":") > 1 else bare.partition(":")
        if name:
            found.append((name, port if port.isdecimal() else ""))
    return tuple(found)
