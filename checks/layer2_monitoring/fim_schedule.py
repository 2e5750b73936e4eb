"""The comparison must run by itself, at least once a week.

A timer that is enabled and active counts, a line of cron that runs the product's
own check, or a script in a daily or weekly folder; Debian's script leaves the work
to its timer where systemd runs. Products that watch all the time must run.
"""

from collections.abc import Collection

from audit4.api import (
    AIDE,
    CRON,
    OS,
    PACKAGES,
    PROGRAMS,
    SERVICES,
    Aide,
    Check,
    Cron,
    Exempt,
    OsRelease,
    Packages,
    Product,
    Program,
    Services,
    Text,
    Verdict,
    failed,
    matching,
    not_applicable,
    passed,
    product_running,
    product_there,
    weekly,
)


def evaluate(
    aide: Aide,
    cron: Cron,
    os: OsRelease,
    packages: Packages,
    services: Services,
    processes: tuple[Program, ...],
    products: Collection[Product],
) -> Verdict:
    """Pass where one product that is there is run, or runs all the time."""
    there = [p for p in products if product_there(p, os, packages, services, processes)]
    if not there:
        return not_applicable(Exempt.NOT_INSTALLED)
    for product in there:
        if _watches(product):
            if product_running(product, services, processes):
                return passed(f"{product.name}: running")
        elif how := _scheduled(product, aide, cron, services):
            return passed(how)
    return failed(
        [f"{p.name}: -" for p in there],
        expected="<= 7 d",
        items=[p.name for p in there],
        message=Text(
            "Không có lịch so sánh toàn vẹn tệp ít nhất mỗi tuần một lần",
            "No comparison of files is scheduled at least once a week",
        ),
    )


def _watches(product: Product) -> bool:
    return not (product.timers or product.jobs or product.scripts)


def _scheduled(product: Product, aide: Aide, cron: Cron, services: Services) -> str:
    for entry in cron.entries:
        if weekly(entry.schedule) and matching(
            (("", entry.command),), tuple(f"={job}" for job in product.jobs)
        ):
            return entry.source
    if product.id == "aide" and not aide.daily:
        return ""
    timers = [t for t in product.timers if services.get(t)]
    for timer in timers:
        if services.enabled(timer) and services.running(timer):
            return timer
    scripts = [s for s in product.scripts if s in cron.scripts and not timers]
    return scripts[0] if scripts else ""


CHECK = Check(
    facts={
        "aide": AIDE,
        "cron": CRON,
        "os": OS,
        "packages": PACKAGES,
        "services": SERVICES,
        "processes": PROGRAMS,
    },
    evaluate=evaluate,
)
