import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit4.evidence import (
    Baseline,
    Evidence,
    ItemStatus,
    Probe,
    Reason,
    Setting,
)
from audit4.facts import cron, modules, os, shell, startup
from audit4.facts.files import FILE_STATS
from audit4.facts.malware import MODULE_SIGNS
from audit4.facts.persistence import (
    AUTHORIZED_KEYS,
    DECLARED_MODULES,
    PRELOAD,
    RC_LOCAL,
    RC_STATS,
    UNIT_PROGRAMS,
)
from audit4.facts.persistence_entries import Before, PersistenceEntries
from audit4.facts.persistence_parts import PARTS, Entry, fingerprint
from audit4.facts.unpackaged import UNPACKAGED_FILES
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge, load_check
from tests.checks.system_literals import host

CHECK = "layer3_assessment.since_last_round"
AT = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
KINDS = ("jobs", "units", "startup", "keys", "modules")
BLOB = "AAAAC3NzaC1lZDI1NTE5AAAAIBI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniavN7w"
KEYS = "/home/lan/.ssh/authorized_keys"
FILE = "0644 0 0 f {size} 1700000000"
LINK = "0777 0 0 l 20 1700000000 "
PLAIN: Mapping[Probe, Raw] = {
    UNPACKAGED_FILES: "dpkg 900\n",
    shell.PROFILE: "umask 022\n",
    shell.PROFILE_D: {},
    shell.BASHRC_DEBIAN: ItemStatus.ABSENT,
    shell.BASHRC_RHEL: ItemStatus.ABSENT,
    startup.ROOT_FILES: {"/root/.bashrc": "# root's\nalias ll='ls -l'\n"},
    MODULE_SIGNS: ".\n",
    DECLARED_MODULES: {},
}


def seen(changed: Mapping[Probe, Raw] | None = None, **more: object) -> Evidence:
    return host({**PLAIN, **(changed or {})}, **more)  # type: ignore[arg-type]


def against(
    before: Mapping[Probe, Raw],
    now: Mapping[Probe, Raw],
    judge_: str,
    *,
    then_root: bool = True,
    now_root: bool = True,
    settings: Mapping[str, object] | None = None,
    **parameters: object,
) -> Verdict:
    earlier = seen(before, privileged=then_root)
    setting = Setting(settings=settings or {})
    evidence = replace(
        seen(now, privileged=now_root, setting=setting),
        baseline=Baseline(scan="s1", at=AT, seen=earlier),
    )
    return judge(CHECK, evidence, judge=judge_, **parameters)


@pytest.mark.parametrize("kind", KINDS)
def test_a_host_that_is_as_it_was_passes(kind: str) -> None:
    same: Mapping[Probe, Raw] = {
        cron.CRON_D: {"/etc/cron.d/a": "1 * * * * root /opt/a\n"},
        AUTHORIZED_KEYS: {KEYS: f"ssh-ed25519 {BLOB} lan\n"},
        UNPACKAGED_FILES: "dpkg 900\n/etc/systemd/system/a.timer\n",
        MODULE_SIGNS: "zfs POE\n.\n",
    }

    verdict = against(same, same, kind)

    assert verdict.status is Status.PASS
    assert verdict.actual == "new 0, gone 0"
    assert verdict.expected == "as in scan s1 of 2026-09-01"


