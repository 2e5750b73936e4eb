"""Evidence of small hosts, by area, for the tests of checks on accounts and access."""

import re
from collections.abc import Mapping
from pathlib import Path

from audit4.evidence import Item, ItemStatus, Probe
from audit4.facts import (
    accounts,
    audit_access,
    banners,
    login_defs,
    logins,
    os,
    packages,
    pam,
    shell,
    sshd,
    startup,
    sudoers,
)
from audit4.testing import Raw

CAPTURED = Path(__file__).parents[2] / "evidence"
ABSENT = ItemStatus.ABSENT
DENIED = ItemStatus.DENIED
FAILED = ItemStatus.FAILED

Host = dict[Probe, Raw]

PASSWD = """\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
binh:x:1000:1000:Binh:/home/binh:/bin/bash
lan:x:1001:1001:Lan:/home/lan:/bin/bash
"""
GROUP = "root:x:0:\ndaemon:x:1:\nsudo:x:27:binh\nbinh:x:1000:\nlan:x:1001:\n"
# 20779 is 22 November 2026, the day on which the tests stand less a little.
SHADOW = """\
root:*:20700:0:99999:7:::
daemon:*:20700:0:99999:7:::
binh:$y$***:20760:1:60:7:30::
lan:$6$***:20760:1:90:7:30::
"""
LASTLOG = """\
Username         Port     From             Latest
root                                       **Never logged in**
daemon                                     **Never logged in**
binh             pts/0    10.0.0.5         Fri Nov 20 08:00:00 +0700 2026
lan              pts/1    10.0.0.6         Thu Nov 19 08:00:00 +0700 2026
"""
SUDO_V = "Sudo version 1.9.13p3\nAuthentication timestamp timeout: 15.0 minutes\n"
SUDOERS = (
    "root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n"
)
STRICT = "0440 0 0 f 100 1790000000"

FAILLOCK_AUTH = """\
auth requisite pam_faillock.so preauth deny=5 unlock_time=900
auth [success=2 default=ignore] pam_unix.so
auth [default=die] pam_faillock.so authfail deny=5 unlock_time=900
auth requisite pam_deny.so
auth required pam_permit.so
"""


def captured(system: str, probe: Probe) -> str:
    return (CAPTURED / system / f"{probe.id}.txt").read_text()


def sshd_text(**options: str) -> str:
    """The captured answer of Debian 12 with some options replaced or added."""
    lines = captured("debian12", sshd.EFFECTIVE).splitlines()
    kept = [x for x in lines if x.split(" ", 1)[0] not in options]
    return "\n".join([*kept, *(f"{k} {v}" for k, v in options.items()), ""])


def sshd_host(
    matched: Mapping[str, Mapping[str, str] | ItemStatus] | None = None,
    /,
    **options: str,
) -> Host:
    """A host with sshd; `matched` gives the options of sample connections."""
    samples = {
        name: sshd_text(**{**options, **other})
        if not isinstance(other, ItemStatus)
        else other
        for name, other in (matched or {}).items()
    }
    return {
        sshd.EFFECTIVE: sshd_text(**options),
        sshd.NEUTRAL: sshd_text(**options),
        sshd.PARSED: FAILED,
        sshd.MATCHED: samples,
        sshd.MATCHED_PARSED: dict.fromkeys(samples, FAILED),
    }


def no_sshd() -> Host:
    return {
        sshd.EFFECTIVE: ABSENT,
        sshd.NEUTRAL: ABSENT,
        sshd.PARSED: ABSENT,
        sshd.MATCHED: [],
        sshd.MATCHED_PARSED: [],
    }


def broken_sshd(answer: Raw) -> Host:
    return {
        sshd.EFFECTIVE: answer,
        sshd.NEUTRAL: FAILED,
        sshd.PARSED: FAILED,
        sshd.MATCHED: [],
        sshd.MATCHED_PARSED: [],
    }


def captured_pam(system: str) -> dict[str, str]:
    text = captured(system, pam.SERVICES)
    found = re.findall(
        r"^== (/etc/pam.d/\S+)\n(.*?)(?=^== |\Z)", text, re.DOTALL | re.MULTILINE
    )
    return dict(found)


def os_host(release: str = 'ID=debian\nVERSION_ID="12"\n') -> Host:
    return {
        os.OS_RELEASE: release,
        os.OS_RELEASE_VENDOR: ABSENT,
        os.REDHAT_RELEASE: ABSENT,
    }


def pam_host(
    quality: Raw = ABSENT, faillock: Raw = ABSENT, history: Raw = ABSENT, **files: str
) -> Host:
    """Debian 12's PAM with some files replaced, such as `common_auth`."""
    services = captured_pam("debian12")
    for name, text in files.items():
        services[f"/etc/pam.d/{name.replace('_', '-')}"] = text
    return {
        pam.SERVICES: services,
        pam.VENDOR: [],
        pam.PWQUALITY: quality,
        pam.PWQUALITY_D: [],
        pam.FAILLOCK: faillock,
        pam.PWHISTORY: history,
        **os_host(),
    }


