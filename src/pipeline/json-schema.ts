import type { JsonSchema, Source } from '../core/source.js';
import { sources } from '../sources/index.js';
import { API_VERSION } from './documents.js';
import { closedObject, commonDefinitions } from './schema/common.js';
import { toEditorSchema, toPatchSchema } from './schema/editor.js';
import { pipelineSpecSchema } from './schema/pipeline.js';
import { approvalSpecSchema, targetSpecSchema } from './schema/target.js';

export const KINDS = ['Target', 'Pipeline', 'Approval'] as const;
export type Kind = (typeof KINDS)[number];

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const kindDescriptions: Readonly<Record<Kind, string>> = {
  Target: 'Where pipelines go: an environment, a Kafka cluster and a compute pool of Confluent Cloud.',
  Pipeline: 'One source, its tables, and where they land.',
  Approval: 'Lets the destructive steps of exactly one plan run, until it expires.',
};

/** The sources of the registry, in its order. */
function allSources(): readonly Source[] {
  return Object.values(sources) as unknown as readonly Source[];
}

/** Schema of one kind's `spec`, strict: what a document must be once overrides are merged and variables are replaced. */
function specSchema(kind: Kind): JsonSchema {
  const specs = { Target: () => targetSpecSchema, Approval: () => approvalSpecSchema, Pipeline: () => pipelineSpecSchema(allSources()) } satisfies Record<Kind, () => JsonSchema>;
  return specs[kind]();
}

/** Schema of a whole document of a kind, strict. */
export function documentSchema(kind: Kind, spec: JsonSchema = specSchema(kind)): JsonSchema {
  return {
    $defs: commonDefinitions,
    ...closedObject(kindDescriptions[kind], {
      apiVersion: { const: API_VERSION, description: 'Version of the document format.', default: API_VERSION },
      kind: { const: kind, description: kindDescriptions[kind] },
      metadata: closedObject('What the document is known by.', {
        name: {
          type: 'string', minLength: 1, examples: [kind === 'Target' ? 'prod' : 'shop'],
          description: 'Unique among documents of its kind: lower case letters, digits and dashes, at most 63 characters.',
        },
      }, ['name']),
      spec,
      ...(kind === 'Pipeline' && { overrides: overridesSchema({ type: 'object', description: 'A JSON merge patch over spec for this target: null removes a key.' }) }),
    }, ['apiVersion', 'kind', 'metadata', 'spec']),
  };
}

function overridesSchema(patch: JsonSchema): JsonSchema {
  return { type: 'object', description: 'What differs per target, by the name of the Target.', additionalProperties: patch, examples: [{ prod: { tableflow: { retention: '30d' } } }] };
}

/**
 * The published schema of one kind: what an editor completes and checks while the file is being written, so variables may stand
 * for numbers and truth values, and overrides are partial specs.
 */
export function publishedSchema(kind: Kind): JsonSchema {
  const { $defs: _, ...document } = documentSchema(kind);
  const editor = toEditorSchema(document);
  const properties = editor['properties'] as Readonly<Record<string, JsonSchema>>;
  const patch = { description: 'A JSON merge patch over spec for this target: null removes a key.', $ref: '#/$defs/specPatch' };
  return {
    $schema: DIALECT,
    title: `cdc-reconciler ${kind}`,
    ...editor,
    ...(kind === 'Pipeline' && { properties: { ...properties, overrides: overridesSchema(patch) } }),
    $defs: definitions(kind === 'Pipeline'),
  };
}

/** The published schema of every kind, told apart by `kind`. */
export function combinedSchema(): JsonSchema {
  const kinds = KINDS.map((kind) => {
    const { $schema: _schema, $defs: _defs, title: _title, ...document } = publishedSchema(kind) as Record<string, unknown>;
    return [kind, document] as const;
  });
  return {
    $schema: DIALECT,
    title: 'cdc-reconciler documents',
    description: 'A Target, a Pipeline or an Approval.',
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { const: API_VERSION, description: 'Version of the document format.', default: API_VERSION },
      kind: { type: 'string', enum: KINDS, description: 'What the document is.', examples: ['Pipeline'] },
    },
    allOf: KINDS.map((kind) => ({
      if: { required: ['kind'], properties: { kind: { const: kind } } },
      then: { $ref: `#/$defs/${kind}` },
    })),
    $defs: { ...definitions(true), ...Object.fromEntries(kinds) },
  };
}

function definitions(withPatch: boolean): Readonly<Record<string, JsonSchema>> {
  const common = Object.fromEntries(Object.entries(commonDefinitions).map(([name, schema]) => [name, toEditorSchema(schema)]));
  if (!withPatch) return common;
  const patches = Object.entries(common).filter(([name]) => PATCHED.includes(name)).map(([name, schema]) => [`${name}Patch`, toPatchSchema(schema)]);
  return { ...common, specPatch: toPatchSchema(toEditorSchema(specSchema('Pipeline'))), ...Object.fromEntries(patches) };
}

/** Definitions that are mappings, and so merge when overridden. */
const PATCHED: readonly string[] = ['credentialPair', 'computePool', 'tableflow'];

/** Files of `schema/`, by name, as they are committed. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map([['pipeline.schema.json', printSchema(combinedSchema())]]);
}

export function printSchema(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
