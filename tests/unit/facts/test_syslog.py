from contextlib import suppress

import pytest

from audit4.evidence import ItemStatus, Reason, Undetermined
from audit4.facts import syslog
from audit4.facts.rsyslog import RsyslogConfig, parse_rsyslog
from audit4.facts.syslog import SYSLOG
from audit4.facts.syslog_ng import parse_syslog_ng
from audit4.facts.syslog_rules import WANTED, receives, selected
from tests.monitored import captured, host, nothing, rsyslog


def read(text: str, **dropins: str) -> RsyslogConfig:
    files = {f"/etc/rsyslog.d/{n}.conf": t for n, t in dropins.items()}
    return parse_rsyslog(text, files)


@pytest.mark.parametrize("system", ["debian11", "debian12", "debian13"])
def test_debian_logs_logins_to_a_file_of_their_own(system: str) -> None:
    config = read(captured(system, "syslog.rsyslog"))

    (rule,) = receives(config.rules, "authpriv")

    assert rule.path == "/var/log/auth.log"
    assert rule.mode == 0o640
    assert "imuxsock" in config.inputs


# RHEL 9's shipped file, from its documented form.
RHEL = """
global(workDirectory="/var/lib/rsyslog")
module(load="builtin:omfile" Template="RSYSLOG_TraditionalFileFormat")
module(load="imuxsock"    # provides support for local system logging
       SysSock.Use="off") # Turn off message reception via local log socket;
module(load="imjournal"             # provides access to the systemd journal
       UsePid="system"
       FileCreateMode="0644"
       StateFile="imjournal.state")
include(file="/etc/rsyslog.d/*.conf" mode="optional")
*.info;mail.none;authpriv.none;cron.none                /var/log/messages
authpriv.*                                              /var/log/secure
mail.*                                                  -/var/log/maillog
*.emerg                                                 :omusrmsg:*
uucp,news.crit                                          /var/log/spooler
local7.*                                                /var/log/boot.log
"""


def test_rhel_logs_logins_to_secure_from_the_journal() -> None:
    config = read(RHEL)

    (rule,) = receives(config.rules, "authpriv")

    assert rule.path == "/var/log/secure"
    assert rule.mode == 0o644
    assert "imjournal" in config.inputs


@pytest.mark.parametrize(
    ("selector", "facility", "takes"),
    [
        ("*.*", "auth", True),
        ("auth,authpriv.*", "authpriv", True),
        ("authpriv.info", "authpriv", True),
        ("authpriv.notice", "authpriv", False),
        ("*.info;authpriv.none", "authpriv", False),
        ("authpriv.none;*.info", "authpriv", True),
        ("authpriv.=info", "authpriv", False),
        ("authpriv.*;authpriv.!err", "authpriv", False),
        ("mail.*", "authpriv", False),
        ("authpriv.rubbish", "authpriv", False),
    ],
)
def test_selectors_count_part_by_part(
    selector: str, facility: str, *, takes: bool
) -> None:
    assert (selected(selector, facility) >= WANTED) is takes


def test_a_discard_before_the_file_keeps_logins_out() -> None:
    config = read("auth,authpriv.* stop\nauth,authpriv.* /var/log/auth.log\n")

    assert receives(config.rules, "authpriv") == ()


def test_a_discard_after_the_file_does_not() -> None:
    config = read("authpriv.* /var/log/auth.log\n& stop\n*.* @@siem:514\n")

    assert [r.kind for r in receives(config.rules, "authpriv")] == ["file"]
    assert [r.kind for r in receives(config.rules, "kern")] == ["forward"]


def test_a_discard_of_one_program_only_is_no_discard_of_all() -> None:
    text = ':programname, isequal, "noisy" stop\n*.* /var/log/all\n'

    assert len(receives(read(text).rules, "authpriv")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "if $syslogfacility-text == 'authpriv' then /var/log/secure\n",
        (
            'if prifilt("auth,authpriv.*") then {\n action(type="omfile" '
            'file="/var/log/secure")\n}\n'
        ),
        'authpriv.* { action(type="omfile" file="/var/log/secure") stop }\n',
        "authpriv.* -/var/log/secure;RSYSLOG_FileFormat\n",
        'ruleset(name="local") {\n*.* /var/log/secure\n}\ncall local\n',
    ],
)
def test_every_style_of_filter_is_understood(text: str) -> None:
    assert [r.path for r in receives(read(text).rules, "authpriv")] == [
        "/var/log/secure"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "if $msg contains 'x' then /var/log/secure\n",
        "if ($fromhost-ip != '127.0.0.1') then {\n*.* /var/log/secure\n}\n",
        "if $msg contains 'x' then stop else /var/log/secure\n",
        'ruleset(name="remote") {\n*.* /var/log/secure\n}\n',
        "# authpriv.* /var/log/secure\n",
        "/* authpriv.* /var/log/secure */\n",
    ],
)
def test_what_takes_only_some_messages_is_not_counted(text: str) -> None:
    assert receives(read(text).rules, "authpriv") == ()


