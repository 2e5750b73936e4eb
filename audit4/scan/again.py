"""Judge stored evidence again: under another policy, or with what is true now."""

from collections.abc import Iterator
from dataclasses import replace

from audit4 import clock
from audit4.evidence import Reason
from audit4.finding import Result
from audit4.inventory import Host
from audit4.judging import judge_host, judge_stated, judge_unseen, waived
from audit4.memory import Memory
from audit4.record import HostReport, ScanInfo
from audit4.scan.inputs import Inputs
from audit4.scan.selection import Selection
from audit4.store.store import Store


def rejudge(store: Store, info: ScanInfo, inputs: Inputs) -> int:
    """Write a new judgement of a scan beside those it has; its number.

    Evidence keeps the setting and the time under which it was collected, so that
    the same policy gives the same results.
    """
    number = store.begin_judgement(
        info.id, clock.now(), inputs.policy_info, inputs.snapshots()
    )
    chosen = Selection.of(info.selection, inputs.inventory, inputs.policy)
    reports = {r.subject: r for r in store.hosts(info.id)}
    memory = Memory()
    for host in chosen.hosts:
        if host.subject in reports:
            rows = _host(store, info, inputs, host, reports[host.subject], memory)
            wanted = [r for r in rows if chosen.wants(r)]
            store.save_results(info.id, wanted, number)
    stated = [r for r in _stated(inputs, info, chosen) if chosen.wants(r)]
    store.save_results(info.id, stated, number)
    return number


def _host(
    store: Store,
    info: ScanInfo,
    inputs: Inputs,
    host: Host,
    report: HostReport,
    memory: Memory,
) -> tuple[Result, ...]:
    evidence = store.evidence(info.id, report.subject)
    if evidence is None:
        reason = report.reason or Reason.NOT_COLLECTED
        rows = judge_unseen(inputs.policy, host, reason, report.detail)
    else:
        rows = judge_host(inputs.policy, host, evidence, memory)
    return waived(rows, inputs.waivers, host.tags, info.started)


def _stated(inputs: Inputs, info: ScanInfo, chosen: Selection) -> Iterator[Result]:
    today = info.started.astimezone(inputs.waivers.zone).date()
    for place in chosen.places(inputs.inventory):
        rows = judge_stated(inputs.policy, inputs.attestations, place, today)
        yield from waived(rows, inputs.waivers, (), info.started)


def with_policy(taken: Inputs, current: Inputs, words: tuple[str, ...]) -> Inputs:
    """The inputs of a scan, with some parts as they are now.

    `words` name the parts: `policy`, `inventory`, `attestations`, `waivers`.
    """
    return replace(taken, **{word: getattr(current, word) for word in words})
