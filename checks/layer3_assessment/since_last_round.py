"""What starts by itself must be what the last round saw, or be explained.

Who stays on a server leaves something that brings him back. Most of it is no sign
by itself: a key, a timer, a line of cron are what administrators make as well. That
it was not there before is the one thing that tells, and only somebody who knows the
server can say why. A new file that a package brought is explained. A new line in a
file that was there before is not, nor is another program, or a key with other
options: no package can be asked about them.

Compared with the last scan of the last round that saw this very machine, best one
that saw all of it; not with the scan before this one, since then everything would
be known a day later and each finding would close by itself. Where there is but one
round, its first scan is what was handed over, and all since then is new. And where
that last scan found something new itself, it is not compared with either: what it
was compared with still holds, so that no finding closes because a round went by.
One that is open ends in three ways only: the entry goes, somebody names it in the
inventory (the setting that `declared` names), or a waiver accepts it for a time.

What is gone is told and is no failure. What either scan could not read is unknown:
neither new nor gone. Another machine under the same name starts anew.
"""

from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Literal

from audit4.api import (
    BASELINE,
    MACHINE,
    PERSISTENCE_ENTRIES,
    SETTING,
    Before,
    Check,
    Entry,
    Exempt,
    Machine,
    PersistenceEntries,
    Setting,
    Text,
    Unseen,
    Verdict,
    failed,
    not_applicable,
    passed,
    unknown,
)

_PARTS: Mapping[str, tuple[str, ...]] = {
    "jobs": ("tables", "spool", "scripts", "at"),
    "units": ("unit_files", "unit_links"),
    "startup": ("preload", "rc", "start", "shell"),
    "keys": ("keys",),
    "modules": ("pam", "kernel", "declared", "installs"),
}
# A container sees its host's kernel, which is not its own to answer for.
_KERNEL = frozenset({"kernel"})
_WORDS: Mapping[str, tuple[str, str]] = {
    "jobs": ("tác vụ định kỳ", "jobs"),
    "units": ("dịch vụ, bộ hẹn giờ", "units and timers"),
    "startup": ("lệnh khởi động", "start-up commands"),
    "keys": ("khóa SSH đăng nhập", "SSH log-in keys"),
    "modules": ("mô-đun PAM, mô-đun nhân", "PAM and kernel modules"),
}
_SHOWN = 10


def evaluate(
    now: PersistenceEntries,
    before: Before | None,
    machine: Machine,
    setting: Setting,
    judge: Literal["jobs", "units", "startup", "keys", "modules"],
    known: Collection[str] = (),
    declared: str = "",
) -> Verdict:
    """Fail for each entry that is new or changed and that nothing explains."""
    if before is None:
        return not_applicable(Exempt.NO_EARLIER_ROUND)
    listed = setting.settings.get(declared, ())
    named = [*known, *(map(str, listed) if isinstance(listed, list | tuple) else ())]
    new: list[str] = []
    gone: list[str] = []
    unclear: list[Unseen] = []
    for part in _PARTS[judge]:
        if machine.container and part in _KERNEL:
            continue
        here, there = now.parts[part], before.entries.parts[part]
        if isinstance(here, Unseen):
            unclear.append(here)
        elif isinstance(there, Unseen):
            told = f"scan {before.scan}: {there.detail}"
            unclear.append(Unseen(reason=there.reason, detail=told))
        else:
            new += _new(here, there, named)
            gone += sorted({e.place for e in there} - {e.place for e in here})
    return _verdict(before, judge, sorted(new), gone, unclear)


def _verdict(
    before: Before,
    judge: str,
    new: list[str],
    gone: list[str],
    unclear: list[Unseen],
) -> Verdict:
    since = f"scan {before.scan} of {before.at:%Y-%m-%d}"
    says = f"new {len(new)}, gone {len(gone)}"
    if gone:
        says += f" ({', '.join(gone[:_SHOWN])})"
    if new:
        vi, en = _WORDS[judge]
        return failed(
            says,
            expected=f"as in {since}",
            items=new,
            message=Text(
                f"Mới so với lần quét {before.scan} ngày {before.at:%d/%m/%Y},"
                f" chưa khai báo: {len(new)} ({vi})",
                f"New since {since} and not declared: {len(new)} ({en})",
            ),
        )
    for part in unclear:
        return unknown(part.reason, part.detail)
    return passed(says, expected=f"as in {since}")


def _new(
    here: Iterable[Entry], there: Iterable[Entry], named: Collection[str]
) -> Iterable[str]:
    """What to show of each entry that is neither known, explained nor named.

    Of a file that is new as a whole the file alone, unless it holds one entry.
    """
    known = {(e.place, e.mark) for e in there}
    places = {e.place for e in there}
    found: dict[str, list[Entry]] = {}
    for entry in here:
        new_place = entry.place not in places
        if (entry.place, entry.mark) in known or (new_place and entry.owned):
            continue
        if not _is_named(entry, named):
            found.setdefault(entry.place, []).append(entry)
    for place, entries in found.items():
        if place in places:
            yield from (f"{e.label} (changed)" for e in entries)
        else:
            yield entries[0].label if len(entries) == 1 else place


def _is_named(entry: Entry, named: Collection[str]) -> bool:
    """Whether somebody names the file, the key's fingerprint or the whole entry."""
    names = {entry.place, entry.label, entry.id}
    return any(w == name or fnmatchcase(w, name) for name in named for w in names)


CHECK = Check(
    facts={
        "now": PERSISTENCE_ENTRIES,
        "before": BASELINE,
        "machine": MACHINE,
        "setting": SETTING,
    },
    evaluate=evaluate,
)
