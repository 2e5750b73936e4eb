"""Packages must come from the unit's own patch server, where one is declared.

`settings: {patch_servers: […]}` of the inventory names it: host names or addresses;
a name stands for those below it too.
"""

from collections.abc import Collection

from audit4.api import (
    PACKAGE_SOURCES,
    SETTING,
    Check,
    Exempt,
    PackageSources,
    Setting,
    Text,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(sources: PackageSources, setting: Setting) -> Verdict:
    """Fail for each enabled source on another host."""
    declared = setting.settings.get("patch_servers")
    if not isinstance(declared, list | tuple) or not declared:
        return not_applicable(
            Exempt.NOT_USED,
            Text(
                "Danh mục máy chủ không khai báo patch_servers",
                "The inventory declares no patch_servers",
            ),
        )
    wanted = [str(name).lower() for name in declared]
    wrong = [
        f"{repository.path}: {host}"
        for repository in sources.repositories
        for host in repository.hosts
        if not _among(host, wanted)
    ]
    return judged_all(
        wrong,
        expected=" | ".join(wanted),
        actual=f"{len(sources.repositories)} ok",
    )


def _among(host: str, wanted: Collection[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in wanted)


CHECK = Check(facts={"sources": PACKAGE_SOURCES, "setting": SETTING}, evaluate=evaluate)
