import pytest

from audit4.evidence import Item, ItemStatus, Reason, Undetermined
from audit4.facts import auditd
from audit4.facts.audit_rules import rules
from audit4.facts.auditd import AUDITD
from tests.monitored import audit, captured, host, nothing


def test_reads_what_a_real_kernel_prints() -> None:
    seen = host(
        audit(
            captured("debian12", "auditd.loaded"),
            status=captured("debian12", "auditd.status"),
        )
    )

    found = seen.fact(AUDITD)

    assert (found.kernel, found.enabled, found.pid, found.lost) == ("own", 0, 0, 0)
    passwd = found.loaded[0]
    assert (passwd.path, passwd.perms, passwd.key) == (
        "/etc/passwd",
        frozenset("wa"),
        "identity",
    )
    execve = next(r for r in found.loaded if r.key == "exec")
    assert execve.syscalls == {"execve"}
    assert execve.fields == ("arch=b64", "auid>=1000", "auid!=-1")
    emulation = next(r for r in found.loaded if r.key == "user_emulation")
    assert "euid!=uid" in emulation.fields


def test_status_on_one_line_is_read_too() -> None:
    seen = host(audit(status="AUDIT_STATUS: enabled=2 flag=1 pid=612 lost=7\n"))

    found = seen.fact(AUDITD)

    assert (found.enabled, found.pid, found.lost) == (2, 612, 7)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (
            "-a always,exit -F arch=b64 -S execve -F auid!=unset -k e",
            "-a always,exit -F arch=b64 -S execve -F auid!=-1 -F key=e",
        ),
        (
            "-a exit,always -F arch=b64 -S execve -F auid!=4294967295 -k e",
            "-a always,exit -F arch=b64 -S execve -F auid!=-1 -F key=e",
        ),
        ("-w /etc/audit/ -p aw -k a", "-a always,exit -F dir=/etc/audit -F perm=wa"),
        ("-w /etc/passwd", "-w /etc/passwd -p rwxa"),
    ],
)
def test_one_rule_in_two_spellings_is_one(written: str, printed: str) -> None:
    assert rules(written)[0].identity == rules(printed)[0].identity


@pytest.mark.parametrize("line", ["-a never,task", "-a task,never"])
def test_a_rule_that_suppresses_all_is_seen(line: str) -> None:
    assert host(audit(f"{line}\n")).fact(AUDITD).suppressed


def test_a_narrow_exception_suppresses_nothing() -> None:
    line = "-a never,task -F auid=-1\n-a never,exit -F path=/x -F perm=r\n"

    assert not host(audit(line)).fact(AUDITD).suppressed


def test_rules_at_boot_come_from_rules_d_in_order() -> None:
    parts = {
        "/etc/audit/rules.d/99-final.rules": "-e 2\n",
        "/etc/audit/rules.d/10-x.rules": "-D\n-b 8192\n# no\n-w /x -p wa\n-e 1\n",
    }

    found = host(audit(), {auditd.RULES_D: parts}).fact(AUDITD)

    assert [r.path for r in found.boot.rules] == ["/x"]
    assert found.boot.locked


def test_without_rules_d_the_one_file_counts() -> None:
    seen = host(audit(), {auditd.RULES_D: {}, auditd.RULES: "-w /y -p wa\n-e 2\n-e 0"})

    found = seen.fact(AUDITD)

    assert [r.path for r in found.boot.rules] == ["/y"]
    assert found.boot.locked


def test_options_are_read_without_comments() -> None:
    options = host(audit()).fact(AUDITD).options

    assert options["max_log_file_action"] == "ROTATE"
    assert "name" not in options


def test_no_tools_means_no_audit_system() -> None:
    assert host().fact(AUDITD).kernel == "none"


def test_a_container_has_no_kernel_of_its_own_to_ask() -> None:
    refused = Item(probe=auditd.STATUS.id, name="", status=ItemStatus.FAILED, exit=255)

    seen = host(audit(), {auditd.STATUS: refused}, container=True)

    assert seen.fact(AUDITD).kernel == "container"


def test_that_a_container_has_none_is_known_without_root() -> None:
    seen = host(audit(), container=True, privileged=False)

    assert seen.fact(AUDITD).kernel == "container"


@pytest.mark.parametrize(
    ("loaded", "status"),
    [
        ("", "enabled 1\n"),
        ("garbage\n", "enabled 1\n"),
        ("No rules\n", ""),
        ("No rules\n", "enabled many\n"),
        ("-w\n", "enabled 1\n"),
        ("-w '/etc\n", "enabled 1\n"),
        ("-a always,exit -S\n", "enabled 1\n"),
        ("No rules\n", "enabled " + "9" * 5000),
    ],
)
def test_answers_of_no_known_form_are_unparseable(loaded: str, status: str) -> None:
    with pytest.raises(Undetermined) as why:
        host(audit(loaded, status=status)).fact(AUDITD)

    assert why.value.reason is Reason.UNPARSEABLE


def test_without_root_nothing_is_known() -> None:
    with pytest.raises(Undetermined) as why:
        host(audit(), privileged=False).fact(AUDITD)

    assert why.value.reason is Reason.PERMISSION


def test_existing_paths_are_listed() -> None:
    seen = host(nothing(auditd.WATCHED), audit(existing=("/etc/passwd",)))

    assert seen.fact(AUDITD).existing == {"/etc/passwd"}
