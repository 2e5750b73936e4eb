"""Words, numbers and dates in the language of a report.

Messages are English in templates and code; `reports/locale/<lang>/LC_MESSAGES`
holds what stands for them. The catalogues are read as they are written (.po), so
that no compiled file has to be kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

LANGUAGES = ("vi", "en")

# Babel's short form for vi has a year of two figures; official papers use four.
_DAY = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
_TIME = {"vi": "HH:mm dd/MM/yyyy", "en": "d MMM yyyy HH:mm"}


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A reason in words, and the way out of it."""

    words: str
    way_out: str = ""


SEVERITY: Mapping[str, str] = {
    "critical": N_("Critical"),
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
}
STATUS: Mapping[str, str] = {
    "pass": N_("Met"),
    "fail": N_("Not met"),
    "not_applicable": N_("Not applicable"),
    "unknown": N_("Could not be checked"),
    "pending": N_("Waiting for confirmation"),
}
BASIS: Mapping[str, str] = {
    "measured": N_("Measured on the server"),
    "attested": N_("Confirmed by the unit"),
    "computed": N_("Computed from earlier rounds"),
}
STATE: Mapping[str, str] = {
    "pending": N_("Waiting for confirmation"),
    "open": N_("Open"),
    "in_progress": N_("Being remedied"),
    "reopened": N_("Open again"),
    "disputed": N_("Disputed"),
    "accepted": N_("Risk accepted"),
    "resolved": N_("Remedied"),
    "closed": N_("Closed (out of scope)"),
}
EVENT: Mapping[str, str] = {
    "new": N_("first seen"),
    "pending": N_("confirmation asked for"),
    "persisting": N_("still missed"),
    "resolved": N_("remedied"),
    "reopened": N_("missed again"),
    "unverified": N_("could not be checked"),
    "verified": N_("checked again"),
    "accepted": N_("risk accepted"),
    "expired": N_("waiver ended"),
    "incomparable": N_("measured in another way"),
    "answered": N_("confirmed"),
    "replaced": N_("under a new rule"),
    "returned": N_("back in scope"),
    "closed": N_("closed"),
}
STATED: Mapping[str, str] = {
    "met": N_("In force"),
    "not_met": N_("Stated as not met"),
    "not_applicable": N_("Stated as not applicable"),
    "expiring": N_("About to expire"),
    "expired": N_("Expired"),
    "unproven": N_("Proof is wanted"),
    "missing": N_("Nothing stated"),
}
BAND: Mapping[str, str] = {
    "A": N_("Good"),
    "B": N_("Fairly good"),
    "C": N_("Average"),
    "D": N_("Weak"),
    "E": N_("Poor"),
}
# The names of CV 1552/BTTTT-CATTT (28/4/2020).
LAYER: Mapping[int, str] = {
    1: N_("On-site force"),
    2: N_("Professional monitoring and protection, own or hired"),
    3: N_("Independent periodic inspection and assessment, own or hired"),
    4: N_("Connection and information sharing with the national monitoring system"),
}
LAYER_SHORT: Mapping[int, str] = {
    1: N_("On site"),
    2: N_("Monitoring"),
    3: N_("Assessment"),
    4: N_("National link"),
}
# The statutory hook of each layer in the law of 2026.
LAYER_LAW: Mapping[int, str] = {
    1: N_(
        "Law 116/2025/QH15 Art. 10.1, 40.1.a, 40.2.b; Decree 331/2026/NĐ-CP Art. 30.7,"
        " 31.1, 32, 33.1, 33.2"
    ),
    2: N_(
        "Law 116/2025/QH15 Art. 10.2.g; Decree 331/2026/NĐ-CP Art. 28.5.a, 29.2.đ;"
        " Decree 333/2026/NĐ-CP Art. 7.2"
    ),
    3: N_(
        "Law 116/2025/QH15 Art. 10.2.e; Decree 331/2026/NĐ-CP Art. 27, 28.3, 28.5,"
        " 31.2.c, 33.3"
    ),
    4: N_(
        "Law 116/2025/QH15 Art. 40.1.b, 40.1.c; Decree 331/2026/NĐ-CP Art. 31.2.d,"
        " 33.5; Decree 333/2026/NĐ-CP Art. 7.2, 7.6.d"
    ),
}
PRIVILEGE: Mapping[str, str] = {
    "root": N_("root"),
    "sudo": N_("sudo"),
    "pinned": N_("pinned collector"),
    "none": N_("without root"),
}
REASON: Mapping[str, Explained] = {
    "unreachable": Explained(
        words=N_("The server could not be reached"),
        way_out=N_(
            "Check address, port, routing and firewall, then scan again. Where no"
            " connection is possible, collect on the server with an offline bundle."
        ),
    ),
    "auth": Explained(
        words=N_("Login was refused"),
        way_out=N_(
            "Check the account and the key on the server with `audit4 doctor`; do not"
            " try again and again, the server may block the scanner."
        ),
    ),
    "host_key": Explained(
        words=N_("The server's key is unknown or has changed"),
        way_out=N_(
            "Confirm the fingerprint with the server's administrator, then record it"
            " with `audit4 hosts trust`. Until then treat the server as not genuine."
        ),
    ),
    "identity": Explained(
        words=N_("Another machine answered under this server's name"),
        way_out=N_(
            "If the machine was replaced on purpose, record that with `audit4 hosts"
            " trust --replace`; otherwise find out which machine answered."
        ),
    ),
    "permission": Explained(
        words=N_("The audit account lacks the right to look"),
        way_out=N_(
            "Give the account the pinned read-only collector: `audit4 access script`"
            " writes the steps."
        ),
    ),
    "timeout": Explained(
        words=N_("No answer within the time allowed"),
        way_out=N_("Look at the server's load and the link, then scan again."),
    ),
    "truncated": Explained(
        words=N_("The answer was cut off"),
        way_out=N_("Scan again; if it recurs, look at the link and the size limits."),
    ),
    "unparseable": Explained(
        words=N_("The answer could not be understood"),
        way_out=N_("Check this point by hand and report the case to the maintainers."),
    ),
    "unsafe_path": Explained(
        words=N_("The file lies where another user could swap it"),
        way_out=N_("Check this path by hand; correct the rights of its directories."),
    ),
    "missing_tool": Explained(
        words=N_("The tool needed to look is not installed on the server"),
        way_out=N_("Install the tool named, or check this point by hand."),
    ),
    "unsupported": Explained(
        words=N_("This kind of system is not supported yet"),
        way_out=N_("Check this point by hand."),
    ),
    "not_collected": Explained(
        words=N_("The evidence was not collected"),
        way_out=N_("Scan again with the current collector."),
    ),
    "interrupted": Explained(
        words=N_("The scan was interrupted"),
        way_out=N_("Continue it with `audit4 scan --resume`."),
    ),
    "stale": Explained(
        words=N_("The information on the server is out of date"),
        way_out=N_(
            "Refresh it on the server (package lists, signatures, logs), then scan"
            " again."
        ),
    ),
    "crashed": Explained(
        words=N_("The check itself failed"),
        way_out=N_("Check this point by hand and report the case to the maintainers."),
    ),
}
EXEMPT: Mapping[str, str] = {
    "level": N_("Not required at this level"),
    "os_family": N_("Not meant for this operating system"),
    "role": N_("Not meant for this role of the server"),
    "not_installed": N_("What it concerns is not installed"),
    "not_used": N_("What it concerns is not in use"),
    "container": N_("Not meaningful in a container"),
    "no_earlier_round": N_("There is no earlier round"),
    "attested": N_("The unit has stated that it does not apply"),
}
FAMILY: Mapping[str, str] = {
    "debian": N_("Debian, Ubuntu"),
    "rhel": N_("RHEL and its kin"),
    "suse": N_("SUSE"),
    "amazon": N_("Amazon Linux"),
    "alpine": N_("Alpine"),
    "other": N_("other systems"),
    "any": N_("all systems"),
}

