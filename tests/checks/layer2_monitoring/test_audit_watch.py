import pytest

from audit4.evidence import ItemStatus, Reason, Setting
from audit4.facts import auditd
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import LOG, Seen, audit, host

PATHS = ("/etc/passwd", "/etc/shadow")


def judged(
    *raws: Seen,
    paths: tuple[str, ...] = PATHS,
    container: bool = False,
) -> Verdict:
    seen = host(*raws, container=container)
    return judge("layer2_monitoring.audit_watch", seen, paths=paths)


def watched(loaded: str, *existing: str, paths: tuple[str, ...] = PATHS) -> Verdict:
    return judged(audit(loaded, existing=existing or PATHS), paths=paths)


def test_all_paths_watched_pass() -> None:
    loaded = "-w /etc/passwd -p wa -k i\n-w /etc/shadow -p rwxa -k i\n"

    assert watched(loaded).status is Status.PASS


def test_the_one_without_a_watch_is_named() -> None:
    verdict = watched("-w /etc/passwd -p wa -k i\n")

    assert (verdict.status, verdict.items) == (Status.FAIL, ("/etc/shadow",))
    assert verdict.actual == "no rule: /etc/shadow"


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("-w /etc -p wa", Status.PASS),
        ("-w /etc/ -p wa", Status.PASS),
        ("-a always,exit -F dir=/etc -F perm=wa -F key=x", Status.PASS),
        ("-a always,exit -F arch=b64 -F dir=/etc -F perm=wa", Status.PASS),
        ("-w /etc -p r", Status.FAIL),
        ("-w /etc -p w", Status.FAIL),
        ("-w /et -p wa", Status.FAIL),
        ("-w /etc/pass -p wa", Status.FAIL),
        ("-a never,exit -F dir=/etc -F perm=wa", Status.FAIL),
        ("-a always,exit -F dir=/etc -F perm=wa -F auid>=1000", Status.FAIL),
        ("-a always,exit -F arch=b64 -S open -F dir=/etc", Status.FAIL),
        ("-a never,task\n-w /etc -p wa", Status.FAIL),
    ],
)
def test_only_a_rule_that_sees_every_change_counts(rule: str, status: Status) -> None:
    assert watched(f"{rule}\n").status is status


def test_a_path_that_does_not_exist_needs_no_watch() -> None:
    verdict = watched("-w /etc/passwd -p wa\n", "/etc/passwd")

    assert verdict.status is Status.PASS


def test_none_of_the_paths_there_is_not_asked() -> None:
    verdict = watched("No rules\n", "/etc/hosts")

    assert verdict.reason is Exempt.NOT_USED


def test_without_auditd_it_is_asked_of_what_is_there_alone() -> None:
    there = judged({auditd.WATCHED: {"/etc/passwd": LOG}})

    assert (there.status, there.actual) == (Status.FAIL, "auditctl: absent")
    assert judged({auditd.WATCHED: {}}).reason is Exempt.NOT_USED


def test_a_path_that_nobody_looked_for_must_be_watched() -> None:
    assert watched("No rules\n", paths=("/srv/data",)).status is Status.FAIL


RUN = "-F auid>=1000 -F auid!=unset"


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        (f"-a always,exit -F path=/usr/bin/kmod -F perm=x {RUN}", Status.PASS),
        ("-w /usr/bin/kmod -p x", Status.PASS),
        ("-w /usr/bin/kmod -p wa", Status.FAIL),
        (
            (
                f"-a always,exit -F arch=b64 -S execve {RUN}\n"
                f"-a always,exit -F arch=b32 -S execve {RUN}"
            ),
            Status.PASS,
        ),
        (f"-a always,exit -F arch=b64 -S execve {RUN}", Status.FAIL),
    ],
)
def test_that_people_run_a_program_is_seen(rules: str, status: Status) -> None:
    seen = host(audit(f"{rules}\n", existing=("/usr/bin/kmod",)))

    verdict = judge(
        "layer2_monitoring.audit_watch",
        seen,
        paths=("/usr/bin/kmod",),
        perms="x",
        narrowing=("auid",),
    )
    assert verdict.status is status


@pytest.mark.parametrize("listed", [["/srv/du-lieu/"], "/srv/du-lieu", [7, "x"], None])
def test_folders_of_the_inventory_are_watched_for_reading_too(listed: object) -> None:
    reading = "-a always,exit -F dir=/srv/du-lieu -F perm=rwa -F auid>=1000"
    setting = Setting(settings={"data_paths": listed})
    known = bool(listed) and listed != [7, "x"]

    for rule, status in ((reading, Status.PASS), ("-w /srv -p wa", Status.FAIL)):
        verdict = judge(
            "layer2_monitoring.audit_watch",
            host(audit(f"{rule}\n"), setting=setting),
            settings="data_paths",
            perms="rwa",
            narrowing=("auid",),
        )
        assert verdict.status is (status if known else Status.NOT_APPLICABLE)


def test_calls_that_change_the_same_thing_count_too() -> None:
    seen = host(audit("-w /etc/hosts -p wa\n", existing=("/etc/hosts",)))

    verdict = judge(
        "layer2_monitoring.audit_watch",
        seen,
        paths=("/etc/hosts",),
        calls=("sethostname",),
    )

    assert verdict.items == ("b64 sethostname", "b32 sethostname")


def test_absent_container_malformed_and_denied_differ() -> None:
    assert judged({auditd.WATCHED: {"/etc/passwd": LOG}}).status is Status.FAIL
    assert judged(container=True).reason is Exempt.CONTAINER
    assert watched("-w\n").reason is Reason.UNPARSEABLE
    assert judged(audit(), {auditd.LOADED: ItemStatus.DENIED}).reason is (
        Reason.PERMISSION
    )
