<?php // usage: php export.php SITE_DIR URL > blog.xml    what Tools > Export gives
[$me, $site, $url] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT); $_SERVER['REQUEST_URI'] = '/';
require "$site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/export.php';
wp_set_current_user(1);
export_wp(['content' => 'all']);
