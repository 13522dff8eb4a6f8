import type { Account } from '../account.js';
import { routes } from '../server/router.js';
import type { Handler, Route } from '../server/router.js';
import { configHandlers } from './config-handlers.js';
import { deleteHandlers } from './delete-handlers.js';
import { schemaHandlers } from './schema-handlers.js';
import { subjectHandlers } from './subject-handlers.js';

/** POSTs that look something up. */
const LOOKUPS = ['POST /subjects/{subject}', 'POST /compatibility/subjects/{subject}/versions', 'POST /compatibility/subjects/{subject}/versions/{version}'];

/**
 * Schema Registry v1 (confluent-api.md 5). The first environment's registry is served at the root of the port, the others
 * below `/registry/{registry_id}`.
 */
export function registryRoutes(account: Account): readonly Route[] {
  const table: Readonly<Record<string, Handler>> = { ...subjectHandlers(account), ...schemaHandlers(account), ...deleteHandlers(account), ...configHandlers(account) };
  const nested = (line: string): string => line.replace(' ', ' /registry/{registry_id}');
  const typed = Object.fromEntries(Object.entries(table).map(([line, handle]) => [line, withContentType(handle)]));
  const below = Object.fromEntries(Object.entries(typed).map(([line, handle]) => [nested(line), handle]));
  return routes({ ...typed, ...below }, [...LOOKUPS, ...LOOKUPS.map(nested)]);
}

function withContentType(handle: Handler): Handler {
  return (request) => ({ contentType: 'application/vnd.schemaregistry.v1+json', ...handle(request) });
}
