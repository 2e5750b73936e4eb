"""Settings of MySQL, MariaDB, PostgreSQL, Redis and MongoDB from their files."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from audit4.evidence import Reason, Undetermined
from audit4.facts.server_scopes import Scope, Texts, included

_MYSQL_MAIN = ("/etc/my.cnf", "/etc/mysql/my.cnf")
_MYSQL_ALONE = "/etc/mysql/mariadb.cnf"
_GROUPS = re.compile(r"\[\s*(mysqld|server|mariadbd?)(-[\d.]+)?\s*\]", re.IGNORECASE)
_ON = frozenset({"1", "on", "true", "yes", ""})
_OFF = frozenset({"0", "off", "false", "no"})
_PAIR = re.compile(r"\s*([\w.-]+)\s*(?:=\s*|\s)\s*(.*)$")
_CLUSTER = re.compile(r"/(?:etc/postgresql|var/lib/pgsql)/(\d+(?:\.\d+)?)/")
_SCRAM = 14
_TLS12 = 13


def mysql(texts: Texts, defaults: Mapping[str, str]) -> tuple[Scope, ...]:
    """What the server's groups of the option files come to; the last line counts."""
    mains = [path for path in _MYSQL_MAIN if path in texts]
    if not mains and _MYSQL_ALONE in texts:
        mains = [_MYSQL_ALONE]
    values = dict(defaults)
    for main in mains:
        group = False
        for line in _my_cnf(texts, main, (main,)):
            if line.startswith("["):
                group = bool(_GROUPS.match(line))
            elif group:
                name, _, value = line.partition("=")
                _mysql_option(values, name.strip(), value.strip().strip("\"'"))
    return (Scope(name=", ".join(mains) or "mysqld", values=values),)


def _mysql_option(values: dict[str, str], name: str, value: str) -> None:
    key = name.lower().replace("_", "-").removeprefix("loose-")
    low = value.lower()
    if key.startswith("skip-") and key not in {"skip-grant-tables", "skip-networking"}:
        key, low = key.removeprefix("skip-"), "off" if low in _ON else "on"
    values[key] = "on" if low in _ON else "off" if low in _OFF else value


def _my_cnf(texts: Texts, path: str, seen: tuple[str, ...]) -> Iterator[str]:
    for raw in texts[path]:
        line = raw.strip()
        words = line.split(None, 1)
        if not line.startswith("!include") or len(words) != 2:  # noqa: PLR2004
            yield re.sub(r"\s+#.*", "", line)
            continue
        folder = words[0].lower() == "!includedir"
        pattern = posixpath.join(words[1], "*.cnf") if folder else words[1]
        for file in included(texts, pattern, seen):
            yield from _my_cnf(texts, file, (*seen, file))
        # A group does not reach over the end of a file.
        yield "[]"


def postgresql(texts: Texts, defaults: Mapping[str, str]) -> tuple[Scope, ...]:
    """One scope a cluster: its file, what that includes, then ALTER SYSTEM's."""
    return tuple(
        _cluster(texts, path, defaults)
        for path in sorted(texts)
        if path.endswith("/postgresql.conf")
    )


def _cluster(texts: Texts, path: str, defaults: Mapping[str, str]) -> Scope:
    folder = posixpath.dirname(path)
    values = {**defaults, **_pg_version(path, defaults)}
    values |= _pairs(texts, path, (path,))
    data = folder.replace("/etc/", "/var/lib/", 1)
    auto = f"{data}/postgresql.auto.conf"
    if auto in texts:
        values |= _pairs(texts, auto, (auto,))
    hba = posixpath.join(folder, values.get("hba_file", "pg_hba.conf"))
    if hba not in texts:
        raise Undetermined(Reason.NOT_COLLECTED, hba[:120])
    rows = tuple(
        " ".join(line.split("#")[0].split())
        for line in texts[hba]
        if line.startswith(("local", "host"))
    )
    return Scope(name=folder, values=values, rows=rows)


def _pg_version(path: str, defaults: Mapping[str, str]) -> Mapping[str, str]:
    found = _CLUSTER.match(path)
    major = found[1] if found else defaults.get("version", "")
    if not major:
        return {}
    number = float(major)
    return {
        "password_encryption": "scram-sha-256" if number >= _SCRAM else "md5",
        "ssl_min_protocol_version": "TLSv1.2" if number >= _TLS12 else "TLSv1",
    }


def _pairs(texts: Texts, path: str, seen: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for raw in texts[path]:
        found = _PAIR.match(re.sub(r"\s+#.*|^\s*#.*", "", raw))
        if not found:
            continue
        key, value = found[1].lower(), found[2].strip().strip("'")
        if key in {"include", "include_dir", "include_if_exists"}:
            name = posixpath.join(posixpath.dirname(path), value)
            pattern = f"{name}/*.conf" if key == "include_dir" else name
            for file in included(texts, pattern, seen):
                values |= _pairs(texts, file, (*seen, file))
        else:
            values[key] = value
    return values


def redis(texts: Texts, defaults: Mapping[str, str]) -> tuple[Scope, ...]:
    """One scope a configuration file that a server is started with."""
    mains = [
        path
        for path in sorted(texts)
        if re.match(r"/etc/(redis|valkey)(/[^/]+)?\.conf$", path)
        and not path.endswith("sentinel.conf")
    ]
    return tuple(
        Scope(name=path, values={**defaults, **_redis(texts, path, (path,))})
        for path in mains
    )


def _redis(texts: Texts, path: str, seen: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in texts[path]:
        key, _, rest = line.strip().partition(" ")
        key, value = key.lower(), rest.strip().strip('"')
        if key == "include":
            for file in included(texts, value, seen):
                values |= _redis(texts, file, (*seen, file))
        elif key in {"requirepass", "nopass"}:
            values["requirepass"] = "" if key == "nopass" else "set"
        elif key == "rename-command":
            values[f"renamed {value.lower()}"] = "yes"
        elif key == "user" and value.split()[:1] == ["default"]:
            words = value.split()
            open_ = "off" not in words and "nopass" in words
            values["requirepass"] = "" if open_ else "set"
        else:
            values[key] = value
    return values


def mongodb(texts: Texts, defaults: Mapping[str, str]) -> tuple[Scope, ...]:
    """mongod.conf, keys with those around them: `net.bindip`."""
    path = "/etc/mongod.conf"
    if path not in texts:
        return ()
    values = dict(defaults)
    around: list[tuple[int, str]] = []
    for line in texts[path]:
        key, colon, value = line.partition(":")
        if not colon:
            continue
        deep = len(key) - len(key.lstrip())
        around = [outer for outer in around if outer[0] < deep]
        around.append((deep, key.strip().lower()))
        if word := value.split(" #")[0].strip().strip("\"'"):
            values[".".join(name for _, name in around)] = word
    values["net.tls.mode"] = values.get(
        "net.tls.mode", values.get("net.ssl.mode", "disabled")
    )
    return (Scope(name=path, values=values),)
