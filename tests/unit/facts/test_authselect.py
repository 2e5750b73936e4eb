from hypothesis import given
from hypothesis import strategies as st

from audit4.evidence import Undetermined
from audit4.facts.authselect import AUTHSELECT, LIBUSER, LIBUSER_CONF
from audit4.testing import evidence
from tests.checks.layer1_onsite.test_authselect_profile import host


def test_the_first_line_names_the_profile() -> None:
    found = evidence(host("custom/own\nwith-faillock\n")).fact(AUTHSELECT)

    assert found.profile == "custom/own"


def test_a_module_in_a_comment_is_not_in_the_template() -> None:
    found = evidence(host(system="# auth required pam_x.so\n")).fact(AUTHSELECT)

    assert found.modules("system-auth") == frozenset()


@given(st.text(max_size=200))
def test_no_text_breaks_the_parsers(text: str) -> None:
    seen = evidence({**host(text, text), LIBUSER_CONF: text})

    seen.fact(LIBUSER)
    try:
        seen.fact(AUTHSELECT).modules("system-auth")
    except Undetermined:
        return
