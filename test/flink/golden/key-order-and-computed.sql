CREATE TABLE `order_lines` (
  `line` INT NOT NULL,
  `order_id` BIGINT NOT NULL,
  `note` STRING NOT NULL,
  `total` DECIMAL(12, 2),
  `gross` DECIMAL(12, 2),
  `born` DATE,
  PRIMARY KEY (`line`, `order_id`) NOT ENFORCED
)
DISTRIBUTED BY HASH(`line`, `order_id`) INTO 12 BUCKETS
WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'delete-compact',
  'kafka.max-message-size' = '2097164 bytes',
  'kafka.retention.time' = '0'
);

INSERT INTO `order_lines` (`line`, `order_id`, `note`, `total`, `gross`, `born`)
SELECT
  `line`,
  `OrderId` AS `order_id`,
  `note`,
  CAST(`total` AS DECIMAL(12, 2)) AS `total`,
  CAST((`net` + `tax`) AS DECIMAL(12, 2)) AS `gross`,
  TIMESTAMPADD(DAY, `born`, DATE '1970-01-01') AS `born`
FROM `shop.dbo.order_lines`;

DROP TABLE `order_lines`;
