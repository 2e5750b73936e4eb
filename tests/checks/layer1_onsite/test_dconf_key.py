import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import ItemStatus, Probe, Reason
from audit4.facts import desktop
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import Raw, judge
from tests.checks.layer1_onsite.system_cases import having, packages

KEY = "org/gnome/desktop/media-handling/automount"
IDLE = "org/gnome/desktop/session/idle-delay"
SOURCE = "/etc/dconf/db/local.d/00-x"
LOCK = "/etc/dconf/db/local.d/locks/00-x"
FILE = "0644 0 0 f 9 1700000000"
NEW = "0644 0 0 f 9 1700000900"
GNOME: dict[Probe, Raw] = {
    **packages("gdm3"),
    desktop.PROFILES: {"/etc/dconf/profile/user": "user-db:user\nsystem-db:local\n"},
    desktop.KEYS: {SOURCE: "[org/gnome/desktop/media-handling]\nautomount=false\n"},
    desktop.LOCKS: {LOCK: f"/{KEY}\n"},
    desktop.COMPILED: {"/etc/dconf/db/local": NEW, SOURCE: FILE, LOCK: FILE},
}


def judged(*parts: dict[Probe, Raw]) -> Verdict:
    return judge(
        "layer1_onsite.dconf_key",
        having(GNOME, *parts),
        key=KEY,
        allowed=("false",),
        lock=True,
        default="true",
    )


def test_a_compiled_value_with_a_lock_passes() -> None:
    assert judged().status is Status.PASS


@pytest.mark.parametrize(
    "changed",
    [
        {desktop.LOCKS: {}},
        {desktop.LOCKS: {LOCK: f"#/{KEY}\n"}},
        {desktop.KEYS: {}},
        {
            desktop.KEYS: {
                SOURCE: "[org/gnome/desktop/media-handling]\nautomount=true\n"
            }
        },
        {desktop.PROFILES: {}},
        {
            desktop.PROFILES: {
                "/etc/dconf/profile/user": "user-db:user\n#system-db:local"
            }
        },
        {desktop.COMPILED: {SOURCE: FILE}},
        {desktop.COMPILED: {"/etc/dconf/db/local": FILE, SOURCE: NEW}},
    ],
)
def test_what_is_not_in_force_fails(changed: dict[Probe, Raw]) -> None:
    assert judged(changed).status is Status.FAIL


def test_the_file_that_sorts_last_counts() -> None:
    later = "/etc/dconf/db/local.d/99-y"
    keys = {SOURCE: "[org/gnome/desktop/media-handling]\nautomount=true\n"}
    keys[later] = "[org/gnome/desktop/media-handling]\nautomount=false\n"

    assert judged({desktop.KEYS: keys}).status is Status.PASS


@pytest.mark.parametrize(
    ("value", "status"),
    [("uint32 900", Status.PASS), ("uint32 0", Status.FAIL), ("uint32 901", "fail")],
)
def test_a_number_has_to_lie_within_its_bounds(value: str, status: Status) -> None:
    keys = {SOURCE: f"[org/gnome/desktop/session]\nidle-delay={value}\n"}

    verdict = judge(
        "layer1_onsite.dconf_key",
        having(GNOME, {desktop.KEYS: keys}),
        key=IDLE,
        bounds=(1, 900),
    )

    assert verdict.status == status


def test_debians_login_screen_has_defaults_of_its_own() -> None:
    key = "org/gnome/login-screen/banner-message-text"
    text = "[org/gnome/login-screen]\nbanner-message-text='Cấm vào'\n"
    seen = having(GNOME, {desktop.GREETER: text})

    verdict = judge(
        "layer1_onsite.dconf_key", seen, key=key, profile="gdm", allowed=("*",)
    )

    assert verdict.status is Status.PASS


def test_an_empty_text_is_none() -> None:
    key = "org/gnome/login-screen/banner-message-text"
    seen = having(
        GNOME, {desktop.GREETER: "[org/gnome/login-screen]\nbanner-message-text=''\n"}
    )

    verdict = judge(
        "layer1_onsite.dconf_key", seen, key=key, profile="gdm", allowed=("*",)
    )

    assert verdict.status is Status.FAIL


def test_without_gnome_there_is_nothing_to_judge() -> None:
    assert judged(packages()).reason is Exempt.NOT_INSTALLED


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({desktop.KEYS: {SOURCE: ItemStatus.DENIED}}, Reason.PERMISSION),
        ({desktop.COMPILED: {SOURCE: "half"}}, Reason.UNPARSEABLE),
    ],
)
def test_missing_evidence_is_unknown(changed: dict[Probe, Raw], reason: Reason) -> None:
    assert judged(changed).reason is reason


@given(text=st.text(max_size=200))
def test_no_text_of_a_host_crashes_it(text: str) -> None:
    verdict = judged({desktop.KEYS: {SOURCE: text}, desktop.LOCKS: {LOCK: text}})

    assert verdict.reason is not Reason.CRASHED
