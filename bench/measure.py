"""Run a process and say what it cost."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the wall and of CPU (user and system), peak memory in MiB, exit."""

    wall: float
    cpu: float
    mib: float
    code: int
    output: str


def run(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> Cost:
    """Run a command to its end; its own cost, as the kernel accounts for it."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out:
        given.write(stdin)
        given.seek(0)
        started = time.perf_counter()
        process = subprocess.Popen(
            argv,
            env={**os.environ, **(env or {})},
            stdin=given,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode(errors="replace")
    cpu = used.ru_utime + used.ru_stime
    return Cost(wall, cpu, used.ru_maxrss / 1024, process.returncode, said)


def row(name: str, figure: str, reference: str = "", bar: str = "") -> None:
    """Print one line of the table: what, how much, beside what, and the bar."""
    print(f"{name:<44} {figure:>14} {reference:<30} {bar}", flush=True)
