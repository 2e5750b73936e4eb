"""A small province that never was: three units, eight servers, two rounds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from audit4.evidence import Reason
from audit4.export.document import Report, document
from audit4.finding import Basis, Exempt, Result, Severity, Status, Text, Verdict
from audit4.record import (
    Authorisation,
    Event,
    Finding,
    FindingState,
    HostReport,
    HostState,
    PolicyInfo,
    Privilege,
    ScanInfo,
    SystemInfo,
    UnitInfo,
    control_statuses,
)
from audit4.reporting import (
    ControlWords,
    Extras,
    Header,
    Past,
    RuleWords,
    StatementWords,
    WaiverWords,
)
from audit4.score import Weights, rehearse, scores

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
SHA = "5f1d7c0e9a7b44c2b8e1d6a39c02e7f4d18a6b5c3e2f1a0978869504a3b2c1d0"

SSHD = """port 22
addressfamily any
permitrootlogin yes
maxauthtries 6
passwordauthentication yes
permitemptypasswords no
x11forwarding yes
clientaliveinterval 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A rule of the sample with what a miss looks like."""

    rule: str
    control: str
    layer: int
    severity: Severity
    vi: str
    en: str
    actual: str = ""
    expected: str = ""
    items: tuple[str, ...] = ()
    attested: bool = False


RULES = (
    Wanted(
        rule="root-login.permit",
        control="l1-root-login",
        layer=1,
        severity=Severity.HIGH,
        vi="Không cho đăng nhập root từ xa qua SSH",
        en="No remote root login over SSH",
        actual="permitrootlogin yes",
        expected="permitrootlogin no",
    ),
    Wanted(
        rule="empty-password.none",
        control="l1-empty-password",
        layer=1,
        severity=Severity.CRITICAL,
        vi="Không có tài khoản để trống mật khẩu",
        en="No account without a password",
        actual="khach, thuctap",
        expected="0",
        items=("khach", "thuctap"),
    ),
    Wanted(
        rule="password-rule.length",
        control="l1-password-rule",
        layer=1,
        severity=Severity.MEDIUM,
        vi="Mật khẩu dài tối thiểu theo cấp độ",
        en="Passwords are as long as the level asks",
        actual="minlen = 6",
        expected="minlen >= 12",
    ),
    Wanted(
        rule="host-firewall.default-deny",
        control="l1-host-firewall",
        layer=1,
        severity=Severity.HIGH,
        vi="Tường lửa trên máy chủ chặn mặc định chiều vào",
        en="The host firewall denies incoming traffic by default",
        actual="policy accept",
        expected="policy drop",
    ),
    Wanted(
        rule="os-supported.release",
        control="l1-os-supported",
        layer=1,
        severity=Severity.HIGH,
        vi="Hệ điều hành còn được hãng hỗ trợ",
        en="The operating system is still supported",
        actual="Ubuntu 18.04, 2023-05-31",
        expected="> 2026-11-22",
    ),
    Wanted(
        rule="insecure-protocols.telnet",
        control="l1-insecure-protocols",
        layer=1,
        severity=Severity.CRITICAL,
        vi="Không mở dịch vụ Telnet",
        en="Telnet is not offered",
        actual="tcp 0.0.0.0:23 in.telnetd",
        expected="–",
        items=("tcp/23",),
    ),
    Wanted(
        rule="regulation.issued",
        control="l1-regulation",
        layer=1,
        severity=Severity.MEDIUM,
        vi="Đã ban hành Quy chế bảo đảm an ninh mạng",
        en="The security regulation has been issued",
        attested=True,
    ),
    Wanted(
        rule="time-sync.active",
        control="l2-time-sync",
        layer=2,
        severity=Severity.MEDIUM,
        vi="Máy chủ đồng bộ thời gian với nguồn tin cậy",
        en="The server keeps time with a trusted source",
        actual="NTP service: inactive",
        expected="synchronized: yes",
    ),
    Wanted(
        rule="log-retention.days",
        control="l2-log-retention",
        layer=2,
        severity=Severity.MEDIUM,
        vi="Lưu nhật ký đủ thời gian theo cấp độ",
        en="Logs are kept as long as the level asks",
        actual="rotate 4 weekly = 28 d",
        expected=">= 90 d",
        items=("/var/log/auth.log", "/var/log/syslog"),
    ),
    Wanted(
        rule="av-installed.agent",
        control="l2-av-installed",
        layer=2,
        severity=Severity.HIGH,
        vi="Máy chủ có phần mềm phòng, chống mã độc",
        en="The server has anti-malware software",
        actual="–",
        expected="clamav-daemon | …",
    ),
    Wanted(
        rule="last-assessment.date",
        control="l3-last-assessment",
        layer=3,
        severity=Severity.HIGH,
        vi="Hệ thống được kiểm tra, đánh giá đúng kỳ",
        en="The system is assessed on time",
        attested=True,
    ),
    Wanted(
        rule="suid.unknown",
        control="l3-suid-writable",
        layer=3,
        severity=Severity.MEDIUM,
        vi="Không có tệp SUID lạ",
        en="There are no unknown SUID files",
        actual="/usr/local/bin/xem-log",
        expected="0",
        items=("/usr/local/bin/xem-log",),
    ),
    Wanted(
        rule="forwarder.running",
        control="l4-forwarder",
        layer=4,
        severity=Severity.HIGH,
        vi="Nhật ký được chuyển về trung tâm giám sát của tỉnh",
        en="Logs are forwarded to the provincial centre",
        actual="*.* @10.9.9.9 (udp)",
        expected="omfwd tcp + tls",
    ),
    Wanted(
        rule="soc-link.confirmed",
        control="l4-soc-link",
        layer=4,
        severity=Severity.HIGH,
        vi="Hệ thống giám sát đã kết nối với Trung tâm An ninh mạng",
        en="Monitoring is connected to the security centre",
        attested=True,
    ),
)

UNITS = (
    UnitInfo(
        id="so-mau",
        name="Sở Mẫu",
        systems=(
            SystemInfo(
                id="cong-dvc",
                name="Cổng dịch vụ trực tuyến",
                level=3,
                decision="12/QĐ-MAU",
                decided=date(2025, 3, 4),
            ),
            SystemInfo(id="thu-dt", name="Thư điện tử", level=2),
        ),
        authorisation=Authorisation(
            document="45/CV-MAU",
            issued=date(2026, 10, 1),
            valid_until=date(2026, 12, 31),
        ),
    ),
    UnitInfo(
        id="xa-mau-1",
        name="UBND xã Mẫu 1",
        systems=(
            SystemInfo(
                id="noi-bo",
                name="Hệ thống nội bộ",
                level=2,
                decision="3/QĐ-MAU",
                decided=date(2026, 1, 9),
            ),
        ),
        formerly=("xa-cu-1", "xa-cu-2"),
        authorisation=Authorisation(
            document="7/CV-MAU", issued=date(2025, 1, 2), valid_until=date(2026, 1, 2)
        ),
    ),
    UnitInfo(
        id="xa-mau-2",
        name="UBND xã Mẫu 2",
        systems=(SystemInfo(id="noi-bo", name="Hệ thống nội bộ", level=1),),
    ),
)

# unit, system, host, level, OS family, id, version, how many in ten rules are met
HOSTS = (
    ("so-mau", "cong-dvc", "web-01", 3, "debian", "debian", "12", 8),
    ("so-mau", "cong-dvc", "web-02", 3, "debian", "debian", "12", 7),
    ("so-mau", "cong-dvc", "csdl-01", 3, "rhel", "rocky", "9.4", 9),
    ("so-mau", "thu-dt", "mail-01", 2, "debian", "ubuntu", "18.04", 3),
    ("so-mau", "thu-dt", "mail-02", 2, "", "", "", 0),
    ("xa-mau-1", "noi-bo", "may-01", 2, "debian", "ubuntu", "22.04", 5),
    ("xa-mau-1", "noi-bo", "may-02", 2, "rhel", "centos", "7", 2),
    ("xa-mau-2", "noi-bo", "may-01", 1, "", "", "", 0),
)

CONTROLS = {
    w.control: ControlWords(
        title=Text(w.vi, w.en),
        rationale=Text(
            "Cấu hình sai ở đây là lối vào thường bị lợi dụng nhất.",
            "A wrong setting here is the way in that is abused most.",
        ),
        remediation=Text(
            "1. Sao lưu tệp cấu hình.\n2. Sửa theo lệnh dưới đây.\n3. Quét lại.",
            "1. Back up the file.\n2. Change it as below.\n3. Scan again.",
        ),
        undo=Text("Khôi phục tệp đã sao lưu.", "Restore the copy."),
        commands={
            "debian": "sudo sed -i 's/^PermitRootLogin.*/PermitRootLogin no/' "
            "/etc/ssh/sshd_config\nsudo sshd -t && sudo systemctl reload ssh",
            "rhel": "sudo sshd -t && sudo systemctl reload sshd",
        },
        refs={
            "tcvn14423": {1: "3.6.2.3", 2: "4.6.2.3", 3: "5.6.2.3"},
            "tcvn11930": {1: "5.2.2.1", 2: "6.2.2.1", 3: "7.2.2.1"},
            "law": ["Luật 116/2025/QH15 Đ10.1"],
            "confidence": "T",
        },
    )
    for w in RULES
}
WORDS = {w.rule: RuleWords(title=Text(w.vi, w.en)) for w in RULES}


def _verdict(wanted: Wanted, host: str, met: int, place: int) -> Verdict:
    turn = (place * 7 + len(host) * 3) % 10
    if wanted.rule == "suid.unknown" and met < 6:
        return Verdict(
            status=Status.UNKNOWN, reason=Reason.TIMEOUT, actual="find @local: 60 s"
        )
    if wanted.rule == "forwarder.running" and met < 4:
        return Verdict(status=Status.NOT_APPLICABLE, reason=Exempt.LEVEL)
    if turn < met:
        return Verdict(
            status=Status.PASS, actual=wanted.expected, expected=wanted.expected
        )
    return Verdict(
        status=Status.FAIL,
        actual=wanted.actual,
        expected=wanted.expected,
        items=wanted.items,
    )


def _result(wanted: Wanted, verdict: Verdict, *where: str | None) -> Result:
    unit, system, host = where
    assert unit
    return Result(
        unit=unit,
        system=system,
        host=host,
        control=wanted.control,
        rule=wanted.rule,
        check="layer1_onsite.any",
        layer=wanted.layer,
        severity=wanted.severity,
        verdict=verdict,
        basis=Basis.ATTESTED if wanted.attested else Basis.MEASURED,
        message=Text(wanted.vi, wanted.en),
        evidence=() if wanted.attested else (("sshd.effective", SHA),),
    )


def results(better: int = 0) -> tuple[Result, ...]:
    """All results; `better` more rules in ten are met on each server."""
    rows = []
    for unit, system, host, *_, family, _, _, met in HOSTS:
        for place, wanted in enumerate(w for w in RULES if not w.attested):
            lost = Verdict(status=Status.UNKNOWN, reason=Reason.UNREACHABLE)
            verdict = _verdict(wanted, host, met + better, place) if family else lost
            rows.append(_result(wanted, verdict, unit, system, host))
    for number, about in enumerate(UNITS):
        for place, wanted in enumerate(w for w in RULES if w.attested):
            answer = (Status.PASS, Status.PENDING, Status.FAIL)[(number + place) % 3]
            rows.append(_result(wanted, Verdict(status=answer), about.id, None, None))
    return tuple(rows)


WEIGHTS = Weights(
    controls={w.control: w.severity for w in RULES},
    levels={f"{u.id}/{s.id}": s.level for u in UNITS for s in u.systems},
)


def hosts() -> tuple[HostReport, ...]:
    return tuple(
        HostReport(
            unit=unit,
            system=system,
            host=host,
            level=level,
            address="192.0.2.1",
            state=HostState.JUDGED if family else HostState.NOT_JUDGED,
            reason=None if family else Reason.UNREACHABLE,
            detail="" if family else "connect: timed out after 10 s",
            os_family=family,
            os_id=os_id,
            os_version=version,
            privilege=Privilege.SUDO if family else Privilege.NONE,
        )
        for unit, system, host, level, family, os_id, version, _ in HOSTS
    )


def scan(days: int = 0) -> ScanInfo:
    return ScanInfo(
        id="20261122-023000-a1b2",
        round="2026-Q4" if not days else "2026-Q3",
        started=NOW - timedelta(days=days),
        finished=NOW - timedelta(days=days) + timedelta(minutes=3),
        tool="0.1.0",
        edition="1",
        plan_digest=SHA,
        policy=PolicyInfo(name="four-layer", version="2026.11", sha256=SHA),
        digest=SHA,
        previous_digest=SHA[::-1],
        key="SHA256:4pG1mZ0n7Vw3cQ",
    )


def province(
    rows: Iterable[Result] | None = None,
    *,
    days: int = 0,
    reports: Iterable[HostReport] | None = None,
    units: Iterable[UnitInfo] = UNITS,
) -> dict[str, Any]:
    """The results document of the sample, or of other rows."""
    found = tuple(results() if rows is None else rows)
    return document(
        Report(
            scan=scan(days),
            units=units,
            hosts=hosts() if reports is None else reports,
            controls=control_statuses(found),
            results=found,
            scores=scores(found, WEIGHTS),
        )
    )


def finding(row: Result, *, overdue: bool) -> Finding:
    return Finding(
        subject=row.subject,
        rule=row.rule,
        control=row.control,
        check=row.check,
        layer=row.layer,
        severity=row.severity,
        basis=row.basis,
        state=FindingState.OPEN,
        first_seen=NOW - timedelta(days=90),
        first_failed=NOW - timedelta(days=90),
        last_seen=NOW,
        due=NOW + timedelta(days=-5 if overdue else 30),
        owner="Tổ CNTT",
    )


def extras(rows: Iterable[Result] | None = None) -> Extras:
    """Everything beside the document, the round before included."""
    found = tuple(results() if rows is None else rows)
    failing = [r for r in found if r.status is Status.FAIL]
    return Extras(
        headers={
            u.id: Header(
                kind="Sở" if u.id == "so-mau" else "Xã",
                owner="UBND tỉnh Mẫu",
                operator=u.name,
                assessor="Trung tâm đánh giá Mẫu" if u.id == "so-mau" else "",
                independent=True if u.id == "so-mau" else None,
            )
            for u in UNITS
        },
        controls=CONTROLS,
        rules=WORDS,
        waivers={
            "W-2026-01": WaiverWords(
                id="W-2026-01",
                kind="accept",
                reason="Chờ thay thế phần mềm trong quý I/2027",
                approver="Lãnh đạo Sở Mẫu",
                document="88/QĐ-MAU",
                until=date(2027, 3, 31),
            )
        },
        findings={
            (r.subject, r.rule): finding(r, overdue=r.severity is Severity.CRITICAL)
            for r in failing
        },
        evidence=lambda digest: SSHD if digest == SHA else None,
        previous=province(results(better=-1), days=90),
        earlier=results(better=-1),
        rehearsals={
            u.id: found_for
            for u in UNITS
            if (found_for := rehearse([r for r in found if r.unit == u.id], WEIGHTS))
        },
        histories={(r.subject, r.rule): history(r) for r in failing},
        statements={"so-mau": STATEMENTS},
        past={u.id: past(u.id) for u in UNITS},
    )


STATEMENTS = (
    StatementWords(
        control="l1-regulation",
        state="met",
        answer="yes",
        statement="Quy chế đã ban hành",
        document="21/QĐ-MAU",
        dated=date(2026, 2, 3),
        by="Tổ CNTT",
        due=date(2027, 2, 3),
    ),
    StatementWords(control="l3-last-assessment", system="thu-dt", state="missing"),
    StatementWords(
        control="l4-soc-link",
        state="expired",
        answer="yes",
        document="9/CV-MAU",
        dated=date(2025, 2, 3),
        due=date(2026, 2, 3),
    ),
)


def history(row: Result) -> tuple[Event, ...]:
    turns = (
        ("new", FindingState.OPEN, 300),
        ("resolved", FindingState.RESOLVED, 200),
        ("reopened", FindingState.REOPENED, 90),
    )
    return tuple(
        Event(
            subject=row.subject,
            rule=row.rule,
            at=NOW - timedelta(days=days),
            kind=kind,
            state=state,
        )
        for kind, state, days in turns
    )


def past(unit: str) -> tuple[Past, ...]:
    """Scores of two earlier rounds, the older under another policy."""
    return tuple(
        Past(
            round=round_,
            started=NOW - timedelta(days=days),
            policy=policy,
            scores=tuple(
                s
                for s in scores(results(better), WEIGHTS)
                if s.unit == unit and s.system is None
            ),
        )
        for round_, days, policy, better in (
            ("2026-Q2", 180, SHA[::-1], -2),
            ("2026-Q3", 90, SHA, -1),
        )
    )


def waived(rows: Iterable[Result]) -> tuple[Result, ...]:
    """The rows with the outdated system under a waiver."""
    return tuple(
        replace(r, waiver="W-2026-01")
        if r.rule == "os-supported.release" and r.status is Status.FAIL
        else r
        for r in rows
    )


def taken_up(about: Extras, key: tuple[str, str]) -> Extras:
    """The extras with one finding that somebody is at work on."""
    busy = replace(about.findings[key], state=FindingState.IN_PROGRESS)
    return replace(about, findings={**about.findings, key: busy})


def of_control(row: Result, control: str) -> Result:
    """The result as if its rule belonged to another control."""
    return replace(row, control=control)
