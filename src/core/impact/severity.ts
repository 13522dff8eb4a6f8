/** What happens to the data, gravest last; drives who must approve. */
export const impactSeverities = ['none', 'pause', 'reread', 'rebuild', 'resnapshot', 'loss'] as const;
export type ImpactSeverity = (typeof impactSeverities)[number];

/** Whether the one is as grave as the other, or graver. */
export function isAtLeast(severity: ImpactSeverity, other: ImpactSeverity): boolean {
  return impactSeverities.indexOf(severity) >= impactSeverities.indexOf(other);
}

export function gravest(severities: readonly ImpactSeverity[]): ImpactSeverity {
  return severities.reduce<ImpactSeverity>((worst, next) => (isAtLeast(next, worst) ? next : worst), 'none');
}
