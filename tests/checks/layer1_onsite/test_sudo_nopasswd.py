import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import audit_access, sudoers
from audit4.facts.audit_access import sudoers_line
from audit4.finding import Exempt, Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import (
    STRICT,
    Host,
    audit_host,
    no_sudo,
    sudo_host,
)

CHECK = "layer1_onsite.sudo_nopasswd"
DIGEST = "0123456789abcdef" * 4
OWN = sudoers_line(DIGEST)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("lan ALL=(ALL) ALL", Status.PASS),
        ("lan ALL=(ALL) NOPASSWD: ALL", Status.FAIL),
        ("lan ALL=(ALL) NOPASSWD:ALL", Status.FAIL),
        ("%lan ALL=NOPASSWD: /bin/ls, PASSWD: /bin/cat", Status.FAIL),
        ("lan ALL=(root) NOPASSWD: NOEXEC: /bin/ls", Status.FAIL),
        ("lan ALL = PASSWD: /bin/ls", Status.PASS),
        ("root ALL=(ALL) NOPASSWD: ALL", Status.PASS),
        ("Defaults !authenticate", Status.FAIL),
        ("Defaults:lan !authenticate\nlan ALL=/bin/ls", Status.FAIL),
        ("User_Alias OPS = lan, binh\nOPS ALL=NOPASSWD: /bin/ls", Status.FAIL),
        ("lan WEB=/bin/ls : DB=NOPASSWD: /bin/ls", Status.FAIL),
        ("# lan ALL=(ALL) NOPASSWD: ALL", Status.PASS),
        ("#1001 ALL=(ALL) NOPASSWD: ALL", Status.FAIL),
        ("lan ALL=(ALL) \\\n  NOPASSWD: ALL", Status.FAIL),
        ("@include /opt/more", Status.UNKNOWN),
    ],
)
def test_judges_each_grant(line: str, status: Status) -> None:
    assert judge(CHECK, evidence(sudo_host(line))).status is status


def test_files_that_sudo_passes_over_do_not_count() -> None:
    line = "lan ALL=NOPASSWD: ALL\n"
    files = {"/etc/sudoers.d/lan.bak": line, "/etc/sudoers.d/lan~": line}
    seen = evidence(sudo_host() | {sudoers.DROP_INS: files})

    assert judge(CHECK, seen).status is Status.PASS


def test_the_pinned_audit_access_is_shown_and_passes() -> None:
    verdict = judge(CHECK, evidence(audit_host(DIGEST, OWN)))

    assert verdict.status is Status.PASS
    assert verdict.actual == f"audit access: {OWN}"
    assert verdict.message is not None


def test_the_digest_before_may_stand_beside_while_a_script_is_rolled_out() -> None:
    before, third = (OWN.replace(DIGEST, d * 64) for d in "fe")

    side_by_side = judge(CHECK, evidence(audit_host(DIGEST, f"{OWN}\n{before}")))
    too_many = judge(CHECK, evidence(audit_host(DIGEST, f"{OWN}\n{before}\n{third}")))

    assert side_by_side.status is Status.PASS
    assert too_many.status is Status.FAIL


@pytest.mark.parametrize(
    "line",
    [
        OWN.replace(DIGEST, "f" * 64),
        OWN.replace(' ""', ""),
        OWN.replace(' ""', " *"),
        OWN.replace("(root)", "(ALL)"),
        OWN.replace("audit4 ", "audit5 "),
        OWN.replace("audit4 ", "audit4,lan "),
        OWN.replace("sha256:", "sha224:"),
        f"{OWN}, /bin/sh",
        "audit4 ALL=(root) NOPASSWD: /usr/local/libexec/audit4-collect",
        "audit4 ALL=(ALL) NOPASSWD: ALL # audit4",
    ],
)
def test_what_only_looks_like_the_audit_access_fails(line: str) -> None:
    assert judge(CHECK, evidence(audit_host(DIGEST, line))).status is Status.FAIL


@pytest.mark.parametrize(
    "script", ["0755 1001 0 f 9 1", "0775 0 0 f 9 1", "0777 0 0 l 9 1 /tmp/x"]
)
def test_a_script_that_others_can_change_is_not_the_audit_access(script: str) -> None:
    host = audit_host(DIGEST, OWN, script=script)

    assert judge(CHECK, evidence(host)).status is Status.FAIL


def test_a_sudoers_file_that_others_can_write_is_not_trusted() -> None:
    stats = {"/etc/sudoers": STRICT, "/etc/sudoers.d/site": "0664 0 1001 f 1 1"}
    host: Host = audit_host(DIGEST, OWN) | {sudoers.STATS: stats}

    assert judge(CHECK, evidence(host)).status is Status.FAIL


def test_a_digest_that_cannot_be_had_is_unknown() -> None:
    host = audit_host(DIGEST, OWN) | {audit_access.DIGEST: "nonsense\n"}
    without = audit_host(DIGEST, OWN) | {audit_access.DIGEST: ItemStatus.ABSENT}

    assert judge(CHECK, evidence(host)).reason is Reason.UNPARSEABLE
    assert judge(CHECK, evidence(without)).reason is Reason.MISSING_TOOL


def test_without_sudo_it_does_not_apply() -> None:
    assert judge(CHECK, evidence(no_sudo())).reason is Exempt.NOT_INSTALLED


def test_without_root_it_is_unknown() -> None:
    seen = evidence(sudo_host(), privileged=False)

    assert judge(CHECK, seen).reason is Reason.PERMISSION


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Defaults:lan !authenticate", Status.FAIL),
        ("Defaults!/usr/bin/id !authenticate", Status.FAIL),
        ("Defaults>nobody !authenticate", Status.FAIL),
        ("Defaults@server !authenticate", Status.FAIL),
        ("Defaults@elsewhere !authenticate", Status.PASS),
        ("Defaults:root !authenticate", Status.PASS),
        ("Defaults:lan authenticate", Status.PASS),
        ("lan elsewhere = NOPASSWD: ALL", Status.PASS),
        ("lan elsewhere, server.example = NOPASSWD: ALL", Status.FAIL),
        ("lan ELSEWHERE = NOPASSWD: ALL", Status.FAIL),
        ("lan 192.0.2.1 = NOPASSWD: ALL", Status.FAIL),
        ("lan +mang = NOPASSWD: ALL", Status.FAIL),
        ("lan ALL, !server = NOPASSWD: ALL", Status.FAIL),
    ],
)
def test_whom_and_where_a_line_frees_from_the_password(
    line: str, status: Status
) -> None:
    seen = evidence(sudo_host(line), header={"hostname": "server.example"})

    assert judge(CHECK, seen).status is status


def test_without_the_hosts_name_every_line_counts() -> None:
    seen = evidence(sudo_host("lan elsewhere = NOPASSWD: ALL"))

    assert judge(CHECK, seen).status is Status.FAIL
