CREATE TABLE `clicks` (
  `id` STRING NOT NULL,
  `visitor` STRING,
  `shop` INT,
  `page` STRING,
  `views` BIGINT,
  `price` DECIMAL(10, 2),
  `ratio` DOUBLE,
  `returning` BOOLEAN,
  `born` DATE,
  `at` TIMESTAMP_LTZ(3),
  `seen` TIMESTAMP_LTZ(6),
  `paid` DECIMAL(10, 2),
  `campaign` STRING,
  `size` INT,
  PRIMARY KEY (`id`) NOT ENFORCED
)
DISTRIBUTED BY HASH(`id`) INTO 6 BUCKETS
WITH (
  'changelog.mode' = 'upsert',
  'kafka.cleanup-policy' = 'compact',
  'kafka.max-message-size' = '8 mb'
);

INSERT INTO `clicks` (`id`, `visitor`, `shop`, `page`, `views`, `price`, `ratio`, `returning`, `born`, `at`, `seen`, `paid`, `campaign`, `size`)
SELECT
  JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.id') AS `id`,
  DECODE(`key`, 'UTF-8') AS `visitor`,
  CAST(JSON_VALUE(DECODE(`key`, 'UTF-8'), '$.shop') AS INT) AS `shop`,
  JSON_VALUE(DECODE(`val`, 'UTF-8'), '$[''the page''][0].url') AS `page`,
  CAST(JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.views') AS BIGINT) AS `views`,
  CAST(JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.price') AS DECIMAL(10, 2)) AS `price`,
  CAST(JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.ratio') AS DOUBLE) AS `ratio`,
  JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.returning' RETURNING BOOLEAN) AS `returning`,
  CAST(JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.born') AS DATE) AS `born`,
  TO_TIMESTAMP_LTZ(CAST(JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.at') AS BIGINT), 3) AS `at`,
  CAST(CAST(REPLACE(REPLACE(JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.seen'), 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS TIMESTAMP_LTZ(6)) AS `seen`,
  TRY_CAST(JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.paid') AS DECIMAL(10, 2)) AS `paid`,
  JSON_QUERY(DECODE(`val`, 'UTF-8'), '$.utm') AS `campaign`,
  CAST((CHAR_LENGTH(DECODE(`val`, 'UTF-8'))) AS INT) AS `size`
FROM `web.clicks`
WHERE `val` IS NOT NULL
  AND JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.kind') IN ('click', 'it''s')
  AND JSON_VALUE(DECODE(`val`, 'UTF-8'), '$[''odd name'']') IS NULL
  AND JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.bot') = 'false'
  AND (JSON_VALUE(DECODE(`val`, 'UTF-8'), '$.test') IS NULL);

DROP TABLE `clicks`;
