"""Configuration of web and database servers, line by line, without its secrets.

A program on the host picks the lines whose key a verdict needs; passwords, users'
secrets and the rest of the files never leave. nginx itself is not asked: `nginx -t`
and `-T` make the pid file and the log files.
"""

from collections.abc import Mapping

from audit4.evidence import KIB, Command, Evidence, Fact, File, Reason, Undetermined

_PLACES = (
    "/etc/nginx/*.conf /etc/nginx/*/* /usr/local/nginx/conf/*.conf"
    " /etc/letsencrypt/options-ssl-*"
    " /etc/apache2/*.conf /etc/apache2/*-enabled/* /etc/apache2/*.d/*.conf"
    " /etc/httpd/conf*/*.conf /usr/local/apache2/conf/*.conf"
    " /usr/local/apache2/conf/extra/*.conf"
    " /etc/my.cnf /etc/my*/*.cnf /etc/my*/*.d/*.cnf"
    " /etc/postgresql/*/*/*.conf /etc/postgresql/*/*/conf.d/*.conf"
    " /etc/redis.conf /etc/redis/* /etc/valkey/* /etc/mongod.conf"
    " /*/systemd/system/docker.service /usr/lib/systemd/system/docker.service"
    " /etc/systemd/system/docker.service.d/* /etc/sysconfig/docker /etc/default/docker"
)
_NGINX = (
    "include|server_tokens|autoindex|user|listen|server_name|ssl_[a-z_]+"
    "|error_log|access_log|add_header|client_max_body_size|stub_status"
)
_KEYS = (
    # Apache
    "include(optional)?|server(tokens|signature|root|name)|traceenable|options"
    "|allowoverride|ssl(protocol|ciphersuite|certificatefile|engine)|user|group"
    "|fileetag|listen|errorlog|customlog|define"
    # MySQL, MariaDB
    "|(loose[-_])?(bind[-_]address|local[-_]infile|skip[-_][a-z_-]+|ssl([-_](ca|cert|key|cipher))?"
    "|require[-_]secure[-_]transport|tls[-_]version|secure[-_]file[-_]priv"
    "|log[-_]error|general[-_]log|log[-_]bin|symbolic[-_]links|port)"
    # PostgreSQL
    "|listen_addresses|ssl_((cert|key|ca)_file|ciphers|min_protocol_version)"
    "|password_encryption|log_[a-z_]+|logging_collector"
    "|include_(dir|if_exists)|unix_socket_permissions|hba_file|local|host(no)?(ssl|gssenc)?"
    # Redis
    "|bind|protected-mode|tls-[a-z-]+|requirepass|aclfile|rename-command"
    "|enable-[a-z-]+|unixsocketperm|logfile|loglevel"
    # MongoDB, Docker
    "|net|bindip(all)?|tls|mode|certificatekeyfile|security|authorization"
    "|disabledprotocols|systemlog|destination|auditlog|execstart|options"
    "|docker_opts"
)
_PICK = (
    r'FNR==1{print "@@" FILENAME;c=0}{sub(/\r$/,"");l=tolower($0)}l~/^[ \t]*[#;]/{next}'
    # Directives of nginx, one a line; what a block is given stays behind.
    r'FILENAME~/nginx/{gsub(/"[^"]*[{};][^"]*"|\047[^\047]*[{};][^\047]*\047/,"Q");'
    r'sub(/[ \t]#.*/,"");gsub(/[{};]/,"&\n");n=split($0,a,"\n");'
    r"for(i=1;i<=n;i++){s=a[i];if(s~/^[ \t]*$/)continue;"
    rf"if(c||s~/^[ \t]*({_NGINX})[ \t;]/||s~/^[ \t]*({_NGINX})$/)"
    r"{print s;c=s!~/[;{}]$/}else if(s~/[{}]$/){split(s,w);"
    r'print (w[1]~/^[a-z_]+$/?w[1]" ":"") substr(s,length(s))}}next}'
    r"l~/^[ \t]*(requirepass|rename-command)[ \t]/"
    # What follows the word would be masked: that there is something is all.
    r'{if(l~/^[ \t]*rena/)print $1,$2;else print $2~/^["\047]*$/?"nopass":$1;next}'
    r'l~/^user[ \t]/{gsub(/[ \t][<>#!][^ \t]*/," *")}'
    r'l~/^[ \t]*(local|host)/{sub(/[ \t](ldap|radius|pam|cert)[a-z]*=.*/,"")}'
    r"l~/^[ \t]*(\[|!inc|<\/?(virt|dir|loc|files|if|proxy|limit|macro))/"
    rf"||l~/^[ \t]*({_KEYS})([ \t=:]|$)/"
)
# A link in a folder that the server itself can write may lead anywhere.
_SCRIPT = (
    f"for f in {_PLACES};do case $f in *.so|*.pem|*.key|*.crt)continue;;"
    '/etc/redis/*)[ -L "$f" ]&&continue;;esac;[ -f "$f" ]&&set -- "$@" "$f";done;'
    f"[ $# = 0 ]||awk '{_PICK}' \"$@\"&&echo @@end"
)
SERVER_TEXTS = Command(
    id="servers.texts",
    argv=("sh", "-c", _SCRIPT),
    seconds=20,
    max_bytes=512 * KIB,
)
# Read with the rights of the account that owns the folder; masked like any file.
OWN_FILES = (
    File(id="servers.pg_auto", path="/var/lib/postgresql/*/*/postgresql.auto.conf"),
    File(id="servers.pg_data", path="/var/lib/pgsql/data/*.conf"),
    File(id="servers.pg_data_of", path="/var/lib/pgsql/*/data/*.conf"),
    File(id="servers.tomcat", path="/etc/tomcat*/server.xml"),
    File(id="servers.tomcat_opt", path="/opt/*tomcat*/conf/server.xml"),
    File(id="servers.docker", path="/etc/docker/daemon.json"),
)


def _parse(seen: Evidence) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    lines = seen.output(SERVER_TEXTS).splitlines()
    if not lines or lines[-1] != "@@end":
        raise Undetermined(Reason.UNPARSEABLE, "awk")
    own: list[str] = []
    for line in lines[:-1]:
        if line.startswith("@@/"):
            own = found[line[2:]] = []
        else:
            own.append(line)
    texts = {path: tuple(own) for path, own in found.items()}
    for probe in OWN_FILES:
        for path, text in seen.files(probe).items():
            texts[path] = tuple(text.splitlines())
    return texts


# Lines by file, in the order of the file.
TEXTS: Fact[Mapping[str, tuple[str, ...]]] = Fact(
    name="server_texts", probes=(SERVER_TEXTS, *OWN_FILES), parse=_parse
)
