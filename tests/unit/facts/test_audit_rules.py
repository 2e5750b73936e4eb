"""The language of audit rules; lists of other systems are made from their formats."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Reason, Undetermined
from audit4.facts.audit_rules import boot_rules, recorded, rules, suppressed

# Made from what audit 3.1 of RHEL 9 prints after its own sample rules, and audit 2.8
# of CentOS 7: lists are printed joined, unset as -1, keys as fields.
RHEL9 = """\
-a always,exit -F arch=b64 -S creat,open,openat,truncate,ftruncate -F exit=-EACCES \
-F auid>=1000 -F auid!=-1 -F key=access
-a always,exit -F arch=b32 -S creat,open,openat,truncate,ftruncate -F exit=-EPERM \
-F auid>=1000 -F auid!=-1 -F key=access
-a always,exit -S all -F path=/usr/bin/chage -F perm=x -F auid>=1000 -F auid!=-1 \
-F key=privileged
-w /etc/NetworkManager/ -p wa -k system-locale
-a always,exit -F arch=b64 -S sethostname,setdomainname -F key=system-locale
"""
CENTOS7 = """\
-a always,exit -F arch=b64 -S chmod,fchmod,fchmodat -F auid>=1000 -F auid!=-1 \
-F key=perm_mod
-a never,exit -S all -F subj_type=crond_t
-w /etc/sudoers -p wa -k scope
-a always,exit -F arch=x86_64 -S adjtimex -F key=time
-a always,exit -F arch=i386 -S adjtimex -F key=time
"""


def logs(text: str, call: str, arch: str = "b64", outcome: str = "") -> bool:
    return any(r.logs(call, arch, ("auid",), outcome=outcome) for r in rules(text))


def test_refused_access_is_told_by_its_exit_code() -> None:
    assert logs(RHEL9, "openat", outcome="-EACCES")
    assert not logs(RHEL9, "openat", outcome="-EPERM")
    assert logs(RHEL9, "openat", "b32", outcome="-EPERM")
    assert not logs(RHEL9, "openat")


@pytest.mark.parametrize(
    ("test", "good"),
    [
        ("exit=-13", True),
        ("exit=-EACCES", True),
        ("success=0", True),
        ("success!=1", True),
        ("exit=-EPERM", False),
        ("success=1", False),
        ("exit!=-EACCES", False),
    ],
)
def test_an_exit_code_has_several_names(test: str, *, good: bool) -> None:
    line = f"-a always,exit -F arch=b64 -S open -F {test}"

    assert logs(line, "open", outcome="-EACCES") is good


def test_programs_are_watched_as_they_are_run() -> None:
    (chage,) = [r for r in rules(RHEL9) if r.path == "/usr/bin/chage"]

    assert chage.watches("/usr/bin/chage", "x", ("auid",))
    assert not chage.watches("/usr/bin/chage", "x")
    assert not chage.watches("/usr/bin/chage", "wa", ("auid",))


def test_a_folder_watched_by_its_name_holds_what_is_in_it() -> None:
    (folder,) = [r for r in rules(RHEL9) if r.path == "/etc/NetworkManager"]

    assert folder.watches("/etc/NetworkManager/system-connections/a", "wa")
    assert not folder.watches("/etc/NetworkManager2", "wa")


def test_names_of_processors_are_those_of_the_two_widths() -> None:
    assert logs(CENTOS7, "adjtimex")
    assert logs(CENTOS7, "adjtimex", "b32")


def test_a_call_by_its_number_is_the_same_call() -> None:
    assert logs("-a always,exit -F arch=b64 -S 452", "fchmodat2")


@pytest.mark.parametrize(
    ("bound", "good"),
    [
        ("auid>=1000", True),
        ("auid>999", True),
        ("auid>=500", True),
        ("auid!=unset", True),
        ("auid!=4294967295", True),
        ("auid>1000", False),
        ("auid>=1001", False),
        ("auid=1000", False),
        ("auid!=1000", False),
        ("auid<2000", False),
        ("auid>=" + "9" * 30, False),
    ],
)
def test_a_bound_must_take_all_people_in(bound: str, *, good: bool) -> None:
    assert logs(f"-a always,exit -F arch=b64 -S execve -F {bound}", "execve") is good


def test_the_first_rule_that_matches_decides() -> None:
    found = rules("-a never,exit -F arch=b64 -S open\n-a always,exit -S open\n")
    turned = tuple(reversed(found))

    def seen(these: tuple[object, ...]) -> bool:
        return recorded(
            these,  # type: ignore[arg-type]  # rules either way round
            lambda r: r.logs("open", "b64"),
            lambda r: r.hides("open", "b64"),
        )

    assert not seen(found)
    assert seen(turned)


def test_a_narrow_exception_hides_nothing() -> None:
    (crond,) = [r for r in rules(CENTOS7) if r.action == "never,exit"]

    assert not crond.hides("chmod", "b64")


@pytest.mark.parametrize(
    ("line", "all_lost"),
    [
        ("-a never,task", True),
        ("-a task,never -F auid=5", False),
        ("-a always,exclude -F msgtype=SYSCALL", True),
        ("-a always,exclude -F msgtype=1300", True),
        ("-a always,exclude -F msgtype=PROCTITLE", False),
    ],
)
def test_one_rule_may_undo_all(line: str, *, all_lost: bool) -> None:
    assert suppressed(rules(line)) is all_lost


def test_files_are_merged_in_the_order_of_their_numbers() -> None:
    parts = {
        "/etc/audit/rules.d/10-b.rules": "-w /b -p wa\n",
        "/etc/audit/rules.d/9-a.rules": "-w /a -p wa\n-e 2\n",
        "/etc/audit/rules.d/30-c.rules": "-D\n-w /c -p wa\n",
    }

    found = boot_rules(parts, "-w /old -p wa\n")

    assert [r.path for r in found.rules] == ["/a", "/b", "/c"]
    assert found.locked


@pytest.mark.parametrize(
    ("text", "paths", "locked"),
    [
        ("-w /a -p wa\n-D\n-w /b -p wa\n", ["/b"], False),
        ("-w /a -p wa\n-e 2\n-w /b -p wa\n", ["/a"], True),
        ("-w /a -p wa\nrubbish\n-w /b -p wa\n", ["/a"], False),
        ("-i\n-w /a -p wa\nrubbish\n-w /b -p wa\n", ["/a", "/b"], False),
        ("-c\n-w\n-w /b -p wa\n-e 2", ["/b"], True),
        ("-A always,exit -F path=/b\n-w /a -p wa\n", ["/b", "/a"], False),
        ("-w /a -p wa\n-A always,exit -F path=/b\n", ["/b", "/a"], False),
        ("-b 8192\n--backlog_wait_time 60000\n-f 1\n-r 100\n", [], False),
        ("", [], False),
    ],
)
def test_one_file_alone_is_loaded_line_by_line(
    text: str, paths: list[str], *, locked: bool
) -> None:
    found = boot_rules({}, text)

    assert [r.path for r in found.rules] == paths
    assert found.locked is locked


def test_a_line_that_is_no_rule_is_kept_to_be_shown() -> None:
    found = boot_rules({}, "-c\n-w /a # b\n-w '\n-a always,exit -X y\n")

    assert found.broken == ("-w /a # b", "-w '", "-a always,exit -X y")


@pytest.mark.parametrize("line", ["-w", "-a", "-w /x -p", "-w '/x", "-a a -Z b"])
def test_a_list_with_what_is_no_rule_is_unparseable(line: str) -> None:
    with pytest.raises(Undetermined) as why:
        rules(line)

    assert why.value.reason is Reason.UNPARSEABLE


@given(st.text(alphabet="-aAwpkFSCDec=,!<>'\"\\ /xb6420\n#", max_size=300))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    boot_rules({"/etc/audit/rules.d/1.rules": text}, text)
    boot_rules({}, text)
    with suppress(Undetermined):
        rules(text)
