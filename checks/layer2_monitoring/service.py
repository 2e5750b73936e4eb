"""One of several equivalent services must run, or start at boot.

What serves under different names on different systems counts once: `any_of`
lists the alternatives. Static units are started by others and count as enabled.
"""

from collections.abc import Collection
from typing import Literal

from audit4.api import SERVICES, Check, Services, Text, Verdict, failed, passed


def evaluate(
    services: Services, any_of: Collection[str], want: Literal["running", "enabled"]
) -> Verdict:
    """Pass where one of the services is in the wanted state."""
    met = [name for name in any_of if _is(services, name, want)]
    if met:
        return passed([f"{name}: {want}" for name in met])
    there = [u for name in any_of if (u := services.get(name)) is not None]
    return failed(
        [f"{u.name}: {u.active}, {u.enabled or '-'}" for u in there] or "-",
        expected=f"{' | '.join(any_of)}: {want}",
        items=[u.name for u in there],
        message=Text(
            f"Không có dịch vụ nào đạt yêu cầu trong: {', '.join(any_of)}",
            f"None of these services is {want}: {', '.join(any_of)}",
        ),
    )


def _is(services: Services, name: str, want: str) -> bool:
    if want == "running":
        return services.running(name)
    unit = services.get(name)
    return services.enabled(name) or (unit is not None and unit.enabled == "static")


CHECK = Check(facts={"services": SERVICES}, evaluate=evaluate)
