import type { Answers, DatabaseQuery, DatabaseRow } from '../core/preflight.js';
import { DatabaseError } from '../database/index.js';
import type { DatabaseConnection } from '../database/index.js';

/** Asks a database several queries at a time, over one connection, within a limit of time. */
export interface Asker {
  /** @throws DatabaseError for the first query that fails and is not optional, or when the time is over. */
  ask(queries: Readonly<Record<string, DatabaseQuery>>): Promise<Answers>;
  close(): Promise<void>;
}

/**
 * The same query is sent once: many checks look at the same rows, and see the same moment. A query that does not end in
 * time takes its connection with it; the next one gets a new one.
 * @param timeoutMs for all queries of one call.
 */
export function createAsker(connect: () => Promise<DatabaseConnection>, timeoutMs: number): Asker {
  const asked = new Map<string, Promise<readonly DatabaseRow[]>>();
  let connection: Promise<DatabaseConnection> | undefined;

  const open = (): Promise<DatabaseConnection> => {
    connection ??= connect().catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  };
  const drop = async (): Promise<void> => {
    const dropped = connection;
    connection = undefined;
    await dropped?.then((one) => one.close(), () => undefined);
  };
  const query = (one: DatabaseQuery): Promise<readonly DatabaseRow[]> => {
    const key = JSON.stringify([one.database, one.text, one.parameters]);
    const known = asked.get(key);
    if (known !== undefined) return known;
    const answer = open().then((opened) => opened.query(one));
    asked.set(key, answer);
    return answer;
  };
  const all = async (queries: Readonly<Record<string, DatabaseQuery>>): Promise<Answers> => {
    const answers: Record<string, readonly DatabaseRow[] | undefined> = {};
    for (const [name, one] of Object.entries(queries)) {
      try {
        answers[name] = await query(one);
      } catch (error) {
        if (one.optional !== true || isConnectTrouble(error)) throw error;
      }
    }
    return answers;
  };
  return {
    ask: async (queries) => {
      const limit = limitOf(timeoutMs);
      try {
        const answers = all(queries);
        // After the limit nobody waits for it any more; its failure then is no news.
        answers.catch(() => undefined);
        return await Promise.race([answers, limit.passed]);
      } catch (error) {
        if (limit.isOver()) {
          for (const one of Object.values(queries)) asked.delete(JSON.stringify([one.database, one.text, one.parameters]));
          await drop();
        }
        throw error;
      } finally {
        limit.clear();
      }
    },
    close: drop,
  };
}

function isConnectTrouble(error: unknown): boolean {
  return error instanceof DatabaseError && error.reason !== 'query';
}

function limitOf(ms: number): { readonly passed: Promise<never>; readonly isOver: () => boolean; readonly clear: () => void } {
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      over = true;
      reject(new DatabaseError('query', `no answer within ${ms / 1000} s`));
    }, ms);
  });
  return { passed, isOver: () => over, clear: () => clearTimeout(timer) };
}
