CREATE TABLE `customers` (
  `id` INT NOT NULL,
  `email` STRING,
  `created_at` TIMESTAMP_LTZ(3),
  PRIMARY KEY (`id`) NOT ENFORCED
)
DISTRIBUTED BY HASH(`id`) INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'compact',
  'kafka.max-message-size' = '8 mb'
);

INSERT INTO `customers` (`id`, `email`, `created_at`)
SELECT
  `id`,
  `email`,
  TO_TIMESTAMP_LTZ(`created_at` / 1000, 3) AS `created_at`
FROM `shop.public.customers`
WHERE (`status` = 'active');

DROP TABLE `customers`;
