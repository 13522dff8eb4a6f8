import { describe, expect, it } from 'vitest';
import { isNoType } from '../../src/flink/registry/index.js';
import type { TypeModes } from '../../src/flink/registry/index.js';
import { modesOf } from '../../src/sources/column-types.js';
import { numberAt, parseDatabaseType } from '../../src/sources/database-type.js';
import { typesOf } from '../../src/sources/types.js';

describe('types as catalogues write them', () => {
  it.each<[text: string, name: string, args: readonly string[], more?: object]>([
    ['numeric(10,2)', 'numeric', ['10', '2']],
    ['timestamp(3) without time zone[]', 'timestamp without time zone', ['3'], { array: true }],
    ['"char"', 'char', []],
    ['bigint(20) unsigned', 'bigint', ['20'], { unsigned: true }],
    ['int zerofill', 'int', [], { unsigned: true }],
    ["enum('a','it''s','x,y')", 'enum', ['a', "it's", 'x,y']],
    ['VARCHAR2(20 CHAR)', 'varchar2', ['20']],
    ['INTERVAL DAY(2) TO SECOND(6)', 'interval day to second', []],
    ['NUMBER(*,0)', 'number', ['*', '0']],
    ['nvarchar(max)', 'nvarchar', ['max']],
    ['varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', 'varchar', ['20']],
  ])('%s', (text, name, args, more = {}) => expect(parseDatabaseType(text)).toEqual({ name, args, unsigned: false, array: false, text, ...more }));

  it('tells numbers from words', () => {
    const type = parseDatabaseType('NUMBER(*,-2)');
    expect([numberAt(type, 0), numberAt(type, 1), numberAt(type, 2)]).toEqual([undefined, -2, undefined]);
  });
});

const modes: TypeModes = modesOf({ 'decimal.handling.mode': 'string' });

it('reads the modes of a connector, with the defaults of the plugins', () => {
  expect(modesOf({})).toMatchObject({ decimals: 'precise', times: 'adaptive', binary: 'bytes', intervals: 'numeric', hstore: 'json', unsignedBigint: 'long', moneyFractionDigits: 2, unknownTypes: false });
  expect(modesOf({ 'time.precision.mode': 'connect', 'money.fraction.digits': '3', 'include.unknown.datatypes': 'true' })).toMatchObject({ times: 'connect', moneyFractionDigits: 3, unknownTypes: true });
});

describe('rows that need a second look', () => {
  it.each<[source: Exclude<keyof typeof typesOf, 'dynamodb'>, type: string, want: unknown]>([
    ['postgres', 'interval day to second(3)', 'BIGINT'],
    ['postgres', 'enum', 'STRING'],
    ['postgres', 'enum[]', 'ARRAY<STRING>'],
    ['mysql', 'tinyint(1) unsigned', 'SMALLINT'],
    ['mysql', 'serial', 'BIGINT'],
    ['oracle', 'NUMBER(*,0)', { type: 'DECIMAL(38, 0)', from: 'decimal' }],
    ['oracle', 'NUMBER(2,5)', { type: 'DECIMAL(5, 5)', from: 'decimal' }],
    ['oracle', 'SMALLINT', { type: 'DECIMAL(38, 0)', from: 'decimal' }],
    ['sqlserver', 'decimal', { type: 'DECIMAL(18, 0)', from: 'decimal' }],
  ])('%s %s', (source, type, want) => expect(typesOf[source].typeOf(type, modes)).toMatchObject({ definition: want }));

  it.each<[source: keyof typeof typesOf, type: string]>([['mysql', 'int[]'], ['mysql', 'nothing'], ['sqlserver', 'dbo.mine'], ['oracle', 'MDSYS.SDO_GEOMETRY'], ['postgres', 'address'], ['dynamodb', 'NULL']])('%s has no type %s, and says what to do', (source, type) => {
    const answer = typesOf[source].typeOf(type, modes);
    expect(isNoType(answer) && answer.choices.length > 0).toBe(true);
  });

  it('says what the key column of a type is: as it is registered', () => {
    expect(typesOf.postgres.typeOf('timestamp', modes)).toMatchObject({ registered: { type: 'BIGINT', semantic: 'io.debezium.time.MicroTimestamp' } });
  });

  it('has no TIME for Delta', () => {
    const connect = { ...modes, times: 'connect' } as const;
    expect(typesOf.postgres.typeOf('time', connect, { tableFormats: ['DELTA'] })).toMatchObject({ definition: { type: 'STRING', from: 'cast' } });
    expect(typesOf.postgres.typeOf('time', connect, { tableFormats: ['ICEBERG'] })).toMatchObject({ definition: 'TIME(3)' });
  });

  it('puts the reference system next to a geometry', () => {
    expect(typesOf.postgres.typeOf('geometry(Point,4326)', modes)).toMatchObject({ definition: { from: 'geometry-wkb' }, also: { _srid: { type: 'INT' } } });
  });
});
