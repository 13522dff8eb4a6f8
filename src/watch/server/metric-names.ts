/** Every metric of ours, with its help and labels. Alert rules and the dashboard are held against this table. */
export const metricNames = {
  build_info: { help: 'Always 1; the version is a label.', labels: ['version'] },
  reconcile_duration_seconds: { help: 'How long a run of one target took.', labels: ['target', 'outcome'] },
  reconciles_total: { help: 'Runs that ended, by outcome and by what started them.', labels: ['target', 'outcome', 'trigger'] },
  last_run_timestamp_seconds: { help: 'When the last run of the target ended.', labels: ['target'] },
  last_success_timestamp_seconds: { help: 'When a run of the target last ended converged or changed.', labels: ['target'] },
  next_run_timestamp_seconds: { help: 'When the target is due again; absent while nothing is planned.', labels: ['target'] },
  consecutive_failures: { help: 'Runs of the target that failed in a row.', labels: ['target'] },
  target_phase: { help: '1 for what the target is doing just now, 0 for every other phase.', labels: ['target', 'phase'] },
  plan_changes: { help: 'Resources in the newest plan, by what is to be done with them.', labels: ['target', 'change'] },
  plan_steps: { help: 'Steps of the newest plan; 0 when the account is as the files say.', labels: ['target'] },
  approval_waiting_since_timestamp_seconds: { help: 'Since when a plan waits for an Approval; absent while none does.', labels: ['target'] },
  diagnostics: { help: 'What the newest run had to tell, by severity.', labels: ['target', 'severity'] },
  api_calls_total: { help: 'Requests to Confluent Cloud.', labels: ['target', 'plane'] },
  api_retries_total: { help: 'Requests to Confluent Cloud that were sent again.', labels: ['target', 'plane'] },
  api_rate_limited_total: { help: 'Answers of Confluent Cloud with status 429.', labels: ['target', 'plane'] },
  pipeline_health: { help: '1 for the health of the pipeline, 0 for every other.', labels: ['target', 'pipeline', 'health'] },
  pipeline_in_sync: { help: '1 when the newest plan has nothing to do for the pipeline; absent when that is unknown.', labels: ['target', 'pipeline'] },
  component_health: { help: '0 healthy, 1 progressing, 2 paused, 3 missing, 4 degraded.', labels: ['target', 'pipeline', 'kind', 'name'] },
  ledger_locked: { help: '1 when another run held the lease of the ledger, so that the last run could not write.', labels: ['target'] },
  repository_last_fetch_timestamp_seconds: { help: 'When the git repository was last fetched.', labels: [] },
  repository_problem: { help: '1 while the newest state of the repository cannot be taken.', labels: [] },
  commit_refused: { help: '1 while the newest commit is refused and an older one stays in force.', labels: [] },
  commit_info: { help: 'Always 1; the commit whose documents are in force is a label.', labels: ['commit'] },
  leader: { help: '1 while this replica leads; absent without leader election.', labels: [] },
  leader_terms_total: { help: 'How often this replica came to lead, or got a target.', labels: [] },
  target_owned: { help: '1 while this replica has the target, 0 while another or nobody has; absent unless targets are spread.', labels: ['target'] },
  replicas: { help: 'Replicas that live, as this one sees them; absent unless targets are spread.', labels: [] },
} as const satisfies Record<string, { readonly help: string; readonly labels: readonly string[] }>;

export type MetricName = keyof typeof metricNames;

export const METRIC_PREFIX = 'cdc_reconciler_';
