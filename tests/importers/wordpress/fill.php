<?php
// usage: php fill.php SITE_DIR URL BLOG_JSON    empties a site and fills it with the kit's blog
[$me, $site, $url, $blog] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/'; $_SERVER['REMOTE_ADDR'] = '127.0.0.1';
require "$site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/user.php';
require_once ABSPATH . 'wp-admin/includes/post.php';
global $wpdb;
foreach (['posts', 'postmeta', 'comments', 'commentmeta', 'term_relationships'] as $t) $wpdb->query("DELETE FROM {$wpdb->$t}");
update_option('blogname', 'The Kit'); update_option('timezone_string', 'UTC');
$blog = json_decode(file_get_contents($blog), true);
$users = [];
foreach ($blog['users'] as [$number, $login, $name]) {
  $user = get_user_by('login', $login);
  $id = $user ? $user->ID : wp_insert_user(['user_login' => $login, 'user_pass' => 'x', 'user_email' => "$login@example.org", 'role' => 'author']);
  wp_update_user(['ID' => $id, 'display_name' => $name]);
  $users[$login] = $users["#$number"] = $id;
}
wp_set_current_user($users['editor']);
wp_defer_comment_counting(true); wp_defer_term_counting(true); wp_suspend_cache_addition(true);
foreach ([3, 4, 5] as $n) {   // the galleries' pictures
  $id = wp_insert_post(['import_id' => $n, 'post_title' => "Picture $n", 'post_status' => 'inherit', 'post_type' => 'attachment', 'post_mime_type' => 'image/jpeg']);
  update_post_meta($id, '_wp_attached_file', "2023/01/$n.jpg");
  update_post_meta($id, '_wp_attachment_metadata', ['width' => 100, 'height' => 80, 'file' => "2023/01/$n.jpg", 'sizes' => []]);
}
foreach ($blog['posts'] as $p) {
  $id = wp_insert_post(wp_slash(['import_id' => $p['id'], 'post_title' => $p['title'], 'post_name' => $p['slug'],
    'post_content' => $p['content'], 'post_status' => $p['status'], 'post_password' => $p['password'],
    'post_type' => $p['type'], 'post_author' => $users[$p['author']], 'post_date' => $p['date'], 'post_date_gmt' => $p['date']]), true);
  if (is_wp_error($id) || $id != $p['id']) { fwrite(STDERR, "post {$p['id']}: " . json_encode($id) . "\n"); exit(1); }
  $wpdb->update($wpdb->posts, ['post_modified' => $p['date'], 'post_modified_gmt' => $p['date']], ['ID' => $id]);
  if ($p['footnotes']) update_post_meta($id, 'footnotes', wp_slash($p['footnotes']));
  foreach ($p['comments'] as $c)
    $wpdb->insert($wpdb->comments, ['comment_ID' => $c['id'], 'comment_post_ID' => $id, 'comment_parent' => $c['parent'],
      'comment_author' => $c['name'], 'comment_author_email' => "secret{$c['id']}@example.com", 'comment_author_IP' => '203.0.113.77',
      'comment_content' => $c['text'], 'comment_approved' => $c['approved'], 'comment_type' => $c['type'],
      'user_id' => $users['#' . $c['user']] ?? 0, 'comment_date' => $c['date'], 'comment_date_gmt' => $c['date']]);
}
flush_rewrite_rules(true);
