import type { Diagnostic } from '../core/diagnostic.js';
import type { IdentifiedDocument } from './identify.js';
import { nodeAt, rangeOf, type SequenceNode } from './nodes.js';
import type { TargetResult } from './read-documents.js';
import { suggest } from './suggest.js';

/** The targets of a pipeline; `undefined` among them stands for one that is not known, so that the rest is checked all the same. */
export interface ChosenTargets {
  readonly targets: readonly (TargetResult | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

type KnownTargets = ChosenTargets & { readonly targets: readonly TargetResult[] };

export function chooseTargets(document: IdentifiedDocument, targets: readonly TargetResult[]): ChosenTargets {
  const listed = nodeAt(document.root, ['spec', 'targets']);
  const spec = nodeAt(document.root, ['spec']);
  // Where the shape is wrong, the shape is what is reported.
  const silent: KnownTargets = { targets: [], diagnostics: [] };
  const chosen = listed?.type === 'sequence' ? listedTargets(listed, targets) : listed || spec?.type !== 'mapping' ? silent : theOnlyTarget(document, targets);
  const diagnostics = [...chosen.diagnostics, ...unusedOverrides(document, chosen.targets, targets)];
  return { targets: chosen.targets.length > 0 ? chosen.targets : [undefined], diagnostics };
}

function theOnlyTarget({ origins, name }: IdentifiedDocument, targets: readonly TargetResult[]): KnownTargets {
  const names = [...new Set(targets.map((target) => target.name))];
  if (names.length === 1) return { targets: targets.slice(0, 1), diagnostics: [] };
  const range = origins.at(['metadata', 'name']);
  const diagnostic: Diagnostic = names.length === 0
    ? { code: 'CDC1402', severity: 'error', summary: `There is no Target for pipeline ${name}.`, detail: 'A Target says which environment and cluster it goes to; none is among the loaded files.', fix: 'Load the file that holds the Target as well, or write one: "reconcile init" does.', range }
    : { code: 'CDC1403', severity: 'error', summary: `Pipeline ${name} does not say which target it goes to.`, detail: `There are several: ${names.join(', ')}.`, fix: `Add "targets: [${names[0]}]" to its spec, for example.`, range };
  return { targets: [], diagnostics: [diagnostic] };
}

function listedTargets(listed: SequenceNode, targets: readonly TargetResult[]): KnownTargets {
  const diagnostics: Diagnostic[] = [];
  const chosen = new Set<TargetResult>();
  for (const item of listed.items) {
    if (item.type !== 'scalar' || typeof item.value !== 'string') continue;
    const found = targets.find((target) => target.name === item.value);
    if (found) chosen.add(found);
    else diagnostics.push(unknownTarget(item.value, rangeOf(item.place), targets));
  }
  return { targets: [...chosen], diagnostics };
}

function unknownTarget(name: string, range: NonNullable<Diagnostic['range']>, targets: readonly TargetResult[]): Diagnostic {
  const names = [...new Set(targets.map((target) => target.name))];
  const near = suggest(name, names);
  const hint = names.length > 0 ? `There are: ${names.join(', ')}.` : 'No Target is among the loaded files.';
  return {
    code: 'CDC1401',
    severity: 'error',
    summary: `There is no Target named ${JSON.stringify(name.slice(0, 70))}.`,
    detail: hint,
    fix: near ? `Did you mean "${near}"?` : 'Correct the name, or load the file that holds the Target as well.',
    range,
  };
}

function unusedOverrides({ root, origins }: IdentifiedDocument, chosen: readonly TargetResult[], targets: readonly TargetResult[]): readonly Diagnostic[] {
  const overrides = root.entries.get('overrides')?.value;
  if (overrides?.type !== 'mapping') return [];
  const used = chosen.map((target) => target.name);
  return [...overrides.entries].flatMap(([name, { key, value }]): Diagnostic[] => {
    if (value.type === 'mapping' && value.entries.has('targets')) {
      return [{ code: 'CDC1201', severity: 'error', summary: '"targets" cannot be overridden for a target.', fix: 'Change spec.targets.', range: origins.keyAt(['overrides', name, 'targets']) }];
    }
    // Without any known target the missing Target is the error; its overrides are not.
    if (used.includes(name) || used.length === 0) return [];
    const near = suggest(name, used);
    const exists = targets.some((target) => target.name === name);
    return [{
      code: 'CDC1404',
      severity: 'error',
      summary: `The pipeline does not go to the target "${name}", so these overrides have no effect.`,
      detail: `It goes to ${used.join(', ')}.`,
      fix: exists ? `Add "${name}" to spec.targets, or remove the overrides.` : near ? `Did you mean "${near}"?` : 'Correct the name, or remove the overrides.',
      range: rangeOf(key),
    }];
  });
}
