CREATE TABLE `audit``log` (
  `at` BIGINT,
  `what` STRING
)
DISTRIBUTED INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'append',
  'kafka.cleanup-policy' = 'delete',
  'kafka.max-message-size' = '8 mb',
  'kafka.retention.time' = '7 d'
);

INSERT INTO `audit``log` (`at`, `what`)
SELECT
  `at`,
  `what`
FROM `shop.public.audit`;

DROP TABLE `audit``log`;
