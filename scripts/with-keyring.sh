#!/bin/sh
# Runs a command with a real, unlocked, throwaway keychain (Secret Service) of its own.
# Usage: dbus-run-session -- scripts/with-keyring.sh COMMAND [ARGUMENT...]
set -eu
scratch=$(mktemp -d)
XDG_DATA_HOME=$scratch/data XDG_RUNTIME_DIR=$scratch/run
mkdir -m 700 "$XDG_DATA_HOME" "$XDG_RUNTIME_DIR"
export XDG_DATA_HOME XDG_RUNTIME_DIR
# The daemon leaves our process tree when it forks; the session bus's end is what ends it.
printf 'throwaway' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
code=0
CC_TEST_KEYRING=1 "$@" || code=$?
rm -rf "$scratch"
exit "$code"
