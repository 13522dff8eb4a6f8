import { describe, expect, it } from 'vitest';
import type { SourceName } from '../../../src/simulator/debezium/index.js';
import type { Cell } from '../../../src/simulator/model.js';
import type { Form } from './forms.js';
import type { Config } from './support.js';
import { afterOf, captureOne, fieldIn, tableOf } from './support.js';

/** A database type, a cell as the world file has it, and what must come of both. */
export type TypeCase = readonly [type: string, cell: Cell, form: Form, value: Cell, config?: Config];

/** Checks schema and value of every case in the three registry formats. */
export function describeTypes(source: SourceName, cases: readonly TypeCase[]): void {
  describe.each(['AVRO', 'JSON_SR', 'PROTOBUF'] as const)(`${source} types in %s`, (format) => {
    it.each(cases.map((each) => [[each[0], ...Object.values(each[4] ?? {})].join(' '), each] as const))('%s', (_, [type, cell, form, value, config]) => {
      const table = captureOne(source, tableOf(source, type, cell), config, format);
      const want = { AVRO: form.avro, JSON_SR: form.json, PROTOBUF: form.proto }[format];
      expect({ type, field: fieldIn(table) }).toEqual({ type, field: want });
      expect(afterOf(table.snapshot[0])['c']).toEqual(value);
      expect(table.dropped).toEqual([]);
    });
  });
}

/** Checks that columns of these types are missing from the record. */
export function describeDropped(source: SourceName, types: readonly string[]): void {
  describe.each(['AVRO', 'JSON_SR', 'PROTOBUF'] as const)(`${source} types without converter in %s`, (format) => {
    it.each(types)('%s', (type) => {
      const table = captureOne(source, tableOf(source, type, 'x'), {}, format);
      expect(fieldIn(table)).toBeUndefined();
      expect(afterOf(table.snapshot[0])).toEqual({ id: 1 });
      expect(table.dropped).toEqual(['c']);
    });
  });
}
