CREATE TABLE `purchases` (
  `id` STRING NOT NULL,
  `amount` DOUBLE,
  PRIMARY KEY (`id`) NOT ENFORCED
)
DISTRIBUTED BY HASH(`id`) INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'compact',
  'kafka.max-message-size' = '8 mb'
);

INSERT INTO `purchases` (`id`, `amount`)
SELECT
  `action`.`purchase`.`id` AS `id`,
  `action`.`purchase`.`amount` AS `amount`
FROM `shop.actions`
WHERE `action`.`purchase` IS NOT NULL;

DROP TABLE `purchases`;
