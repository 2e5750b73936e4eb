"""What the host's TLS ports answer, asked on the host itself by its own openssl.

Asked are sockets that others can reach and that speak TLS by their number or by the
program behind them, at the addresses that `ss` lists and no others. A handshake ends
where it is done and requests nothing. Of what openssl tells, greetings, alerts,
suites, errors and certificates are kept; keys of sessions stay where they are.

Behind a wildcard address the loopback is asked. MySQL counts handshakes broken off
from any other address and shuts it out in the end, so it is asked there alone. A
silent port costs two seconds; behind the second silence no more are asked.
"""

from audit4.evidence import Command

MOST_PORTS = 8
_PORTS = (
    "443 465 636 853 990 993 995 2376 3269 5061 5671 6443 6514 8443 8883 9443 10443"
)
_PROGRAMS = "nginx apache2 httpd haproxy lighttpd caddy"
_SPEAKS_TLS = "|".join(
    [f"{port},*" for port in _PORTS.split()]
    + [rf"*\"{name}\"*" for name in _PROGRAMS.split()]
)
# `s` how TLS is started, `o` whether the port may be asked, `v` what was asked,
# `n` how many, `d` how many were silent. A library counts where the process has the
# host's own one, and no container's. Without single quotes: each would cross as four.
_SCRIPT = r"""ss -tlnp|{
n=0 d=0 v=\  z=:@SECLEVEL=0 c=DEFAULT:ALL:COMPLEMENTOFALL t=
w=aNULL:eNULL:EXPORT:LOW:RC4:3DES
export OPENSSL_CONF=/dev/null
h(){ [ $d -lt 2 ]||return;k=$1;shift
r=$({ timeout 2 openssl s_client -connect "$a:$p" $s -msg -cipher "$@" </dev/null
echo "@=$?";} 2>&1|sed -n "/^[<>]\{3\}.*\(Hello$\|fatal\)/p;/^@=/p;/^CONN/p;\
/^New,/p;/:error:/p;$m")
echo "@@try $k $s";echo "$r"
case $r in *@=124*)d=$((d+1));;esac;}
read -r x q&&echo "@@$x"
while read -r x q q l q u;do
p=${l##*:} a=${l%:*} s= o=1
[ "$x" = LISTEN ]||continue
case $p,$u in
80,*|8080,*|3306[0-9],*)continue;;
5432,*|*\"postgres\"*|*\"postmaster\"*)s="-starttls postgres";;
3306,*|*\"mysqld\"*|*\"mariadbd\"*)s="-starttls mysql" o=;;
SPEAKS_TLS);;*)continue;;esac
case $a in
127.*|::1|\[::1\]|\[::ffff:127.*)continue;;
\*|0.0.0.0|::)a=127.0.0.1 o=1;;
\[::\])case $v in *" 127.0.0.1:$p "*)continue;;esac;a=[::1] o=1;;
*%*)o=;;
\[*);;*:*)a="[$a]";;esac
case $v in *" $a:$p "*)continue;;esac
v="$v$a:$p " n=$((n+1))
if [ $n = 1 ];then e=$(openssl version)
openssl ciphers $c$z>/dev/null||z=
openssl s_client -help 2>&1|grep -q no_tls1_3&&t=-no_tls1_3
echo "@@tool $e";echo "@@weak $(openssl ciphers $w$z)";fi
y=${u#*\"} q=${u##*pid=}
echo "@@at $l ${y%%\"*}"
q=/proc/${q%%,*}
for f in $(grep -oE "/[^ ]*/lib(ssl|gnutls|nss3)[^ ]*" $q/maps|sort -u);do
[ "$q/root$f" -ef "$f" ]&&echo "@@lib $f";done
[ "$e" ]&&[ $o ]&&[ $n -le MOST ]||continue
m="/not support/p;/Verify ret/p;/BEGIN CERT/,/END CERT/p"
h any $c$z -showcerts
m=
case $r in *ServerHello*)
for x in tls1_2 tls1_1 tls1;do h $x $c$z -$x;done
h weak $w$z $t;;esac
done;echo @@end;}"""


def _on_one_line(text: str) -> str:
    """The script without line breaks, which no argument of a probe may hold."""
    lines = text.replace("\\\n", "").split("\n")
    return "".join(line + _between(line) for line in lines).removesuffix(";")


def _between(line: str) -> str:
    if line.endswith(("{", "do", "in")):
        return " "
    return "" if line.endswith((";", "*)")) else ";"


TLS_SERVED = Command(
    id="tls.served",
    argv=(
        "sh",
        "-c",
        _on_one_line(_SCRIPT)
        .replace("SPEAKS_TLS", _SPEAKS_TLS)
        .replace("MOST", str(MOST_PORTS)),
    ),
    seconds=20,
)
