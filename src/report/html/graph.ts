import type { Plan } from '../../core/plan.js';
import { cut, plural } from '../printable.js';
import { layoutPlan } from './graph-layout.js';
import type { GraphLayout, GraphNode } from './graph-layout.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';

const WIDTH = 176;
const HEIGHT = 40;
const GAP_X = 36;
const GAP_Y = 12;

/** The plan's steps as a drawing, with arrows to what waits for them; in words for who cannot see it. `undefined`: nothing to draw. */
export function graphMarkup(plan: Plan, id: string): Markup | undefined {
  const layout = layoutPlan(plan);
  if (layout === undefined) return plan.steps.length === 0 ? undefined : html`<p class="note">${plural(plan.steps.length, 'step')}: too many to draw. <code>reconcile graph</code> prints them.</p>`;
  const width = layout.columns * (WIDTH + GAP_X) - GAP_X;
  const height = layout.rows * (HEIGHT + GAP_Y) - GAP_Y;
  return html`<details id="${id}-g" open><summary>The order of ${plural(plan.steps.length, 'step')}</summary><div class="scroll" role="group" tabindex="0" aria-label="Drawing of plan ${plan.fingerprint}">
<svg class="graph" role="img" aria-labelledby="${id}-gt ${id}-gd" viewBox="-1 -1 ${width + 2} ${height + 2}" width="${width + 2}" height="${height + 2}"><title id="${id}-gt">Steps of plan ${plan.fingerprint}</title><desc id="${id}-gd">${describe(layout)}</desc>
${layout.edges.map(([from, to]) => edgeMarkup(layout.nodes[from]!, layout.nodes[to]!))}
${layout.nodes.map(nodeMarkup)}</svg></div></details>`;
}

function leftOf({ column }: GraphNode): number {
  return column * (WIDTH + GAP_X);
}

function topOf({ row }: GraphNode): number {
  return row * (HEIGHT + GAP_Y);
}

function edgeMarkup(from: GraphNode, to: GraphNode): Markup {
  const [x1, y1, x2, y2] = [leftOf(from) + WIDTH, topOf(from) + HEIGHT / 2, leftOf(to), topOf(to) + HEIGHT / 2];
  const bend = Math.max(GAP_X / 2, (x2 - x1) / 2);
  return html`<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
}

function nodeMarkup(node: GraphNode): Markup {
  const [x, y] = [leftOf(node), topOf(node)];
  return html`<g class="${node.operation}"><rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="5"/><text x="${x + 10}" y="${y + 16}" class="what">${cut(node.title, 28)}</text><text x="${x + 10}" y="${y + 31}">${cut(node.text, 25)}</text></g>
`;
}

/** The order in words, layer by layer. */
function describe({ nodes, columns }: GraphLayout): string {
  const layers = Array.from({ length: columns }, (_, column) => nodes.filter((node) => node.column === column).map((node) => `${node.title} ${node.text}`));
  return layers.map((layer, at) => `${at + 1}: ${layer.join(', ')}.`).join(' ');
}
