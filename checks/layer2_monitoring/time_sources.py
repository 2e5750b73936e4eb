"""The running time daemon must have sources: those the unit names, if it does.

The setting `time_servers` of the inventory lists the unit's own. A source outside
of it can move the clock of a host that believes it, and with it every log line.
"""

from collections.abc import Mapping

from audit4.api import (
    SERVICES,
    SETTING,
    TIMESYNC,
    Check,
    Exempt,
    Services,
    Setting,
    Text,
    TimeSync,
    Verdict,
    failed,
    named,
    not_applicable,
    passed,
)


def evaluate(
    timesync: TimeSync,
    services: Services,
    setting: Setting,
    daemons: Mapping[str, tuple[str, ...]],
    *,
    explicit: bool = False,
) -> Verdict:
    """Fail without any source, and for each that the unit does not name.

    `explicit`: servers that a build falls back to are no choice of the unit's.
    """
    if timesync.container:
        return not_applicable(Exempt.CONTAINER)
    running = [n for n, units in daemons.items() if any(map(services.running, units))]
    sources = [s for name in running for s in timesync.configured.get(name, ())]
    if explicit:
        sources = [s for s in sources if s != "(built-in)"]
    wanted = named(setting.settings.get("time_servers"))
    if not sources:
        return failed("-", expected=" | ".join(wanted) or "server | pool")
    if not wanted:
        return passed(
            sources,
            message=Text(
                "Có nguồn thời gian; kiểm kê chưa nêu máy chủ thời gian của đơn vị",
                "There are time sources; the inventory names no server of the unit",
            ),
        )
    strange = [s for s in sources if s.lower() not in wanted]
    if strange:
        return failed(sources, expected=" | ".join(wanted), items=strange)
    return passed(sources, expected=" | ".join(wanted))


CHECK = Check(
    facts={"timesync": TIMESYNC, "services": SERVICES, "setting": SETTING},
    evaluate=evaluate,
)
