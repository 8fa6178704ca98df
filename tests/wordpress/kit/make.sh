#!/bin/bash
# usage: make.sh ROOT PORT FETCHED [ENVIRONMENT]    a fresh site in ROOT/site, told in ROOT/wp.json
# FETCHED is what fetch.sh made; the site listens nowhere yet: start router.php with `php -S`.
set -euo pipefail
ROOT=$1 PORT=$2 FETCHED=$3 HERE=$(cd "$(dirname "$0")" && pwd) URL=http://127.0.0.1:$2
rm -rf "$ROOT" && mkdir -p "$ROOT/site" && cp -rL "$FETCHED/tree/." "$ROOT/site/" 2>/dev/null || true
cd "$ROOT/site"
rm -rf wp-config.php wp-content/db.php wp-content/database
mkdir -p wp-content/mu-plugins wp-content/plugins wp-content/uploads wp-content/database
cat >wp-content/mu-plugins/quiet.php <<'PHP'
<?php // no mail from this site; and faults that a test may order
if (!function_exists('wp_mail')) { function wp_mail(...$a) { return true; } }
add_filter('rest_pre_dispatch', function ($result, $server, $request) {
  $orders = WP_CONTENT_DIR . '/faults.json';           // {"429": 2, "method": "POST"}
  if (!is_file($orders)) return $result;
  $o = json_decode(file_get_contents($orders), true);
  if (($o['method'] ?? 'GET') !== $request->get_method() || ($o['left'] ?? 0) < 1) return $result;
  $o['left']--; file_put_contents($orders, json_encode($o));
  $r = new WP_REST_Response(['code' => 'ordered', 'message' => 'ordered fault'], $o['status']);
  if (isset($o['retry_after'])) $r->header('Retry-After', (string) $o['retry_after']);
  return $r;
}, 10, 3);
if (is_file(WP_CONTENT_DIR . '/publish.txt'))          // a plugin that publishes what should be held
  add_action('rest_after_insert_comment', function ($c, $request, $creating) {
    if ($creating) wp_set_comment_status($c->comment_ID, 'approve');
  }, 10, 3);
PHP
PLUGIN=wp-content/plugins/sqlite-database-integration
cp -r "$FETCHED/sqlite" $PLUGIN
sed -e "s#{SQLITE_IMPLEMENTATION_FOLDER_PATH}#$ROOT/site/$PLUGIN#" \
  -e 's#{SQLITE_PLUGIN}#sqlite-database-integration/load.php#' $PLUGIN/db.copy >wp-content/db.php
cat >wp-config.php <<PHP
<?php
define('DB_NAME','wp');define('DB_USER','');define('DB_PASSWORD','');define('DB_HOST','');
define('DB_DIR','$ROOT/site/wp-content/database');define('DB_FILE','.ht.sqlite');
define('DB_CHARSET','utf8mb4'); define('DB_COLLATE','');
foreach (['AUTH_KEY','SECURE_AUTH_KEY','LOGGED_IN_KEY','NONCE_KEY','AUTH_SALT','SECURE_AUTH_SALT','LOGGED_IN_SALT','NONCE_SALT'] as \$k) define(\$k, "test-only-\$k");
\$table_prefix='wp_';
define('WP_ENVIRONMENT_TYPE', '${4:-local}');   // 'local': application passwords without TLS
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false); define('WP_HOME','$URL'); define('WP_SITEURL','$URL');
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
PHP
php -d error_reporting=E_ERROR -d display_errors=0 -d sendmail_path=/bin/true "$HERE/setup.php" "$ROOT/site" "$URL" "$ROOT/wp.json"
cp wp-content/database/.ht.sqlite "$ROOT/fresh.sqlite"
