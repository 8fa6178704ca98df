#!/bin/bash
# usage: fetch.sh DIR [SUITE]    a WordPress into DIR/tree, the SQLite drop-in into DIR/sqlite
# Needs apt (Debian) and npm. SUITE: Debian's suite whose WordPress is taken (trixie: 6.8, sid: 7).
# The suite is read through lists of its own: the system's package sources stay as they are.
set -euo pipefail
D=$(mkdir -p "$1" && cd "$1" && pwd)
SUITE=${2:-trixie} PLAYGROUND=3.1.56
[ -e "$D/tree/wp-load.php" ] && [ -e "$D/sqlite/load.php" ] && exit 0
mkdir -p "$D/apt/lists/partial" "$D/apt/cache/archives/partial"
# the mirror that this system uses; its list has one of two forms
URI=$(sed -n 's/^URIs: *\([^ ]*debian[^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -1 || true)
[ -n "$URI" ] || URI=$(sed -n 's/^deb  *\(\[.*\]\)\{0,1\} *\([a-z]*:[^ ]*\) .*/\2/p' /etc/apt/sources.list | head -1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $URI $SUITE main" >"$D/apt/t.list"
O=(-o Dir::Etc::SourceList="$D/apt/t.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$D/apt/lists"
  -o Dir::Cache="$D/apt/cache" -o APT::Sandbox::User=root)
apt-get "${O[@]}" update -qq
(cd "$D" && apt-get "${O[@]}" download -qq wordpress)
rm -rf "$D/x" "$D/tree" "$D/sqlite"
dpkg-deb -x "$D"/wordpress_*.deb "$D/x"
mv "$D/x/usr/share/wordpress" "$D/tree"
find "$D/tree" -xtype l -delete
rm -f "$D/tree/wp-config.php"
(cd "$D" && npm pack --silent @wp-playground/cli@$PLAYGROUND >/dev/null &&
  tar xzf wp-playground-cli-*.tgz package/sqlite-database-integration.zip &&
  unzip -qo package/sqlite-database-integration.zip && mv plugin-sqlite-database-integration sqlite)
rm -rf "$D/apt" "$D/x" "$D/package" "$D"/*.deb "$D"/*.tgz
grep -h "wp_version =" "$D/tree/wp-includes/version.php"
