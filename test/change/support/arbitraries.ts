import fc from 'fast-check';
import type { Estate, PipelineModel, TableflowModel, TableModel } from './estate.js';
import { sourceNames } from './sources.js';

/* Random estates, and random edits that make one from another. */

const tableflow: fc.Arbitrary<TableflowModel | false> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(false as const) },
  {
    weight: 4,
    arbitrary: fc.record<TableflowModel>({
      formats: fc.constantFrom<TableflowModel['formats']>(['ICEBERG'], ['DELTA'], ['DELTA', 'ICEBERG']),
      retention: fc.constantFrom('7d', '3d'),
      byob: fc.boolean(),
      onFailure: fc.constantFrom<TableflowModel['onFailure']>('suspend', 'skip'),
    }),
  },
);

const tableSettings = {
  columns: fc.integer({ min: 1, max: 4 }),
  variant: fc.integer({ min: 0, max: 2 }),
  wideKey: fc.boolean(),
  where: fc.boolean(),
  mode: fc.constantFrom<TableModel['mode']>('upsert', 'upsert', 'upsert', 'append'),
  tableflow,
};

const pipelineSettings = {
  format: fc.constantFrom<PipelineModel['format']>('AVRO', 'JSON_SR', 'PROTOBUF'),
  prefix: fc.integer({ min: 0, max: 1 }),
  paused: fc.constantFrom(false, false, false, true),
  pool: fc.constantFrom<PipelineModel['pool']>('made', 'shared', 'second'),
  password: fc.integer({ min: 0, max: 1 }),
  compatibility: fc.constantFrom<PipelineModel['compatibility']>('FULL_TRANSITIVE', 'BACKWARD', 'NONE'),
  cleanup: fc.constantFrom<PipelineModel['cleanup']>('compact', 'compact', 'delete-forever', 'delete-week'),
};

const tables = fc.uniqueArray(fc.record<TableModel>({ table: fc.integer({ min: 0, max: 2 }), ...tableSettings }), { minLength: 1, maxLength: 3, selector: (table) => table.table });
const pipeline = fc.record<PipelineModel>({ source: fc.constantFrom(...sourceNames), ...pipelineSettings, tables });

export const anEstate: fc.Arbitrary<Estate> = fc.uniqueArray(pipeline, { minLength: 1, maxLength: 3, selector: ({ source }) => source });

type Change<Model> = { readonly [Key in keyof Model]?: Model[Key] };

/** One edit of the files. `at` chooses which pipeline and which table, as far as there are so many. */
type Edit =
  | { readonly edit: 'table'; readonly at: number; readonly table: number; readonly change: Change<TableModel> }
  | { readonly edit: 'pipeline'; readonly at: number; readonly change: Change<PipelineModel> }
  | { readonly edit: 'addTable'; readonly at: number; readonly add: TableModel }
  | { readonly edit: 'removeTable' | 'removePipeline'; readonly at: number; readonly table: number }
  | { readonly edit: 'addPipeline'; readonly add: PipelineModel };

function oneOf<Model>(settings: { readonly [Key in keyof Model]?: fc.Arbitrary<Model[Key]> }): fc.Arbitrary<Change<Model>> {
  const single = Object.entries(settings).map(([key, value]) => (value as fc.Arbitrary<unknown>).map((chosen) => ({ [key]: chosen }) as Change<Model>));
  return fc.oneof(...single);
}

const place = { at: fc.nat(2), table: fc.nat(2) };
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ edit: fc.constant('table' as const), ...place, change: oneOf<TableModel>(tableSettings) }) },
  { weight: 5, arbitrary: fc.record({ edit: fc.constant('pipeline' as const), at: fc.nat(2), change: oneOf<PipelineModel>(pipelineSettings) }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant('addTable' as const), at: fc.nat(2), add: fc.record<TableModel>({ table: fc.integer({ min: 0, max: 2 }), ...tableSettings }) }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant('removeTable' as const), ...place }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('removePipeline' as const), ...place }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('addPipeline' as const), add: pipeline }) },
);

/** An estate, what it becomes, and whether the second run may delete what left the files. */
export interface Pair {
  readonly before: Estate;
  readonly after: Estate;
  readonly prune: boolean;
}

/** Mostly some edits of one estate, sometimes two that have nothing to do with each other. */
export const aPair: fc.Arbitrary<Pair> = fc
  .record({ before: anEstate, edits: fc.array(edit, { minLength: 1, maxLength: 5 }), other: anEstate, unrelated: fc.constantFrom(false, false, false, false, true), prune: fc.constantFrom(true, true, true, false) })
  .map(({ before, edits, other, unrelated, prune }) => ({ before, after: reading(before, unrelated ? other : edits.reduce(edited, before)), prune }));

/** A table that is added to a connector shows with its next change, so that connector must not be paused. */
function reading(before: Estate, after: Estate): Estate {
  const known = new Map(before.map((pipeline) => [pipeline.source, new Set(pipeline.tables.map((table) => table.table))]));
  return after.map((pipeline) => {
    const tables = known.get(pipeline.source);
    return tables !== undefined && pipeline.tables.some((table) => !tables.has(table.table)) ? { ...pipeline, paused: false } : pipeline;
  });
}

function edited(estate: Estate, change: Edit): Estate {
  const chosen = estate['at' in change ? change.at % Math.max(1, estate.length) : 0];
  const withChosen = (next: PipelineModel): Estate => estate.map((one) => (one === chosen ? next : one));
  if (change.edit === 'addPipeline') return estate.some((one) => one.source === change.add.source) ? estate : [...estate, change.add];
  if (chosen === undefined) return estate;
  switch (change.edit) {
    case 'pipeline':
      return withChosen({ ...chosen, ...change.change });
    case 'table': {
      const table = chosen.tables[change.table % chosen.tables.length];
      return withChosen({ ...chosen, tables: chosen.tables.map((one) => (one === table ? { ...one, ...change.change } : one)) });
    }
    case 'addTable':
      return chosen.tables.some((one) => one.table === change.add.table) ? estate : withChosen({ ...chosen, tables: [...chosen.tables, change.add] });
    case 'removeTable':
      return chosen.tables.length === 1 ? estate : withChosen({ ...chosen, tables: chosen.tables.filter((_one, index) => index !== change.table % chosen.tables.length) });
    case 'removePipeline':
      return estate.filter((one) => one !== chosen);
  }
}
