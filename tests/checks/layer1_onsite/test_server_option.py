import pytest

from audit4.evidence import Evidence, ItemStatus, Reason
from audit4.finding import Exempt, Status, Verdict
from audit4.testing import judge
from tests.checks.server_literals import DEBIAN12, servers

CHECK = "layer1_onsite.server_option"
NGINX = "/etc/nginx/nginx.conf"
APACHE = "/etc/apache2/apache2.conf"
OLD_TLS = ["SSLv3", "TLSv1", "TLSv1.1"]


def ask(seen: Evidence, product: str, option: str, **more: object) -> Verdict:
    return judge(CHECK, seen, product=product, option=option, **more)


def nginx(text: str, **more: str) -> Evidence:
    files = {NGINX: text} | {f"/etc/nginx/{k}": v for k, v in more.items()}
    return servers("nginx", files=files, packages="nginx=1.22.1-9")


@pytest.mark.parametrize(
    ("product", "option", "more", "status"),
    [
        ("nginx", "server_tokens", {"allowed": ["off"]}, Status.FAIL),
        ("nginx", "autoindex", {"allowed": ["off"]}, Status.PASS),
        ("nginx", "user", {"refused": ["root"]}, Status.PASS),
        ("nginx", "ssl_protocols", {"refused": OLD_TLS}, Status.FAIL),
        ("apache", "servertokens", {"allowed": ["Prod"]}, Status.FAIL),
        ("apache", "traceenable", {"allowed": ["off"]}, Status.PASS),
        ("apache", "options", {"refused": ["Indexes"]}, Status.FAIL),
        ("apache", "sslprotocol", {"refused": OLD_TLS}, Status.FAIL),
        ("mariadb", "bind-address", {"refused": ["*", "0.0.0.0"]}, Status.PASS),
        ("mariadb", "local-infile", {"allowed": ["off"]}, Status.FAIL),
        ("postgresql", "password_encryption", {"allowed": ["md5"]}, Status.FAIL),
        ("postgresql", "listen_addresses", {"refused": ["*"]}, Status.PASS),
        ("redis", "bind", {"refused": ["*"]}, Status.PASS),
        ("redis", "requirepass", {"allowed": ["set"]}, Status.FAIL),
    ],
)
def test_judges_what_debian_ships(
    product: str, option: str, more: dict[str, list[str]], status: Status
) -> None:
    seen = servers(product, text=DEBIAN12, packages="nginx=1.22.1-9")

    name = "mysql" if product == "mariadb" else product

    assert ask(seen, name, option, **more).status is status


def test_what_is_not_installed_is_not_judged() -> None:
    verdict = ask(servers(text=DEBIAN12), "nginx", "autoindex", allowed=["off"])

    assert (verdict.status, verdict.reason) == (
        Status.NOT_APPLICABLE,
        Exempt.NOT_INSTALLED,
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("http {\nserver_tokens off;\nserver {\n}\n}", Status.PASS),
        ("http {\nserver {\n}\nserver_tokens off;\n}", Status.PASS),
        ("http {\nserver_tokens off;\nserver {\nserver_tokens on;\n}\n}", Status.FAIL),
        ("http {\nserver {\nlocation {\nserver_tokens on;\n}\n}\n}", Status.FAIL),
        ("http {\nserver {\nserver_tokens\n off;\n}\n}", Status.PASS),
        ("http {\nserver {\n}\n}", Status.FAIL),
    ],
)
def test_nginx_inherits_from_block_to_block(text: str, status: Status) -> None:
    verdict = ask(nginx(text), "nginx", "server_tokens", allowed=["off"])

    assert verdict.status is status


