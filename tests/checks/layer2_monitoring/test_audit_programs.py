import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import auditd, mounts, suid
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.monitored import Seen, audit, host, linked

PEOPLE = "-F auid>=1000 -F auid!=unset -k privileged"
SUDO = f"-a always,exit -F path=/usr/bin/sudo -F perm=x {PEOPLE}\n"
MOUNT = f"-a always,exit -F path=/usr/bin/mount -F perm=x {PEOPLE}\n"
ALL = "".join(
    f"-a always,exit -F arch={arch} -S execve {PEOPLE}\n" for arch in ("b64", "b32")
)


def disk(*found: str, options: str = "rw") -> Seen:
    return {
        suid.UNUSUAL: "".join(f"4755 0 0 f {path}\n" for path in found),
        mounts.MOUNT_TABLE: f"/dev/a / ext4 rw 0 0\n/dev/b /srv ext4 {options} 0 0\n",
    }


def judged(*raws: Seen, container: bool = False) -> Verdict:
    return judge("layer2_monitoring.audit_programs", host(*raws, container=container))


def test_every_set_id_program_of_the_host_must_be_recorded() -> None:
    found = disk("/usr/bin/sudo", "/usr/bin/mount")

    assert judged(audit(SUDO + MOUNT), found).status is Status.PASS
    assert judged(audit(SUDO), found).items == ("/usr/bin/mount",)


def test_a_program_with_the_group_bit_alone_lends_rights_too() -> None:
    found = disk() | {suid.UNUSUAL: "2755 0 42 f /usr/bin/chage\n"}

    assert judged(audit(SUDO), found).items == ("/usr/bin/chage",)


def test_rules_for_all_programs_do_it_for_each() -> None:
    assert judged(audit(ALL), disk("/usr/bin/sudo")).status is Status.PASS
    assert judged(audit(ALL.splitlines()[0]), disk("/usr/bin/sudo")).status is (
        Status.FAIL
    )


@pytest.mark.parametrize("options", ["rw,nosuid", "rw,noexec"])
def test_where_the_bit_has_no_effect_nothing_is_lent(options: str) -> None:
    found = disk("/usr/bin/sudo", "/srv/x/old", options=options)

    assert judged(audit(SUDO), found).status is Status.PASS
    assert judged(audit(SUDO), disk("/srv/x/old")).items == ("/srv/x/old",)


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        (SUDO, Status.PASS),
        ("-w /usr/bin/sudo -p x -k p", Status.PASS),
        (SUDO.replace("perm=x", "perm=rwxa"), Status.PASS),
        (SUDO.replace("-F perm=x ", "-S execve "), Status.PASS),
        (SUDO.replace("/usr/bin", "/bin"), Status.PASS),
        (SUDO.replace("auid>=1000", "auid>=500"), Status.PASS),
        (SUDO.replace("auid>=1000", "auid>999"), Status.PASS),
        (SUDO.replace("auid>=1000", "auid>1000"), Status.FAIL),
        (SUDO.replace("auid>=1000", "auid>=5000"), Status.FAIL),
        (SUDO.replace("auid>=1000", "auid=1001"), Status.FAIL),
        (SUDO.replace("auid>=1000", "uid=0"), Status.FAIL),
        (SUDO.replace("perm=x", "perm=wa"), Status.FAIL),
        (SUDO.replace("always", "never"), Status.FAIL),
        ("-a never,exit -F path=/usr/bin/sudo -F perm=x\n" + SUDO, Status.FAIL),
    ],
)
def test_only_a_rule_for_all_people_counts(rule: str, status: Status) -> None:
    seen = audit(f"{rule.strip()}\n"), disk("/usr/bin/sudo"), linked("/bin")

    assert judged(*seen).status is status


def test_absent_container_malformed_and_denied_differ() -> None:
    assert judged(disk()).status is Status.FAIL
    assert judged(disk(), container=True).reason is Exempt.CONTAINER
    assert judged(audit(), disk() | {suid.UNUSUAL: "?"}).reason is Reason.UNPARSEABLE
    cut = {suid.UNUSUAL: ItemStatus.TRUNCATED}
    assert judged(audit(), disk() | cut).reason is Reason.TRUNCATED
    refused = {auditd.LOADED: ItemStatus.DENIED}
    assert judged(audit(), disk(), refused).reason is Reason.PERMISSION
