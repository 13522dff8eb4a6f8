import { parseAddress } from '../core/address.js';
import type { ResourceAddress } from '../core/address.js';
import type { Plan } from '../core/plan.js';
import type { Membership } from '../core/resource.js';
import type { Step, StepOperation } from '../core/step.js';
import { SHARED_TITLE } from './plan-view.js';
import { cut, plural, printable } from './printable.js';

/** Beyond this many steps a picture is no picture any more: then a table's steps are one node. */
const MAX_STEPS = 150;
const MAX_LABEL = 80;

interface Node {
  readonly key: string;
  readonly group: string;
  readonly label: string;
  readonly style: StepOperation;
}

/** The steps of a plan as a Mermaid flowchart: an arrow leads from a step to one that waits for it. Ids follow the plan's order. */
export function renderMermaid(plan: Plan): string {
  const members = new Map<ResourceAddress, Membership>(plan.changes.map((change) => [change.address, change]));
  const collapsed = plan.steps.length > MAX_STEPS;
  const keyOf = (step: Step): string => {
    const member = members.get(step.address);
    return collapsed && member?.table !== undefined ? JSON.stringify([member.pipeline, member.table, step.operation === 'delete' || step.operation === 'stop']) : step.id;
  };
  const nodes = nodesOf(plan.steps, keyOf, members);
  const ids = new Map([...nodes.keys()].map((key, at) => [key, `s${at + 1}`]));
  return [
    'flowchart LR',
    ...groupLines([...nodes.values()], ids),
    ...edgeLines(plan.steps, keyOf, ids),
    ...classLines([...nodes.values()], ids),
    '',
  ].join('\n');
}

function nodesOf(steps: readonly Step[], keyOf: (step: Step) => string, members: ReadonlyMap<ResourceAddress, Membership>): Map<string, Node> {
  const byKey = new Map<string, Step[]>();
  for (const step of steps) byKey.set(keyOf(step), [...(byKey.get(keyOf(step)) ?? []), step]);
  return new Map([...byKey].map(([key, own]) => {
    const first = own[0]!;
    const member = members.get(first.address);
    const { kind, name } = parseAddress(first.address);
    const one = `${first.operation} ${kind}<br/>${safe(name)}`;
    const many = `${first.operation === 'delete' || first.operation === 'stop' ? 'clean up' : 'build'} ${safe(member?.table ?? name)}<br/>${plural(own.length, 'step')}`;
    return [key, { key, group: member?.pipeline ?? SHARED_TITLE, label: key === first.id ? one : many, style: styleOf(own) }];
  }));
}

/** A collapsed node has the colour of the gravest thing it does. */
function styleOf(steps: readonly Step[]): StepOperation {
  const order = ['delete', 'stop', 'update', 'create', 'adopt', 'await'] as const satisfies readonly StepOperation[];
  return order.find((operation) => steps.some((step) => step.operation === operation)) ?? 'await';
}

function groupLines(nodes: readonly Node[], ids: ReadonlyMap<string, string>): string[] {
  const groups = [...new Set(nodes.map((node) => node.group))].sort();
  return groups.flatMap((group, at) => [
    `  subgraph g${at + 1}["${safe(group)}"]`,
    ...nodes.filter((node) => node.group === group).map((node) => `    ${ids.get(node.key)!}["${node.label}"]`),
    '  end',
  ]);
}

function edgeLines(steps: readonly Step[], keyOf: (step: Step) => string, ids: ReadonlyMap<string, string>): string[] {
  const keys = new Map(steps.map((step) => [step.id, ids.get(keyOf(step))!]));
  const edges = steps.flatMap((step) => step.waitsFor.map((other) => [keys.get(other), keys.get(step.id)!] as const));
  return [...new Set(edges.filter(([from, to]) => from !== undefined && from !== to).map(([from, to]) => `  ${from} --> ${to}`))];
}

const styles = {
  create: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  update: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  delete: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328',
  stop: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328',
  adopt: 'fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  await: 'fill:#f6f8fa,stroke:#656d76,color:#1f2328',
} as const satisfies Record<StepOperation, string>;

function classLines(nodes: readonly Node[], ids: ReadonlyMap<string, string>): string[] {
  return (Object.keys(styles) as StepOperation[]).flatMap((style) => {
    const own = nodes.filter((node) => node.style === style).map((node) => ids.get(node.key)!);
    return own.length === 0 ? [] : [`  classDef ${style}Step ${styles[style]}`, `  class ${own.join(',')} ${style}Step`];
  });
}

/** A label that can end neither its quotes nor its node: everything but plain characters as Mermaid's own character codes. */
function safe(text: string): string {
  return [...cut(printable(text), MAX_LABEL)].map((character) => (/[\p{L}\p{N} ._\-/:,…]/u.test(character) ? character : `#${character.codePointAt(0)!};`)).join('');
}
