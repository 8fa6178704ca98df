<?php
// usage: php setup.php SITE_DIR URL OUT_JSON     once for a fresh site
[$me, $site, $url, $out] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/'; $_SERVER['REMOTE_ADDR'] = '127.0.0.1';
define('WP_INSTALLING', true);
require "$site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/post.php';
$uid = wp_install('Test Miles', 'editor', 'editor@example.test', true, '', 'loopback-only')['user_id'];
update_option('siteurl', $url); update_option('home', $url);
global $wp_rewrite; $wp_rewrite->set_permalink_structure('/%postname%/');
update_option('comment_moderation', 1);        // every comment is held
update_option('show_avatars', 0);              // else pages ask elsewhere for pictures
update_option('thread_comments', 1); update_option('thread_comments_depth', 5);
foreach (get_posts(['post_type' => ['post', 'page'], 'numberposts' => -1, 'post_status' => 'any']) as $p) wp_delete_post($p->ID, true);
foreach (get_comments(['status' => 'any']) as $c) wp_delete_comment($c, true);
$post = wp_insert_post(['post_title' => 'Sciatica and running', 'post_status' => 'publish', 'post_author' => $uid,
  'post_date' => '2026-03-02 08:00:00', 'post_content' => '<p>A test page.</p>'], true);
function say($post, $n, $name, $text, $more = []) {
  $when = sprintf('2026-03-%02d 09:00:00', $n);
  return wp_insert_comment($more + ['comment_post_ID' => $post, 'comment_author' => $name,
    'comment_author_email' => strtolower($name) . '@example.test', 'comment_author_url' => 'http://example.test/' . $name,
    'comment_author_IP' => '192.0.2.7', 'comment_agent' => 'kit/1', 'comment_content' => $text, 'comment_approved' => 0,
    'comment_date' => $when, 'comment_date_gmt' => $when]);
}
$held = [
  'answer' => say($post, 3, 'Sam', "What is piriformis syndrome?"),
  'second' => say($post, 4, 'Priya', "I'm wondering: is cycling bad for sciatica & the \u{201C}nerve\u{201D}?"),
  'urgent' => say($post, 5, 'Jo', "I can't feel my crotch since yesterday & I can't pass water. Which exercise helps?"),
  'thanks' => say($post, 6, 'Ned', "Thanks \u{2013} this helped. <b>Great</b> article \u{1F44D}"),
  'legal' => say($post, 7, 'Lee', "My solicitors will write to you about this page."),
];
// an answered thread, whose question comes back into the queue
$q = say($post, 3, 'Mia', 'Can I do both sessions on one day?', ['comment_approved' => 1]);
$a = say($post, 4, 'editor', 'Better to leave a day between them.', ['comment_approved' => 1, 'comment_parent' => $q, 'user_id' => $uid]);
$again = say($post, 8, 'Mia', 'And after that, what is piriformis syndrome?', ['comment_parent' => $a]);
$sub = wp_create_user('reader', 'reader-pass', 'reader@example.test');
[$pw] = WP_Application_Passwords::create_new_application_password($uid, ['name' => 'assistant']);
[$pw2] = WP_Application_Passwords::create_new_application_password($sub, ['name' => 'assistant']);
flush_rewrite_rules(true);
file_put_contents($out, json_encode(['url' => $url, 'wp' => $GLOBALS['wp_version'], 'user' => 'editor', 'user_id' => $uid,
  'password' => WP_Application_Passwords::chunk_password($pw), 'reader_password' => WP_Application_Passwords::chunk_password($pw2),
  'post' => $post, 'held' => $held, 'question' => $q, 'reply' => $a, 'again' => $again], JSON_PRETTY_PRINT) . "\n");
