import type { EventSink } from '../core/events.js';
import type { Plan } from '../core/plan.js';
import type { StepOperation } from '../core/step.js';
import { formatElapsed } from './duration.js';
import { paletteOf } from './palette.js';
import type { Palette } from './palette.js';
import { SHARED_TITLE, shortAddress } from './plan-view.js';
import { createLogProgress } from './progress-log.js';
import { noProgress, progressAfter, progressLines, stepTotals } from './progress-state.js';
import type { GroupOf, ProgressLine } from './progress-state.js';
import { cut, printable } from './printable.js';

export interface ProgressOptions {
  /** Where it goes: stderr, since stdout is the report's. */
  readonly write: (text: string) => void;
  readonly isTty: boolean;
  readonly color: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Of the terminal, asked at every redraw; default 80. */
  readonly columns?: () => number | undefined;
  /** Rows of the live area at most; default 12. */
  readonly rows?: number;
}

/** A sink of events that shows them. */
export type Progress = EventSink & {
  /** The steps to come, so that lines can say how many there are. */
  begin(plan: Plan): void;
  /** Redraws what grows with time. The caller drives it, twice a second or so, with a timer of its own. */
  tick(): void;
  /** Takes the live area away; later events are ignored. */
  close(): void;
};

/** At most ten redraws a second. */
const FRAME_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';
const UP = '\u001b[1A';

/** Shows how a run goes on: a live area on a terminal, short plain lines anywhere else. Starts no timer. */
export function createProgress(options: ProgressOptions): Progress {
  const groups = new Map<string, string>();
  const totals = new Map<string, number>();
  const groupOf: GroupOf = (address) => groups.get(address) ?? (groups.size === 0 ? 'steps' : SHARED_TITLE);
  const begin = (plan: Plan): void => {
    for (const change of plan.changes) if (change.pipeline !== undefined) groups.set(change.address, change.pipeline);
    for (const [group, total] of stepTotals(plan.steps.map((step) => step.address), groupOf)) totals.set(group, (totals.get(group) ?? 0) + total);
  };
  const display = options.isTty ? createLiveProgress(options, groupOf, totals) : createLogProgress(options);
  return Object.assign(display.sink, { begin, tick: display.tick, close: display.close });
}

export interface ProgressDisplay {
  readonly sink: EventSink;
  readonly tick: () => void;
  readonly close: () => void;
}

/** Failed steps stay above the area as lines of their own; everything else is redrawn in place. */
function createLiveProgress(options: ProgressOptions, groupOf: GroupOf, totals: ReadonlyMap<string, number>): ProgressDisplay {
  const palette = paletteOf(options.color);
  let state = noProgress;
  let drawn = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let shown = '';
  let closed = false;
  const clear = (): string => (drawn === 0 ? '' : `${`${CLEAR_LINE}${UP}`.repeat(drawn)}${CLEAR_LINE}`);
  const draw = (kept: string): void => {
    const lines = frame(progressLines(state, groupOf), totals, palette, options);
    const area = lines.map((line) => `${line}\n`).join('');
    if (kept === '' && area === shown) return;
    options.write(`${clear()}${kept}${area}`);
    drawn = lines.length;
    shown = area;
    drawnAt = options.now();
  };
  return {
    sink: (event) => {
      if (closed) return;
      state = progressAfter(state, event, groupOf);
      const failed = event.type === 'stepEnded' && event.result.status === 'failed' ? `${palette.error('failed')} ${printable(event.step)}: ${printable(event.result.error)}\n` : '';
      if (failed !== '' || options.now() - drawnAt >= FRAME_MS) draw(failed);
    },
    tick: () => {
      if (!closed && options.now() - drawnAt >= FRAME_MS) draw('');
    },
    close: () => {
      if (!closed && drawn > 0) options.write(clear());
      closed = true;
    },
  };
}

/** The lines of the live area: none is wider than the terminal, or clearing it would miss the wrapped part. */
function frame(lines: readonly ProgressLine[], totals: ReadonlyMap<string, number>, palette: Palette, options: ProgressOptions): string[] {
  const rows = options.rows ?? 12;
  const width = Math.max(20, (options.columns?.() ?? 80) - 1);
  const shown = lines.length <= rows ? lines : lines.slice(0, rows - 1);
  const texts = shown.map((line) => lineText(line, totals.get(line.group), palette, width, options.now()));
  return shown.length === lines.length ? texts : [...texts, palette.muted(cut(`and ${lines.length - shown.length} more pipelines`, width))];
}

/** `shop  connector/shop PROVISIONING 1m20s · 3/12 steps`. */
function lineText({ group, longest, running, done, failed }: ProgressLine, total: number | undefined, palette: Palette, width: number, now: number): string {
  const others = running > 1 ? ` +${running - 1}` : '';
  const count = `${done}${total === undefined ? '' : `/${total}`} steps${failed > 0 ? `, ${failed} failed` : ''}`;
  const tail = cut(` ${formatElapsed(now - longest.since)}${others} · ${count}`, width);
  const name = cut(printable(group), Math.min(24, width - tail.length));
  const what = `${shortAddress(longest.address)} ${longest.saw === undefined ? underWay[longest.operation] : printable(longest.saw)}`;
  return `${palette.strong(name)}${cut(`  ${what}`, width - tail.length - name.length)}${palette.muted(tail)}`;
}

const underWay = {
  create: 'creating',
  update: 'updating',
  delete: 'deleting',
  await: 'awaited',
  stop: 'stopping',
  adopt: 'adopting',
} as const satisfies Record<StepOperation, string>;
