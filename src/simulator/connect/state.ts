import type { Account } from '../account.js';
import type { Connector, ConnectorState } from './types.js';

/** Moves the connector to a state, and says so in the journal when that is news. */
export function setState(account: Account, connector: Connector, state: ConnectorState): void {
  if (connector.state === state && state !== 'PROVISIONING') return;
  connector.state = state;
  account.journal.event(`connector ${connector.name} ${state}`);
}

/** Schedules a transition that a restart or a delete in between cancels. */
export function later(account: Account, connector: Connector, afterMs: number, action: () => void): void {
  const { generation } = connector;
  account.clock.schedule(afterMs, () => {
    if (connector.generation === generation) action();
  });
}

/** The connector stops for good or until its config is sent again; `trace` says why. */
export function failConnector(account: Account, connector: Connector, trace: string): void {
  connector.generation++;
  connector.trace = trace;
  setState(account, connector, 'FAILED');
}
