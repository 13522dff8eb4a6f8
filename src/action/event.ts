/** A pull request, as far as a run needs to know it. */
export interface PullRequest {
  readonly number: number;
  /** The commit that was pushed; the checkout is that commit merged into the base. */
  readonly headSha: string;
  /** From a repository other than the one that the workflow belongs to, so its author need not be trusted. */
  readonly fork: boolean;
  readonly merged: boolean;
}

/** Why the runner runs us. */
export interface Trigger {
  readonly event: string;
  readonly pull?: PullRequest;
}

interface WirePayload {
  readonly pull_request?: {
    readonly number?: unknown;
    readonly merged?: unknown;
    readonly head?: { readonly sha?: unknown; readonly repo?: { readonly full_name?: unknown } | null };
  };
}

/**
 * Reads the event that the runner left in a file. A pull request whose head repository is gone counts as a fork: whose it was
 * cannot be known.
 */
export function readTrigger(event: string, payload: unknown, repository: string): Trigger {
  const pull = ((payload ?? {}) as WirePayload).pull_request;
  if (typeof pull?.number !== 'number' || typeof pull.head?.sha !== 'string') return { event };
  const from = pull.head.repo?.full_name;
  const fork = typeof from !== 'string' || from.toLowerCase() !== repository.toLowerCase();
  return { event, pull: { number: pull.number, headSha: pull.head.sha, fork, merged: pull.merged === true } };
}
