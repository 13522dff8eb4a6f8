import type { DiagnosticCode } from './codes/index.js';
import type { Severity } from './diagnostic.js';
import type { ConnectorConfig } from './source.js';

/**
 * Preflight: does the database do what change data capture needs? A check is data and a pure function; who runs the
 * queries is none of its business. Every query only reads.
 */

/** A read of the database: SQL, or for DynamoDB the name of an operation. */
export interface DatabaseQuery {
  readonly text: string;
  /** Bound in order: `$1` PostgreSQL, `?` MySQL, `@p1` SQL Server, `:1` Oracle; for DynamoDB the one request body. */
  readonly parameters?: readonly unknown[];
  /** SQL Server: the database of several that is asked. */
  readonly database?: string;
  /** A failure is no finding: the answer is just missing, and the check goes on without it. */
  readonly optional?: true;
}

/** Column names are in lower case, whatever the database prefers. DynamoDB: one row, the response. */
export type DatabaseRow = Readonly<Record<string, unknown>>;

export type Answers = Readonly<Record<string, readonly DatabaseRow[] | undefined>>;

/** Who runs the server: decides where a setting is changed and which roles there are. */
export type Platform = 'self-managed' | 'rds' | 'aurora' | 'cloud-sql' | 'azure';

/** What the first queries tell about the server. */
export interface Surroundings {
  readonly platform: Platform;
  /** For people: `PostgreSQL 17.10`. */
  readonly product: string;
  /** Comparable within a product: PostgreSQL 170010, MySQL 80036, SQL Server 16, Oracle 19. */
  readonly version: number;
  /** The database user of this connection, as the database spells it. */
  readonly user: string;
  /** Facts that only one source knows: `standby`, `mariadb`, `edition`. */
  readonly extra: Readonly<Record<string, string | number | boolean>>;
}

/** Where a connector stands, as Kafka Connect keeps it: partition and offset are the plugin's own. */
export interface StoredOffset {
  readonly partition: Readonly<Record<string, unknown>>;
  readonly offset: Readonly<Record<string, unknown>>;
}

/** What a check knows of the pipeline and of the server. */
export interface PreflightFacts<Block> extends Surroundings {
  readonly block: Block;
  /** In the source's notation. */
  readonly tables: readonly string[];
  readonly config: ConnectorConfig;
  /** Names that the connector takes for itself (role -> name): slot, publication, outbound server, checkpoint prefix. */
  readonly exclusive: Readonly<Record<string, string>>;
  /** The same of every pipeline on this database, this one included: what is not among them may be an orphan. */
  readonly claimed: Readonly<Record<string, readonly string[]>>;
  /** Where the connector stands; empty: it has not begun. Absent: there is no connector, or the account was not asked. */
  readonly offsets?: readonly StoredOffset[];
}

/** How a problem is mended. */
export type Remedy =
  | {
      readonly type: 'sql';
      /** Complete statements, each ended with a semicolon (SQL Server: a batch). */
      readonly text: string;
      /** Who may run it. Default: the owner of the objects or an administrator. */
      readonly by?: string;
      /** The server must be restarted afterwards. */
      readonly restart?: true;
      /** What it costs: to be read before it is run. */
      readonly caution?: string;
      /** It throws something away that somebody may still need: a person decides, no file of fixes runs it. */
      readonly destroys?: true;
    }
  /** A setting of a managed service: parameter group, flag, server parameter. */
  | { readonly type: 'setting'; readonly text: string; readonly restart?: true }
  | { readonly type: 'command'; readonly text: string; readonly caution?: string }
  /** An AWS IAM policy, as JSON. */
  | { readonly type: 'policy'; readonly text: string }
  /** A change of the pipeline's YAML. */
  | { readonly type: 'document'; readonly text: string };

/** What a check says of one thing. `severity` replaces that of the check. */
export type Verdict =
  | { readonly status: 'ok'; readonly evidence: string; readonly subject?: string }
  | {
      readonly status: 'problem' | 'unknown';
      readonly evidence: string;
      /** The table, slot, user ... it is about. */
      readonly subject?: string;
      readonly severity?: Severity;
      readonly remedies?: readonly Remedy[];
    };

export interface PreflightCheck<Block = never> {
  /** Stable: `wal-level`. Unique within its source. */
  readonly id: string;
  readonly title: string;
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** Whether the check makes sense for this pipeline on this server. Default: always. */
  readonly when?: (facts: PreflightFacts<Block>) => boolean;
  readonly queries: (facts: PreflightFacts<Block>) => Readonly<Record<string, DatabaseQuery>>;
  /** Of answers that are all there, except for those of optional queries. At least one verdict. */
  readonly evaluate: (answers: Answers, facts: PreflightFacts<Block>) => readonly Verdict[];
}

/** All that preflight knows of one source. */
export interface Preflight<Block = never> {
  readonly surroundings: {
    readonly queries: (block: Block) => Readonly<Record<string, DatabaseQuery>>;
    readonly evaluate: (answers: Answers, block: Block) => Surroundings;
  };
  readonly checks: readonly PreflightCheck<Block>[];
}

export type FindingStatus = Verdict['status'];

/** One line of the report. Never holds a secret. */
export interface Finding {
  readonly check: string;
  readonly title: string;
  readonly code: DiagnosticCode;
  readonly status: FindingStatus;
  readonly severity: Severity;
  readonly evidence: string;
  readonly subject?: string;
  readonly remedies: readonly Remedy[];
}

export interface PipelinePreflight {
  readonly pipeline: string;
  readonly target: string;
  /** For people: `PostgreSQL`. */
  readonly source: string;
  /** `postgres://host:5432/shop`: never with a user or password. */
  readonly database: string;
  readonly server?: Pick<Surroundings, 'platform' | 'product'>;
  readonly findings: readonly Finding[];
}

export interface PreflightSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** Checks that could not be made. */
  readonly unknown: number;
  readonly passed: number;
}

export interface PreflightReport {
  readonly formatVersion: 1;
  readonly pipelines: readonly PipelinePreflight[];
  readonly summary: PreflightSummary;
}

/** Whether something was found that keeps the pipeline from working. */
export function hasPreflightErrors(report: Pick<PreflightReport, 'summary'>): boolean {
  return report.summary.errors > 0;
}

/** Counts what was found. Something that could not be checked counts once, as unknown. */
export function summarizePreflight(pipelines: readonly PipelinePreflight[]): PreflightSummary {
  const findings = pipelines.flatMap((pipeline) => pipeline.findings);
  const problems = (severity: Severity): number => findings.filter((finding) => finding.status === 'problem' && finding.severity === severity).length;
  return {
    errors: problems('error'),
    warnings: problems('warning'),
    notes: problems('info'),
    unknown: findings.filter((finding) => finding.status === 'unknown').length,
    passed: findings.filter((finding) => finding.status === 'ok').length,
  };
}

export function ok(evidence: string, subject?: string): Verdict {
  return { status: 'ok', evidence, ...(subject === undefined ? {} : { subject }) };
}

export function problem(evidence: string, more: Omit<Extract<Verdict, { status: 'problem' | 'unknown' }>, 'status' | 'evidence'> = {}): Verdict {
  return { status: 'problem', evidence, ...more };
}

export function unknown(evidence: string, more: Omit<Extract<Verdict, { status: 'problem' | 'unknown' }>, 'status' | 'evidence'> = {}): Verdict {
  return { status: 'unknown', evidence, ...more };
}

/** The problems, or one word that all is well. */
export function problemsOr(problems: readonly Verdict[], evidence: string): readonly Verdict[] {
  return problems.length > 0 ? problems : [ok(evidence)];
}
