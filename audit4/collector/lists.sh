  # Lists that commands run over, one entry a line. What a file says becomes an
  # entry only if it is made of harmless characters; else it is `unsupported: …`.

  accounts() {
    while IFS=: read -r a b c d e f g; do
      case $g in */nologin | */false | */sync | */shutdown | */halt) continue ;; esac
      case $a in '' | *[!A-Za-z0-9_.-]*) continue ;; esac
      echo "$a"
    done </etc/passwd
  }

  # Folders that lines about PATH and *_HOME name in what root's shells read.
  root_path() {
    grep -hiE 'path|_home=' /etc/login.defs /etc/environment /etc/profile /etc/profile.d/*.sh \
      /etc/bashrc /etc/bash.bashrc /root/.[bp][ar]*[cen] | sed 's|\${HOME}|/root|g; s|\$HOME|/root|g; s|~/|/root/|g' \
      | tr -c 'A-Za-z0-9_./+-' '\n' | sort -u | head -n 200 | while read -r a; do
      case $a in /*) echo "$a" ;; *) continue ;; esac
      for b in bin sbin; do [ -d "$a/$b" ] && echo "$a/$b"; done
    done | sort -u | head -n 80
  }

  # Sample connections for `sshd -T -C`: root from outside, an ordinary user, and
  # one for each Match line that satisfies it.
  sshd_match() {
    lport=22 user=nobody done=$nl
    while IFS=: read -r a b c d e f g; do
      [ "$c" -ge 1000 ] && [ "$c" -lt 60000 ] || continue
      case $g$a in */nologin* | */false* | *[!A-Za-z0-9_./-]*) ;; *) user=$a; break ;; esac
    done </etc/passwd
    sample root outside.example 203.0.113.1 192.0.2.1 $lport
    sample "$user" outside.example 203.0.113.1 192.0.2.1 $lport
    matches /etc/ssh/sshd_config 0
  }

  sample() {
    a="user=$1,host=$2,addr=$3,laddr=$4,lport=$5"
    case $done in *"$nl$a$nl"*) ;; *) done=$done$a$nl; echo "$a" ;; esac
  }

  matches() {
    [ "$2" -lt 8 ] && [ -f "$1" ] && while read -r line || [ "$line" ]; do
      set -f
      IFS=' 	=
'
      set -- "$1" "$2" $line
      IFS=$nl
      set +f
      case ${3-} in
      [Mm][Aa][Tt][Cc][Hh]) shift 3; sampled "$@" ;;
      [Ii][Nn][Cc][Ll][Uu][Dd][Ee])
        depth=$2
        shift 3
        for word do
          word=${word#\"}
          word=${word%\"}
          case $word in /*) ;; *) word=/etc/ssh/$word ;; esac
          for inc in $word; do (matches "$inc" $((depth + 1))); done
        done
        set -- "" "$depth"
        ;;
      esac
    done <"$1"
  }

  # The words of one Match line; `done` is not kept across includes, so an entry
  # may come twice.
  sampled() {
    all=$*
    u=root h=outside.example addr=203.0.113.1 l=192.0.2.1 lp=22 g= named= bad= none=
    while [ $# -gt 0 ]; do
      word=$2
      word=${word#\"}
      word=${word%\"}
      case $1 in
      [Aa][Ll][Ll]) shift; continue ;;
      [Uu][Ss][Ee][Rr]) pick "$word" x; u=$got named=1 ;;
      [Hh][Oo][Ss][Tt]) pick "$word" x; h=$got ;;
      [Gg][Rr][Oo][Uu][Pp]) pick "$word" x; g=$got ;;
      [Aa][Dd][Dd][Rr][Ee][Ss][Ss]) pick_addr "$word"; addr=$got ;;
      [Ll][Oo][Cc][Aa][Ll][Aa][Dd][Dd][Rr][Ee][Ss][Ss]) pick_addr "$word"; l=$got ;;
      [Ll][Oo][Cc][Aa][Ll][Pp][Oo][Rr][Tt]) pick "$word" 1; lp=$got ;;
      '#'*) break ;;
      *) bad=1 ;;
      esac
      [ $# -ge 2 ] || { bad=1; break; }
      shift 2
    done
    [ "$none" ] && return
    if [ "$g" ] && [ -z "$bad" ]; then
      if [ "$named" ]; then member "$g" "$u" || bad=1; else member "$g" '' && u=$got || bad=1; fi
    fi
    case $u$h$addr$l$lp in *[!A-Za-z0-9_.:@-]*) bad=1 ;; esac
    if [ "$bad" ]; then
      echo "unsupported: Match $(printf %s "$all" | tr '\n' ' ' | tr -cd ' -~' | head -c 200)"
    else
      sample "$u" "$h" "$addr" "$l" "$lp"
    fi
  }

  # Sets `got` to a word that the pattern list matches; wildcards become $2. A list
  # of nothing but negations matches nobody.
  pick() {
    b=$2 got=
    set -f
    IFS=,
    set -- $1
    IFS=$nl
    set +f
    for a do
      case $a in '!'* | '') ;; *) got=$a; break ;; esac
    done
    [ "$got" ] || { none=1; return; }
    while case $got in *[*?]*) : ;; *) false ;; esac; do
      a=${got%%[*?]*}
      got=${got#"$a"}
      got=$a$b${got#?}
    done
    for a do
      case $a in '!'*) case $got in ${a#?}) bad=1 ;; esac ;; esac
    done
  }

  pick_addr() {
    case $1 in *!* | '') bad=1; got=; return ;; esac
    got=${1%%,*}
    got=${got%%/*}
    case $got in
    *[*?]*)
      a=${got%%[*?]*}
      case $got in
      *:*) got=${a%:}::1; case ${a%:} in *::*) got=${a%:}:1 ;; esac ;;
      *)
        got=${a%.}
        [ "$got" ] || got=203
        case $got in *[!0-9.]*) bad=1 ;; esac
        while case $got in *.*.*.*) false ;; *) : ;; esac; do got=$got.1; done
        ;;
      esac
      ;;
    esac
  }

  # Whether account $2 belongs to group $1; without $2, sets `got` to a member.
  member() {
    while IFS=: read -r a b c d; do
      [ "$a" = "$1" ] || continue
      if [ "$2" ]; then
        case ,$d, in *",$2,"*) return 0 ;; esac
      elif [ "$d" ]; then
        got=${d%%,*}
        return 0
      fi
      while IFS=: read -r e f x gid rest; do
        [ "$gid" = "$c" ] || continue
        [ -z "$2" ] || [ "$e" = "$2" ] || continue
        got=$e
        return 0
      done </etc/passwd
    done </etc/group
    return 1
  }
