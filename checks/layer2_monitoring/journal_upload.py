"""The journal's own uploader, where it is what carries logs away, must be set right.

It needs the address of the server, and for an encrypted channel its own key and
certificate and the authority that vouches for the server.
"""

from collections.abc import Collection

from audit4.api import (
    AGENTS,
    PROGRAMS,
    SERVICES,
    SYSLOG,
    Agents,
    Check,
    Exempt,
    Product,
    Program,
    Services,
    Syslog,
    Verdict,
    failed,
    judged_all,
    not_applicable,
    product_running,
)

_ID = "journal-upload"


def evaluate(
    syslog: Syslog,
    agents: Agents,
    services: Services,
    processes: tuple[Program, ...],
    products: Collection[Product],
    keys: Collection[str],
    schemes: Collection[str] = ("",),
) -> Verdict:
    """Fail where one of `keys` is not set; not asked where others carry the logs.

    `schemes` are beginnings of which the address must have one.
    """
    uploader = next(p for p in products if p.id == _ID)
    if not product_running(uploader, services, processes):
        if not any(map(services.get, uploader.services)):
            return not_applicable(Exempt.NOT_INSTALLED)
        others = [p for p in products if p.id != _ID]
        if _carried(syslog, services, processes, others):
            return not_applicable(Exempt.NOT_USED)
        return failed("-", expected=_ID)
    told = {k.lower(): v for k, v in agents.settings(uploader)}
    wrong = [f"{key}: -" for key in keys if not told.get(f"upload.{key.lower()}")]
    url = told.get("upload.url", "")
    if url and not url.startswith(tuple(schemes)):
        wrong.append(f"URL={url}")
    return judged_all(wrong, expected=", ".join(keys), actual=url)


def _carried(
    syslog: Syslog,
    services: Services,
    processes: tuple[Program, ...],
    products: Collection[Product],
) -> bool:
    """Whether a syslog daemon or another product runs, which may carry logs."""
    daemons = [s for d in syslog.daemons for s in d.services]
    return any(map(services.running, daemons)) or any(
        product_running(p, services, processes) for p in products
    )


CHECK = Check(
    facts={
        "syslog": SYSLOG,
        "agents": AGENTS,
        "services": SERVICES,
        "processes": PROGRAMS,
    },
    evaluate=evaluate,
)
