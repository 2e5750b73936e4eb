"""authselect's choice of a PAM profile, its templates, and libuser's settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from audit4.evidence import Evidence, Fact, File, PathStat, Reason, Stat, Undetermined

CONF = File(
    id="authselect.conf", path="/etc/authselect/authselect.conf", needs_root=False
)
CUSTOM = File(id="authselect.custom", path="/etc/authselect/custom/*/[sp][ya]s*-auth")
VENDOR = File(
    id="authselect.vendor",
    path="/usr/share/authselect/*/*/[sp][ya]s*-auth",
    needs_root=False,
)
LINKS = Stat(
    id="authselect.links",
    paths=(
        "/etc/pam.d/system-auth",
        "/etc/pam.d/password-auth",
        "/etc/pam.d/postlogin",
        "/etc/pam.d/fingerprint-auth",
        "/etc/pam.d/smartcard-auth",
    ),
    needs_root=False,
)
LIBUSER_CONF = File(id="authselect.libuser", path="/etc/libuser.conf", needs_root=False)
_STACKS = ("system-auth", "password-auth")
_LINE = re.compile(
    r"^[ \t]*-?(?:auth|account|password|session)\s.*?(pam_\w+)\.so", re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authselect:
    """The profile in use, empty where none; `strays` are stacks that are not its own.

    `templates` are texts by path: what authselect will write the next time.
    """

    profile: str = ""
    strays: tuple[str, ...] = ()
    templates: Mapping[str, str] = field(default_factory=dict)

    def modules(self, stack: str) -> frozenset[str]:
        """The modules in the profile's template of `system-auth` or `password-auth`.

        Raises:
            Undetermined: the profile has no such template, or was not looked at.
        """
        name = self.profile.removeprefix("custom/")
        own = self.profile.startswith("custom/")
        for path, text in self.templates.items():
            custom = path.startswith("/etc/")
            if custom == own and path.endswith(f"/{name}/{stack}"):
                return frozenset(_LINE.findall(text))
        raise Undetermined(Reason.NOT_COLLECTED, f"{self.profile[:60]}/{stack}")


def _parse(evidence: Evidence) -> Authselect:
    conf = evidence.file(CONF)
    profile = next(iter((conf or "").split("\n")), "").strip()
    if not profile:
        return Authselect()
    return Authselect(
        profile=profile[:80],
        strays=_strays(evidence.stats(LINKS)),
        templates={**evidence.files(VENDOR), **evidence.files(CUSTOM)},
    )


def _strays(stats: Mapping[str, PathStat]) -> tuple[str, ...]:
    strays = []
    for path in LINKS.paths:
        name = path.rsplit("/", 1)[-1]
        stat = stats.get(path)
        if stat is None and name not in _STACKS:
            continue
        if stat is None or stat.target != f"/etc/authselect/{name}":
            strays.append(name)
    return tuple(strays)


def _libuser(evidence: Evidence) -> str | None:
    text = evidence.file(LIBUSER_CONF)
    if text is None:
        return None
    section, found = "", ""
    for line in text.splitlines():
        bare = line.split("#", 1)[0].strip()
        if bare.startswith("["):
            section = bare.strip("[]").strip().lower()
        name, equals, value = bare.partition("=")
        if equals and section == "defaults" and name.strip().lower() == "crypt_style":
            found = value.strip()
    return found


AUTHSELECT: Fact[Authselect] = Fact(
    name="authselect", probes=(CONF, CUSTOM, VENDOR, LINKS), parse=_parse
)
LIBUSER: Fact[str | None] = Fact(name="libuser", probes=(LIBUSER_CONF,), parse=_libuser)
