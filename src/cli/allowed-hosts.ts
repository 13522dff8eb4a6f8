import { createHostGuard } from '../confluent/hosts.js';
import { UsageError } from './select.js';

/**
 * Whether credentials may go to an address, by the rule that the clients follow, too. `allowedHosts`: from flags and
 * environment, never from a document. @throws UsageError for an entry that is no host.
 */
export function acceptsHost(allowedHosts: readonly string[]): (address: string) => boolean {
  try {
    const guard = createHostGuard({ allowedHosts });
    return (address) => guard.judge(address).allowed;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`--allow-host: ${error.message}`);
    throw error;
  }
}
