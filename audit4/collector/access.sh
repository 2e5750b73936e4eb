#!/bin/sh
# audit4 access: the account by which audit4 collects evidence on this host.
# To be run by an administrator, as root. It may be run again at any time.
#
# The account has no password. Its one key runs one command, the collector that
# stands below, and sudo lets it run that file only while its digest is the one
# given here: another command, an argument or a changed file are refused.
_a4_access_() {
  PATH=/usr/sbin:/usr/bin:/sbin:/bin
  LC_ALL=C
  export PATH LC_ALL
  umask 022
  account=@account@
  home=/var/lib/@account@
  keys=$home/.ssh/authorized_keys
  script=@path@
  rules=/etc/sudoers.d/@account@
  digest=@sha256@
  comment='audit4 collector'
  key='@key@'
  line='@line@'
  bare='Defaults:@account@ !requiretty'

  die() { echo "audit4 access: $1" >&2; exit 1; }
  [ "$(id -u)" = 0 ] || die 'run this as root'
  case @action@ in
  install) install_all ;;
  check) check_all ;;
  remove) remove_all ;;
  esac
}

# Writes standard input to $1 with mode $2, in one step.
put() {
  new=$(mktemp "${1%/*}/.audit4.XXXXXX") || die "cannot write below ${1%/*}"
  if cat >"$new" && chown 0:0 "$new" && chmod "$2" "$new" && mv -f "$new" "$1"; then
    command -v restorecon >/dev/null && restorecon "$1"
    return 0
  fi
  rm -f "$new"
  die "cannot write $1"
}

# Puts the lines in force, $1 for a digest that is still in use.
allow() {
  new=$(mktemp) || die 'cannot write a temporary file'
  printf '%s\n' "$bare" "$line" ${1:+"$1"} >"$new"
  visudo -cqf "$new" >/dev/null || { rm -f "$new"; die 'this sudo does not take the rule: is it older than 1.8.7?'; }
  put "$rules" 0440 <"$new"
  rm -f "$new"
}

install_all() {
  command -v visudo >/dev/null || die 'sudo is not installed'
  command -v sha256sum >/dev/null || die 'sha256sum is not installed'
  [ -d /etc/sudoers.d ] || die '/etc/sudoers.d is missing'
  if ! id "$account" >/dev/null 2>&1; then
    # No system account: those are not meant to log in, and this one is.
    useradd -M -d "$home" -s /bin/sh -c "$comment" "$account" || die 'useradd failed'
  fi
  usermod -d "$home" -s /bin/sh -p '*' "$account" || die 'usermod failed'
  dir=${script%/*}
  mkdir -p "$dir" && chown 0:0 "$dir" && chmod 0755 "$dir" || die "cannot make $dir"
  # sshd looks in here with the account's rights; its key runs nothing that writes.
  for dir in "$home" "$home/.ssh"; do
    # The account could lay a link here, and have root give it what that leads to.
    [ ! -L "$dir" ] || die "$dir is a link: remove it first"
    mkdir -p "$dir" && chown -h "$account:" "$dir" && chmod 0700 "$dir" || die "cannot make $dir"
  done
  printf '%s\n' "$key" | put "$keys" 0644
  old=
  [ -f "$script" ] && old=$(sha256sum <"$script") && old=${old%% *}
  if [ "$old" ] && [ "$old" != "$digest" ] && grep -qF "sha256:$old $script" "$rules" 2>/dev/null; then
    allow "$(printf '%s\n' "$line" | sed "s/$digest/$old/")"
  else
    allow
  fi
  collector | put "$script" 0755
  [ "$(sha256sum <"$script")" = "$digest  -" ] || die "$script is not what was sent"
  allow
  echo 'audit4 access: installed'
}

check_all() {
  wrong=0
  says() { echo "$1"; wrong=1; }
  id "$account" >/dev/null 2>&1 || says "account $account: missing"
  case $(grep "^$account:" /etc/shadow | cut -d: -f2) in '*' | '!'*) ;; *) says "account $account: has a password" ;; esac
  held "$keys" 644 "$key"
  held "$rules" 440 "$bare
$line"
  held "$script" 755 ''
  [ "$(sha256sum <"$script" 2>/dev/null)" = "$digest  -" ] || says "$script: another edition, or altered"
  held "${script%/*}" 755 ''
  for dir in "$home" "$home/.ssh"; do
    [ "$(stat -c '%U %a' "$dir" 2>/dev/null)" = "$account 700" ] || says "$dir: not the account's own with mode 700"
  done
  [ $wrong = 0 ] && echo 'audit4 access: in order'
  exit $wrong
}

# Says where $1 is not root's own with mode $2 and, unless empty, content $3.
held() {
  [ -e "$1" ] || { says "$1: missing"; return; }
  [ "$(stat -c '%u %g %a' "$1")" = "0 0 $2" ] || says "$1: not root's own with mode $2"
  [ -z "$3" ] || [ "$(cat "$1")" = "$3" ] || says "$1: another content"
}

remove_all() {
  rm -f "$rules" "$script" "$keys"
  rmdir "$home/.ssh" "$home" 2>/dev/null
  if [ "$(getent passwd "$account" | cut -d: -f5)" = "$comment" ]; then
    userdel "$account" || die 'userdel failed'
    # What PAM and sudo keep by account would stay behind as nobody's.
    rm -f "/run/faillock/$account" "/run/sudo/ts/$account" "/var/lib/sudo/lectured/$account"
  fi
  echo 'audit4 access: removed'
}

collector() {
  cat <<'@end@'
@script@@end@
}
_a4_access_
