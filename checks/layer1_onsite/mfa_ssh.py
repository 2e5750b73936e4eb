"""Administrators should need two different factors to log in over SSH.

A key or a password alone is in one thief's hands. Counted is what the server
asks for itself: the methods that sshd combines, and the PAM modules behind them.
Where it asks for one factor, a VPN or a jump host before it may ask for another;
that only the unit can state, so the rule leaves it to the attestation. A second
factor that can be passed by is a finding.
"""

from audit4.api import (
    PAM,
    SSHD,
    Check,
    Exempt,
    Pam,
    SshdConfig,
    SshdScope,
    Text,
    Verdict,
    failed,
    not_applicable,
    passed,
    unknown,
)

_PASSWORDS = ("pam_unix", "pam_unix2", "pam_sss", "pam_ldap", "pam_krb5", "pam_winbind")
_EXPECTED = "authenticationmethods publickey,keyboard-interactive"
_ELSEWHERE = Text(
    "Máy chủ chỉ hỏi một yếu tố; xác thực đa yếu tố ở nơi khác do đơn vị xác nhận.",
    "The server asks for one factor; a second one elsewhere is for the unit to state.",
)


def evaluate(sshd: SshdConfig, pam: Pam, modules: tuple[str, ...]) -> Verdict:
    """Fail where a second factor is set up and some way in does without it.

    `modules` are the PAM modules that ask for one.
    """
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    asked = _asked(pam, modules)
    ways = {
        f"{scope.name}: {way}": _factors(scope, way, asked)
        for scope in sshd.scopes
        for way in _ways(scope)
    }
    short = [shown for shown, factors in ways.items() if len(factors) < 2]  # noqa: PLR2004
    stacked = any(e.module in modules for e in pam.stack("sshd", "auth"))
    if ways and len(short) == len(ways) and not stacked:
        return not_applicable(Exempt.ATTESTED, _ELSEWHERE)
    if short or not ways:
        return failed(short or "-", expected=_EXPECTED, items=short)
    if sshd.unclear:
        return unknown(*sshd.unclear[0])
    return passed(ways, expected=_EXPECTED)


def _ways(scope: SshdScope) -> tuple[str, ...]:
    """Lists of methods of which one is enough, each joined by commas."""
    told = (scope.value("authenticationmethods") or "any").split()
    if told != ["any"]:
        return tuple(told)
    options = {
        "publickey": "pubkeyauthentication",
        "password": "passwordauthentication",
        "keyboard-interactive": "kbdinteractiveauthentication",
        "gssapi-with-mic": "gssapiauthentication",
        "hostbased": "hostbasedauthentication",
    }
    return tuple(m for m, option in options.items() if scope.value(option) == "yes")


def _factors(scope: SshdScope, way: str, asked: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for method in way.split(","):
        match method.partition(":")[0]:
            case "publickey":
                found |= {"key", *(("pin",) if _verified(scope) else ())}
            case "password" | "keyboard-interactive" if scope.value("usepam") == "yes":
                found |= asked
            case "password" | "keyboard-interactive":
                found.add("password")
            case other:
                found.add(other)
    return frozenset(found)


def _verified(scope: SshdScope) -> bool:
    # A key on a token that wants its PIN or a finger is two factors in one.
    accepted = scope.values("pubkeyacceptedalgorithms")
    tokens_only = bool(accepted) and all(name.startswith("sk-") for name in accepted)
    return tokens_only and "verify-required" in scope.values("pubkeyauthoptions")


def _asked(pam: Pam, modules: tuple[str, ...]) -> frozenset[str]:
    """What PAM asks for: without which of them it refuses."""
    found = {"password"} if _refuses(pam, _PASSWORDS) else set[str]()
    # With nullok whoever has no second factor yet needs none.
    lenient = any(
        e.module in modules and "nullok" in e.args for e in pam.stack("sshd", "auth")
    )
    if _refuses(pam, modules) and not lenient:
        found.add("code")
    return frozenset(found)


def _refuses(pam: Pam, modules: tuple[str, ...]) -> bool:
    # Several modules may ask for one factor in turn: all of them fail here.
    walk = pam.walk("sshd", "auth", modules)
    return not walk.granted and any(e.module in modules for e in walk.called)


CHECK = Check(facts={"sshd": SSHD, "pam": PAM}, evaluate=evaluate)
