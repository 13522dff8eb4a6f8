import type { Config } from '../config.js';
import { assertNever } from '../core/assert-never.js';
import { changeStored } from '../ledger/cas.js';
import { emptyLedger } from '../ledger/document.js';
import type { LedgerDocument } from '../ledger/document.js';
import { isLive, withoutLease } from '../ledger/lease.js';
import { openStore } from '../ledger/open.js';
import { findLeftovers, findSenseless } from '../ledger/repair.js';
import type { Finding } from '../ledger/repair.js';
import type { LedgerStore, StoredLedger, UnreadableCause } from '../ledger/store.js';
import { plural, printable } from '../report/printable.js';
import type { CommandIo } from './io.js';
import { describeLease, renderLedger } from './ledger-text.js';

export interface LedgerCommand {
  readonly action: 'show' | 'repair' | 'unlock';
  readonly target: string;
  /** `--ledger`; else what the environment says, else the default. */
  readonly ledgerUrl?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
}

const OK = 0;
const FAILED = 1;
const REFUSED = 3;

type Unreadable = Extract<StoredLedger, { state: 'unreadable' }>;

interface Context {
  readonly store: LedgerStore;
  readonly command: LedgerCommand;
  readonly io: CommandIo;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** `reconcile ledger show|repair|unlock`: works on the ledger alone, never on the account. @throws Error when it cannot be reached. */
export async function ledgerCommand(command: LedgerCommand, config: Pick<Config, 'env' | 'ledger'>, io: CommandIo, now: () => number = Date.now): Promise<number> {
  const store = openStore(command.ledgerUrl ?? config.ledger, command.target, { cwd: io.cwd, env: config.env });
  try {
    const stored = await store.read();
    const context: Context = { store, command, io, now: now() };
    switch (command.action) {
      case 'show':
        return show(stored, context);
      case 'unlock':
        return await unlock(stored, context);
      case 'repair':
        return await repair(stored, context);
      default:
        return assertNever(command.action);
    }
  } finally {
    await store.close();
  }
}

function show(stored: StoredLedger, { store, command, io, now }: Context): number {
  const { target, location } = store;
  if (command.json === true) {
    const { version: _version, ...found } = stored;
    io.stdout(`${JSON.stringify({ formatVersion: 1, target, location, ...found }, null, 2)}\n`);
    return stored.state === 'unreadable' ? FAILED : OK;
  }
  switch (stored.state) {
    case 'absent':
      io.stdout(`${nothingThere(store)} The next run begins one, and offers to adopt what exists already.\n`);
      return OK;
    case 'unreadable':
      io.stdout(`The ledger at ${location} ${stored.reason}. It is left as it is; "reconcile ledger repair" moves it aside and begins a new one.\n`);
      return FAILED;
    case 'present':
      io.stdout(renderLedger(stored.document, location, now));
      return OK;
    default:
      return assertNever(stored);
  }
}

async function unlock(stored: StoredLedger, { store, command, io, now }: Context): Promise<number> {
  if (stored.state === 'unreadable') return tellUnreadable(store, stored.reason, io);
  const lease = stored.state === 'present' ? stored.document.lease : undefined;
  if (lease === undefined) {
    io.stdout(`The ledger at ${store.location} is not locked.\n`);
    return OK;
  }
  io.stdout(`${describeLease(lease, now)}\n`);
  if (isLive(lease, now) && command.yes !== true) {
    io.stdout('It may be at work: with two at once, neither sees what the other does. Add --yes when you know that it is gone. Not unlocked.\n');
    return REFUSED;
  }
  // Only the lease that was just told: another one that was taken meanwhile is somebody else's.
  const same = (document: LedgerDocument): boolean => document.lease?.holder === lease.holder && document.lease.run === lease.run;
  const result = await changeStored(store, (document) => (same(document) ? withoutLease(document) : undefined), `unlocked by hand: lease of ${lease.holder}`);
  if (!result.changed) {
    io.stdout('Meanwhile it was released, or somebody else has taken it. Not unlocked.\n');
    return FAILED;
  }
  io.stdout(`Unlocked ${store.location}.\n`);
  return OK;
}

async function repair(stored: StoredLedger, context: Context): Promise<number> {
  switch (stored.state) {
    case 'absent':
      context.io.stdout(`${nothingThere(context.store)} There is nothing to repair.\n`);
      return OK;
    case 'unreadable':
      return replaceUnreadable(stored, context);
    case 'present':
      return mend(stored.document, context);
    default:
      return assertNever(stored);
  }
}

/** Instead of a repair, for what is not damaged. */
const remedies = {
  newer: 'Update cdc-reconciler instead.',
  foreign: 'Give this target a place of its own (--ledger).',
} as const satisfies Record<Exclude<UnreadableCause, 'damaged'>, string>;

async function replaceUnreadable({ version, reason, cause }: Unreadable, { store, io, command }: Context): Promise<number> {
  const { location, target } = store;
  io.stdout(`The ledger at ${location} ${reason}.\n`);
  if (cause !== 'damaged' && command.yes !== true) {
    io.stdout(`It is not damaged. ${remedies[cause]} With --yes it is moved aside all the same. Nothing was changed.\n`);
    return REFUSED;
  }
  const result = await store.replaceUnreadable(emptyLedger(target), version, 'begun anew: the ledger before this was unreadable');
  if (!result.written) {
    io.stdout('Meanwhile somebody else has changed it. Nothing was changed; run this again.\n');
    return FAILED;
  }
  io.stdout(`It is kept as ${result.kept}.\nAn empty ledger was begun: nothing in the account counts as ours now, and nothing there was touched. The next run offers to adopt what its pipelines describe (--adopt).\n`);
  return OK;
}

async function mend(document: LedgerDocument, { store, command, io, now }: Context): Promise<number> {
  if (document.lease !== undefined && isLive(document.lease, now)) {
    io.stdout(`${describeLease(document.lease, now)}\nNothing was changed: repair it when that run has ended.\n`);
    return REFUSED;
  }
  const senseless = findSenseless(document);
  const leftovers = findLeftovers(document, now);
  const findings = command.yes === true ? [...senseless, ...leftovers] : senseless;
  if (findings.length > 0) {
    const change = (current: LedgerDocument): LedgerDocument | undefined =>
      current.lease !== undefined && isLive(current.lease, now) ? undefined : findings.reduce((mended, finding) => finding.mend(mended), current);
    const result = await changeStored(store, change, `repaired: ${plural(findings.length, 'finding')}`);
    if (!result.changed) {
      io.stdout('Meanwhile somebody else has begun to work with it. Nothing was changed; run this again.\n');
      return FAILED;
    }
  }
  for (const line of tell('Dropped', findings)) io.stdout(line);
  if (command.yes !== true) for (const line of tell('Left for the next run to look after (--yes clears it)', leftovers)) io.stdout(line);
  io.stdout(findings.length === 0 ? `The ledger at ${store.location} is sound.\n` : `Repaired ${store.location}: ${plural(findings.length, 'finding')}.\n`);
  return OK;
}

function tell(heading: string, findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => `${heading}: ${printable(finding.what)}\n`);
}

function tellUnreadable(store: LedgerStore, reason: string, io: CommandIo): number {
  io.stdout(`The ledger at ${store.location} ${reason}. See "reconcile ledger repair".\n`);
  return FAILED;
}

function nothingThere(store: LedgerStore): string {
  return `There is no ledger for target ${printable(store.target)} at ${store.location}.`;
}