VOCABULARY: Mapping[str, Mapping[Any, Any]] = {
    "severity": SEVERITY,
    "status": STATUS,
    "basis": BASIS,
    "state": STATE,
    "event": EVENT,
    "stated": STATED,
    "band": BAND,
    "layer": LAYER,
    "layer_short": LAYER_SHORT,
    "layer_law": LAYER_LAW,
    "privilege": PRIVILEGE,
    "reason": REASON,
    "exempt": EXEMPT,
    "family": FAMILY,
}


@lru_cache(maxsize=len(LANGUAGES))
def translations(lang: str) -> Translations:
    """The catalogue of a language, compiled in memory."""
    text = files("audit4.reports") / "locale" / lang / "LC_MESSAGES" / "audit4.po"
    with text.open("rb") as source:
        catalogue = read_po(source, locale=lang)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def number(value: float, lang: str) -> str:
    """A score to one decimal, a count as it is."""
    form = "#,##0" if isinstance(value, int) else "#,##0.0"
    return format_decimal(value, form, locale=lang)


def percent(part: float, lang: str) -> str:
    """A part of 1 in whole percent, never rounded up to all or down to nothing."""
    kept = part if part in {0, 1} else min(0.99, max(0.01, part))
    return format_percent(kept, "0%", locale=lang)


def day(value: date | None, lang: str, zone: str) -> str:
    """A date; of a time, the date in the reader's zone."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone))
    return format_date(value, _DAY[lang], locale=lang)


def time(value: datetime | None, lang: str, zone: str) -> str:
    """A time in the reader's zone."""
    if value is None:
        return "–"
    return format_datetime(value, _TIME[lang], tzinfo=ZoneInfo(zone), locale=lang)
