import { desiredOf } from '../known-kinds.js';
import type { Guard } from './guard.js';

const KEY = 'after.state.only';

/** Flattened events lose what was before, and deletes with it. */
export const afterStateOnly: Guard = {
  name: 'after-state-only',
  codes: ['CDC5301'],
  check: ({ desired }) =>
    desiredOf('connector', desired).flatMap(({ resource, spec }) => {
      if (String(spec.config[KEY]).toLowerCase() !== 'true') return [];
      return [{
        code: 'CDC5301',
        severity: 'error',
        summary: `connector ${spec.name} has ${KEY} on`,
        detail: 'Rows that are deleted in the database would stay in the target tables.',
        fix: `Remove ${KEY} from connector.config.`,
        address: resource.address,
        range: resource.fieldOrigins?.()[`config.${KEY}`] ?? resource.origin,
      }];
    }),
};
