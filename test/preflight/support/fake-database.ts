import type { DatabaseQuery, DatabaseRow } from '../../../src/core/preflight.js';
import { DatabaseError } from '../../../src/database/index.js';
import type { Engine, OpenConnection } from '../../../src/database/index.js';

/** What a fake server answers: the first pattern that fits the query's text decides. An Error is a refusal. */
export type FakeAnswers = readonly (readonly [pattern: RegExp, answer: readonly DatabaseRow[] | Error | ((query: DatabaseQuery) => readonly DatabaseRow[])])[];

export interface FakeDatabase {
  readonly open: (engine: Engine) => OpenConnection;
  readonly asked: DatabaseQuery[];
}

/**
 * A FAKE at the driver's boundary, for databases that cannot be had here: it knows no SQL, only which rows belong to which
 * question. It shows that the checks judge rows rightly, not that a real server understands their queries.
 */
export function fakeDatabase(answers: FakeAnswers): FakeDatabase {
  const asked: DatabaseQuery[] = [];
  return {
    asked,
    open: (engine) => () => Promise.resolve({
      engine,
      query: async (query) => {
        asked.push(query);
        const answer = answers.find(([pattern]) => pattern.test(query.text))?.[1];
        if (answer === undefined) throw new Error(`the fake has no answer for: ${query.text}`);
        if (answer instanceof Error) throw new DatabaseError('query', answer.message);
        return typeof answer === 'function' ? answer(query) : answer;
      },
      close: () => Promise.resolve(),
    }),
  };
}

/** The answers with some replaced: each by the source of its pattern. */
export function changed(answers: FakeAnswers, ...changes: FakeAnswers): FakeAnswers {
  return [...changes, ...answers];
}
