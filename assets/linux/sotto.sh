#!/bin/sh
# `sotto` on the PATH: the packaged program with its command line. Without a display Chromium would stop before the first
# line of ours runs, so it is told not to look for one; what needs a desktop says so itself. Chromium refuses root with
# its sandbox, and commands without a desktop load no page.
program=$(dirname "$(dirname "$(readlink -f "$0")")")/sotto
if [ -n "$DISPLAY" ] || [ -n "$WAYLAND_DISPLAY" ]; then
  exec "$program" "$@"
fi
if [ "$(id -u)" = 0 ]; then
  exec "$program" --ozone-platform=headless --no-sandbox "$@"
fi
exec "$program" --ozone-platform=headless "$@"
