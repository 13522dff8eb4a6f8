declare const RECONCILE_VERSION: string | undefined;

/** The package's version; put in by the bundler. */
export const version: string = typeof RECONCILE_VERSION === 'string' ? RECONCILE_VERSION : '0.0.0-source';