@pytest.mark.parametrize(
    ("kind", "before", "now", "items"),
    [
        (
            "jobs",
            {cron.CRON_D: {}},
            {
                cron.CRON_D: {"/etc/cron.d/la": "# x\n* * * * * root /opt/la --k=1\n"},
                UNPACKAGED_FILES: "dpkg 900\n/etc/cron.d/la\n",
            },
            ["/etc/cron.d/la:2 (root)"],
        ),
        (
            "jobs",
            {cron.CRON_D: {"/etc/cron.d/a": "1 * * * * root /opt/a\n"}},
            {
                cron.CRON_D: {
                    "/etc/cron.d/a": "1 * * * * root /opt/a\n@reboot www-data /opt/b\n"
                }
            },
            ["/etc/cron.d/a:2 (www-data) (changed)"],
        ),
        (
            "jobs",
            {cron.SPOOL: {"/var/spool/cron/crontabs/lan": "1 * * * * /opt/a\n"}},
            {cron.SPOOL: {"/var/spool/cron/crontabs/lan": "1 * * * * /opt/b\n"}},
            ["/var/spool/cron/crontabs/lan:1 (lan) (changed)"],
        ),
        (
            "jobs",
            {cron.SPOOL: {}},
            {cron.SPOOL: {"/var/spool/cron/crontabs/lan": "1 1 * * * a\n2 2 * * * b"}},
            ["/var/spool/cron/crontabs/lan"],
        ),
        (
            "jobs",
            {
                UNPACKAGED_FILES: "dpkg 900\n/etc/cron.daily/luu\n",
                cron.SCRIPTS: {"/etc/cron.daily/luu": FILE.format(size=10)},
            },
            {
                UNPACKAGED_FILES: "dpkg 900\n/etc/cron.daily/luu\n",
                cron.SCRIPTS: {"/etc/cron.daily/luu": FILE.format(size=90)},
            },
            ["/etc/cron.daily/luu (changed)"],
        ),
        (
            "jobs",
            {},
            {cron.AT_JOBS: {"/var/spool/cron/atjobs/a1": FILE.format(size=9)}},
            ["/var/spool/cron/atjobs/a1"],
        ),
        (
            "units",
            {},
            {
                UNPACKAGED_FILES: "dpkg 900\n/etc/systemd/system/la.service\n"
                "/etc/systemd/system/la.timer\n",
                UNIT_PROGRAMS: "/etc/systemd/system/la.service:ExecStart=/opt/la\n",
            },
            [
                "/etc/systemd/system/la.service: /opt/la",
                "/etc/systemd/system/la.timer",
            ],
        ),
        (
            "units",
            {
                UNPACKAGED_FILES: "dpkg 900\n/etc/systemd/system/a.service\n",
                UNIT_PROGRAMS: "/etc/systemd/system/a.service:ExecStart=/opt/a\n",
            },
            {
                UNPACKAGED_FILES: "dpkg 900\n/etc/systemd/system/a.service\n",
                UNIT_PROGRAMS: "/etc/systemd/system/a.service:ExecStart=/opt/b\n",
            },
            ["/etc/systemd/system/a.service: /opt/b (changed)"],
        ),
        (
            "units",
            {},
            {FILE_STATS: {"/etc/systemd/system/la.service": f"{LINK}/opt/la.service"}},
            ["/etc/systemd/system/la.service -> /opt/la.service"],
        ),
        (
            "startup",
            {},
            {PRELOAD: "/usr/lib/liba.so\n"},
            ["/etc/ld.so.preload: /usr/lib/liba.so"],
        ),
        (
            "startup",
            {RC_LOCAL: "#!/bin/sh\n/opt/a -x\n"},
            {RC_LOCAL: "#!/bin/sh\n/opt/a -x\n/opt/a -y\nexit 0\n"},
            ["/etc/rc.local: /opt/a (changed)"],
        ),
        (
            "startup",
            {},
            {startup.ROOT_FILES: {"/root/.bashrc": "alias ll='ls -l'\n\n/opt/la &\n"}},
            ["/root/.bashrc:3 (changed)"],
        ),
        (
            "startup",
            {},
            {UNPACKAGED_FILES: "dpkg 900\n/etc/init.d/la\n/etc/udev/rules.d/9.rules\n"},
            ["/etc/init.d/la", "/etc/udev/rules.d/9.rules"],
        ),
        (
            "startup",
            {},
            {
                shell.PROFILE_D: {"/etc/profile.d/la.sh": "/opt/la\n"},
                UNPACKAGED_FILES: "dpkg 900\n/etc/profile.d/la.sh\n",
            },
            ["/etc/profile.d/la.sh:1"],
        ),
        (
            "keys",
            {},
            {AUTHORIZED_KEYS: {KEYS: f"ssh-ed25519 {BLOB} lan@may\n"}},
            [f"{KEYS} (lan): ssh-ed25519 {fingerprint(BLOB)}"],
        ),
        (
            "keys",
            {AUTHORIZED_KEYS: {KEYS: f'command="/bin/date" ssh-ed25519 {BLOB}\n'}},
            {AUTHORIZED_KEYS: {KEYS: f"ssh-ed25519 {BLOB}\n"}},
            [f"{KEYS} (lan): ssh-ed25519 {fingerprint(BLOB)} (changed)"],
        ),
        (
            "modules",
            {},
            {UNPACKAGED_FILES: "dpkg 900\n/usr/lib/x86_64/security/pam_la.so\n"},
            ["/usr/lib/x86_64/security/pam_la.so"],
        ),
        ("modules", {}, {MODULE_SIGNS: "la OE\n.\n"}, ["la"]),
        (
            "modules",
            {DECLARED_MODULES: {"/etc/modules": FILE.format(size=9)}},
            {DECLARED_MODULES: {"/etc/modules": FILE.format(size=12)}},
            ["/etc/modules (changed)"],
        ),
        (
            "modules",
            {},
            {
                modules.FILES[0]: {"/etc/modprobe.d/a.conf": "install tcp_bbr /opt/la"},
                UNPACKAGED_FILES: "dpkg 900\n/etc/modprobe.d/a.conf\n",
            },
            ["/etc/modprobe.d/a.conf: install tcp_bbr"],
        ),
    ],
)
def test_what_is_new_or_changed_is_told(
    kind: str,
    before: Mapping[Probe, Raw],
    now: Mapping[Probe, Raw],
    items: list[str],
) -> None:
    executable: Mapping[Probe, Raw] = {
        RC_STATS: {"/etc/rc.local": "0755 0 0 f 20 1700000000"}
    }

    verdict = against({**executable, **before}, {**executable, **now}, kind)

    assert verdict.status is Status.FAIL
    assert list(verdict.items) == items
    assert verdict.message
    assert "s1" in verdict.message.vi
    assert "01/09/2026" in verdict.message.vi
    assert "since scan s1 of 2026-09-01" in verdict.message.en


