"""The audit log must be root's, and closed to all but a group that reads logs.

The log lies where auditd.conf says; one out of /var/log was not looked at.
"""

from collections.abc import Collection, Mapping

from audit4.api import (
    ACCOUNTS,
    AUDITD,
    LOGFILES,
    Accounts,
    Auditd,
    Check,
    DatedStat,
    Exempt,
    Reason,
    Verdict,
    judged_all,
    not_applicable,
    unknown,
)

_DEFAULT = "/var/log/audit/audit.log"


def evaluate(
    auditd: Auditd,
    logfiles: Mapping[str, DatedStat],
    accounts: Accounts,
    file_mode: str,
    folder_mode: str,
    groups: Collection[str],
) -> Verdict:
    """Fail for the folder and each file in it that is wider, or not root's.

    auditd gives new files to its `log_group`, which must be root or one of `groups`.
    """
    if auditd.kernel == "container":
        return not_applicable(Exempt.CONTAINER)
    log = auditd.options.get("log_file", _DEFAULT)
    folder = log.rpartition("/")[0]
    meant = [
        s for p, s in logfiles.items() if p == folder or p.startswith(f"{folder}/")
    ]
    if not meant and folder != "/var/log/audit":
        return unknown(Reason.NOT_COLLECTED, log)
    if not meant:
        return not_applicable(Exempt.NOT_USED)
    group = auditd.options.get("log_group", "root")
    gids = {0, *(g.gid for g in accounts.groups if g.name in groups)}
    limits = {"d": int(folder_mode, 8), "f": int(file_mode, 8)}
    wrong = [
        f"{s.path}: {s.mode:04o} {s.uid}:{s.gid}"
        for s in meant
        if s.kind in limits
        and (s.mode & ~limits[s.kind] or s.uid != 0 or s.gid not in gids)
    ]
    if group not in {"root", *groups}:
        wrong.append(f"log_group = {group}")
    return judged_all(
        wrong, expected=f"<= {file_mode}, {folder_mode}, uid 0", actual=folder
    )


CHECK = Check(
    facts={"auditd": AUDITD, "logfiles": LOGFILES, "accounts": ACCOUNTS},
    evaluate=evaluate,
)
