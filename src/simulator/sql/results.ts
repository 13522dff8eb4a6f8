import type { Account } from '../account.js';
import type { Cell } from '../model.js';
import type { ApiRequest } from '../server/answer.js';
import { plainValue } from '../server/http.js';
import { decodeToken, encodeToken, pageUrl } from '../server/paging.js';
import type { Statement } from './types.js';

const ROWS_PER_PAGE = 100;

/**
 * One page of results. While the statement is PENDING the page is empty and `next` asks to come back; the end is a page whose
 * `next` is empty (confluent-api.md 7.4).
 */
export function renderResults(account: Account, request: ApiRequest, statement: Statement): Record<string, unknown> {
  statement.lastReadAt = account.clock.now();
  const token = request.query.get('page_token');
  const offset = token === null || token === '' ? 0 : decodeToken(token);
  const { analysis } = statement;
  const rows = analysis !== undefined && 'rows' in analysis ? analysis.rows : [];
  const data = rows.slice(offset, offset + ROWS_PER_PAGE).map((row) => ({ op: 0, row: row.map(renderCell) }));
  const isOver = offset + data.length >= rows.length && ['COMPLETED', 'FAILED', 'STOPPED'].includes(statement.phase);
  return {
    api_version: 'sql/v1',
    kind: 'StatementResult',
    metadata: {
      self: request.url.toString(),
      next: isOver ? '' : pageUrl(request, encodeToken(offset + data.length)),
      created_at: new Date(account.clock.now()).toISOString(),
    },
    results: { data },
  };
}

/** Cells are texts, nulls or nested arrays. */
function renderCell(cell: Cell): unknown {
  if (cell === null) return null;
  if (Array.isArray(cell)) return (cell as readonly Cell[]).map(renderCell);
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  if (cell instanceof Uint8Array) return `x'${Buffer.from(cell).toString('hex')}'`;
  return typeof cell === 'object' ? JSON.stringify(cell, plainValue) : String(cell);
}
