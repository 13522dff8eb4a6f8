/** What ends runs: see `RunRequest`. */
export interface Term {
  readonly stopping: AbortSignal;
  readonly abort: AbortSignal;
  readonly cancel: AbortSignal;
  /** Set: the term ends as soon as no run is under way. */
  readonly resign?: AbortSignal;
}

/** One target of several, for a replica that has this one only. After `resign` the term ends as soon as no run is under way. */
export interface Share {
  readonly target: string;
  readonly resign: AbortSignal;
}

/** Grants terms: of everything, or of a share; those of different targets may overlap. Resolves when no term is left. */
export type Lead = (term: (lost: AbortSignal, share?: Share) => Promise<void>) => Promise<void>;

/** A time in which this replica may write: to all targets, or to one. */
export interface OpenTerm {
  readonly signals: Term;
  /** Set: no further run starts. */
  readonly over: AbortSignal;
  /** Targets at work. */
  readonly runs: Set<Promise<void>>;
  covers(target: string): boolean;
  /** Cuts it loose from the signals that it followed. */
  close(): void;
}

/** A term that ends with its lease, with the process, or when its share is given up; `giveUp` ends its waits only. */
export function openTerm(lost: AbortSignal, share: Share | undefined, { stopping, giveUp }: { readonly stopping: AbortSignal; readonly giveUp: AbortSignal }): OpenTerm {
  const stop = new AbortController();
  const abort = new AbortController();
  const over = new AbortController();
  const links: (readonly [AbortSignal, () => void])[] = [
    [lost, () => (stop.abort(lost.reason), abort.abort(lost.reason), over.abort())],
    [stopping, () => (stop.abort(stopping.reason), over.abort())],
    [giveUp, () => abort.abort(giveUp.reason)],
  ];
  if (share !== undefined) links.push([share.resign, () => over.abort()]);
  for (const [signal, follow] of links) {
    if (signal.aborted) follow();
    else signal.addEventListener('abort', follow, { once: true });
  }
  return {
    signals: { stopping: stop.signal, abort: abort.signal, cancel: lost, ...(share === undefined ? {} : { resign: share.resign }) },
    over: over.signal,
    runs: new Set(),
    covers: (target) => share === undefined || share.target === target,
    close: () => links.forEach(([signal, follow]) => signal.removeEventListener('abort', follow)),
  };
}
