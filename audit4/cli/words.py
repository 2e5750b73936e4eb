"""What a person reads while a command works and when it ends, in both languages.

Technical words (rule ids, statuses, severities, file names) stay as they are.
"""

from audit4.errors import Audit4Error
from audit4.finding import Severity, Text
from audit4.scan.outcome import DONE, FINDINGS, INCOMPLETE, Tally

SEVERITIES = {
    Severity.CRITICAL: Text("nghiêm trọng", "critical"),
    Severity.HIGH: Text("cao", "high"),
    Severity.MEDIUM: Text("trung bình", "medium"),
    Severity.LOW: Text("thấp", "low"),
}
NOTHING = Text(
    "không có máy chủ nào để quét: khai báo trong inventory/*.yaml, hoặc chọn rộng hơn",
    "no host to scan: fill in inventory/*.yaml, or select less narrowly",
)
INTERRUPTED = Text(
    "đã dừng: giữ lại {done}/{total} máy chủ; quét tiếp bằng `audit4 scan --resume`",
    "interrupted: {done} of {total} hosts are kept; go on with `audit4 scan --resume`",
)
STOPPING = Text(
    "đang dừng; các máy chủ đã xong được giữ lại (bấm lần nữa để ngắt ngay)",
    "stopping; finished hosts are kept (once more to break off at once)",
)
INIT_NEXT = Text(
    "tiếp theo: khai báo inventory/, rồi `audit4 inventory check`, `audit4 hosts "
    "trust`, `audit4 doctor`, `audit4 scan`",
    "next: fill in inventory/, then `audit4 inventory check`, `audit4 hosts trust`, "
    "`audit4 doctor`, `audit4 scan`",
)
NO_FINDING = Text("không có phát hiện nào đang tồn tại", "no finding stands")
FINDING_NEXT = Text(
    "{count} phát hiện, {overdue} quá hạn; xem chi tiết và lịch sử bằng `audit4 "
    "findings show SỐ`",
    "{count} findings, {overdue} overdue; details and history: `audit4 findings show "
    "NUMBER`",
)
CLIMBED = Text(
    "{good}/{total} máy chủ thu thập được đầy đủ; sửa theo các dòng → rồi chạy lại "
    "`audit4 doctor`",
    "{good} of {total} hosts can be audited in full; mend what the → lines say, then "
    "run `audit4 doctor` again",
)
CLIMBED_ALL = Text(
    "{good}/{total} máy chủ thu thập được đầy đủ; tiếp theo: `audit4 scan`",
    "{good} of {total} hosts can be audited in full; next: `audit4 scan`",
)
KEYS_KNOWN = Text(
    "mọi khóa máy đều đã được ghim; tiếp theo: `audit4 doctor`",
    "every host key is pinned already; next: `audit4 doctor`",
)
KEYS_NOT_PINNED = Text(
    "{count} khóa chưa được ghim; xem lý do ở trên",
    "{count} keys were not pinned; the reasons stand above",
)

_OUTCOME = Text(
    "{hosts} máy chủ: {grave} điểm chưa đạt{bar}, {blind} điểm không kiểm tra được"
    "{bar}, {dark} máy chủ không đánh giá được hoặc bị cắt ngang; mã thoát {code}",
    "{hosts} hosts: {grave} failures{bar}, {blind} unknown{bar}, {dark} hosts not "
    "judged or cut short; exit {code}",
)
_BAR = Text(" từ mức {severity} trở lên", " at or above {severity}")
_NEXT = {
    DONE: Text("", ""),
    FINDINGS: Text(
        "tiếp theo: mở mục lục ở trên, hoặc `audit4 findings list`",
        "next: open the index above, or `audit4 findings list`",
    ),
    INCOMPLETE: Text(
        "chưa đầy đủ: `audit4 doctor` cho biết máy nào vướng ở đâu và cách sửa; báo "
        "cáo ghi lý do của từng điểm",
        "incomplete: `audit4 doctor` says which host is stuck where, and the fix; the "
        "report has the reason of each point",
    ),
}


def in_language(text: Text, lang: str, **values: object) -> str:
    """A text in a language, with its gaps filled."""
    words: str = getattr(text, lang)
    return words.format(**values) if values else words


def outcome(tally: Tally, lang: str) -> str:
    """The last line of a scan: both counts, and the exit code."""
    bar = ""
    if tally.fail_on:
        severity = in_language(SEVERITIES[tally.fail_on], lang)
        bar = in_language(_BAR, lang, severity=severity)
    return in_language(
        _OUTCOME,
        lang,
        hosts=tally.hosts,
        grave=tally.grave,
        blind=tally.blind,
        dark=tally.dark,
        code=tally.code,
        bar=bar,
    )


def next_step(tally: Tally, lang: str) -> str:
    """What to do after a scan that ended so; empty where nothing is called for."""
    return in_language(_NEXT[tally.code], lang)


def trouble(text: Text, lang: str, **values: object) -> Audit4Error:
    """An error in a person's language."""
    return Audit4Error(in_language(text, lang, **values))