@pytest.mark.parametrize(
    ("text", "target", "port", "protocol"),
    [
        ("*.* @192.0.2.9", "192.0.2.9", "514", "udp"),
        ("*.* @@siem.example:6514", "siem.example", "6514", "tcp"),
        ("*.* @@(o,z9)[2001:db8::1]:514;fmt", "2001:db8::1", "514", "tcp"),
        ("*.* :omrelp:192.0.2.9:2514", "192.0.2.9", "2514", "relp"),
        ('*.* action(type="omfwd" target="a.b" port="1")', "a.b", "1", "udp"),
        ('action(type="omrelp" target="a.b" port="1")', "a.b", "1", "relp"),
    ],
)
def test_forwarding_is_found_in_both_styles(
    text: str, target: str, port: str, protocol: str
) -> None:
    (rule,) = read(text + "\n").rules

    assert (rule.kind, rule.target, rule.port) == ("forward", target, port)
    assert rule.protocol == protocol
    assert rule.remote
    assert not rule.tls


NEW_TLS = (
    'action(type="omfwd" target="s" protocol="tcp" StreamDriver="gtls" '
    'StreamDriverMode="1" StreamDriverAuthMode="{}" queue.type="LinkedList" '
    'queue.filename="out")\n'
)
OLD_TLS = (
    "$DefaultNetstreamDriver gtls\n$ActionSendStreamDriverMode 1\n"
    "$ActionSendStreamDriverAuthMode {}\n$ActionQueueType LinkedList\n"
    "$ActionQueueFileName out\n*.* @@s:6514\n"
)


@pytest.mark.parametrize("form", [NEW_TLS, OLD_TLS])
@pytest.mark.parametrize(("auth", "verified"), [("x509/name", True), ("anon", False)])
def test_tls_counts_and_so_does_who_is_at_the_other_end(
    form: str, auth: str, *, verified: bool
) -> None:
    (rule,) = read(form.format(auth)).rules

    assert rule.tls
    assert rule.disk_queue
    assert rule.verified is verified


@pytest.mark.parametrize(
    "text",
    [
        '*.* action(type="omfwd" target="s" protocol="tcp" StreamDriver="gtls")',
        (
            '*.* action(type="omfwd" target="s" protocol="udp" StreamDriver="gtls" '
            'StreamDriverMode="1")'
        ),
        (
            '*.* action(type="omfwd" target="s" protocol="tcp" StreamDriver="ptcp" '
            'StreamDriverMode="1")'
        ),
    ],
)
def test_a_driver_that_does_not_encrypt_is_no_tls(text: str) -> None:
    assert not read(text + "\n").rules[0].tls


def test_queue_directives_count_for_the_next_action_only() -> None:
    text = OLD_TLS.format("anon") + "*.* @@t:6514\n"

    assert [r.disk_queue for r in read(text).rules] == [True, False]


def test_file_modes_follow_the_directives_before_them() -> None:
    text = "*.* /a\n$FileCreateMode 0600\n*.* /b\n$Umask 0000\n$FileCreateMode 0666\n"

    config = read(
        text + '*.* /c\n*.* action(type="omfile" file="/d" fileCreateMode="0640")\n'
    )

    assert [r.mode for r in config.rules] == [0o644, 0o600, 0o666, 0o640]


def test_includes_count_in_their_place() -> None:
    config = read(
        "$IncludeConfig /etc/rsyslog.d/*.conf\n*.* /last\n", b="*.* /b\n", a="*.* /a\n"
    )

    assert [r.path for r in config.rules] == ["/a", "/b", "/last"]


def test_drop_ins_that_nothing_includes_do_not_count() -> None:
    assert read("*.* /main\n", a="*.* @@siem\n").rules[0].path == "/main"


def test_includes_from_elsewhere_are_named() -> None:
    assert read("$IncludeConfig /opt/x/*.conf\n").unread == ("/opt/x/*.conf",)


def test_an_include_that_includes_itself_ends() -> None:
    with pytest.raises(Undetermined, match="includes too deep"):
        read(
            "$IncludeConfig /etc/rsyslog.d/a.conf\n",
            a="$IncludeConfig /etc/rsyslog.d/a.conf\n",
        )


