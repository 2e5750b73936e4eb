"""Scans, hosts, evidence and results for the tests of the store, made up."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit4.evidence import (
    EarlierFinding,
    Evidence,
    Item,
    ItemStatus,
    Port,
    Reason,
    Setting,
)
from audit4.finding import (
    Basis,
    Exempt,
    Result,
    Severity,
    Text,
    Verdict,
    failed,
    not_applicable,
    passed,
    unknown,
)
from audit4.record import (
    HostReport,
    HostState,
    PolicyInfo,
    ScanInfo,
    Via,
    evidence_refs,
)
from audit4.store.store import Store

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = PolicyInfo(name="four-layer", version="1", sha256="cd" * 32)


def scan_info(scan_id: str = "s1", at: datetime = AT) -> ScanInfo:
    return ScanInfo(
        id=scan_id,
        round="2026-Q4",
        started=at,
        tool="audit4 0.1.0",
        edition="1",
        plan_digest="ab" * 32,
        policy=POLICY,
        selection=("--unit", "so-yte"),
    )


def host(name: str = "web1", **changes: object) -> HostReport:
    report = HostReport(
        unit="so-yte",
        system="hso",
        host=name,
        level=3,
        address="10.1.2.3",
        state=HostState.JUDGED,
        os_family="debian",
        os_id="debian",
        os_version="12",
        bytes=151_000,
        cpu_s=0.42,
        wall_s=1.5,
        via=Via.BUNDLE,
        machine_id="f" * 32,
        host_key="SHA256:" + "k" * 43,
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def item(probe: str, content: str, name: str = "", **changes: object) -> Item:
    made = Item(probe=probe, name=name, status=ItemStatus.OK, content=content)
    return replace(made, **changes)  # type: ignore[arg-type]


def evidence(*items: Item, **changes: object) -> Evidence:
    by_probe: dict[str, tuple[Item, ...]] = {"empty.glob": ()}
    for one in items or (item("sshd.effective", "permitrootlogin no\n"),):
        by_probe[one.probe] = (*by_probe.get(one.probe, ()), one)
    made = Evidence(
        items=by_probe,
        collected_at=AT,
        privileged=True,
        clock=AT.timestamp() + 0.25,
        header={"edition": "1", "hostname": "web1", "cpu_s": "0.42"},
        setting=Setting(
            subject="so-yte/hso/web1",
            level=3,
            roles=frozenset({"web", "db"}),
            ports=(Port(number=443), Port(number=53, protocol="udp")),
            settings={"log_targets": ["10.0.0.1"], "by_level": {3: ("a", "b")}},
            earlier=(EarlierFinding(rule="r", severity="high", state="open", due=AT),),
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def result(verdict: Verdict, rule: str = "r1", **changes: object) -> Result:
    made = Result(
        unit="so-yte",
        system="hso",
        host="web1",
        control="l1-root-login",
        rule=rule,
        check="layer1_onsite.sshd_option",
        layer=1,
        severity=Severity.HIGH,
        verdict=verdict,
        basis=Basis.MEASURED,
        message=verdict.message or Text("Đạt", "Met"),
        evidence=(("sshd.effective", "0" * 64),),
        refs={"law": ["Luật 116/2025/QH15"], "tcvn14423": {1: "3.6", 3: "5.6"}},
        parameters="ee" * 32,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


RESULTS = (
    result(passed("no"), "r1"),
    result(failed("yes", expected="no", items=["a,b", "c"]), "r2", waiver="w1"),
    result(unknown(Reason.PERMISSION, "x"), "r3", evidence=(), refs=None),
    result(not_applicable(Exempt.LEVEL, Text("Không", "No")), "r4", layer=2),
)


def big_evidence(name: str, items: int = 200, size: int = 750) -> Evidence:
    chance = random.Random(name)
    words = ["".join(chance.choices("abcdefghij", k=6)) for _ in range(300)]
    return evidence(
        *(
            item(f"mod.probe{n}", " ".join(chance.choices(words, k=size // 7)))
            for n in range(items)
        )
    )


def many_results(name: str, seen: Evidence, rows: int = 330) -> list[Result]:
    probes = list(seen.items)
    return [
        result(
            passed("no") if n % 3 else failed(f"yes {name}", expected="no"),
            f"r{n}",
            host=name,
            control=f"l1-c{n // 8}",
            layer=1 + n % 4,
            evidence=evidence_refs(seen, [probes[n % len(probes)]]),
        )
        for n in range(rows)
    ]


def whole_scan(
    store: Store,
    scan_id: str = "s1",
    *,
    at: datetime = AT,
    hosts: Iterable[str] = ("web1",),
    signer: Ed25519PrivateKey | None = None,
) -> ScanInfo:
    store.begin_scan(scan_info(scan_id, at), {"policy": "controls: []"})
    for name in hosts:
        rows = [replace(r, host=name) for r in RESULTS]
        store.save_host(scan_id, host(name), evidence(collected_at=at), rows)
    return store.finish_scan(scan_id, at + timedelta(hours=1), signer)
