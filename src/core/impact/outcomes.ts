import type { ImpactEffect } from '../impact.js';
import type { ImpactSeverity } from './severity.js';

/** What something that happens to one resource does to the data of a table. */
export interface Outcome {
  readonly severity: ImpactSeverity;
  readonly effects: readonly ImpactEffect[];
}

/**
 * Every rule about severity, in one table. What gets no row here does nothing to data that is already there: what is made
 * for the first time, what is adopted or awaited, subjects and their levels (they go and come with their topic).
 *
 * Two principles. A delete that is not made again is a loss. What is made again is as grave as the way its rows come back:
 * from the topic behind it (`reread`, `rebuild`), from the database (`resnapshot`), or not at all (`loss`).
 */
export const outcomes = {
  /** Every update of a connector's config restarts its tasks (semantics.md 1.0 item 15). It goes on where it was. */
  connectorUpdated: { severity: 'pause', effects: ['paused'] },
  /**
   * Offsets belong to the connector's id, so a new one reads the database again (semantics.md 1.0 item 19). Rows deleted
   * between the two are told by no event.
   */
  connectorReplaced: { severity: 'resnapshot', effects: ['resnapshotted', 'paused', 'eventsLost'] },
  /** It had vanished while its table stayed: nothing is destroyed now, and the database is read again. */
  connectorMadeAgain: { severity: 'resnapshot', effects: ['resnapshotted', 'eventsLost'] },
  /** Nobody captures changes any more. */
  connectorDeleted: { severity: 'loss', effects: ['paused', 'eventsLost'] },

  /** The rows come back with the snapshot, the events do not. */
  sourceTopicReplaced: { severity: 'resnapshot', effects: ['eventsLost'] },
  sourceTopicDeleted: { severity: 'loss', effects: ['eventsLost'] },

  /** The source topic still holds every key: the new table is filled from it. */
  tableRebuilt: { severity: 'rebuild', effects: ['dropped', 'recreated', 'reread'] },
  /** It is filled from a new snapshot of the database. */
  tableRebuiltFromDatabase: { severity: 'resnapshot', effects: ['dropped', 'recreated', 'resnapshotted'] },
  /** The source topic no longer holds what the old table was made of, and no snapshot is taken (semantics.md 3.6 item 3). */
  tableRebuiltInPart: { severity: 'loss', effects: ['dropped', 'recreated', 'reread', 'eventsLost'] },
  tableDeleted: { severity: 'loss', effects: ['dropped'] },
  /** The topic is bounded to a shorter time, and the broker deletes what is older. */
  retentionShortened: { severity: 'loss', effects: ['eventsLost'] },

  /** It goes on where the old one stopped, or where it stopped itself. */
  statementPaused: { severity: 'pause', effects: ['paused'] },
  /** The new one reads its source topic from the start, and the target is behind until it has caught up. */
  statementRestarted: { severity: 'reread', effects: ['reread', 'paused'] },
  /** As above; the old one had stopped by itself, so what there is to lose is gone already: health repairs never count for more than a pause. */
  statementRepaired: { severity: 'pause', effects: ['reread', 'paused'] },
  /** It had vanished while its table stayed. */
  statementMadeAgain: { severity: 'reread', effects: ['reread'] },

  /** The lake table of that format goes. */
  formatRemoved: { severity: 'rebuild', effects: ['unreadable'] },
  /** Made again from the topic; what the service stored of the old one is deleted with it (semantics.md 4.1 item 9). */
  managedTableReplaced: { severity: 'rebuild', effects: ['unreadable', 'historyLost'] },
  /** The same, and the files of the old one stay in the bucket (semantics.md 4.1 item 9). */
  ownStorageTableReplaced: { severity: 'rebuild', effects: ['unreadable'] },
  managedTableDeleted: { severity: 'loss', effects: ['unreadable', 'historyLost'] },
  /** The files stay in the bucket, and nothing is added to them. */
  ownStorageTableDeleted: { severity: 'rebuild', effects: ['unreadable'] },

  /** Its statements stop with it and go on in the new one. */
  poolReplaced: { severity: 'pause', effects: ['paused'] },
} as const satisfies Record<string, Outcome>;

export type OutcomeName = keyof typeof outcomes;