@pytest.mark.parametrize(
    "text",
    [
        'action(type="omfwd"',
        "if $msg",
        "/* no end",
        "$FileCreateMode rubbish\n*.* /x\n",
        "{" * 100,
        "& x\n" * 30_000,
    ],
)
def test_broken_configuration_is_unparseable(text: str) -> None:
    with pytest.raises(Undetermined) as why:
        read(text)

    assert why.value.reason is Reason.UNPARSEABLE


@pytest.mark.parametrize(
    "text",
    ["a" * 60_000, "a." * 30_000, "/*\n" * 20_000, "if " * 20_000, "\x00\xff}}}"],
)
def test_hostile_text_costs_no_time_and_never_crashes(text: str) -> None:
    with suppress(Undetermined):
        read(text)


NG = """
@version: 3.35
@include "scl.conf"
source s_src { system(); internal(); };   # local
filter f_auth { facility(auth, authpriv); };
filter f_some { not facility(auth, authpriv); };
destination d_auth { file("/var/log/auth.log" perm(0640)); };
destination d_net { network("siem.example" port(6514) transport("tls")
    tls(ca-dir("/etc/ca") peer-verify(required-trusted)) disk-buffer(reliable(yes))); };
destination d_old { udp("192.0.2.9" port(514)); };
destination d_unused { tcp("192.0.2.10"); };
log { source(s_src); filter(f_auth); destination(d_auth); };
log { source(s_src); destination(d_net); };
log { source(s_src); filter(f_some); destination(d_old); };
@include "/etc/syslog-ng/conf.d/*.conf"
"""


def test_syslog_ng_paths_are_followed() -> None:
    config = parse_syslog_ng(NG, {})

    auth, net, old = config.rules

    assert (auth.path, auth.mode) == ("/var/log/auth.log", 0o640)
    assert (net.target, net.tls, net.verified) == ("siem.example", True, True)
    assert net.disk_queue
    assert (old.target, old.protocol, old.tls) == ("192.0.2.9", "udp", False)
    assert receives(config.rules, "authpriv") == (auth, net)
    assert config.unread == ()


def test_syslog_ng_without_verification_says_so() -> None:
    text = NG.replace("required-trusted", "optional-untrusted")

    assert [r.verified for r in parse_syslog_ng(text, {}).rules] == [False] * 3


INSIDE = (
    'log {{ source(s); {}destination {{ network("192.0.2.9" transport("tls")'
    " tls({})); }}; }};\n"
)


def test_syslog_ng_may_define_a_destination_where_it_is_used() -> None:
    (rule,) = parse_syslog_ng(INSIDE.format("", "ca-dir(/x)"), {}).rules

    assert (rule.target, rule.tls, rule.verified) == ("192.0.2.9", True, True)
    assert not rule.conditional


def test_syslog_ng_may_define_a_filter_where_it_is_used() -> None:
    auth = INSIDE.format("filter { facility(auth); }; ", "")
    program = INSIDE.format("filter { program(x); }; ", "")

    assert parse_syslog_ng(auth, {}).rules[0].selectors == ("auth.*",)
    assert parse_syslog_ng(program, {}).rules[0].conditional


def test_syslog_ng_takes_an_underscore_for_a_hyphen() -> None:
    (rule,) = parse_syslog_ng(INSIDE.format("", "peer_verify(no)"), {}).rules

    assert (rule.tls, rule.verified) == (True, False)


def test_syslog_ng_takes_drop_ins_and_names_the_rest() -> None:
    extra = "log { source(s_src); destination(d_unused); };"
    text = NG + '@include "/opt/x.conf"\n'

    config = parse_syslog_ng(text, {"/etc/syslog-ng/conf.d/a.conf": extra})

    assert config.rules[-1].target == "192.0.2.10"
    assert config.unread == ("/opt/x.conf",)


@pytest.mark.parametrize("text", ["log { source(", 'destination d { file("x'])
def test_syslog_ng_that_does_not_close_is_unparseable(text: str) -> None:
    with pytest.raises(Undetermined):
        parse_syslog_ng(text, {})


def test_a_host_without_a_daemon_has_none() -> None:
    assert host().fact(SYSLOG).daemons == ()


def test_both_daemons_may_be_configured() -> None:
    seen = host(rsyslog(), {syslog.SYSLOG_NG: NG})

    assert [d.name for d in seen.fact(SYSLOG).daemons] == ["rsyslog", "syslog-ng"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (ItemStatus.DENIED, Reason.PERMISSION),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        (ItemStatus.UNSAFE, Reason.UNSAFE_PATH),
    ],
)
def test_a_configuration_that_was_not_had_is_undetermined(
    status: ItemStatus, reason: Reason
) -> None:
    seen = host(nothing(syslog.SYSLOG_NG), {syslog.RSYSLOG: status})

    with pytest.raises(Undetermined) as why:
        seen.fact(SYSLOG)

    assert why.value.reason is reason
