#!/bin/sh
# Writes the hashed lock files anew. They name packages and hashes, never a host.
set -eu
cd "$(dirname "$0")/.."
lock() { out=$1; shift; uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "requirements/compile.sh" --quiet "$@" -o "$out"; }
lock requirements/base.txt pyproject.toml requirements/build.in
lock requirements/dev.txt pyproject.toml requirements/build.in --extra postgres --extra bulk --extra graph --extra print --group dev
