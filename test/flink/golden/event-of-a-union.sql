CREATE TABLE `orders_placed` (
  `order_id` STRING NOT NULL,
  `total` DECIMAL(10, 2),
  `placed_at` TIMESTAMP_LTZ(3),
  PRIMARY KEY (`order_id`) NOT ENFORCED
)
DISTRIBUTED BY HASH(`order_id`) INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'compact',
  'kafka.max-message-size' = '8 mb'
);

INSERT INTO `orders_placed` (`order_id`, `total`, `placed_at`)
SELECT
  `OrderPlaced`.`order_id` AS `order_id`,
  CAST(`OrderPlaced`.`total` AS DECIMAL(10, 2)) AS `total`,
  TO_TIMESTAMP_LTZ(`OrderPlaced`.`placed`, 3) AS `placed_at`
FROM `shop.events`
WHERE `OrderPlaced` IS NOT NULL
  AND `OrderPlaced`.`channel` = 'web';

DROP TABLE `orders_placed`;
