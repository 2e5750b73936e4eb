"""What pages of controls and of checks both show."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from audit4.evidence import Probe
from audit4.finding import Text
from audit4.manual import words
from audit4.manual.markdown import cell, code, fence, steps, table
from audit4.manual.trust import Trust
from audit4.planning import runs
from audit4.policy import Policy, Remediation


class Pages:
    """The words of one language."""

    def __init__(self, policy: Policy, trust: Trust, lang: str) -> None:
        self.policy = policy
        self.trust = trust
        self.lang = lang

    def say(self, text: Text) -> str:
        """A text in the language of the pages."""
        return text.vi if self.lang == "vi" else text.en

    def heading(self, text: Text, depth: int = 2) -> str:
        """A heading."""
        return f"{'#' * depth} {self.say(text)}"

    def measured(self, rules: Iterable[str]) -> str:
        """On how many states of a host these rules are tested."""
        found = self.trust.of(rules)
        if not found.total():
            return self.say(words.UNTESTED)
        said = ", ".join(
            f"{n} {self.say(words.STATUSES[status])}"
            for status, n in found.most_common()
            if status in words.STATUSES
        )
        return self.say(words.TESTED).format(
            n=found.total(), said=said, as_of=self.trust.as_of
        )

    def probes(self, probes: Iterable[Probe]) -> str:
        """What is collected, in a table."""
        headings = [self.say(t) for t in (words.PROBE, words.RUNS, words.ROOT)]
        return table(
            headings,
            [
                [
                    code(p.id),
                    code(runs(p)),
                    self.say(words.YES if p.needs_root else words.NO),
                ]
                for p in probes
            ],
        )

    def mending(self, remediation: Remediation, depth: int = 3) -> list[str]:
        """Steps, commands by family, and how to take it back."""
        parts = [steps(self.say(remediation.text)), *self.commands(remediation, depth)]
        if remediation.undo:
            parts += [f"**{self.say(words.UNDO)}:** {self.say(remediation.undo)}"]
        return parts

    def commands(self, remediation: Remediation, depth: int) -> list[str]:
        """Commands by family."""
        parts = []
        for family, commands in remediation.commands.items():
            if commands.strip():
                parts += [
                    self.heading(
                        words.FAMILIES.get(family, Text(family, family)), depth
                    ),
                    fence(commands, "sh"),
                ]
        return parts

    def refs(self, refs: Mapping[str, Any], standards: Mapping[str, str]) -> list[str]:
        """Clauses by level, texts of law, benchmarks, and how sure they are."""
        levels = sorted({n for key in standards for n in refs.get(key, {})})
        rows = [
            [str(n), *(cell(refs.get(key, {}).get(n, "–")) for key in standards)]
            for n in levels
        ]
        headings = [self.say(words.LEVEL), *standards.values()]
        law = "\n".join(f"- {cell(text)}" for text in refs.get("law", ()))
        parts = [table(headings, rows)]
        if law:
            parts.append(f"{self.say(words.LAW)}:\n\n{law}")
        if sure := words.CONFIDENCE.get(str(refs.get("confidence", ""))):
            parts.append(f"*{self.say(words.CONFIDENT)}: {self.say(sure)}.*")
        return parts

    def given(self, rule: str, control: str) -> str:
        """The parameters of a rule as the policy writes them."""
        found = _written(self.policy, control, rule)
        kept = {k: found[k] for k in ("with", "by_level") if found.get(k)}
        if not kept:
            return ""
        text = yaml.safe_dump(
            kept, allow_unicode=True, sort_keys=False, default_flow_style=None, width=96
        )
        return fence(text, "yaml")


def _written(policy: Policy, control: str, rule: str) -> Mapping[str, Any]:
    for one in policy.content["controls"]:
        if one["id"] == control:
            for found in one.get("rules", ()):
                if found["id"] == rule:
                    return dict(found)
    return {}