def test_an_include_counts_where_it_stands() -> None:
    main = "http {\ninclude conf.d/*.conf;\nserver {\n}\n}"

    seen = nginx(main, **{"conf.d/a.conf": "server_tokens off;"})

    assert ask(seen, "nginx", "server_tokens", allowed=["off"]).status is Status.PASS


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("http {\nserver {\n}", Reason.UNPARSEABLE),
        ("}\n", Reason.UNPARSEABLE),
        ("{\n" * 60, Reason.UNPARSEABLE),
        ("http {\ninclude /srv/web/*.conf;\n}", Reason.NOT_COLLECTED),
        ("include nginx.conf;", Reason.UNPARSEABLE),
        ("", Reason.NOT_COLLECTED),
    ],
)
def test_what_cannot_be_followed_is_unknown(text: str, reason: Reason) -> None:
    verdict = ask(nginx(text), "nginx", "autoindex", allowed=["off"])

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def test_a_newer_nginx_has_no_old_tls_by_itself() -> None:
    text = "http {\nserver {\nlisten 443 ssl;\n}\n}"
    old = servers("nginx", files={NGINX: text}, packages="nginx=1.18.0-6")
    new = servers("nginx", files={NGINX: text}, packages="nginx=1.26.3-3")

    wanted = {"refused": OLD_TLS, "where": {"tls": "on"}}

    assert ask(old, "nginx", "ssl_protocols", **wanted).status is Status.FAIL
    assert ask(new, "nginx", "ssl_protocols", **wanted).status is Status.PASS


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("-all +TLSv1.2 +TLSv1.3", Status.PASS),
        ("all -SSLv3 -TLSv1 -TLSv1.1", Status.PASS),
        ("all -SSLv3 -TLSv1", Status.FAIL),
        ("TLSv1.2", Status.PASS),
        ("+TLSv1 +TLSv1.2", Status.FAIL),
    ],
)
def test_apache_adds_and_takes_away(words: str, status: Status) -> None:
    text = f"SSLProtocol {words}\n<VirtualHost *:443>\nSSLEngine on\n</VirtualHost>"
    seen = servers("apache", files={APACHE: text})

    verdict = ask(seen, "apache", "sslprotocol", refused=OLD_TLS, where={"tls": "on"})

    assert verdict.status is status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Indexes FollowSymLinks", Status.FAIL),
        ("+Indexes", Status.FAIL),
        ("All", Status.FAIL),
        ("-Indexes +FollowSymLinks", Status.PASS),
        ("None", Status.PASS),
    ],
)
def test_apache_options_of_a_folder(words: str, status: Status) -> None:
    text = f'<Directory "/srv/www">\nOptions {words}\n</Directory>'

    seen = servers("apache", files={APACHE: text})

    assert ask(seen, "apache", "options", refused=["Indexes"]).status is status


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        ("[mysqld]\nlocal_infile=0", "off", Status.PASS),
        ("[mysqld]\nlocal-infile = OFF", "off", Status.PASS),
        ("[mysqld]\nloose-local-infile=0", "off", Status.PASS),
        ("[mysqld]\nskip-local-infile", "off", Status.PASS),
        ("[mysqld]\nlocal_infile=0\nlocal-infile", "off", Status.FAIL),
        ("[client]\nlocal-infile=0", "off", Status.FAIL),
        ("[mysqld]\n[client]\nlocal-infile=0", "off", Status.FAIL),
        ("[mariadb-10.11]\nlocal-infile=0", "off", Status.PASS),
    ],
)
def test_mysql_reads_the_servers_groups(text: str, value: str, status: Status) -> None:
    seen = servers("mariadb", files={"/etc/my.cnf": text})

    assert ask(seen, "mysql", "local-infile", allowed=[value]).status is status


def test_mysql_8_takes_no_files_by_itself() -> None:
    files = {"/etc/my.cnf": "[mysqld]"}
    new = servers("mysql", files=files, packages="mysql-community-server=8.0.36-1")
    old = servers("mysql", files=files, packages="mysql-community-server=5.7.44-1")

    assert ask(new, "mysql", "local-infile", allowed=["off"]).status is Status.PASS
    assert ask(old, "mysql", "local-infile", allowed=["off"]).status is Status.FAIL


