"""Words that a template and a spreadsheet of statements share."""

import re

from audit4.attestation.asked import Asked, State
from audit4.finding import Severity, Text

ANSWERS = {
    "yes": Text("Có", "Yes"),
    "no": Text("Không", "No"),
    "not_applicable": Text("Không áp dụng", "Not applicable"),
}
STATES = {
    State.MET: Text("Đã có, còn giá trị", "Stated, in force"),
    State.NOT_MET: Text("Khai là chưa đạt", "Stated as not met"),
    State.EXEMPT: Text("Khai là không áp dụng", "Stated as not applicable"),
    State.EXPIRING: Text("Sắp hết giá trị", "About to expire"),
    State.EXPIRED: Text("Đã hết giá trị", "Expired"),
    State.UNPROVEN: Text("Chờ bổ sung minh chứng", "Proof is wanted"),
    State.MISSING: Text("Chưa kê khai", "Nothing stated yet"),
}
_STEP = re.compile(r"\s+(?=\d{1,2}\. )")
_SEVERITIES = {
    Severity.CRITICAL: Text("nghiêm trọng", "critical"),
    Severity.HIGH: Text("cao", "high"),
    Severity.MEDIUM: Text("trung bình", "medium"),
    Severity.LOW: Text("thấp", "low"),
}
_FROM = {
    "on": Text("ngày xác nhận", "the day of the statement"),
    "document": Text("ngày của văn bản", "the day of its document"),
}


def say(text: Text, lang: str) -> str:
    """A text in a language."""
    return text.vi if lang == "vi" else text.en


def scope(asked: Asked, lang: str) -> str:
    """Whom a statement is about."""
    if asked.system is None:
        whole = Text("Toàn đơn vị", "The whole unit")
        return say(whole, lang)
    level = say(Text("cấp độ", "level"), lang)
    return f"{asked.system_name} ({level} {asked.level})"


def steps(text: Text, lang: str) -> list[str]:
    """A remediation by its numbered steps."""
    return _STEP.split(say(text, lang))


def validity(asked: Asked, lang: str) -> str:
    """For how long a statement counts, and from when."""
    if asked.months is None:
        return say(Text("đến ngày tự khai", "until the day that it names"), lang)
    start = say(_FROM[asked.counts_from], lang)
    return say(
        Text(
            f"{asked.months} tháng kể từ {start}", f"{asked.months} months from {start}"
        ),
        lang,
    )


def weight(asked: Asked, lang: str) -> str:
    """How much a miss matters; says so where the standard only suggests it."""
    words = say(_SEVERITIES[asked.severity], lang)
    if asked.suggested:
        words += say(Text(", khuyến nghị", ", recommended"), lang)
    return words


def standing(asked: Asked, lang: str) -> str:
    """How the statement stands, with the last day on which it counts."""
    words = say(STATES[asked.state], lang)
    if asked.why and asked.state is State.UNPROVEN:
        words += f": {say(asked.why, lang)}"
    return f"{words} ({asked.due})" if asked.due else words
