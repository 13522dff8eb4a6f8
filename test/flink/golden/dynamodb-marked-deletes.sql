CREATE TABLE `orders_items` (
  `id` STRING NOT NULL,
  `name` STRING,
  `deleted` BOOLEAN,
  PRIMARY KEY (`id`) NOT ENFORCED
)
DISTRIBUTED BY HASH(`id`) INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'compact',
  'kafka.max-message-size' = '8 mb'
);

INSERT INTO `orders_items` (`id`, `name`, `deleted`)
SELECT
  `id`,
  JSON_VALUE(`val`.`after`.`document`, '$.name.S') AS `name`,
  CAST((`val`.`op` = 'd') AS BOOLEAN) AS `deleted`
FROM `orders`;

DROP TABLE `orders_items`;
