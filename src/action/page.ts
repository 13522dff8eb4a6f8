import type { RunReport } from '../core/report.js';
import { codeSpan } from '../report/markdown-escape.js';
import { renderMarkdown } from '../report/markdown.js';
import { cut } from '../report/printable.js';

/** What the comment and the summary are made of. */
export interface Page {
  /** Absent: the run ended before there was a report. */
  readonly report?: RunReport;
  /** Why it ended. */
  readonly failure?: string;
  /** The run was to change the account, so without a report nobody knows how far it came. */
  readonly applying: boolean;
  /** Above everything, as Markdown. */
  readonly note?: string;
  /** The commit that was looked at. */
  readonly commit: string;
  readonly repositoryUrl: string;
  readonly runUrl: string;
}

const MAX_FAILURE = 2_000;
/** GitHub throws a summary away whole that is larger than 1 MiB; bytes count, and other steps write there too. */
const SUMMARY_BYTES = 900_000;

/** The run as Markdown of at most `limit` characters. `marker` is its first line. */
export function renderPage(page: Page, limit: number, marker: string): string {
  const { report, note, commit, repositoryUrl, runUrl } = page;
  const closing = [`<sub>For commit ${/^[0-9a-f]{7,64}$/.test(commit) ? commit.slice(0, 7) : 'unknown'} · [job](${runUrl})</sub>`];
  if (report === undefined) {
    const why = page.failure === undefined ? [] : ['', codeSpan(cut(page.failure, MAX_FAILURE))];
    return `${[marker, ...(note === undefined ? [] : [note, '']), page.applying ? '**Failed: the run ended before it could report. The next run goes on from the ledger.**' : '**No plan: the run ended before there was one. Nothing was changed.**', ...why, '', ...closing].join('\n')}\n`;
  }
  return renderMarkdown(report, {
    limit,
    marker,
    blobUrl: `${repositoryUrl}/blob/${commit}/`,
    notes: note === undefined ? [] : [note],
    closing,
    elsewhere: `The [job's summary](${runUrl}) has more of it.`,
  });
}

/** The same for the step's summary, which is bounded in bytes. */
export function renderSummary(page: Page): string {
  const whole = renderPage(page, SUMMARY_BYTES, SUMMARY_MARKER);
  const bytes = Buffer.byteLength(whole);
  return bytes <= SUMMARY_BYTES ? whole : renderPage(page, Math.floor((SUMMARY_BYTES * whole.length) / bytes), SUMMARY_MARKER);
}

const SUMMARY_MARKER = '<!-- cdc-reconciler -->';
