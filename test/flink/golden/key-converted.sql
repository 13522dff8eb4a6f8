CREATE TABLE `orders` (
  `ID` BIGINT NOT NULL,
  `STATUS` STRING,
  PRIMARY KEY (`ID`) NOT ENFORCED
)
DISTRIBUTED BY HASH(`ID`) INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'compact',
  'kafka.max-message-size' = '8 mb'
);

INSERT INTO `orders` (`ID`, `STATUS`)
SELECT
  CAST(`ID` AS BIGINT) AS `ID`,
  `STATUS`
FROM `ora.SHOP.ORDERS`;

DROP TABLE `orders`;
