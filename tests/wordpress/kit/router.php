<?php
// php -S router: real files as they are, everything else (wp-json, pretty links) to index.php
$p = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
$root = $_SERVER['DOCUMENT_ROOT'];
if (preg_match('#/\.|\.sqlite#', $p)) { http_response_code(403); return true; }  // never the database
if ($p !== '/' && is_file($root . $p)) return false;
if (is_dir($root . $p) && is_file(rtrim($root . $p, '/') . '/index.php') && $p !== '/') return false;
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $root . '/index.php';
