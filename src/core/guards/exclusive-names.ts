import type { Diagnostic } from '../diagnostic.js';
import type { Guard, GuardInput, PipelineFacts } from './guard.js';
import { foreignConnectors, placeOf } from './places.js';
import { readsSameDatabase, roleKeys, scopeOfRole } from './same-database.js';

/** Slots, publications and whatever else of a database serves one connector: among the files, and in the account. */
export const exclusiveNames: Guard = {
  name: 'exclusive-names',
  codes: ['CDC5104', 'CDC5105'],
  check: (input) => [...amongPipelines(input), ...amongConnectors(input)],
};

function amongPipelines(input: GuardInput): Diagnostic[] {
  const first = new Map<string, string>();
  return input.pipelines.flatMap((facts) =>
    namesOf(facts).flatMap(({ role, name, database }): Diagnostic[] => {
      const key = JSON.stringify([role, name, scopeOfRole(role, database)]);
      const other = first.get(key);
      if (other === undefined) first.set(key, facts.pipeline);
      if (other === undefined || other === facts.pipeline) return [];
      return [{
        code: 'CDC5104',
        severity: 'error',
        summary: `pipelines ${other} and ${facts.pipeline} both use the ${role} ${name} of ${database}`,
        detail: 'The second connector would take changes away from the first.',
        fix: `Give pipeline ${facts.pipeline} a ${role} of its own.`,
        ...placeOf(facts, input),
      }];
    }),
  );
}

function amongConnectors(input: GuardInput): Diagnostic[] {
  const foreign = foreignConnectors(input);
  return input.pipelines.flatMap((facts) =>
    namesOf(facts).flatMap(({ role, name, database }) =>
      foreign
        .filter(([, config]) => config[roleKeys[role] ?? ''] === name && readsSameDatabase(role, database, config))
        .map(([connector]): Diagnostic => ({
          code: 'CDC5105',
          severity: 'error',
          summary: `connector ${connector} of the account uses the ${role} ${name} that pipeline ${facts.pipeline} asks for`,
          detail: `Both read ${database}.`,
          fix: `Give pipeline ${facts.pipeline} a ${role} of its own, or delete ${connector} if it is no longer needed.`,
          ...placeOf(facts, input),
        })),
    ),
  );
}

interface UsedName {
  readonly role: string;
  readonly name: string;
  readonly database: string;
}

function namesOf({ capture }: PipelineFacts): UsedName[] {
  if (capture === undefined) return [];
  return Object.entries(capture.exclusive).filter(([, name]) => name !== '').map(([role, name]) => ({ role, name, database: capture.databaseIdentity }));
}
