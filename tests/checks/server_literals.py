"""A host with web servers and databases, as the collector would bring it."""

from fnmatch import fnmatchcase
from pathlib import Path

from audit4.evidence import Evidence, Probe, Setting
from audit4.facts.packages import DPKG
from audit4.facts.server_texts import OWN_FILES, SERVER_TEXTS
from audit4.facts.servers import SERVER_PROGRAMS
from audit4.testing import Raw
from tests.checks.system_literals import NONE, host

PROGRAM = "0755 0 0 f 100 1700000000"
WHERE = {
    "nginx": "/usr/sbin/nginx",
    "apache": "/usr/sbin/apache2",
    "tomcat": "/usr/share/tomcat10/bin/bootstrap.jar",
    "mysql": "/usr/sbin/mysqld",
    "mariadb": "/usr/sbin/mariadbd",
    "postgresql": "/usr/lib/postgresql/15/bin/postgres",
    "redis": "/usr/bin/redis-server",
    "mongodb": "/usr/bin/mongod",
    "docker": "/usr/sbin/dockerd",
}
# Debian 12's packages, laid out as their set-up does, through the collector's program.
DEBIAN12 = (
    Path(__file__).parents[1] / "evidence/debian12/servers.texts.txt"
).read_text(encoding="utf-8")


def servers(
    *products: str,
    files: dict[str, str] | None = None,
    text: Raw | None = None,
    own: dict[str, str] | None = None,
    packages: str = "",
    privileged: bool = True,
    setting: Setting | None = None,
) -> Evidence:
    """Evidence of a host with these products and configuration files."""
    told = "".join(f"@@{path}\n{lines}\n" for path, lines in (files or {}).items())
    dpkg = "install ok installed\tbash\t5.2\tamd64\n" + "".join(
        f"install ok installed\t{pair.replace('=', chr(9))}\tamd64\n"
        for pair in packages.split()
    )
    changed: dict[Probe, Raw] = {
        SERVER_PROGRAMS: {WHERE[p]: PROGRAM for p in products} or NONE,
        SERVER_TEXTS: f"{told}@@end\n" if text is None else text,
        DPKG: dpkg,
        **dict.fromkeys(OWN_FILES, NONE),
    }
    for path, content in (own or {}).items():
        probe = next(p for p in OWN_FILES if fnmatchcase(path, p.path))
        changed[probe] = {path: content}
    return host(changed, privileged=privileged, setting=setting)
