import { describe, expect, it } from 'vitest';
import { isInsertQuery, readInsert } from '../../src/flink/read-insert.js';
import { meansTheSame } from '../../src/flink/same-insert.js';

const ours = "INSERT INTO `orders` (`id`, `total`)\nSELECT\n  `id`,\n  CAST(`total` AS DECIMAL(10, 2)) AS `total`\nFROM `shop.public.orders`\nWHERE (`status` = 'paid');";

describe('a statement that somebody wrote by hand means the same as ours', () => {
  const cases: readonly { readonly name: string; readonly theirs: string; readonly same: boolean; readonly order?: readonly string[] | undefined }[] = [
    { name: 'our own text', theirs: ours, same: true },
    { name: 'bare names, an alias and lower case', theirs: "insert into orders (id, total) select o.id, cast(o.total as decimal(10,2)) from `shop.public.orders` as o where o.status = 'paid'", same: true },
    { name: 'other order of columns', theirs: "INSERT INTO orders (total, id) SELECT CAST(total AS DECIMAL(10, 2)), id FROM `shop.public.orders` WHERE status = 'paid'", same: true },
    { name: 'without the cast that Flink makes by itself', theirs: "INSERT INTO orders (id, total) SELECT id, total FROM `shop.public.orders` WHERE status = 'paid'", same: true },
    { name: 'without a column list, by the order of the table', theirs: "INSERT INTO orders SELECT id, total FROM `shop.public.orders` WHERE status = 'paid'", same: true },
    { name: 'qualified with this cluster', theirs: "INSERT INTO `prod`.`lake`.`orders` SELECT id, total FROM `prod`.`lake`.`shop.public.orders` WHERE status = 'paid'", same: true },
    { name: 'without a column list, where the order is not known', theirs: "INSERT INTO orders SELECT id, total FROM `shop.public.orders` WHERE status = 'paid'", order: undefined, same: false },
    { name: 'without a column list, values crossed', theirs: "INSERT INTO orders SELECT total, id FROM `shop.public.orders` WHERE status = 'paid'", same: false },
    { name: 'qualified with another cluster', theirs: "INSERT INTO orders SELECT id, total FROM `prod`.`other`.`shop.public.orders` WHERE status = 'paid'", same: false },
    { name: 'another cast', theirs: "INSERT INTO orders SELECT id, CAST(total AS DECIMAL(9, 1)) FROM `shop.public.orders` WHERE status = 'paid'", same: false },
    { name: 'another literal', theirs: "INSERT INTO orders SELECT id, total FROM `shop.public.orders` WHERE status = 'PAID'", same: false },
    { name: 'no condition', theirs: 'INSERT INTO orders SELECT id, total FROM `shop.public.orders`', same: false },
    { name: 'one more condition', theirs: "INSERT INTO orders SELECT id, total FROM `shop.public.orders` WHERE status = 'paid' AND id > 1", same: false },
    { name: 'another topic', theirs: "INSERT INTO orders SELECT id, total FROM `shop.public.orders2` WHERE status = 'paid'", same: false },
    { name: 'a hint', theirs: "INSERT INTO orders SELECT id, total FROM `shop.public.orders` /*+ OPTIONS('scan.startup.mode'='latest-offset') */ WHERE status = 'paid'", same: false },
    { name: 'a name in another case', theirs: "INSERT INTO orders SELECT ID, total FROM `shop.public.orders` WHERE status = 'paid'", same: false },
  ];
  it.each(cases)('$name: $same', ({ theirs, same, ...given }) => {
    const order = 'order' in given ? given.order : ['id', 'total'];
    expect(meansTheSame(theirs, ours, ['prod', 'env-1', 'lake', 'lkc-1'], order)).toBe(same);
  });
});

describe('what is no statement that decodes one topic says why', () => {
  const cases: readonly (readonly [sql: string, reason: RegExp])[] = [
    ['INSERT INTO t SELECT a FROM s JOIN u ON s.id = u.id', /joins/],
    ['INSERT INTO t SELECT a FROM s, u', /joins/],
    ['INSERT INTO t SELECT a FROM s LEFT JOIN u ON s.id = u.id', /joins/],
    ['INSERT INTO t SELECT a, COUNT(*) FROM s GROUP BY a', /aggregates|groups/],
    ['INSERT INTO t SELECT a FROM s GROUP BY a', /groups/],
    ['INSERT INTO t SELECT DISTINCT a FROM s', /duplicates/],
    ['INSERT INTO t SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) FROM s', /window/],
    ['INSERT INTO t SELECT * FROM s', /\*/],
    ['INSERT INTO t SELECT s.* FROM s', /\*/],
    ['INSERT INTO t SELECT a FROM (SELECT a FROM s)', /query/],
    ['INSERT INTO t SELECT a FROM s WHERE a IN (SELECT b FROM u)', /subquery/],
    ['INSERT INTO t SELECT a FROM s UNION ALL SELECT a FROM u', /several queries/],
    ['INSERT INTO t VALUES (1)', /SELECT/],
    ['INSERT OVERWRITE t SELECT a FROM s', /overwrites/],
    ['EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT a FROM s; END', /statement set/],
    ['CREATE TABLE t AS SELECT a FROM s', /creates the table/],
    ["INSERT INTO t SELECT 'open FROM s", /never closed/],
    ['INSERT INTO t SELECT a FROM s; DROP TABLE t', /several statements/],
    ['INSERT INTO t SELECT a FROM s FOR SYSTEM_TIME AS OF b', /as of|goes on/],
    ['INSERT INTO t SELECT a FROM TABLE(TUMBLE(TABLE s, b))', /function/],
    ['SELECT 1', /begins with SELECT/],
    ['', /begins with/],
  ];
  it.each(cases)('%s', (sql, reason) => {
    const read = readInsert(sql);
    expect(isInsertQuery(read) ? 'readable' : read.reason).toMatch(reason);
  });
});

it('reads values, aliases and the condition', () => {
  const read = readInsert("INSERT INTO `db`.`t` (a, `b c`) SELECT x.`id` AS a, -- the key\n CASE WHEN x.f THEN 'FROM' ELSE g END `b c` FROM `s.t` x WHERE x.f IS NOT NULL AND g BETWEEN 1 AND 2;");
  expect(read).toMatchObject({
    target: 't', columns: ['a', 'b c'], source: 's.t', databases: ['db'],
    items: [{ text: '`id`', alias: 'a' }, { text: "CASE WHEN f THEN 'FROM' ELSE g END", alias: 'b c' }],
    where: { text: 'f IS NOT NULL AND g BETWEEN 1 AND 2' },
  });
});
