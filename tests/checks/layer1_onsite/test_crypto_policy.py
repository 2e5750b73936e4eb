from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Reason
from audit4.facts import crypto_policy
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, evidence, judge, load_check
from tests.checks.layer1_onsite.literals import ABSENT

CHECK = "layer1_onsite.crypto_policy"
STATE = "/etc/crypto-policies/state"

# Laid out as update-crypto-policies(8) of RHEL 9 writes it, shortened.
APPLIED = """\
# Policy DEFAULT:NO-SHA1:NO-SSHCBC:NO-WEAKMAC dump
#
# Do not parse the contents of this file with automated tools,
# it is provided for review convenience only.
#
# Baseline values for all scopes:
cipher = AES-256-GCM CHACHA20-POLY1305 AES-256-CTR AES-256-CBC AES-128-CBC
hash = SHA2-256 SHA2-384 SHA2-512 SHA3-256
mac = AEAD HMAC-SHA2-256 HMAC-SHA1 UMAC-128
sign = ECDSA-SHA2-256 RSA-PSS-SHA2-256 RSA-SHA2-256
sha1_in_certs = 0
# Scope-specific properties derived for select backends:
cipher@libssh = AES-256-GCM AES-256-CTR
cipher@openssh = AES-256-GCM AES-256-CTR
cipher@openssh-client = AES-256-GCM
"""
SSH = ("openssh", "openssh-client", "openssh-server", "libssh")
BANS = (
    {"settings": ("hash", "sign", "sha1_in_certs"), "without": ("SHA1", "*-SHA1", "1")},
    {"settings": ("mac",), "without": ("*-64",)},
    {"settings": ("cipher",), "without": ("*-CBC",), "scopes": SSH},
)


def judged(
    config: Raw = "DEFAULT:X\n",
    applied: str | ItemStatus | None = APPLIED,
    *,
    current: str = "DEFAULT:X\n",
    bans: bool = True,
) -> Verdict:
    ban = load_check(CHECK).evaluate.__globals__["Ban"]
    state = {f"{STATE}/current": current, f"{STATE}/CURRENT.pol": applied}
    seen = evidence(
        {
            crypto_policy.CONFIG: config,
            crypto_policy.STATE: {p: t for p, t in state.items() if t is not None},
        }
    )
    rows = tuple(ban(**row) for row in BANS) if bans else ()
    return judge(CHECK, seen, refused=("LEGACY",), bans=rows)


def test_a_policy_whose_modules_take_out_the_weak_passes() -> None:
    assert judged().status is Status.PASS


def test_each_weak_value_in_force_is_an_item() -> None:
    weak = (
        APPLIED.replace("hash = ", "hash = SHA1 ")
        .replace("sha1_in_certs = 0", "sha1_in_certs = 1")
        .replace("UMAC-128", "UMAC-128 UMAC-64")
        .replace("cipher@openssh = ", "cipher@openssh = AES-256-CBC ")
    )

    verdict = judged(applied=weak)

    assert verdict.items == (
        "hash: SHA1",
        "sha1_in_certs: 1",
        "mac: UMAC-64",
        "cipher@openssh: AES-256-CBC",
        "cipher@openssh-server: AES-256-CBC",
    )


def test_a_library_without_a_line_of_its_own_has_everybodys() -> None:
    bare = "\n".join(x for x in APPLIED.splitlines() if "@" not in x)

    assert "cipher@libssh: AES-256-CBC" in judged(applied=bare).items


def test_legacy_and_a_choice_that_waits_fail() -> None:
    legacy = judged("# mine\nLEGACY\n", current="LEGACY\n", bans=False)
    waiting = judged("FUTURE\n", current="DEFAULT\n", bans=False)
    submodule = judged("LEGACY:AD-SUPPORT\n", current="LEGACY:AD-SUPPORT\n", bans=False)

    assert legacy.items == ("config: LEGACY", "current: LEGACY")
    assert waiting.items == ("config: FUTURE (current: DEFAULT)",)
    assert submodule.status is Status.FAIL


def test_a_name_that_is_fine_needs_no_more_where_nothing_is_banned() -> None:
    assert judged(applied=None, bans=False).status is Status.PASS


def test_without_such_policies_it_does_not_apply() -> None:
    assert judged(ABSENT).reason is Exempt.NOT_INSTALLED


def test_what_the_policy_comes_to_must_be_known() -> None:
    older = judged(applied=None)
    denied = judged(applied=ItemStatus.DENIED)
    config = judged(ItemStatus.TRUNCATED)

    assert older.reason is Reason.NOT_COLLECTED
    assert denied.reason is Reason.PERMISSION
    assert config.reason is Reason.TRUNCATED


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert judged(text, text, current=text).reason is not Reason.CRASHED
