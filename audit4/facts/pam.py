"""PAM's services, what they come to when modules fail, and the modules' own files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from audit4.evidence import Evidence, Fact, File, Reason, Undetermined
from audit4.facts.packages import PACKAGES
from audit4.facts.pam_files import (
    PamLine,
    Release,
    parse_conf,
    parse_service,
    release_of,
)
from audit4.facts.pam_stack import PamEntry, Walk, resolve, walk
from audit4.facts.pwquality_conf import read_quality

SERVICES = File(id="pam.services", path="/etc/pam.d/*", needs_root=False)
VENDOR = File(id="pam.vendor", path="/usr/lib/pam.d/*", needs_root=False)
PWQUALITY = File(
    id="pam.pwquality", path="/etc/security/pwquality.conf", needs_root=False
)
PWQUALITY_D = File(
    id="pam.pwquality_d", path="/etc/security/pwquality.conf.d/*.conf", needs_root=False
)
FAILLOCK = File(id="pam.faillock", path="/etc/security/faillock.conf", needs_root=False)
PWHISTORY = File(
    id="pam.pwhistory", path="/etc/security/pwhistory.conf", needs_root=False
)

# Releases of Linux-PAM read it since; RHEL's older ones do by a patch, and ship it.
_PWHISTORY_CONF: Release = (1, 5, 3)
_FAILLOCK_CONF: Release = (1, 3)
_LIBPWQUALITY = ("libpwquality", "libpwquality1", "libpam-pwquality")

# Modules that a person passes by a secret: all fail on a wrong password.
AUTHENTICATORS = frozenset(
    {
        "pam_ecryptfs",
        "pam_google_authenticator",
        "pam_krb5",
        "pam_ldap",
        "pam_oath",
        "pam_pwdb",
        "pam_radius_auth",
        "pam_rootok",
        "pam_ssh_agent_auth",
        "pam_sss",
        "pam_systemd_home",
        "pam_tacplus",
        "pam_u2f",
        "pam_unix",
        "pam_unix2",
        "pam_winbind",
        "pam_wheel",
        "pam_yubico",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pam:
    """PAM's services, and the files that modules read beside their arguments.

    `files` maps a service's name to its lines. The settings of a module are
    those of its file, overridden by its arguments: see `settings`.
    `quality_release` is libpwquality's, None where it is not known.
    """

    files: Mapping[str, tuple[PamLine, ...]]
    conf: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    quality_release: Release | None = None

    def has(self, service: str) -> bool:
        """Whether the service has a file of its own."""
        return service in self.files

    def stack(self, service: str, facility: str) -> tuple[PamEntry, ...]:
        """The modules of a service in order; `other` where it has no file.

        Raises:
            Undetermined: an included file is not there, or includes go round.
        """
        found: list[PamEntry] = []
        if self.has(service):
            found = resolve(self.files, service, facility)
        # libpam falls back for each facility by itself.
        if not found and (self.has("other") or not self.has(service)):
            found = resolve(self.files, "other", facility)
        return tuple(found)

    def walk(
        self,
        service: str,
        facility: str,
        fail: Collection[str] = (),
        *,
        fail_entry: Collection[PamEntry] = (),
    ) -> Walk:
        """What happens when some modules fail and all others succeed.

        `fail` names modules, `fail_entry` single entries of a stack; pam_deny
        always fails, and pam_succeed_if counts as succeeding.
        """
        stack = self.stack(service, facility)
        bad = {"pam_deny", *fail}
        return walk(
            stack,
            [
                "auth_err" if e.module in bad or e in fail_entry else "success"
                for e in stack
            ],
        )

    def enforced(self, service: str, facility: str, module: str) -> PamEntry | None:
        """The entry of a module that is reached and whose failure refuses.

        `None` where it is missing, jumped over, or ignored when it fails.

        Raises:
            Undetermined: there is no PAM, or the stack cannot be resolved.
        """
        if not self.files:
            raise Undetermined(Reason.UNSUPPORTED, "PAM")
        refused = self.walk(service, facility, (module,))
        reached = refused.calls(module)
        return reached[0] if reached and not refused.granted else None

    def settings(self, entry: PamEntry) -> Mapping[str, str]:
        """The options in force of a module: its file's, then its arguments."""
        file = {
            "pam_pwquality": "pwquality",
            "pam_faillock": "faillock",
            "pam_pwhistory": "pwhistory",
        }.get(entry.module, "")
        return {**self.conf.get(file, {}), **entry.args}


def _parse(evidence: Evidence) -> Pam:
    texts = {
        path.rsplit("/", 1)[-1]: text
        for probe in (VENDOR, SERVICES)  # /etc overrides the vendor's file
        for path, text in evidence.files(probe).items()
    }
    versions = _versions(evidence)
    quality = release_of(versions.get("libpwquality"))
    return Pam(
        files={name: parse_service(text) for name, text in texts.items()},
        conf={
            "pwquality": read_quality(
                evidence.file(PWQUALITY) or "",
                evidence.files(PWQUALITY_D).values(),
                quality,
            ),
            "faillock": parse_conf(_faillock(evidence, versions)),
            "pwhistory": parse_conf(_history(evidence, versions)),
        },
        quality_release=quality,
    )


def _history(evidence: Evidence, versions: Mapping[str, str]) -> str:
    # Debian 12 and older do not read the file, which somebody may have put there.
    release = release_of(versions.get("libpam-modules"))
    if release and release < _PWHISTORY_CONF:
        return ""
    return evidence.file(PWHISTORY) or ""


def _faillock(evidence: Evidence, versions: Mapping[str, str]) -> str:
    # Red Hat's `pam` reads the file since 8; that of 7 and of Amazon Linux 2 never.
    release = release_of(versions.get("pam"))
    if release and release < _FAILLOCK_CONF:
        return ""
    return evidence.file(FAILLOCK) or ""


def _versions(evidence: Evidence) -> Mapping[str, str]:
    # Only which release reads which file hangs on it: a current one is assumed.
    try:
        installed = evidence.fact(PACKAGES).items
    except Undetermined:
        return {}
    named = {name: package.version for name, package in installed.items()}
    libraries = (named.get(name) for name in _LIBPWQUALITY)
    return {**named, "libpwquality": next(filter(None, libraries), "")}


PAM: Fact[Pam] = Fact(
    name="pam",
    probes=(
        SERVICES,
        VENDOR,
        PWQUALITY,
        PWQUALITY_D,
        FAILLOCK,
        PWHISTORY,
        *PACKAGES.probes,
    ),
    parse=_parse,
)
