# What the walks in shell share. Each is given: a folder to work in, then its command.
set -euo pipefail
shopt -s inherit_errexit
passed=0
check() { # what, expected, seen
  if [ "$2" != "$3" ]; then printf '%s: %s: expected %s, saw %s\n' "$walk" "$1" "$2" "$3"; exit 1; fi
  passed=$((passed + 1))
}
same() { # what, a file or folder, another
  if ! diff -r "$2" "$3" >/dev/null; then printf '%s: %s: %s differs from %s\n' "$walk" "$1" "$2" "$3"; exit 1; fi
  passed=$((passed + 1))
}
refused() { # what, words of the refusal, command…
  local what=$1 words=$2 said
  shift 2
  if said=$("$@" 2>&1); then printf '%s: %s: was not refused\n' "$walk" "$what"; exit 1; fi
  case $said in
    *"$words"*) passed=$((passed + 1)) ;;
    *) printf '%s: %s: expected %s, saw %s\n' "$walk" "$what" "$words" "$said"; exit 1 ;;
  esac
}
