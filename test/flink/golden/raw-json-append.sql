CREATE TABLE `click_log` (
  `page` STRING
)
DISTRIBUTED INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'append',
  'kafka.cleanup-policy' = 'delete',
  'kafka.max-message-size' = '8 mb',
  'kafka.retention.time' = '7 d'
);

INSERT INTO `click_log` (`page`)
SELECT
  JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.page') AS `page`
FROM `web.clicks`
WHERE `val` IS NOT NULL;

DROP TABLE `click_log`;
