"""A commented YAML file with what is asked of one unit, ready to be filled in."""

import json
import textwrap
from collections.abc import Iterable, Iterator

from audit4.attestation.asked import OPEN, Asked
from audit4.attestation.wording import say, scope, standing, steps, validity, weight
from audit4.finding import Text

_WIDTH = 84
_HEAD = Text(
    """\
# Bản kê khai có minh chứng của {name}. Lưu thành attestations/{unit}.yaml.
# Mỗi khối bắt đầu bằng `#- control` là một điều được hỏi: đọc lời giải thích (##) ở
# trên, làm xong thì bỏ MỘT dấu # ở đầu các dòng của khối và điền; dòng vẫn còn dấu # là
# dòng không bắt buộc. Khối để nguyên là chưa kê khai ("Chờ xác nhận"), không phải lỗi.
#   answer       yes (có) | no (chưa đạt) | not_applicable (không áp dụng, ghi lý do)
#   document     văn bản làm minh chứng: số, ngày; file là đường dẫn từ thư mục này;
#                sha256 lấy bằng `sha256sum TỆP`
#   on           ngày người có trách nhiệm xác nhận; ngày viết dạng 2026-01-31
#   valid_until  chỉ điền nếu văn bản tự ấn định ngày hết giá trị
# Điều hỏi theo hệ thống mà một văn bản đáp ứng cho cả đơn vị: bỏ dòng system.
# Kiểm tra bằng `audit4 inventory check`, xem còn thiếu gì bằng `audit4 attest status`.
attestations:
""",
    """\
# What {name} is asked to state. Save it as attestations/{unit}.yaml.
# Each block that begins with `#- control` is one question: read what stands above it
# (##), and when it is done take ONE # from the lines of the block and fill them in;
# lines that still have a # are optional. A block left as it is is not stated yet
# ("pending"), which is no error.
#   answer       yes | no (not met) | not_applicable (with the reason)
#   document     the paper that proves it: number, date; file is a path from this
#                folder; sha256 comes from `sha256sum FILE`
#   on           the day on which somebody answered for it; dates are 2026-01-31
#   valid_until  only where the paper itself says when it ends
# Asked of a system, but one paper answers for the whole unit: drop the line `system`.
# Check with `audit4 inventory check`; `audit4 attest status` says what is missing.
attestations:
""",
)
_DONE = Text("Không cần khai lại, còn giá trị:", "In force, need not be stated again:")
_NONE = Text(
    "Không còn điều nào phải kê khai.", "Nothing is left that has to be stated."
)
_LAYER = Text("Lớp", "Layer")
_ASKS = Text("Cần", "To do")
_ABOUT = Text("Phạm vi", "About")
_WEIGHT = Text("mức độ", "severity")
_COUNTS = Text("có giá trị", "counts")
_GROUNDS = Text("Căn cứ", "Grounds")
_NOW = Text("Hiện tại", "Now")


def template(asked: Iterable[Asked], lang: str, *, every: bool = False) -> str:
    """YAML text for one unit; what is in force is only named, unless `every`.

    As it stands it states nothing and is a valid file.
    """
    all_asked = sorted(asked, key=lambda a: (a.layer, a.system is not None))
    first = all_asked[0]
    wanted = [a for a in all_asked if every or a.state in OPEN]
    done = [a for a in all_asked if a not in wanted]
    lines = [say(_HEAD, lang).format(name=_plain(first.unit_name), unit=first.unit)]
    for one in wanted:
        lines += [*_explained(one, lang), *_block(one), ""]
    if not wanted:
        lines += [f"  ## {say(_NONE, lang)}", ""]
    if done:
        lines.append(f"  ## {say(_DONE, lang)}")
        lines += [
            f"  ##   {a.control} · {_plain(scope(a, lang))}: {standing(a, lang)}"
            for a in done
        ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _explained(asked: Asked, lang: str) -> Iterator[str]:
    head = f"{say(_LAYER, lang)} {asked.layer} · {say(asked.title, lang)}"
    about = f"{say(_ABOUT, lang)}: {scope(asked, lang)}; {say(_WEIGHT, lang)} "
    about += f"{weight(asked, lang)}; {say(_COUNTS, lang)} {validity(asked, lang)}."
    yield from _prose(f"=== {head}")
    yield from _prose(about)
    yield f"  ## {say(_ASKS, lang)}:"
    for step in steps(asked.how, lang):
        yield from _prose(step)
    if asked.grounds:
        yield from _prose(f"{say(_GROUNDS, lang)}: {'; '.join(asked.grounds)}.")
    yield from _prose(f"{say(_NOW, lang)}: {standing(asked, lang)}.")


def _prose(text: str) -> list[str]:
    return textwrap.wrap(
        _plain(text),
        _WIDTH,
        initial_indent="  ## ",
        subsequent_indent="  ##   ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _block(asked: Asked) -> Iterator[str]:
    yield f"  #- control: {asked.control}"
    if asked.system is not None:
        yield f"  #  system: {json.dumps(asked.system)}"
    yield from _LINES


_LINES = (
    "  #  answer:   # yes | no | not_applicable",
    "  #  #statement:",
    "  #  document:",
    '  #    number: ""',
    "  #    date:",
    "  #    #file:",
    "  #    #sha256:",
    '  #  attested_by: ""',
    "  #  on:",
    "  #  #valid_until:",
)


def _plain(text: str) -> str:
    """On one line: a name from the inventory must not end the comment it stands in."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
