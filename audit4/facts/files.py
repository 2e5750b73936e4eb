"""Owner and mode of the system's own files, by path.

Which paths are asked for is fixed here, since a collector is built once for all
policies; a policy may judge any of them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from posixpath import dirname, normpath

from audit4.evidence import (
    Evidence,
    Fact,
    ItemStatus,
    PathStat,
    Reason,
    Stat,
    Undetermined,
    stat_of,
)
from audit4.facts.accounts import GROUP

FILE_STATS = Stat(
    id="files.stats",
    paths=(
        "/etc/passwd",
        "/etc/passwd-",
        "/etc/group",
        "/etc/group-",
        "/etc/shadow",
        "/etc/shadow-",
        "/etc/gshadow",
        "/etc/gshadow-",
        "/etc/security/opasswd*",
        "/etc/shells",
        "/etc/ssh/sshd_config",
        "/etc/ssh/sshd_config.d/*",
        "/etc/ssh/*_key",
        "/etc/ssh/*.pub",
        "/etc/sudoers",
        "/etc/sudoers.d",
        "/etc/sudoers.d/*",
        "/etc/crontab",
        "/etc/cron.*",
        "/etc/cron.d/*",
        "/etc/at.*",
        "/usr/sbin/cron*",
        "/usr/bin/at",
        "/boot/grub*/*.cfg",
        "/boot/efi/EFI/*/*.cfg",
        "/etc/profile",
        "/etc/profile.d/*",
        "/etc/bash.bashrc",
        "/etc/bashrc",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d/*",
        "/etc/pam.d/*",
        "/etc/security/*.conf",
        "/etc/sysctl.conf",
        "/etc/sysctl.d/*",
        "/etc/modprobe.d/*",
        "/etc/modules",
        "/etc/modules-load.d/*",
        "/etc/hosts.allow",
        "/etc/hosts.deny",
        "/etc/*hosts.equiv",
        "/etc/ssh/shosts.equiv",
        "/etc/issue",
        "/etc/issue.net",
        "/etc/motd",
        "/usr/lib/issue*",
        "/usr/lib/motd",
        "/etc/rsyslog.conf",
        "/etc/audit/*",
        "/etc/audit/*/*",
        "/sbin/au[dgrst]*",
        "/usr/sbin/au[dgrst]*",
        "/etc/systemd/system/*.service",
        "/etc/systemd/system/*.timer",
        "/etc/rc.local",
        "/etc/rc.d/rc.local",
        "/etc/init.d/*",
        "/var/spool/cron/crontabs/*",
        "/var/log",
        "/tmp",  # noqa: S108 - asked about, not used
        "/var/tmp",  # noqa: S108 - the same
        "/dev/shm",  # noqa: S108 - the same
        "/root",
        "/etc/nginx/nginx.conf",
        "/etc/nginx/*.key",
        "/etc/nginx/*/*.key",
        "/etc/apache2/apache2.conf",
        "/etc/apache2/*/*.key",
        "/etc/httpd/conf/httpd.conf",
        "/etc/httpd/*/*.key",
        "/etc/ssl/private/*",
        "/etc/pki/tls/private/*",
        "/etc/redis.conf",
        "/etc/redis/redis.conf",
        "/etc/mysql/debian.cnf",
        "/var/lib/mysql",
        "/var/lib/redis",
        "/var/lib/mongo*",
        "/var/lib/pgsql/data",
        "/run/docker.sock",
        "~/.ssh",
        "~/.ssh/authorized_keys",
        "~/.ssh/id_*",
    ),
)


# Packages' own files: the walk over the disks finds those that all may write.
_VENDOR = ("/usr/lib/", "/lib/", "/usr/share/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most that a path may grant: `mode`, `bits` that must be set besides.

    No `owners` or `groups` means any. Group 0 is always allowed, since it holds
    root alone.
    """

    mode: int
    owners: Collection[int] = (0,)
    groups: Collection[str] = ("root",)
    bits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Stats by path, those that failed or are not there, group names by id."""

    stats: Mapping[str, PathStat]
    unread: Mapping[str, Undetermined]
    absent: frozenset[str]
    groups: Mapping[int, str]

    def named(self, pattern: str) -> list[PathStat]:
        """Stats of the paths that a pattern names, links as they are.

        Raises:
            Undetermined: no such path was asked for, or could not be looked at.
        """
        for path, why in self.unread.items():
            if not path or _fits(path, pattern):
                raise why.again()
        if pattern not in self.absent and not any(map(self._answered, _asked(pattern))):
            raise Undetermined(Reason.NOT_COLLECTED, pattern)
        return [self.stats[path] for path in sorted(_fitting(self.stats, pattern))]

    def matching(self, pattern: str) -> tuple[PathStat, ...]:
        """Stats of the paths that a pattern names; a link as what it leads to.

        A link to a package's own file, or to nothing, stays a link.

        Raises:
            Undetermined: no such path was asked for, one could not be looked
                at, or a link leads to where nobody looked.
        """
        return tuple(self._resolved(stat) for stat in self.named(pattern))

    def there(self, patterns: Iterable[str]) -> bool:
        """Whether a path is there that one of the patterns names.

        Raises:
            Undetermined: no such path was asked for, or could not be looked at.
        """
        return any(self.named(pattern) for pattern in patterns)

    def faults(self, stat: PathStat, limit: Limit) -> Iterable[str]:
        """What exceeds a limit: the mode, `uid N`, `gid N`."""
        if stat.kind == "l":  # to a package's own file, or to nothing
            return
        loose = stat.mode & ~(limit.mode | limit.bits)
        if loose or stat.mode & limit.bits != limit.bits:
            yield f"{stat.mode:04o}"
        if limit.owners and stat.uid not in limit.owners:
            yield f"uid {stat.uid}"
        group = self.groups.get(stat.gid)
        if limit.groups and stat.gid != 0 and group not in limit.groups:
            yield f"gid {stat.gid}"

    def _answered(self, asked: str) -> bool:
        """Whether the collector, which may be an earlier one, asked for it too."""
        return asked in self.absent or any(_fitting(self.stats, asked))

    def _resolved(self, stat: PathStat) -> PathStat:
        if stat.kind != "l":
            return stat
        target = stat.target
        if not target.startswith("/"):
            target = f"{dirname(stat.path)}/{target}"
        target = normpath(target)
        if (real := self.stats.get(target)) and real.kind != "l":
            return real
        if target in {"/dev/null", *self.absent} or target.startswith(_VENDOR):
            return stat
        raise Undetermined(Reason.NOT_COLLECTED, f"{stat.path} -> {stat.target}"[:120])


def _fitting(paths: Mapping[str, PathStat], pattern: str) -> Iterator[str]:
    if not set(pattern) & set("~*?["):
        return (path for path in (pattern,) if path in paths)
    return (path for path in paths if _fits(path, pattern))


@lru_cache(1024)
def _asked(pattern: str) -> tuple[str, ...]:
    return tuple(a for a in FILE_STATS.paths if _covers(a, pattern))


# Every rule asks it of every path, and hosts are asked for the same paths.
@lru_cache(32_768)
def _fits(path: str, pattern: str) -> bool:
    if path == pattern:
        return True
    if pattern.startswith("~/"):
        return path.endswith(pattern[1:]) or fnmatchcase(path, f"*{pattern[1:]}")
    return path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)


def _covers(asked: str, pattern: str) -> bool:
    return asked == pattern or (
        "~" not in pattern
        and asked.count("/") == pattern.count("/")
        and fnmatchcase(pattern, asked)
    )


def _parse(seen: Evidence) -> Files:
    stats: dict[str, PathStat] = {}
    unread: dict[str, Undetermined] = {}
    absent = set()
    for item in seen.take(FILE_STATS):
        if item.status is ItemStatus.ABSENT:
            absent.add(item.name)
            continue
        try:
            stats[item.name] = stat_of(item)
        except Undetermined as why:
            unread[item.name] = why.again()
    return Files(
        stats=stats,
        unread=unread,
        absent=frozenset(absent),
        groups=_groups(seen.file(GROUP) or ""),
    )


def _groups(text: str) -> Mapping[int, str]:
    rows = [line.split(":") for line in text.splitlines()]
    return {
        int(row[2]): row[0]
        for row in rows
        if len(row) > 3 and row[2].isdecimal() and len(row[2]) < 11  # noqa: PLR2004
    }


FILES: Fact[Files] = Fact(name="files", probes=(FILE_STATS, GROUP), parse=_parse)
