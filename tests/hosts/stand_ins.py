"""What makes a booted container pass for a machine with a kernel of its own.

No container may load audit rules, and what needs a kernel or a clock of its own is
not asked of one. Here the host says that it is none, and its kernel holds the rules
that augenrules merged, those of /etc/audit/loaded.extra too, without those of
/etc/audit/loaded.without. `auditctl -s` prints /etc/audit/status where that is there.
"""

AS_MACHINE = r"""
cd /usr/bin
[ -e systemd-detect-virt.own ] || mv systemd-detect-virt systemd-detect-virt.own
printf '#!/bin/sh\necho none\nexit 1\n' > systemd-detect-virt
chmod 755 systemd-detect-virt
cd /usr/sbin
[ -e auditctl ] || exit 0
[ -e auditctl.own ] || mv auditctl auditctl.own
cat > auditctl <<'X'
#!/bin/sh
cd /etc/audit || exit 4
case $1 in
-s) cat status 2>/dev/null || printf 'enabled 1\npid 77\nlost 0\n' ;;
-l)
  [ -e loaded.without ] && without=loaded.without || without=/dev/null
  for f in audit.rules loaded.extra; do [ ! -e $f ] || cat $f; done |
    sed 's/^ *//' | grep -E '^-[aAw] ' | grep -vxFf $without |
    sed 's/unset/-1/g' | grep . || echo 'No rules' ;;
esac
X
chmod 755 auditctl
"""
AS_CONTAINER = r"""
cd /usr/bin
mv systemd-detect-virt.own systemd-detect-virt
cd /usr/sbin
[ ! -e auditctl.own ] || mv auditctl.own auditctl
"""
