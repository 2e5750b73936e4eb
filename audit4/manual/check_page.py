"""The page of one check."""

import inspect
import re
from collections.abc import Sequence

from audit4.manual import words
from audit4.manual.common import Pages
from audit4.manual.markdown import cell, code, page, table
from audit4.manual.trust import Trust
from audit4.policy import Policy, RuleSpec
from audit4.registry import LoadedCheck

_MODULES = re.compile(r"\b(?:\w+\.)+(?=\w)")


class CheckPage(Pages):
    """What a check looks at, how it judges, and who uses it."""

    def __init__(
        self,
        check: LoadedCheck,
        rules: Sequence[RuleSpec],
        policy: Policy,
        trust: Trust,
        lang: str,
        summary: str,
    ) -> None:
        super().__init__(policy, trust, lang)
        self.check = check
        self.rules = rules
        self.summary = summary

    def text(self) -> str:
        """The page as Markdown."""
        check = self.check.check
        return page(
            f"# {code(self.check.id)}",
            self.summary or self.check.doc,
            self.heading(words.JUDGED),
            *self.judging(),
            self.heading(words.LOOKS),
            self.probes(sorted(check.probes, key=lambda p: p.id))
            or self.say(words.NOTHING),
            self.heading(words.PARAMETERS),
            self.parameters(),
            self.heading(words.USED_BY),
            *self.uses(),
            self.heading(words.TRUST),
            self.measured(r.id for r in self.rules),
        )

    def judging(self) -> list[str]:
        """The source's own words, quoted where the page is in another language."""
        judged = inspect.cleandoc(self.check.check.evaluate.__doc__ or "")
        original = self.say(words.ORIGINAL)
        if not original:
            return [judged]
        quoted = f"{self.check.doc}\n\n{judged}" if self.summary else judged
        lines = [f"> {line}".rstrip() for line in quoted.strip().splitlines()]
        return [original, "\n".join(lines)]

    def parameters(self) -> str:
        """Name, type and default of each."""
        rows = [
            [code(p.name), code(_type(p)), self.default(p)]
            for p in self.check.check.parameters.values()
        ]
        headings = [self.say(t) for t in (words.NAME, words.TYPE, words.DEFAULT)]
        return table(headings, rows) or self.say(words.NO_PARAMETERS)

    def default(self, parameter: inspect.Parameter) -> str:
        """What holds where a policy says nothing."""
        if parameter.default is parameter.empty:
            return self.say(words.REQUIRED)
        return code(repr(parameter.default))

    def uses(self) -> list[str]:
        """The rules that use it, with their parameters."""
        parts = []
        for rule in self.rules:
            link = f"[{code(rule.control)}](../controls/{rule.control}.md)"
            title = cell(self.say(rule.title))
            parts += [
                f"- {code(rule.id)} {title} ({link})",
                self.given(rule.id, rule.control),
            ]
        return parts


def _type(parameter: inspect.Parameter) -> str:
    """The annotation without the modules of its names."""
    return _MODULES.sub("", inspect.formatannotation(parameter.annotation))
