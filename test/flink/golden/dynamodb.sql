CREATE TABLE `orders_items` (
  `id` STRING NOT NULL,
  `name` STRING,
  `age` INT,
  `price` DECIMAL(10, 2),
  `active` BOOLEAN,
  `born` DATE,
  `seen` TIMESTAMP_LTZ(3),
  `at` TIMESTAMP_LTZ(3),
  `tags` STRING,
  `address` STRING,
  `photo` STRING,
  PRIMARY KEY (`id`) NOT ENFORCED
)
DISTRIBUTED BY HASH(`id`) INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'compact',
  'kafka.max-message-size' = '8 mb'
);

INSERT INTO `orders_items` (`id`, `name`, `age`, `price`, `active`, `born`, `seen`, `at`, `tags`, `address`, `photo`)
SELECT
  `id`,
  JSON_VALUE(`val`.`after`.`document`, '$.name.S') AS `name`,
  CAST(JSON_VALUE(`val`.`after`.`document`, '$.age.N') AS INT) AS `age`,
  CAST(JSON_VALUE(`val`.`after`.`document`, '$.price.N') AS DECIMAL(10, 2)) AS `price`,
  JSON_VALUE(`val`.`after`.`document`, '$.active.BOOL' RETURNING BOOLEAN) AS `active`,
  CAST(JSON_VALUE(`val`.`after`.`document`, '$.born.S') AS DATE) AS `born`,
  TO_TIMESTAMP_LTZ(CAST(JSON_VALUE(`val`.`after`.`document`, '$[''last seen''].N') AS BIGINT), 3) AS `seen`,
  CAST(CAST(REPLACE(REPLACE(JSON_VALUE(`val`.`after`.`document`, '$.at.S'), 'T', ' '), 'Z', '') AS TIMESTAMP(3)) AS TIMESTAMP_LTZ(3)) AS `at`,
  JSON_QUERY(`val`.`after`.`document`, '$.tags.SS') AS `tags`,
  JSON_QUERY(`val`.`after`.`document`, '$[''o\''clock''].M') AS `address`,
  JSON_VALUE(`val`.`after`.`document`, '$.photo.B') AS `photo`
FROM `orders`
WHERE `val`.`after`.`document` IS NOT NULL
  AND (JSON_VALUE(`val`.`after`.`document`, '$.kind.S') = 'order');

DROP TABLE `orders_items`;
