"""Something on the host must make backups regularly, away from it, encrypted.

Seen is what cron and local systemd units start and which backup agents run. A host
that is copied from outside says so in the inventory: `backup_outside`.
"""

from typing import Literal

from audit4.api import (
    CRON,
    PERSISTENCE,
    SERVICES,
    SETTING,
    BackupJob,
    BackupTool,
    Check,
    Cron,
    Exempt,
    Persistence,
    Services,
    Setting,
    Text,
    Verdict,
    backup_jobs,
    failed,
    judged_all,
    not_applicable,
    passed,
)


def evaluate(
    cron: Cron,
    found: Persistence,
    services: Services,
    setting: Setting,
    *,
    judge: Literal["job", "away", "encrypted"],
    tools: tuple[BackupTool, ...],
) -> Verdict:
    """Fail where there is no job, none leads away, or one is in the clear."""
    if setting.settings.get("backup_outside"):
        return not_applicable(
            Exempt.NOT_USED,
            Text("Máy được sao lưu từ bên ngoài", "The host is copied from outside"),
        )
    return _judged(backup_jobs(cron, found, services, tools), judge)


def _judged(jobs: list[BackupJob], judge: str) -> Verdict:
    places = sorted({job.place for job in jobs})
    good = sorted({job.place for job in jobs if judge == "job" or job.away})
    if judge != "encrypted":
        if good:
            return passed(good[:20])
        expected = "a job or a running agent"
        if judge == "away":
            expected += ", with a copy elsewhere"
        return failed(places or "none", expected=expected, items=places)
    # How an agent's server keeps what it gets cannot be seen here.
    own = [job for job in jobs if not job.central]
    if not own:
        return not_applicable(Exempt.NOT_USED)
    clear = sorted({job.place for job in own if not job.encrypted})
    return judged_all(clear, expected="encrypted", actual=", ".join(places[:20]))


CHECK = Check(
    facts={
        "cron": CRON,
        "found": PERSISTENCE,
        "services": SERVICES,
        "setting": SETTING,
    },
    evaluate=evaluate,
)
