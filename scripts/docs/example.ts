import { readdirSync, readFileSync } from 'node:fs';
import type { DesiredResource } from '../../src/core/resource.js';
import type { Blueprint } from '../../src/core/source.js';
import type { PipelineDocument } from '../../src/pipeline/documents.js';
import { sourceInputOf } from '../../src/pipeline/expand/connector.js';
import { expandPipelines } from '../../src/pipeline/expand.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';

const folder = new URL('../../pipelines/', import.meta.url);

/** A worked example of `pipelines/`, and what the product makes of it. */
export interface Example {
  readonly file: string;
  /** Without the line for editors. */
  readonly yaml: string;
  readonly pipeline: PipelineDocument;
  readonly blueprint: Blueprint;
  readonly resources: readonly DesiredResource[];
}

/** The first example of each source, by the source's name. @throws Error when the examples are not valid. */
export function readExamples(): ReadonlyMap<string, Example> {
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && !name.includes('.world.')).sort();
  const texts = new Map(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
  const { documents, diagnostics } = readDocuments(texts);
  const [error] = diagnostics.filter(({ severity }) => severity === 'error');
  if (error !== undefined) throw new Error(`pipelines/: ${error.summary}`);
  const examples = new Map<string, Example>();
  for (const pipeline of documents.pipelines) {
    const [source = ''] = Object.keys(pipeline.spec.source);
    const target = documents.targets.find(({ name }) => name === pipeline.target);
    if (examples.has(source) || target === undefined) continue;
    const { file } = pipeline.origins.at(['spec']);
    const context = { environment: { id: 'env-1' }, cluster: { id: 'lkc-1', cloud: 'AWS', region: 'us-east-1' }, poolId: () => 'lfcp-1' };
    const { source: kind, input } = sourceInputOf(pipeline, target);
    const yaml = (texts.get(file) ?? '').replace(/^# yaml-language-server:.*\n/, '');
    examples.set(source, { file, yaml, pipeline, blueprint: kind.expand(input), resources: expandPipelines([pipeline], target, context).resources });
  }
  return examples;
}
