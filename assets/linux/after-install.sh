#!/bin/sh
# After the package was unpacked: the command on the PATH, a sandbox that works on this kernel, menus that know the app.
set -e
app=/opt/Sotto

ln -sf "$app/bin/sotto" /usr/bin/sotto

# Chromium's sandbox uses user namespaces; only where the kernel has none it needs the setuid program.
if unshare --user true 2>/dev/null; then
  chmod 0755 "$app/chrome-sandbox"
else
  chmod 4755 "$app/chrome-sandbox"
fi

# Ubuntu 24.04 and later let only profiled programs make user namespaces. Older parsers don't know the profile's syntax.
profile=$app/resources/apparmor-profile
if command -v apparmor_parser >/dev/null 2>&1 && [ -d /etc/apparmor.d ] && [ -f "$profile" ]; then
  if apparmor_parser --skip-kernel-load --skip-cache "$profile" >/dev/null 2>&1; then
    cp "$profile" /etc/apparmor.d/sotto
    apparmor_parser --replace --write-cache /etc/apparmor.d/sotto >/dev/null 2>&1 || true # not in a container
  fi
fi

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database /usr/share/applications || true
fi
if command -v gtk-update-icon-cache >/dev/null 2>&1; then
  gtk-update-icon-cache --quiet --force --ignore-theme-index /usr/share/icons/hicolor || true
fi
