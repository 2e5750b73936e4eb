# The collector, run by any POSIX shell. Everything stands in one function that
# the last line calls: a text that was cut off runs nothing. It writes no file,
# and what it calls reads /dev/null. `@…@` are filled in by build.py.
#
# Inputs: `set -- PROTOCOL NONCE` before the text, or one line `PROTOCOL NONCE` on
# standard input. What it collects goes to awk as frames (frame.awk says which).
_a4_collect_() {
  [ $# -gt 0 ] || { read -r a b c && set -- "$a" "$b" $c; }
  [ $# -eq 2 ] && [ "$1" = 1 ] || return 64
  case $2 in *[!0-9a-f]* | '') return 64 ;; esac
  [ ${#2} -eq 32 ] || return 64
  N=$2 nl='
'
  IFS=$nl
  unset CDPATH ENV BASH_ENV TZ GREP_OPTIONS POSIXLY_CORRECT TERM
  PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
  LC_ALL=C LANG=C LANGUAGE=C COLUMNS=512 LINES=512 TERM=dumb HOME=/nonexistent
  PAGER=cat SYSTEMD_PAGER=cat SYSTEMD_COLORS=0 SYSTEMD_URLIFY=0 NO_COLOR=1
  DEBIAN_FRONTEND=noninteractive
  export PATH LC_ALL LANG LANGUAGE COLUMNS LINES TERM HOME PAGER SYSTEMD_PAGER \
    SYSTEMD_COLORS SYSTEMD_URLIFY NO_COLOR DEBIAN_FRONTEND
  umask 077
  cd / || return 70
  ulimit -c 0

  # Lookup in the fixed PATH alone: a function or builtin is no tool.
  tool() {
    case $1 in /*) bin=$1; [ -f "$1" ]; return ;; esac
    IFS=:
    for bin in $PATH; do
      bin=$bin/$1
      [ -f "$bin" ] && break
    done
    IFS=$nl
    [ -f "$bin" ]
  }

  # An item without content.
  none() { printf '%s i %s 0\n%s\n%s b\n\n%s e %s\n' "$N" "$1" "$2" "$N" "$N" "$3"; }

  # An item's beginning: probe, name, most bytes; its content; its end.
  open() { printf '%s i %s %s\n%s\n%s b\n' "$N" "$1" "$3" "$2" "$N"; }
  shut() { printf '\n%s e %s\n' "$N" "$1"; }

  seen() { [ -e "$1" ] || [ -L "$1" ]; }

  # Without root only: a probe that needs it is not even tried.
  skip() { [ "$root" ] && return 1; none "$1" '' denied; echo "$N d $1"; }

  within() {
    secs=$1
    shift
    case $clock in
    k) timeout -k 2 "$secs" "$@" ;;
    p) timeout "$secs" "$@" ;;
    t) timeout -t "$secs" "$@" ;;
    *)
      "$@" &
      job=$!
      (
        while [ "$secs" -gt 0 ]; do
          sleep 1 && kill -0 $job || exit
          secs=$((secs - 1))
        done
        kill $job && sleep 2 && kill -9 $job
      ) >/dev/null 2>&1 &
      guard=$!
      wait $job
      set -- $?
      kill $guard
      wait $guard
      return "$1"
      ;;
    esac
  }

  # Why a path is not there: absent only where each parent could be searched.
  missing() {
    if [ -L "$1" ]; then
      way=denied
      [ "$root" ] && way=absent
      return
    fi
    dir=${1%/*}
    while [ "$dir" ] && [ ! -d "$dir" ]; do
      [ -e "$dir" ] && { way=absent; return; }
      dir=${dir%/*}
    done
    way=denied
    [ -x "${dir:-/}" ] && way=absent
  }

  # A glob finds nothing, or not all, in a directory that may not be read.
  hidden() {
    [ "$root" ] && return
    rest=$2
    while case $rest in *[*?[]*) : ;; *) false ;; esac; do
      rest=${rest%/*}
      for dir in $rest; do
        if [ -d "$dir" ]; then
          [ -r "$dir" ] && [ -x "$dir" ] || none "$1" "$dir" denied
        elif case $dir in *[*?[]*) false ;; esac; then
          missing "$dir"
          [ $way = denied ] && none "$1" "$dir" denied
        fi
      done
    done
  }

  # Follows a path link by link. True where nobody but root can change the way:
  # `to` is where it leads. Else `edge` is the first folder on it that others can
  # change, empty where the way cannot be followed, and `rest` what comes after.
  walk() {
    edge= rest=${1#/} hops=0
    while :; do
      case $good in
      *"$nl${edge:-/}$nl"*) ;;
      *)
        case $risky in *"$nl$edge$nl"*) return 1 ;; esac
        if [ "$(find "${edge:-/}" -prune \( ! -type d -o ! -user 0 -o -perm -020 -o -perm -002 \) -print 2>&1)" ]; then
          risky=$risky$edge$nl
          return 1
        fi
        good=$good${edge:-/}$nl
        ;;
      esac
      part=${rest%%/*} next=
      case $rest in */*) next=${rest#*/} ;; esac
      case $part in
      '' | .) ;;
      ..) edge=${edge%/*} ;;
      *)
        if [ -L "$edge/$part" ]; then
          hops=$((hops + 1))
          link=$(readlink -- "$edge/$part")
          [ "$link" ] && [ $hops -lt 32 ] || { edge=; return 1; }
          case $link in /*) edge= ;; esac
          rest=$link/$next
          continue
        fi
        [ "$next" ] || { to=$edge/$part; return 0; }
        edge=$edge/$part
        ;;
      esac
      rest=$next
      [ "$rest" ] || { to=$edge; return 0; }
    done
  }

  # A regular file with an account's rights: uid, gid, path, most bytes.
  as() {
    if [ -z "$drop" ]; then
      drop=no
      if setpriv --reuid 65534 --regid 65534 --clear-groups true; then drop=setpriv
      elif chroot --userspec=65534:65534 --groups= / true; then drop=chroot
      elif setuidgid 65534:65534 true; then drop=setuidgid; fi
    fi
    uid=$1 gid=$2
    set -- sh -c '[ -e "$1" ] || exit 79; [ -f "$1" ] || exit 78; [ -r "$1" ] || exit 77; exec head -c "$2" -- "$1"' sh "$3" "$4"
    case $drop in
    setpriv) within 10 setpriv --reuid "$uid" --regid "$gid" --clear-groups "$@" ;;
    chroot) within 10 chroot --userspec="$uid:$gid" --groups= / "$@" ;;
    setuidgid) within 10 setuidgid "$uid:$gid" "$@" ;;
    *) return 78 ;;
    esac
  }

  # The end of an item that another account's rights read.
  shut_as() {
    case $1 in 77) shut denied ;; 78) shut unsafe ;; 79) shut absent ;; *) shut "$1" ;; esac
  }

  # A file where others than root can change the way, after `walk` said so: with
  # the rights of who owns that folder, or else as root, following no link at all.
  risk() {
    case $edge$rest in '' | *"$nl"*) edge= ;; esac
    [ "$edge" ] || { none "$1" "$2" unsafe; return; }
    rest=${rest%/}
    who=$(ls -ldn -- "$edge" | { read -r line; IFS=' '; set -- $line; echo "$3"; })
    open "$1" "$2" "$3"
    if [ "${who:-0}" != 0 ]; then
      group=$(while IFS=: read -r a b c d e; do
        [ "$c" = "$who" ] && { echo "$d"; break; }
      done </etc/passwd)
      as "$who" "${group:-65534}" "$edge/$rest" $(($3 + 1))
      shut_as $?
    elif [ "$nofollow" ] || nofollow=$(dd if=/dev/null iflag=nofollow,nonblock,fullblock,count_bytes count=1 && echo y); then
      (
        case $rest in */*) edge=$edge/${rest%/*} ;; esac
        cd -P -- "$edge" && [ "$(pwd -P)" = "$edge" ] || exit 78
        p=./${rest##*/}
        [ -f "$p" ] && [ ! -L "$p" ] || exit 78
        within 10 dd "if=$p" iflag=nofollow,nonblock,fullblock,count_bytes bs=65536 count=$(($3 + 1))
      )
      shut_as $?
    else
      shut unsafe
    fi
  }

  # One path: probe, path, most bytes.
  file() {
    if [ -f "$2" ]; then
      to=$2
      if [ "$root" ]; then
        walk "$2" || { risk "$@"; return; }
      elif [ ! -r "$2" ]; then
        none "$1" "$2" denied
        return
      fi
      open "$1" "$2" "$3"
      head -c $(($3 + 1)) -- "$to"
      shut $?
    elif [ -e "$2" ]; then
      if [ "$2" -ef /dev/null ]; then none "$1" "$2" 0; else none "$1" "$2" unsafe; fi
    else
      missing "$2"
      none "$1" "$2" $way
    fi
  }

  # F: the probe File: id, most bytes, path.
  F() {
    case $3 in
    '~/'*) homes_of "$1" "$2" "${3#??}" ;;
    *[*?[]*)
      any=
      hidden "$1" "$3"
      for p in $3; do
        seen "$p" || continue
        any=1
        [ -d "$p" ] || file "$1" "$p" "$2"
      done
      [ "$any" ] || none "$1" "$3" absent
      ;;
    *) file "$1" "$3" "$2" ;;
    esac
    echo "$N d $1"
  }
  FR() { skip "$1" || F "$@"; }

  # Files below the accounts' homes, with their own rights: id, most bytes, path.
  homes_of() {
    any=
    set -f
    for line in $homes; do
      IFS=:
      set -- "$1" "$2" "$3" $line
      IFS=$nl
      set +f
      home=${6%/}
      [ -d "$home/" ] || continue
      for p in "$home"/$3; do
        if [ "$root" ] && [ "$4" != 0 ]; then
          seen "$p" || [ ! -x "$home/" ] || continue
          open "$1" "$p" "$2"
          as "$4" "$5" "$p" $(($2 + 1))
          shut_as $?
        elif seen "$p" || [ ! -x "$home/" ]; then
          file "$1" "$p" "$2"
        else
          continue
        fi
        any=1
      done
      set -f
    done
    set +f
    [ "$any" ] || none "$1" "~/$3" absent
  }

  # S: the probe Stat: id, paths; T: the same with size and time.
  dated=
  S() {
    id=$1
    shift
    count=$#
    for pat do
      any=
      case $pat in
      '~/'*)
        for line in $homes; do
          home=${line#*:*:}
          home=${home%/}
          for p in "$home"/${pat#??}; do seen "$p" && set -- "$@" "$p" && any=1; done
        done
        ;;
      *[*?[]*)
        hidden "$id" "$pat"
        for p in $pat; do seen "$p" && set -- "$@" "$p" && any=1; done
        ;;
      *) seen "$pat" && set -- "$@" "$pat" && any=1 ;;
      esac
      [ "$any" ] && continue
      way=absent
      case $pat in '~/'* | *[*?[]*) ;; *) missing "$pat" ;; esac
      none "$id" "$pat" $way
    done
    shift $count
    if [ $# -eq 0 ]; then :
    elif [ "$printf" ]; then
      echo "$N s $id"
      within 20 find "$@" -prune -printf "%m %U %G %y ${dated:+%s %T@}\\0%p\\0%l\\0\\n"
      printf '\n%s x %s\n' "$N" $?
    else
      for p do
        printf '%s t %s 0\n%s\n%s b\n' "$N" "$id" "$p" "$N"
        stat -c "%f %u %g ${dated:+%s %Y}" -- "$p"
        rc=$?
        [ -L "$p" ] && readlink -- "$p"
        shut $rc
      done
    fi
    echo "$N d $id"
  }
  SR() { skip "$1" || S "$@"; }
  T() {
    dated=y
    S "$@"
    dated=
  }
  TR() { skip "$1" || T "$@"; }

  # C: the probe Command: id, seconds, most bytes, list or -, argv.
  C() {
    if ! tool "$5"; then
      way=absent
      case $5 in /*) missing "$5" ;; esac
      none "$1" '' $way
    elif [ ! -x "$bin" ]; then
      none "$1" '' denied
    elif [ "$4" = - ]; then
      one "$@"
    else
      case $4 in
      sshd-match) [ "$specs" ] || specs=$(sshd_match); list=$specs ;;
      accounts) list=$(accounts) ;;
      root-path) list=$(root_path) ;;
      esac
      set -f
      for each in $list; do
        set +f
        case $each in
        unsupported:*) none "$1" "$each" failed ;;
        *) one "$@" ;;
        esac
      done
      set +f
    fi
    echo "$N d $1"
  }
  CR() { skip "$1" || C "$@"; }

  # Runs a command once; `$each` replaces `{}`.
  one() {
    id=$1 secs=$2 most=$3
    [ "$4" = - ] && each=
    shift 4
    count=$#
    for word do
      [ "$each" ] && [ "$word" = '{}' ] && word=$each
      set -- "$@" "$word"
    done
    shift $count
    open "$id" "$each" "$most"
    within "$secs" "$@"
    shut $?
  }

  # D: probes Find with the same roots, in one traversal where find can print:
  # seconds, `id limit …`, roots, `--`, then each predicate and `;`.
  D() {
    secs=$1 ids=$2 part= roots= k=0 rc=0
    shift 2
    for word do
      [ "$part" ] || { part=roots; set --; }
      case $part$word in
      roots--)
        [ "$roots" ] || break
        part=tests
        finds $ids
        [ "$printf" ] && set -- -true , '(' '('
        ;;
      roots@local) roots=$roots$(local_roots)$nl ;;
      roots*) [ -d "$word" ] && roots=$roots$word$nl ;;
      'tests;')
        if [ "$printf" ]; then
          set -- "$@" ')' -printf "$k %m %U %G %y %p\\0\\n" ')' , '(' '('
        else
          search '(' "$@" ')' ! -path "*$nl*" -exec stat -c "$k %f %u %g %n" '{}' +
          set --
        fi
        k=$((k + 1))
        ;;
      *) set -- "$@" "$word" ;;
      esac
    done
    if [ -z "$roots" ]; then
      lost $ids
      return
    fi
    [ "$printf" ] && search "$@" -false ')' ')'
    printf '\n%s x %s\n' "$N" $rc
  }
  DR() {
    [ "$root" ] && { D "$@"; return; }
    way=denied
    lost $2
  }
  finds() {
    while [ $# -gt 0 ]; do
      echo "$N f $1 $2"
      shift 2
    done
    if [ "$printf" ]; then echo "$N r"; else echo "$N l"; fi
  }
  lost() {
    while [ $# -gt 0 ]; do
      none "$1" '' "${way:-absent}"
      echo "$N d $1"
      shift 2
    done
  }
  search() {
    set -f
    # A busy host loses files while they are looked for: that is no failure.
    within "$secs" find $roots ${printf:+-ignore_readdir_race} -xdev "$@" || rc=$?
    set +f
  }

  # Where local file systems are mounted, one place a file system; those of users,
  # containers and read-only images are other hosts' or other owners' matter.
  local_roots() {
    had=$nl
    while IFS=' ' read -r a b dev sub mnt opts rest; do
      case $rest in '- '*) fs=${rest#- } ;; *) fs=${rest#* - } ;; esac
      case ${fs%% *} in
      ext[234] | xfs | btrfs | zfs | jfs | reiserfs | f2fs | bcachefs | tmpfs | vfat | exfat | ntfs* | fuseblk | ufs | nilfs2 | udf) ;;
      overlay | aufs | ramfs | rootfs | squashfs | erofs | 9p | virtiofs) [ "$mnt" = / ] || continue ;;
      *) continue ;;
      esac
      case $mnt in /run/user/* | /proc/* | /sys/*) continue ;; esac
      case $had in *"$nl$dev $sub$nl"*) continue ;; esac
      [ "${fs%% *}" = btrfs ] || case $had in *"$nl$dev /$nl"*) continue ;; esac
      case $mnt in *\\*) mnt=$(printf '%b' "$mnt") ;; esac
      [ -d "$mnt" ] || continue
      had=$had$dev\ $sub$nl
      printf '%s\n' "$mnt"
    done </proc/self/mountinfo || echo /
  }

@lists@
  collect() {
    exec 2>/dev/null
    IFS=$nl
    clock=
    if timeout -k 1 5 true; then clock=k
    elif timeout 5 true; then clock=p
    elif timeout -t 5 true; then clock=t; fi
    printf=
    find / -prune -printf '' && printf=1
    euid=$(id -u)
    root=
    [ "$euid" = 0 ] && root=1
    good=$nl risky=$nl drop= nofollow= specs= homes= init= machine= release=
    read -r machine </etc/machine-id
    read -r init </proc/1/comm
    echo "$N h protocol 1"
    echo "$N h clock $(date +%s)"
    echo "$N h euid $euid"
    echo "$N h kernel $(uname -srm)"
    printf '%s h hostname %s\n' "$N" "$(uname -n)"
    printf '%s h machine_id %s\n' "$N" "$machine"
    printf '%s h init %s\n' "$N" "$init"
    [ "$root" ] && good=$nl$(find @dirs@ -prune -type d -user 0 ! -perm -020 ! -perm -002 -print)$nl
    while IFS=: read -r a b c d e f g; do
      case $homes in *"$nl$c:$d:$f$nl"*) ;; *) [ "$f" ] && homes=${homes:-$nl}$c:$d:$f$nl ;; esac
    done </etc/passwd
@probes@
    echo "$N h finished $(date +%s)"
    echo "$N z"
  }

  renice -n 19 -p $$ >/dev/null 2>&1
  ionice -c 3 -p $$ >/dev/null 2>&1
  printf '\n%s:answer\n' "$N"
  if ! tool awk || ! tool tr; then
    printf '%s audit4 1 @edition@ @digest@\n%s head lacks %s\n%s end 0 none\n' "$N" "$N" "${bin##*/}" "$N"
    return
  fi
  sum=none
  if tool sha256sum; then sum=sha256; elif tool cksum; then sum=cksum; fi
  pack=
  tool gzip && pack=1
  {
    {
      echo "$N $sum 50000000 1 @edition@ @digest@"
      collect
    } | tr '\000\377' '\377\376' | awk '@awk@'
    echo "$N cpu"
    times
  } </dev/null | if [ "$pack" ]; then gzip -c; else cat; fi
  printf '\n%s:over\n' "$N"
}
_a4_collect_ "$@"
