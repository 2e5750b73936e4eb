"""The kernel must hold audit rules, and none that suppresses them all.

Some distributions ship `-a never,task` for speed: every other rule is then dead
for processes started after it.
"""

from audit4.api import AUDITD, Auditd, Check, Text, Verdict, failed, passed


def evaluate(auditd: Auditd) -> Verdict:
    """Fail where no rule records anything."""
    if auditd.verdict_without:
        return auditd.verdict_without
    recording = [r for r in auditd.loaded if r.action.startswith("always,exit")]
    if auditd.suppressed:
        return failed(
            "never,task",
            expected="rules without never,task",
            items=["never,task"],
            message=Text(
                "Luật `never,task` vô hiệu hóa mọi luật kiểm toán khác",
                "The rule `never,task` disables all other audit rules",
            ),
        )
    if recording:
        return passed(f"rules {len(recording)}")
    return failed("rules 0", expected="rules >= 1")


CHECK = Check(facts={"auditd": AUDITD}, evaluate=evaluate)
