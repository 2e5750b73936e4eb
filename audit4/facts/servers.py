"""Web servers, databases and Docker: which are there, and how they are set.

A server is there where its program is; files that an uninstalled package left behind
are no configuration of anything. Defaults are those of the makers' manuals.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from audit4.evidence import Evidence, Fact, Stat, Undetermined
from audit4.facts import apache, databases, docker, nginx, tomcat
from audit4.facts.packages import PACKAGES
from audit4.facts.server_scopes import Scope, Texts
from audit4.facts.server_texts import TEXTS

PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "nginx": ("/usr/sbin/nginx", "/usr/local/nginx/sbin/nginx"),
    "apache": ("/usr/sbin/apache2", "/usr/sbin/httpd*", "/usr/local/apache2/bin/httpd"),
    "tomcat": (
        "/usr/share/tomcat*/bin/bootstrap.jar",
        "/opt/*tomcat*/bin/bootstrap.jar",
    ),
    "mysql": ("/usr/sbin/m*d", "/usr/libexec/m*d", "/usr/local/mysql/bin/m*d"),
    "postgresql": (
        "/usr/lib/postgresql*/*/bin/postgres",
        "/usr/pgsql-*/bin/postgres",
        "/usr/bin/postgres",
        "/usr/local/pgsql/bin/postgres",
    ),
    "redis": ("/usr/bin/*-server", "/usr/local/bin/*-server"),
    "mongodb": ("/usr/bin/mongod", "/usr/local/bin/mongod"),
    "docker": ("/usr/*bin/dockerd", "/usr/local/bin/dockerd"),
}
_NAMES: Mapping[str, str] = {
    "apache": r"apache2|httpd(\.worker|\.event)?$",
    "mysql": r"(mysql|mariadb)d$",
    "redis": r"(redis|valkey)-server$",
}
SERVER_PROGRAMS = Stat(
    id="servers.programs",
    paths=tuple(sorted({path for paths in PROGRAMS.values() for path in paths})),
    needs_root=False,
)

_Reader = Callable[[Texts, Mapping[str, str]], tuple[Scope, ...]]
_READERS: Mapping[str, _Reader] = {
    "nginx": nginx.scopes,
    "apache": apache.scopes,
    "tomcat": tomcat.scopes,
    "mysql": databases.mysql,
    "postgresql": databases.postgresql,
    "redis": databases.redis,
    "mongodb": databases.mongodb,
    "docker": docker.scopes,
}
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "nginx": {
        "server_tokens": "on",
        "autoindex": "off",
        "user": "nobody",
        "ssl_ciphers": "HIGH:!aNULL:!MD5",
        "access_log": "logs/access.log",
    },
    "apache": {
        "servertokens": "Full",
        "serversignature": "Off",
        "traceenable": "on",
        "sslprotocol": "all -SSLv3",
        "fileetag": "MTime Size",
    },
    "tomcat": {
        "port": "",
        "protocols": "all",
        "autodeploy": "true",
        "xpoweredby": "false",
        "allowtrace": "false",
    },
    "mysql": {
        "bind-address": "*",
        "local-infile": "on",
        "skip-grant-tables": "off",
        "require-secure-transport": "off",
        "symbolic-links": "off",
    },
    "postgresql": {
        "listen_addresses": "localhost",
        "ssl": "off",
        "log_connections": "off",
        "log_disconnections": "off",
        "logging_collector": "off",
        "log_destination": "stderr",
    },
    "redis": {
        "bind": "*",
        "protected-mode": "yes",
        "requirepass": "",
        "port": "6379",
        "tls-port": "0",
    },
    "mongodb": {"net.bindip": "127.0.0.1", "security.authorization": "disabled"},
    "docker": {
        "hosts": "fd://",
        "tlsverify": "false",
        "icc": "true",
        "userns-remap": "",
        "no-new-privileges": "false",
        "live-restore": "false",
        "insecure-registries": "",
        "log-level": "info",
        "experimental": "false",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Scopes of the products that are there, or why they could not be read."""

    found: Mapping[str, tuple[Scope, ...] | Undetermined]

    def of(self, product: str) -> tuple[Scope, ...] | None:
        """The scopes of a product; None where it is not installed.

        Raises:
            Undetermined: its configuration could not be read, or was not found.
        """
        scopes = self.found.get(product)
        if isinstance(scopes, Undetermined):
            raise scopes.again()
        return scopes


def _parse(seen: Evidence) -> Servers:
    there = [s.path for s in seen.stats(SERVER_PROGRAMS).values() if s.kind in "fl"]
    products = [name for name in PROGRAMS if _present(name, there)]
    if not products:
        return Servers(found={})
    texts = seen.fact(TEXTS)
    return Servers(found={name: _read(seen, name, texts, there) for name in products})


def _present(product: str, there: list[str]) -> bool:
    name = _NAMES.get(product, "")
    heads = tuple(re.sub(r"\*", "[^/]*", path) for path in PROGRAMS[product])
    return any(
        re.search(name, path) and re.fullmatch(head, path)
        for path in there
        for head in heads
    )


def _read(
    seen: Evidence, product: str, texts: Texts, there: list[str]
) -> tuple[Scope, ...] | Undetermined:
    try:
        defaults = {**_DEFAULTS[product], **_by_version(seen, product, there)}
        return _READERS[product](texts, defaults)
    except Undetermined as why:
        return why.again()


def _by_version(seen: Evidence, product: str, there: list[str]) -> Mapping[str, str]:
    """Defaults that changed between releases; the safe ones only where known."""
    if product == "nginx":
        new = _newest(seen, ("nginx", "nginx-core"), (1, 23, 4))
        return {"ssl_protocols": "TLSv1.2 TLSv1.3" if new else "TLSv1 TLSv1.1 TLSv1.2"}
    if product == "mysql" and not any("mariadb" in path for path in there):
        names = ("mysql-server", "mysql-community-server", "mysql-server-8.0")
        if _newest(seen, names, (8, 0, 2)):
            return {"local-infile": "off"}
    if product == "postgresql":
        version = next(iter(_versions(seen, ("postgresql-server",))), None)
        return {"version": f"{version[0]}"} if version else {}
    return {}


def _newest(seen: Evidence, names: tuple[str, ...], least: tuple[int, ...]) -> bool:
    found = _versions(seen, names)
    return bool(found) and min(found) >= least


def _versions(seen: Evidence, names: tuple[str, ...]) -> list[tuple[int, ...]]:
    packages = seen.fact(PACKAGES)
    texts = [v.rpartition(":")[2] for n in names if (v := packages.version(n))]
    numbers = [re.match(r"\d{1,4}(\.\d{1,4}){0,2}", text) for text in texts]
    return [tuple(map(int, n[0].split("."))) for n in numbers if n]


SERVERS: Fact[Servers] = Fact(
    name="servers",
    probes=(SERVER_PROGRAMS, *TEXTS.probes, *PACKAGES.probes),
    parse=_parse,
)
