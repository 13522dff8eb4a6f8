import { apiErrorOf } from '../../confluent/errors.js';
import type { ApiError } from '../../confluent/errors.js';
import type { Clock } from '../../confluent/clock.js';

/** What a look after an unclear answer found. */
export type Presence = 'same' | 'different' | 'absent';

export interface CreateOnce {
  readonly clock: Clock;
  readonly post: () => Promise<void>;
  /** Looks for the thing that `post` makes, by its natural name. */
  readonly look: () => Promise<Presence>;
  /** For the message when something else has the name. */
  readonly what: string;
  /** How long a name that is still being deleted, or an answer that got lost, is worth another try. */
  readonly budgetMs?: number;
}

/**
 * Creates a thing exactly once although answers get lost, names stay taken for a while after a delete, and lists lag.
 * A create is only repeated when a look has shown that the one before took no effect.
 * @throws ApiFailure for what repeating cannot mend; Error when another thing has the name.
 */
export async function createOnce({ clock, post, look, what, budgetMs = 180_000 }: CreateOnce): Promise<void> {
  const deadline = clock.now() + budgetMs;
  for (let pause = 1_000; ; pause = Math.min(pause * 2, 15_000)) {
    try {
      return await post();
    } catch (thrown) {
      const error = apiErrorOf(thrown);
      if (error === undefined || !isWorthALook(error)) throw thrown;
      const presence = await look();
      if (presence === 'same') return;
      if (presence === 'different') throw new Error(`${what} exists already and is different; it was left as it is`, { cause: thrown });
      if (clock.now() + pause > deadline) throw thrown;
      await clock.sleep(pause);
      if ((await look()) === 'same') return;
    }
  }
}

/** "Taken", or an answer that does not tell whether the request took effect. */
function isWorthALook(error: ApiError): boolean {
  switch (error.kind) {
    case 'conflict':
    case 'unavailable':
    case 'timeout':
    case 'network':
    case 'unexpected':
    case 'rateLimited':
      return true;
    case 'invalid':
      return /already exists/i.test(error.message);
    case 'notFound':
    case 'unauthorized':
    case 'forbidden':
    case 'cancelled':
    case 'refusedHost':
      return false;
  }
}
