"""Every page by its path: the index, a page a control, a page a check."""

from collections.abc import Iterable, Iterator, Mapping

from audit4.finding import Text
from audit4.manual import words
from audit4.manual.check_page import CheckPage
from audit4.manual.control_page import ControlPage
from audit4.manual.markdown import cell, code, page, table
from audit4.manual.trust import Trust
from audit4.policy import Control, Policy
from audit4.registry import LoadedCheck

Says = Mapping[str, str]


def pages(
    policy: Policy,
    checks: Mapping[str, LoadedCheck],
    trust: Trust,
    lang: str,
    summaries: Says,
) -> dict[str, str]:
    """Markdown by path relative to the index.

    `summaries` say by check what it decides, in the language of the pages; a check
    without one has the words of its source.
    """
    found = {"index.md": _index(policy, checks, trust, lang)}
    for control in policy.controls:
        made = ControlPage(control, policy, trust, lang)
        found[f"controls/{control.id}.md"] = made.text()
    for check in checks.values():
        rules = [r for r in policy.rules if r.check_id == check.id]
        said = summaries.get(check.id, "")
        made_of = CheckPage(check, rules, policy, trust, lang, said)
        found[f"checks/{check.id}.md"] = made_of.text()
    return found


def _index(
    policy: Policy, checks: Mapping[str, LoadedCheck], trust: Trust, lang: str
) -> str:
    def say(text: Text) -> str:
        return text.vi if lang == "vi" else text.en

    made = say(words.MADE).format(
        policy=policy.name, version=policy.version, as_of=policy.as_of
    )
    return page(
        f"# {say(words.TITLE)}",
        f"{say(policy.title)}. {made}",
        say(words.HOW_TO_READ),
        *_layers(policy, trust, lang),
        f"## {say(words.CHECKS)}",
        table(
            [say(words.NAME), say(words.RULES), say(words.STATES)],
            _checks(policy, checks, trust),
        ),
    )


def _layers(policy: Policy, trust: Trust, lang: str) -> Iterator[str]:
    def say(text: Text) -> str:
        return text.vi if lang == "vi" else text.en

    for layer, name in words.LAYERS.items():
        yield f"## {say(words.LAYER)} {layer}: {say(name)}"
        yield table(
            [
                say(words.CONTROLS),
                say(words.SEVERITY),
                say(words.KIND),
                say(words.LEVELS),
                say(words.RULES),
                say(words.STATES),
            ],
            [
                [
                    f"[{cell(say(c.title))}](controls/{c.id}.md)",
                    say(words.SEVERITIES[c.severity.value]),
                    say(words.KINDS[c.kind]),
                    ", ".join(str(n) for n in sorted(c.levels)),
                    str(len(c.rules)),
                    str(trust.of(_rules(c)).total()),
                ]
                for c in policy.controls
                if c.layer == layer
            ],
        )


def _rules(control: Control) -> Iterable[str]:
    return (control.id, *(r.id for r in control.rules))


def _checks(
    policy: Policy, checks: Mapping[str, LoadedCheck], trust: Trust
) -> Iterator[list[str]]:
    for check in checks.values():
        rules = [r.id for r in policy.rules if r.check_id == check.id]
        link = f"[{code(check.id)}](checks/{check.id}.md)"
        yield [link, str(len(rules)), str(trust.of(rules).total())]
