"""What a test needs of the machine, and a plain word about what was left out.

`@pytest.mark.needs("root", "sshd")` skips where one is not to be had. With
AUDIT4_REQUIRE=all, as in `.ci/run`, the lack is a failure instead: a suite that
nobody runs must not look green.
"""

import ctypes
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How fast examples are made tells of the machine's load, not of the code.
settings.register_profile(
    "audit4", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("audit4")

_SBIN = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
_LEFT_OUT = pytest.StashKey[Counter[tuple[str, str]]]()


def _has(*tools: str) -> bool:
    return all(shutil.which(tool, path=_SBIN) for tool in tools)


def _is_root() -> bool:
    return os.geteuid() == 0


def _namespaces() -> bool:
    probe = ["unshare", "--mount", "true"]
    return (
        _is_root()
        and _has("unshare")
        and subprocess.run(probe, check=False, capture_output=True).returncode == 0
    )


def _nspawn() -> bool:
    return _namespaces() and _has("systemd-nspawn", "mmdebstrap", "ip")


def _pango() -> bool:
    try:
        ctypes.CDLL("libpango-1.0.so.0")
        ctypes.CDLL("libpangoft2-1.0.so.0")
    except OSError:
        return False
    return True


def _chromium() -> bool:
    return any(_has(name) for name in ("chromium", "chromium-browser", "google-chrome"))


_WAYS: dict[str, Callable[[], bool]] = {
    "root": _is_root,
    "namespaces": _namespaces,
    "sshd": lambda: _namespaces() and _has("sshd", "ssh-keygen"),
    "nspawn": _nspawn,
    "chromium": _chromium,
    "pango": _pango,
}


@cache
def _available(what: str) -> bool:
    """Whether it is there; a word without a way of its own names a command."""
    return _WAYS.get(what, lambda: _has(what))()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LEFT_OUT] = Counter()


def pytest_runtest_setup(item: pytest.Item) -> None:
    wanted = (what for mark in item.iter_markers("needs") for what in mark.args)
    missing = sorted({what for what in wanted if not _available(what)})
    if not missing:
        return
    why = f"needs {', '.join(missing)}"
    if os.environ.get("AUDIT4_REQUIRE") == "all":
        pytest.fail(f"{why}, and AUDIT4_REQUIRE=all", pytrace=False)
    pytest.skip(why)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    left_out = config.stash[_LEFT_OUT]
    for report in terminalreporter.stats.get("skipped", []):
        why = report.longrepr[-1] if isinstance(report.longrepr, tuple) else ""
        suite = str(Path(report.nodeid.split("::", maxsplit=1)[0]))
        left_out[suite, str(why).removeprefix("Skipped: ")] += 1
    if left_out:
        terminalreporter.section("left out here")
        for (suite, why), count in sorted(left_out.items()):
            terminalreporter.write_line(f"{suite}: {count} tests, {why}")
