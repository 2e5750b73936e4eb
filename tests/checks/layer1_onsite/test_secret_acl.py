# Samples are built after getfacl(1): Debian's images here come without the tool.
import pytest

from audit4.evidence import Item, ItemStatus, Reason
from audit4.facts.acls import ACLS
from audit4.finding import Status, Verdict
from audit4.testing import Raw, evidence, judge

HEAD = "# file: /etc/shadow\n# owner: 0\n# group: 42\nuser::rw-\n"
TAIL = "other::---\n\n"


def judged(raw: Raw) -> Verdict:
    return judge("layer1_onsite.secret_acl", evidence({ACLS: raw}))


@pytest.mark.parametrize(
    ("entries", "items"),
    [
        ("user:1000:r--\ngroup::r--\nmask::r--\n", ("/etc/shadow: user 1000",)),
        ("group::r--\ngroup:50:r-x\nmask::r-x\n", ("/etc/shadow: group 50",)),
        ("user:1000:r--\t#effective:r--\ngroup::r--\nmask::r--\n", ("",)),
        ("user:1000:rw-\ngroup::r--\nmask::-w-\n", ()),
        ("user:1000:---\ngroup::r--\nmask::r--\n", ()),
        ("user:0:r--\ngroup::r--\nmask::r--\n", ()),
        ("group::r--\ndefault:user:1000:rwx\n", ()),
    ],
)
def test_named_readers_count_as_far_as_the_mask_lets_them(
    entries: str, items: tuple[str, ...]
) -> None:
    verdict = judged(HEAD + entries + TAIL)

    assert len(verdict.items) == len(items)
    assert verdict.status is (Status.FAIL if items else Status.PASS)


def test_a_strange_name_is_shown_as_it_is() -> None:
    text = "# file: /etc/ssh/a\\012b\nuser:7:r--\nmask::r--\n\n"

    assert judged(text).items == ("/etc/ssh/a\nb: user 7",)


def test_no_list_anywhere_passes() -> None:
    assert judged("").status is Status.PASS


def test_a_path_that_is_not_there_hides_nothing() -> None:
    text = HEAD + "user:1000:r--\nmask::r--\n" + TAIL
    one = Item(probe=ACLS.id, name="", status=ItemStatus.FAILED, content=text, exit=1)

    assert judged(one).status is Status.FAIL


# As ls of Debian 12 prints it.
MARKED = "-rw-r-----+ 1 0 42 717 Nov 30 20:51 /etc/shadow\n"


def test_without_the_tool_a_list_that_stands_there_is_unknown() -> None:
    verdict = judged(MARKED)

    assert (verdict.reason, verdict.actual) == (
        Reason.MISSING_TOOL,
        "getfacl /etc/shadow",
    )


def test_where_no_tool_can_tell_it_is_unknown() -> None:
    bare = Item(probe=ACLS.id, name="", status=ItemStatus.FAILED, exit=127)

    assert judged(bare).reason is Reason.MISSING_TOOL


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.DENIED, Reason.PERMISSION),
        ("no list\n", Reason.UNPARSEABLE),
        (HEAD + "user:lan:r--\n", Reason.UNPARSEABLE),
        (HEAD + "\x1b[31m\n", Reason.UNPARSEABLE),
    ],
)
def test_what_cannot_be_read_is_unknown(raw: Raw, reason: Reason) -> None:
    assert judged(raw).reason is reason
