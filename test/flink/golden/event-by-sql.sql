CREATE TABLE `payments` (
  `id` BIGINT NOT NULL,
  `type` STRING,
  PRIMARY KEY (`id`) NOT ENFORCED
)
DISTRIBUTED BY HASH(`id`) INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'compact',
  'kafka.max-message-size' = '8 mb'
);

INSERT INTO `payments` (`id`, `type`)
SELECT
  `id`,
  `type`
FROM `shop.mixed`
WHERE (UPPER(`type`) = 'PAID' OR `version` IS NULL)
  AND (`test` = FALSE);

DROP TABLE `payments`;
