#!/bin/sh
# Transcribes a file with curl. SOTTO_URL and SOTTO_KEY say where and with what; the file is the first argument.
set -eu
curl --fail-with-body --silent --show-error "${SOTTO_URL:-http://127.0.0.1:8788}/v1/audio/transcriptions" \
  --header "Authorization: Bearer ${SOTTO_KEY:-}" \
  --form model=whisper-1 \
  --form response_format=text \
  --form file=@"$1"
