const WEEK = 7 * 86_400_000;

/** Where an Approval may be put: any file in the watched folder does. */
export function approvalFile(folder: string, target: string, fingerprint: string): string {
  const place = folder === '' || folder === '.' ? '' : `${folder.replace(/\/+$/, '')}/`;
  return `${place}approvals/${target}-${fingerprint}.yaml`;
}

/** The document that lets exactly this plan run; it is void a week from `now`. The reason is for a person to write. */
export function approvalDocument(target: string, fingerprint: string, now: number): string {
  const expires = new Date(now + WEEK).toISOString().replace(/\.\d+Z$/, 'Z');
  return [
    'apiVersion: cdc-reconciler/v1',
    'kind: Approval',
    `metadata: { name: ${target}-${fingerprint} }`,
    'spec:',
    `  plan: "${fingerprint}"`,
    `  target: ${target}`,
    '  reason: why this may be destroyed',
    `  expires: ${expires}`,
    '',
  ].join('\n');
}