def test_alter_system_outweighs_the_file() -> None:
    files = {
        "/etc/postgresql/15/main/postgresql.conf": "log_connections = on",
        "/etc/postgresql/15/main/pg_hba.conf": "local all all peer",
    }
    auto = {
        "/var/lib/postgresql/15/main/postgresql.auto.conf": "log_connections = 'off'"
    }

    seen = servers("postgresql", files=files, own=auto)

    verdict = ask(seen, "postgresql", "log_connections", allowed=["on"])
    assert verdict.status is Status.FAIL


# From the maker's manual: no MongoDB on the systems that boot here.
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("security:\n  authorization: enabled", Status.PASS),
        ('security:\n    authorization: "enabled"', Status.PASS),
        ("security:\n  authorization: disabled", Status.FAIL),
        ("net:\n  port: 27017", Status.FAIL),
    ],
)
def test_mongodb_asks_who_it_is(text: str, status: Status) -> None:
    seen = servers("mongodb", files={"/etc/mongod.conf": text})

    verdict = ask(seen, "mongodb", "security.authorization", allowed=["enabled"])

    assert verdict.status is status


# From the maker's manual.
TOMCAT = """<Server port="8005" shutdown="SHUTDOWN">
<!-- <Connector port="8443" SSLEnabled="true" protocols="TLSv1"/> -->
<Connector port="8443" SSLEnabled="true"
  protocols="TLSv1.2+TLSv1.3"/>
<Host name="localhost" autoDeploy='true'></Host></Server>"""


def test_tomcat_is_read_by_its_elements_without_comments() -> None:
    seen = servers("tomcat", own={"/etc/tomcat10/server.xml": TOMCAT})

    shutdown = ask(seen, "tomcat", "port", allowed=["-1"], where={"element": "server"})
    tls = ask(seen, "tomcat", "protocols", refused=["TLSv1"], where={"tls": "on"})

    assert shutdown.status is Status.FAIL
    assert tls.status is Status.PASS


def test_docker_joins_its_file_and_its_flags() -> None:
    unit = "ExecStart=/usr/bin/dockerd -H fd:// --icc=false"
    seen = servers(
        "docker",
        files={"/usr/lib/systemd/system/docker.service": unit},
        own={"/etc/docker/daemon.json": '{"no-new-privileges": true}'},
    )

    assert ask(seen, "docker", "icc", allowed=["false"]).status is Status.PASS
    assert (
        ask(seen, "docker", "no-new-privileges", allowed=["true"]).status is Status.PASS
    )


@pytest.mark.parametrize("text", ["[]", "{", "nonsense", "[" * 100_000])
def test_a_broken_daemon_json_is_unknown(text: str) -> None:
    seen = servers("docker", own={"/etc/docker/daemon.json": text})

    verdict = ask(seen, "docker", "icc", allowed=["false"])

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        ("", Reason.UNPARSEABLE),
        ("@@/etc/nginx/nginx.conf\n", Reason.UNPARSEABLE),
    ],
)
def test_an_answer_that_is_not_whole_is_unknown(
    raw: str | ItemStatus, reason: Reason
) -> None:
    verdict = ask(servers("nginx", text=raw), "nginx", "autoindex", allowed=["off"])

    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)


def test_without_root_it_is_unknown() -> None:
    seen = servers("nginx", text=DEBIAN12, privileged=False)

    assert ask(seen, "nginx", "autoindex").reason is Reason.PERMISSION


@pytest.mark.parametrize(
    "junk", ["\x00\x01", "<<>>", "include", "a" * 9000, "!include x"]
)
@pytest.mark.parametrize("product", ["nginx", "apache", "mysql", "redis", "mongodb"])
def test_garbage_crashes_no_parser(product: str, junk: str) -> None:
    paths = (NGINX, APACHE, "/etc/my.cnf", "/etc/redis.conf", "/etc/mongod.conf")
    seen = servers(product, files=dict.fromkeys(paths, f"[mysqld]\n{junk}"))

    verdict = ask(seen, product, "x", allowed=["y"])

    assert verdict.reason is not Reason.CRASHED
