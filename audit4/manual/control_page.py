"""The page of one control."""

from dataclasses import replace

from audit4.manual import words
from audit4.manual.common import Pages
from audit4.manual.markdown import cell, code, page, table
from audit4.manual.trust import Trust
from audit4.policy import STANDARDS, Applies, Control, Policy, RuleSpec


class ControlPage(Pages):
    """Everything that officials and administrators ask about one control."""

    def __init__(
        self, control: Control, policy: Policy, trust: Trust, lang: str
    ) -> None:
        super().__init__(policy, trust, lang)
        self.control = control

    def text(self) -> str:
        """The page as Markdown."""
        control = self.control
        probes = {p.id: p for r in control.rules for p in r.check.probes}
        tested = [r.id for r in control.rules] or [control.id]
        return page(
            f"# {self.say(control.title)}",
            self.facts(),
            self.heading(words.WHY),
            self.say(control.rationale),
            self.reason(),
            *self.stated(),
            *self.judged(),
            *([self.heading(words.LOOKS)] if probes else []),
            self.probes(probes[key] for key in sorted(probes)),
            self.heading(words.MEND),
            *self.mending(control.remediation),
            *self.own_mending(),
            self.heading(words.REFS),
            *self.refs(control.refs, STANDARDS),
            self.benchmarks(),
            self.heading(words.TRUST),
            self.measured(tested),
        )

    def facts(self) -> str:
        """Id, layer, kind, severity and levels."""
        control = self.control
        levels = ", ".join(str(n) for n in sorted(control.levels))
        suggested = sorted(n for n in control.levels if control.suggested[n])
        if suggested:
            said = ", ".join(str(n) for n in suggested)
            levels += f" ({self.say(words.SUGGESTED).format(said)})"
        layer = self.say(words.LAYERS[control.layer])
        severity = self.say(words.SEVERITIES[control.severity.value])
        rows = [
            f"- {code(control.id)}",
            f"- {self.say(words.LAYER)} {control.layer}: {layer}",
            f"- {self.say(words.KIND)}: {self.say(words.KINDS[control.kind])}",
            f"- {self.say(words.SEVERITY)}: {severity}",
            f"- {self.say(words.LEVELS)}: {levels}",
        ]
        if limits := self.limits(control.applies):
            rows.append(f"- {self.say(words.ONLY)}: {limits}")
        return "\n".join(rows)

    def limits(self, applies: Applies) -> str:
        """Families and roles that are meant; empty where all are."""
        families = [
            self.say(words.FAMILIES[f]) if f in words.FAMILIES else f
            for f in sorted(applies.os_family)
        ]
        roles = [f"{self.say(words.ROLE)} {role}" for role in sorted(applies.role)]
        return "; ".join([*families, *roles])

    def reason(self) -> str:
        """Why it has its severity."""
        reason = self.control.severity_reason
        severity = self.say(words.SEVERITY)
        return f"*{severity}: {self.say(reason)}*" if reason else ""

    def stated(self) -> list[str]:
        """How a unit's statement counts."""
        attested = self.control.attested
        if attested is None:
            return []
        start = self.say(words.COUNTS_FROM[attested.counts_from])
        rows = []
        for n in sorted(self.control.levels):
            months = attested.months[n]
            valid = self.say(words.OPEN_END)
            if months is not None:
                valid = self.say(words.MONTHS).format(n=months)
                valid += f" {self.say(words.FROM)} {start}"
            rows.append([str(n), valid])
        return [
            f"{self.heading(words.STATED)} ({self.say(words.SCOPES[attested.scope])})",
            table([self.say(words.LEVEL), self.say(words.VALID)], rows),
        ]

    def judged(self) -> list[str]:
        """Each rule: its check, severity, levels and parameters."""
        if not self.control.rules:
            return []
        return [
            self.heading(words.JUDGED),
            *(part for rule in self.control.rules for part in self.rule(rule)),
        ]

    def rule(self, rule: RuleSpec) -> list[str]:
        """One rule."""
        levels = ", ".join(str(n) for n in sorted(rule.levels))
        about = [
            f"[{code(rule.check_id)}](../checks/{rule.check_id}.md)",
            self.say(words.SEVERITIES[rule.severity.value]),
            f"{self.say(words.LEVELS)} {levels}",
        ]
        if limits := self.limits(rule.applies):
            about.append(f"{self.say(words.ONLY)}: {limits}")
        tested = self.trust.of([rule.id]).total()
        about.append(f"{self.say(words.STATES)}: {tested}")
        return [
            f"### {code(rule.id)} {cell(self.say(rule.title))}",
            " · ".join(about),
            self.given(rule.id, self.control.id),
        ]

    def own_mending(self) -> list[str]:
        """Remediation of rules that have one of their own."""
        parts = []
        general = self.control.remediation
        for rule in self.control.rules:
            if rule.remediation == general:
                continue
            parts.append(f"### {code(rule.id)} {cell(self.say(rule.title))}")
            if replace(rule.remediation, commands=general.commands) == general:
                parts += self.commands(rule.remediation, 4)
            else:
                parts += self.mending(rule.remediation, 4)
        return parts

    def benchmarks(self) -> str:
        """Recommendations of the CIS benchmarks that the rules decide wholly."""
        rows = [
            [code(rule.id), ", ".join(map(code, rule.refs["scap"])), _cis(rule)]
            for rule in self.control.rules
            if rule.refs.get("scap")
        ]
        headings = [self.say(words.RULES), self.say(words.BENCHMARKS), "CIS"]
        return table(headings, rows)


def _cis(rule: RuleSpec) -> str:
    found = rule.refs.get("cis", {})
    return "; ".join(f"{product} {', '.join(n)}" for product, n in found.items())
