"""Changes to files that matter must be recorded, whoever makes them.

Judged on the rules that the kernel holds and on those of the next start. A watch
on a directory covers what is below it; a watch for some users only does not count;
a path that does not exist needs none. `settings` names a setting of the inventory
that lists more paths, such as the folders of important data. That a program is run
(`x`) is also seen where all that people start is recorded.
"""

from collections.abc import Collection, Mapping

from audit4.api import (
    AUDITD,
    SETTING,
    Auditd,
    Check,
    Exempt,
    Setting,
    Status,
    Verdict,
    judged_all,
    not_applicable,
    passed,
)


def evaluate(
    auditd: Auditd,
    setting: Setting,
    paths: Collection[str] = (),
    perms: str = "wa",
    narrowing: Collection[str] = (),
    settings: str = "",
    calls: Collection[str] = (),
    arches: Collection[str] = ("b64", "b32"),
) -> Verdict:
    """Fail for each existing path that no rule watches for all of `perms`.

    `calls` are system calls that change the same thing past the files.
    """
    meant = (*paths, *_listed(setting.settings.get(settings)))
    there = [path for path in meant if not auditd.absent(path)]
    without = auditd.verdict_without
    if without and (there or without.status is Status.NOT_APPLICABLE):
        return without
    if not there:
        return not_applicable(Exempt.NOT_USED)
    if perms == "x" and auditd.all_programs:
        return passed("execve")
    unseen = [auditd.watch_gap(path, perms, narrowing) for path in there]
    unseen += [auditd.call_gap(c, arch, narrowing) for arch in arches for c in calls]
    return judged_all(
        filter(None, unseen),
        expected=f"-p {perms}",
        actual=", ".join(there),
        lacks="no rule",
    )


def _listed(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [v.rstrip("/") for v in values if isinstance(v, str) and v[:1] == "/"]


def mend(
    *,
    paths: Collection[str] = (),
    perms: str = "wa",
    settings: str = "",
    calls: Collection[str] = (),
    **_unused: object,
) -> Mapping[str, str]:
    """Watch the paths that are there; of those that a unit names, a person knows."""
    if not paths or settings or calls:
        return {}
    first = next(iter(paths)).strip("/").replace("/", "-").replace("*", "")
    lines = (
        f"for path in {' '.join(paths)}; do",
        f'  [ -e "$path" ] && echo "-w $path -p {perms} -k audit4"',
        f"done > /etc/audit/rules.d/60-{first}.rules",
        "augenrules --load",
    )
    return {"any": "\n".join(lines)}


CHECK = Check(
    facts={"auditd": AUDITD, "setting": SETTING},
    evaluate=evaluate,
    mend=mend,
    version=2,
)
