# Each check on hosts where it judges, with one answer after the other spoilt. What
# nobody may read, or what is not the tool's answer, must never change a verdict into
# another one; only into `unknown`.

from collections.abc import Iterator, Mapping

import pytest

from audit4.evaluate import judge_rule
from audit4.evidence import Command, File, Find, ItemStatus, Reason
from audit4.finding import Status, Verdict
from tests.checks import hostile
from tests.checks.hostile import Base, Spoil

pytestmark = pytest.mark.xdist_group("hostile")

PROBES = hostile.probes()
NOISE = '\x00\x1b[31m%$ {"<>\x7f garbage = ; : \\ \n\u202e[x\n'
# Ends of frames and of lists, as scripts of probes and the collector print them.
FORGED = "@@end\n.\n--\nend\nCOMMIT\n"
# Far above what a line of any of these may be, below what the collector takes.
LONG = 20_000
# By probe, why another verdict is right for an answer that says nothing.
EARNED: Mapping[str, str] = {
    "auditd.config": "no line asks for mail",
    "banners.files": "any text may be a banner",
    "cron.d": "cron runs nothing of a file that it cannot read",
    "desktop.gdm": "gdm passes over lines that it cannot read",
    "directory.nsswitch": "without a line for passwd its default is the files",
    "logrotate.dropins": "logrotate rotates, and deletes, nothing by it",
    "logrotate.main": "logrotate rotates, and deletes, nothing by it",
    "package_sources.apt_list": "apt takes nothing from such a line",
    "pam.services": "PAM lets nobody in by a line that it cannot read",
    "syslog.rsyslog": "rsyslog writes and sends nothing by it",
    "syslog.rsyslog_dropins": "rsyslog writes and sends nothing by it",
    "boot.loader": "any words may be arguments of the kernel",
}
# By probe, what it means that a command is not there, or that nothing was found.
NOT_THERE: Mapping[str, str] = {
    "auditd.status": "a host without auditctl audits nothing",
    "desktop.target": "an init other than systemd has no targets",
    "files.acls": "lists are set by the tools that show them",
    "firewall.ip6tables": "nft tells of the same tables",
    "firewall.iptables": "nft tells of the same tables",
    "mac.aa_status": "without its tools no profile was ever loaded",
    "sshd.effective": "a host without sshd has nothing to set",
    "sudoers.version": "a host without sudo lends nobody its rights",
}


def spoilt(
    spoil: Spoil, kinds: tuple[type, ...]
) -> Iterator[tuple[str, Base, str, Verdict]]:
    for probe, asked in PROBES.items():
        for base in hostile.bases() if isinstance(asked, kinds) else ():
            for rule, verdict in base.spoilt(probe, spoil):
                yield probe, base, rule, verdict


def wrong(
    spoil: Spoil, *kinds: type, unless: Mapping[str, str], allowed: set[Status]
) -> list[tuple[str, ...]]:
    """Verdicts that turned into one that is not allowed."""
    return [
        (probe, base.name, rule, base.verdicts[rule].status, verdict.status)
        for probe, base, rule, verdict in spoilt(spoil, kinds)
        if verdict.reason is Reason.CRASHED
        or (verdict.status not in allowed and probe not in unless)
    ]


def test_each_check_is_judged_on_one_of_the_hosts() -> None:
    judged = {r.check_id for b in hostile.bases() for r in b.rules.values()}

    assert judged == set(hostile.checks())


@pytest.mark.parametrize("status", [ItemStatus.DENIED, ItemStatus.TRUNCATED])
def test_an_answer_that_was_not_got_is_unknown(status: ItemStatus) -> None:
    lost = hostile.become(status)

    assert not wrong(lost, object, unless={}, allowed={Status.UNKNOWN})


def test_without_any_answer_a_check_says_why() -> None:
    for base in hostile.bases():
        for name, rule in base.rules.items():
            verdict = judge_rule(rule, hostile.denied(base, rule))

            if rule.probes:
                assert verdict.reason is Reason.PERMISSION, name
            else:  # what the store or the inventory knows asks no host
                assert verdict == base.verdicts[name], name


@pytest.mark.parametrize("text", [NOISE, FORGED], ids=["noise", "forged"])
def test_what_no_command_says_is_unknown(text: str) -> None:
    unknown = {Status.UNKNOWN}

    assert not wrong(
        hostile.saying(text), Command, Find, unless=EARNED, allowed=unknown
    )


@pytest.mark.parametrize("text", [NOISE, FORGED], ids=["noise", "forged"])
def test_a_file_of_nonsense_earns_no_pass(text: str) -> None:
    allowed = {Status.UNKNOWN, Status.FAIL}

    assert not wrong(hostile.saying(text), File, unless=EARNED, allowed=allowed)


@pytest.mark.parametrize("letter", ["A", "\n"])
def test_a_line_or_a_file_without_end_is_read_in_time(letter: str) -> None:
    endless = hostile.saying(letter * LONG + "\n")

    crashed = [v for *_, v in spoilt(endless, (object,)) if v.reason is Reason.CRASHED]

    assert not crashed


def test_a_command_that_is_not_there_earns_no_pass() -> None:
    gone = hostile.become(ItemStatus.ABSENT)

    assert not wrong(gone, Command, unless=NOT_THERE, allowed={Status.UNKNOWN})
