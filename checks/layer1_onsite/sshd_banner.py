"""sshd must show a warning before the log-in, and not name the system by it.

`Banner` alone shows nothing where its file is missing or empty, and sshd sends
the text as it stands, so that getty's escapes do not even get filled in.
"""

from collections.abc import Iterator

from audit4.api import (
    BANNERS,
    SSHD,
    Banners,
    Check,
    Exempt,
    Reason,
    SshdConfig,
    Undetermined,
    Verdict,
    judged_all,
    not_applicable,
)

_READ = ("/etc/issue", "/etc/motd")


def evaluate(sshd: SshdConfig, banners: Banners) -> Verdict:
    """Fail for each kind of connection without a banner that says something."""
    if not sshd.installed:
        return not_applicable(Exempt.NOT_INSTALLED)
    shown = {s.value("banner") or "none" for s in sshd.differing("banner")}
    wrong: list[str] = []
    doubts = list(sshd.unclear)
    for path in sorted(shown):
        try:
            wrong += _wrong(path, banners)
        except Undetermined as why:
            doubts.append((why.reason, why.detail))
    return judged_all(
        wrong,
        expected="banner /etc/issue.net",
        unclear=doubts,
        actual=f"banner {', '.join(sorted(shown))}",
    )


def _wrong(path: str, banners: Banners) -> Iterator[str]:
    text = None if path == "none" else banners.text(path)
    if text is None and path != "none" and not _asked(path):
        raise Undetermined(Reason.NOT_COLLECTED, path[:100])
    if not text or not banners.words(text):
        yield f"banner {path}" if path == "none" else f"banner {path}: -"
    else:
        yield from (f"{path}: {word}" for word in banners.tells(text))


def _asked(path: str) -> bool:
    ours = path.startswith("/etc/ssh/") and "anner" in path
    return ours or path.startswith(_READ)


CHECK = Check(facts={"sshd": SSHD, "banners": BANNERS}, evaluate=evaluate)
