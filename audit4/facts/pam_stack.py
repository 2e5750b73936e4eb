"""A PAM stack as libpam builds it from its files, and as its dispatcher runs it.

Includes are resolved, and a stack can be walked with chosen outcomes, since a
module that stands in a file but is never reached, or whose failure is ignored,
protects nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit4.evidence import Reason, Undetermined
from audit4.facts.pam_files import PamLine

_GOOD = frozenset({"success", "new_authtok_reqd"})
_DEEPEST = 16
_MOST_ENTRIES = 500
# pam.conf(5): what the historical words stand for.
_WORDS = {
    "required": "success=ok new_authtok_reqd=ok ignore=ignore default=bad",
    "requisite": "success=ok new_authtok_reqd=ok ignore=ignore default=die",
    "sufficient": "success=done new_authtok_reqd=done default=ignore",
    "optional": "success=ok new_authtok_reqd=ok default=ignore",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PamEntry:
    """One module in a stack, includes resolved.

    `module` is its name without directory and `.so`. `control` maps an outcome
    (`success`, `auth_err`, `default` …) to an action. `args` maps `name=value`
    and bare words (to `""`). `substack` is the chain of substacks it stands in:
    `done` and `die` end no more than the innermost of them.
    """

    module: str
    control: Mapping[str, str]
    args: Mapping[str, str]
    file: str
    substack: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What a stack did: entries called in their order, and the final answer."""

    called: tuple[PamEntry, ...]
    granted: bool

    def calls(self, module: str) -> tuple[PamEntry, ...]:
        """The entries of one module that were called."""
        return tuple(e for e in self.called if e.module == module)


def walk(stack: Sequence[PamEntry], outcomes: Sequence[str]) -> Walk:
    """Run a stack as libpam's dispatcher does, given each module's outcome.

    Source of the rules: pam.conf(5) and `_pam_dispatch_aux` of Linux-PAM. A
    stack that nothing decided does not grant, nor does one that jumps past its
    end.
    """
    called: list[PamEntry] = []
    state: bool | None = None  # undecided, good so far, failed for good
    entered: dict[tuple[str, ...], bool | None] = {}
    place = 0
    while place < len(stack):
        entry, outcome = stack[place], outcomes[place]
        called.append(entry)
        entered.setdefault(entry.substack, state)
        action = entry.control.get(outcome, entry.control.get("default", "ignore"))
        place += 1
        if action.isdigit():
            place = _skip(stack, place, int(action[:4]), len(entry.substack))
            state = False if place > len(stack) else state
        elif action == "reset":
            state = entered[entry.substack] if entry.substack else None
        else:
            state = _decide(state, action, good=outcome in _GOOD)
        if action == "die" or (action == "done" and state):
            place = _end_of(stack, place, entry.substack)
    return Walk(called=tuple(called), granted=state is True)


def _decide(state: bool | None, action: str, *, good: bool) -> bool | None:  # noqa: FBT001
    match action:
        case "ok" | "done" if good:
            return True if state is None else state
        case "ok" | "done":
            return False if state else state
        case "bad" | "die":
            return False
        case _:
            return state


def _skip(stack: Sequence[PamEntry], place: int, count: int, depth: int) -> int:
    # A jump counts a whole substack as one and cannot leave the one it is in.
    for _ in range(count):
        if place >= len(stack) or len(stack[place].substack) < depth:
            return len(stack) + 1
        inner = stack[place].substack[: depth + 1]
        place += 1
        if len(inner) > depth:
            place = _end_of(stack, place, inner)
    return place


def _end_of(stack: Sequence[PamEntry], place: int, inside: tuple[str, ...]) -> int:
    while place < len(stack) and inside:
        if stack[place].substack[: len(inside)] != inside:
            return place
        place += 1
    return len(stack)


def resolve(
    files: Mapping[str, tuple[PamLine, ...]],
    name: str,
    facility: str,
    through: tuple[str, ...] = (),
    inside: tuple[str, ...] = (),
) -> list[PamEntry]:
    """The entries of a file for one facility, includes resolved.

    `through` are the files that led here, `inside` the substacks that it is in.

    Raises:
        Undetermined: a file is missing, includes go round, or there is too much.
    """
    if name in through or len(through) > _DEEPEST:
        raise Undetermined(Reason.UNPARSEABLE, f"pam.d/{name[:40]}: include loop")
    if name not in files:
        raise Undetermined(Reason.NOT_COLLECTED, f"pam.d/{name[:40]}")
    entries: list[PamEntry] = []
    for line in files[name]:
        if line.facility not in (facility, "@"):
            continue
        if line.control in ("include", "substack", "@include"):
            below = (
                (*inside, f"{name}:{len(entries)}")
                if line.control == "substack"
                else inside
            )
            target = line.target.rsplit("/", 1)[-1]
            entries += resolve(files, target, facility, (*through, name), below)
        else:
            entries.append(_entry(line, name, inside))
        if len(entries) > _MOST_ENTRIES:
            raise Undetermined(Reason.UNPARSEABLE, f"pam.d/{name[:40]}: too long")
    return entries


def _entry(line: PamLine, file: str, inside: tuple[str, ...]) -> PamEntry:
    words = _WORDS.get(line.control, line.control.strip("[]")).split()
    arguments = (a.partition("=") for a in line.args)
    return PamEntry(
        module=line.target.rsplit("/", 1)[-1].removesuffix(".so"),
        control=dict(w.split("=", 1) for w in words if "=" in w),
        args={name: value for name, _, value in arguments},
        file=file,
        substack=inside,
    )
