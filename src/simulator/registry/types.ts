import type { SchemaText, SchemaType } from '../model.js';
import type { Store } from '../store.js';

export interface SchemaVersion extends SchemaText {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly guid: string;
  readonly schemaType: SchemaType;
  readonly references: readonly unknown[];
  readonly ts: number;
  deleted: boolean;
}

export interface Subject {
  readonly name: string;
  readonly versions: SchemaVersion[];
}

/** What is set on one subject, or globally. `compatibility` is what GET calls `compatibilityLevel`. */
export type SubjectConfig = Readonly<Record<string, unknown>> & { readonly compatibility?: string };

export interface Registry {
  readonly subjects: Store<Subject>;
  readonly configs: Map<string, SubjectConfig>;
  readonly modes: Map<string, string>;
  globalConfig: SubjectConfig;
  globalMode: string;
  nextId: number;
  /** Type and canonical text -> the versions that were registered with them, and may be gone since. */
  readonly known: Map<string, SchemaVersion[]>;
}

export const COMPATIBILITY_LEVELS = ['NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE'] as const;
export type CompatibilityLevel = (typeof COMPATIBILITY_LEVELS)[number];
