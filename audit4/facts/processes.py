"""Running processes: who they are, never their arguments or environment.

Arguments and environment carry passwords and tokens; no probe asks for them.
"""

from dataclasses import dataclass

from audit4.evidence import KIB, Command, Evidence, Fact, Reason, Stat, Undetermined

# With hidepid= on /proc an ordinary user sees its own processes alone, without
# any error; hence root.
PS = Command(
    id="processes.ps",
    argv=("ps", "-e", "-o", "pid=,ppid=,uid=,comm="),
    max_bytes=512 * KIB,
)
EXES = Stat(id="processes.exes", paths=("/proc/[0-9]*/exe",))

_FIELDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What runs, and as whom; `exe` is empty for kernel threads and those just ended.

    `exe` ends in ` (deleted)` where the file behind it is gone, as the kernel
    says it.
    """

    uid: int
    comm: str
    exe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Program):
    """One process of a program."""

    pid: int
    ppid: int


def _parse(seen: Evidence) -> tuple[Process, ...]:
    exes = {path: stat.target for path, stat in seen.stats(EXES).items()}
    found = tuple(
        _process(line, exes) for line in seen.output(PS).splitlines() if line.strip()
    )
    if not found:
        raise Undetermined(Reason.UNPARSEABLE, "ps")
    return found


def _process(line: str, exes: dict[str, str]) -> Process:
    words = line.split(None, _FIELDS - 1)
    try:
        pid, ppid, uid = (int(word) for word in words[: _FIELDS - 1])
    except ValueError:
        raise Undetermined(Reason.UNPARSEABLE, "ps") from None
    comm = words[_FIELDS - 1].strip() if len(words) == _FIELDS else ""
    exe = exes.get(f"/proc/{pid}/exe", "")
    return Process(pid=pid, ppid=ppid, uid=uid, comm=comm, exe=exe)


def _programs(seen: Evidence) -> tuple[Program, ...]:
    every = (Program(uid=p.uid, comm=p.comm, exe=p.exe) for p in seen.fact(PROCESSES))
    return tuple(dict.fromkeys(every))


PROCESSES: Fact[tuple[Process, ...]] = Fact(
    name="processes", probes=(PS, EXES), parse=_parse
)
# Each once and without its number, which no two hosts have alike.
PROGRAMS: Fact[tuple[Program, ...]] = Fact(
    name="programs", probes=PROCESSES.probes, parse=_programs
)
