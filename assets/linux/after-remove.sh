#!/bin/sh
# After the package was removed: nothing of ours stays but the user's own data (settings, recordings, texts).
set -e

# An upgrade calls this with the new version's files already there.
case "$1" in
  upgrade | 1) exit 0 ;;
esac

if [ -L /usr/bin/sotto ] && [ ! -e /usr/bin/sotto ]; then
  rm -f /usr/bin/sotto
fi
if [ -f /etc/apparmor.d/sotto ]; then
  if command -v apparmor_parser >/dev/null 2>&1; then
    apparmor_parser --remove /etc/apparmor.d/sotto >/dev/null 2>&1 || true
  fi
  rm -f /etc/apparmor.d/sotto
fi
if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database /usr/share/applications || true
fi