@pytest.mark.parametrize(
    ("kind", "before", "now"),
    [
        # A package's own new files are explained by it.
        ("jobs", {}, {cron.CRON_D: {"/etc/cron.d/php": "9 * * * * root /x\n"}}),
        ("startup", {}, {shell.PROFILE_D: {"/etc/profile.d/gawk.sh": "a=1\n"}}),
        ("units", {}, {UNIT_PROGRAMS: "/etc/systemd/system/a.service:ExecStart=/x\n"}),
        (
            "units",
            {},
            {
                FILE_STATS: {
                    "/etc/systemd/system/a.service": f"{LINK}/lib/systemd/system/b",
                    "/etc/systemd/system/c.service": f"{LINK}/dev/null",
                }
            },
        ),
        # When and where a command stands in its file says nothing.
        (
            "jobs",
            {cron.CRON_D: {"/etc/cron.d/a": "1 * * * * root /opt/a\n"}},
            {cron.CRON_D: {"/etc/cron.d/a": "# moved\n2 3 * * * root /opt/a\n"}},
        ),
        (
            "keys",
            {AUTHORIZED_KEYS: {KEYS: f"ssh-ed25519 {BLOB} lan@cu\n"}},
            {AUTHORIZED_KEYS: {KEYS: f"# of Lan\nssh-ed25519 {BLOB} lan@moi\n"}},
        ),
        # It keeps a module out.
        (
            "modules",
            {},
            {modules.FILES[0]: {"/etc/modprobe.d/c.conf": "install cramfs /bin/false"}},
        ),
        # A module of the kernel's own has no sign.
        ("modules", {}, {MODULE_SIGNS: "xt_owner - \n.\n"}),
    ],
)
def test_what_is_explained_is_not_told(
    kind: str, before: Mapping[Probe, Raw], now: Mapping[Probe, Raw]
) -> None:
    assert against(before, now, kind).status is Status.PASS


def test_what_is_gone_is_told_and_is_no_failure() -> None:
    key: Mapping[Probe, Raw] = {AUTHORIZED_KEYS: {KEYS: f"ssh-ed25519 {BLOB}\n"}}

    verdict = against(key, {}, "keys")

    assert verdict.status is Status.PASS
    assert verdict.actual == f"new 0, gone 1 ({KEYS} {fingerprint(BLOB)})"


@pytest.mark.parametrize(
    ("kind", "now", "name"),
    [
        ("keys", {AUTHORIZED_KEYS: {KEYS: f"ssh-rsa {BLOB}\n"}}, fingerprint(BLOB)),
        ("keys", {AUTHORIZED_KEYS: {KEYS: f"ssh-rsa {BLOB}\n"}}, "/home/lan/*"),
        (
            "units",
            {UNPACKAGED_FILES: "dpkg 900\n/etc/systemd/system/a@.service\n"},
            "/etc/systemd/system/a*",
        ),
        ("modules", {MODULE_SIGNS: "nvidia_drm OE\n.\n"}, "nvidia_drm"),
    ],
)
def test_what_the_inventory_names_is_answered_for(
    kind: str, now: Mapping[Probe, Raw], name: str
) -> None:
    named = against({}, now, kind, declared="own", settings={"own": [name]})
    other = against({}, now, kind, declared="own", settings={"own": ["/srv/*"]})
    known = against({}, now, kind, known=[name])
    untold = against({}, now, kind, declared="own", settings={"own": "*"})

    assert [v.status for v in (named, other, known, untold)] == [
        Status.PASS,
        Status.FAIL,
        Status.PASS,
        Status.FAIL,
    ]