def no_pam() -> Host:
    return {
        pam.SERVICES: [],
        pam.VENDOR: [],
        pam.PWQUALITY: ABSENT,
        pam.PWQUALITY_D: [],
        pam.FAILLOCK: ABSENT,
        pam.PWHISTORY: ABSENT,
    }


def password_stack(*lines: str) -> str:
    """A password stack with lines before pam_unix, as Debian lays it out."""
    return "\n".join(
        [
            *lines,
            "password [success=1 default=ignore] pam_unix.so obscure yescrypt",
            "password requisite pam_deny.so",
            "password required pam_permit.so",
            "",
        ]
    )


def defs_host(text: Raw = "UID_MIN 1000\nUID_MAX 60000\n", useradd: Raw = "") -> Host:
    return {login_defs.FILE: text, login_defs.USERADD: useradd}


def accounts_host(
    passwd: Raw = PASSWD,
    shadow: Raw = SHADOW,
    group: Raw = GROUP,
    *,
    gshadow: Raw = ABSENT,
    lastlog: Raw = LASTLOG,
    last: Raw = ABSENT,
    keys: Raw | None = None,
) -> Host:
    return {
        **defs_host(),
        accounts.PASSWD: passwd,
        accounts.SHADOW_FILE: shadow,
        accounts.GROUP: group,
        accounts.GSHADOW_FILE: gshadow,
        accounts.SHELLS: "/bin/sh\n/bin/bash\n",
        logins.LASTLOG: lastlog,
        logins.LASTLOG2: ABSENT,
        logins.LAST: last,
        logins.LAST_ROTATED: FAILED,
        accounts.KEYS: keys if keys is not None else [],
    }


def sudo_host(
    *lines: str,
    main: str = SUDOERS,
    stats: Mapping[str, str | ItemStatus] | None = None,
    version: Raw = SUDO_V,
) -> Host:
    """A host with sudo; `lines` stand in /etc/sudoers.d/site."""
    site = "/etc/sudoers.d/site"
    return {
        sudoers.MAIN: main,
        sudoers.DROP_INS: {site: "\n".join(lines) + "\n"},
        sudoers.STATS: stats or {"/etc/sudoers": STRICT, site: STRICT},
        sudoers.VERSION: version,
        audit_access.STATS: ABSENT,
        audit_access.DIGEST: FAILED,
    }


def no_sudo() -> Host:
    return {
        sudoers.MAIN: ABSENT,
        sudoers.DROP_INS: [],
        sudoers.STATS: ABSENT,
        sudoers.VERSION: ABSENT,
        audit_access.STATS: ABSENT,
        audit_access.DIGEST: FAILED,
    }


def audit_host(digest: str, *lines: str, script: str = "0755 0 0 f 9 1") -> Host:
    """A host on which audit4's script is installed, with that digest."""
    folder = "0755 0 0 d 9 1"
    answer = Item(
        probe=audit_access.DIGEST.id,
        name="",
        status=ItemStatus.OK,
        content=f"{digest}  {audit_access.SCRIPT}\n",
        exit=0,
    )
    return {
        **sudo_host(*lines),
        audit_access.STATS: {
            audit_access.SCRIPT: script,
            "/usr/local/libexec": folder,
            "/usr/local": folder,
            "/usr": folder,
        },
        audit_access.DIGEST: answer,
    }


def banners_host(files: Mapping[str, str | ItemStatus], release: str = "") -> Host:
    """A host with these texts below /etc, such as `issue` or `ssh/banner.txt`."""
    texts = {f"/etc/{name}": text for name, text in files.items()}
    ssh = {p: t for p, t in texts.items() if p.startswith("/etc/ssh/")}
    return {
        **(os_host(release) if release else os_host()),
        banners.FILES: {p: t for p, t in texts.items() if p not in ssh} or ABSENT,
        banners.SSH: ssh or ABSENT,
    }


def shell_host(profile: str = "", drop_in: str = "") -> Host:
    return {
        shell.PROFILE: profile,
        shell.PROFILE_D: {"/etc/profile.d/site.sh": drop_in},
        shell.BASHRC_DEBIAN: ABSENT,
        shell.BASHRC_RHEL: ABSENT,
    }


def packages_host(*named: str) -> Host:
    """A Debian host with packages, each `name version`."""
    rows = "".join(
        "install ok installed\t" + "\t".join([*n.split(), "amd64"]) + "\n"
        for n in named
    )
    return {packages.DPKG: rows, packages.RPM: ABSENT, packages.APK: ABSENT}


def startup_host(root: Mapping[str, str] | None = None, **files: str) -> Host:
    """Start-up files: `profile`, `bashrc`, and others by name in profile.d."""
    single = {"profile": ABSENT, "bashrc": ABSENT, **files}
    return {
        shell.PROFILE: single.pop("profile"),
        shell.BASHRC_DEBIAN: single.pop("bashrc"),
        shell.BASHRC_RHEL: ABSENT,
        shell.PROFILE_D: {f"/etc/profile.d/{n}.sh": x for n, x in single.items()},
        startup.ROOT_FILES: {f"/root/{n}": x for n, x in (root or {}).items()},
    }
