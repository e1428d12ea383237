#!/usr/bin/env bash
# Writes the lock files anew from pyproject.toml and package.json. Needs uv; run it only to move versions.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() { # lock OUTPUT WORDS...: exact versions with the hashes of every wheel, for Python 3.11 and later
  local output=$1
  shift
  uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate \
    --custom-compile-command tools/lock.sh --output-file "$output" "$@"
}

lock requirements/run.txt pyproject.toml --group setup
lock requirements/node.txt --group node
lock requirements/dev.txt --group dev --constraint requirements/run.txt
npm install --package-lock-only