def test_a_name_inside_of_another_is_not_the_declared_one() -> None:
    path = "/etc/systemd/system/x /etc/systemd/system/own.service"
    now: Mapping[Probe, Raw] = {UNPACKAGED_FILES: f"dpkg 900\n{path}\n"}
    names = {"own": ["/etc/systemd/system/own.service"]}

    verdict = against({}, now, "units", declared="own", settings=names)

    assert verdict.items == (path,)


def test_a_hostile_name_is_shown_as_it_came() -> None:
    path = "/var/spool/cron/crontabs/<b>:1 (root)"

    verdict = against({}, {cron.SPOOL: {path: "@reboot x\n"}}, "jobs")

    assert verdict.items == (f"{path}:1 (<b>:1 (root))",)


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_look_has_nothing_to_compare_with(kind: str) -> None:
    verdict = judge(CHECK, seen(), judge=kind)

    assert verdict.reason is Exempt.NO_EARLIER_ROUND


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rights", [(True, False), (False, True), (False, False)])
def test_other_rights_than_then_are_neither_new_nor_gone(
    kind: str, rights: tuple[bool, bool]
) -> None:
    then, now = rights

    verdict = against({}, {}, kind, then_root=then, now_root=now)

    assert verdict.reason is Reason.PERMISSION


def test_without_rights_what_is_readable_by_all_is_compared_all_the_same() -> None:
    now: Mapping[Probe, Raw] = {PRELOAD: "/opt/la.so\n"}

    verdict = against({}, now, "startup", now_root=False)

    assert verdict.items == ("/etc/ld.so.preload: /opt/la.so",)


@pytest.mark.parametrize("kind", KINDS)
def test_a_scan_whose_evidence_is_gone_is_unknown_and_named(kind: str) -> None:
    pruned = replace(seen(), baseline=Baseline(scan="s1", at=AT))

    verdict = judge(CHECK, pruned, judge=kind)

    assert verdict.reason is Reason.NOT_COLLECTED
    assert "s1" in verdict.actual


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        (ItemStatus.UNSAFE, Reason.UNSAFE_PATH),
        (ItemStatus.DENIED, Reason.PERMISSION),
        ("no key\n", Reason.UNPARSEABLE),
    ],
)
def test_what_either_scan_could_not_read_is_unknown(raw: Raw, reason: Reason) -> None:
    broken: Mapping[Probe, Raw] = {AUTHORIZED_KEYS: {KEYS: raw}}  # type: ignore[dict-item]

    now, then = against({}, broken, "keys"), against(broken, {}, "keys")

    assert (now.reason, then.reason) == (reason, reason)
    assert then.actual.startswith("scan s1: ")


def test_what_an_earlier_collector_did_not_ask_for_is_unknown() -> None:
    now = seen()
    old = seen()
    items = {k: v for k, v in old.items.items() if k != UNPACKAGED_FILES.id}
    baseline = Baseline(scan="s1", at=AT, seen=replace(old, items=items))

    verdict = judge(CHECK, replace(now, baseline=baseline), judge="units")

    assert verdict.reason is Reason.NOT_COLLECTED


def test_one_new_entry_fails_though_another_file_could_not_be_read() -> None:
    now: Mapping[Probe, Raw] = {
        MODULE_SIGNS: "la OE\n.\n",
        modules.FILES[0]: {"/etc/modprobe.d/a.conf": ItemStatus.TRUNCATED},
    }

    assert against({}, now, "modules").items == ("la",)


def test_a_container_does_not_answer_for_its_hosts_kernel() -> None:
    now: Mapping[Probe, Raw] = {MODULE_SIGNS: "la OE\n.\n", os.CONTAINER: "lxc\n"}

    assert against({}, now, "modules").status is Status.PASS


def test_every_part_is_judged_by_one_kind() -> None:
    known = PersistenceEntries(
        parts=dict.fromkeys(PARTS, (Entry(place="/x", label="/x"),))
    )
    before = Before(
        scan="s1", at=AT, entries=PersistenceEntries(parts=dict.fromkeys(PARTS, ()))
    )
    new = [
        load_check(CHECK).evaluate(
            known, before, seen().fact(os.MACHINE), Setting(), judge=kind
        )
        for kind in KINDS
    ]

    assert sum(len(verdict.items) for verdict in new) == len(PARTS)


@pytest.mark.needs("ssh-keygen")
def test_the_fingerprint_is_that_of_ssh_keygen(tmp_path: Path) -> None:
    made = tmp_path / "key"
    words = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made))
    subprocess.run(words, check=True)
    public = made.with_suffix(".pub").read_text()
    told = subprocess.run(
        ["ssh-keygen", "-lf", str(made)], capture_output=True, text=True, check=True
    )

    assert fingerprint(public.split()[1]) == told.stdout.split()[1]
