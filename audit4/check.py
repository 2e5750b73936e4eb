"""A check: code that decides one kind of thing from facts and parameters."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit4.evidence import Fact, Probe
from audit4.finding import Severity, Text, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Facts that a judgement needs, and the pure function that gives it.

    `evaluate` takes each fact by its name in `facts`; its remaining arguments
    are parameters, which a policy sets and whose annotations say what they may
    be. `mend` takes the same parameters and gives the shell lines that put a miss
    right, by OS family or `any`; none where it takes more than lines. Commands that
    a policy gives for a rule go before them. `version` rises when the same facts are
    judged differently, so that two scans are not compared as if nothing had changed.
    """

    facts: Mapping[str, Fact[Any]]
    evaluate: Callable[..., Verdict]
    mend: Callable[..., Mapping[str, str]] | None = None
    version: int = 1

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """The arguments of `evaluate` that are not facts."""
        arguments = inspect.signature(self.evaluate, eval_str=True).parameters
        return {n: p for n, p in arguments.items() if n not in self.facts}

    @property
    def probes(self) -> tuple[Probe, ...]:
        """All probes of all facts, without repeats."""
        return tuple({p.id: p for f in self.facts.values() for p in f.probes}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundRule:
    """A rule made ready for one subject: its check and the parameters in force.

    `parameters` are validated and converted to the check's annotated types;
    `measure` is their digest and `probes` are ids of the check's, both made once for
    all hosts that the rule is bound to.
    """

    id: str
    control: str
    layer: int
    severity: Severity
    check_id: str
    check: Check
    parameters: Mapping[str, Any]
    title: Text
    measure: str = ""
    probes: tuple[str, ...] = ()
    suggested: bool = False
    refs: Mapping[str, object] = field(default_factory=dict)
