import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.finding import Exempt, Status
from audit4.testing import judge
from tests.checks.server_literals import DEBIAN12, servers

CHECK = "layer1_onsite.server_suites"
NGINX = {"product": "nginx", "option": "ssl_ciphers"}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("HIGH:!aNULL:!MD5", Status.PASS),
        ("ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384", Status.PASS),
        ("ECDHE-RSA-AES128-GCM-SHA256:RC4-SHA", Status.FAIL),
        ("HIGH:!aNULL:DES-CBC3-SHA", Status.FAIL),
        ("ALL:!aNULL:!ADH", Status.PASS),
        ("ALL", Status.FAIL),
        ("HIGH:+3DES:!aNULL", Status.PASS),
        ("HIGH:!RC4:!3DES:!eNULL:!EXPORT", Status.PASS),
        ("EXPORT:HIGH", Status.FAIL),
        ("eNULL:HIGH", Status.FAIL),
        ("'HIGH:!aNULL'", Status.PASS),
        (":::", Status.PASS),
    ],
)
def test_judges_the_list_as_openssl_reads_it(words: str, status: Status) -> None:
    text = f"http {{\nserver {{\nlisten 443 ssl;\nssl_ciphers {words};\n}}\n}}"

    seen = servers("nginx", files={"/etc/nginx/nginx.conf": text})

    assert judge(CHECK, seen, **NGINX).status is status


def test_a_server_without_tls_is_not_judged() -> None:
    text = "http {\nserver {\nlisten 80;\nssl_ciphers RC4;\n}\n}"

    seen = servers("nginx", files={"/etc/nginx/nginx.conf": text})

    assert judge(CHECK, seen, **NGINX).reason is Exempt.NOT_USED


def test_what_debian_ships_passes() -> None:
    seen = servers("apache", text=DEBIAN12)

    verdict = judge(CHECK, seen, product="apache", option="sslciphersuite")

    assert verdict.status is Status.PASS


def test_no_nginx_is_not_applicable() -> None:
    assert judge(CHECK, servers(), **NGINX).reason is Exempt.NOT_INSTALLED


def test_what_timed_out_is_unknown() -> None:
    seen = servers("nginx", text=ItemStatus.TIMEOUT)

    assert judge(CHECK, seen, **NGINX).reason is Reason.TIMEOUT
