import type { TableVerification } from '../core/verification.js';
import { passes, tableVerification } from '../core/verification.js';
import type { PlannedTarget } from '../engine/plan-target.js';
import { readActual } from '../engine/read-actual.js';
import type { ActualState } from '../engine/read-actual.js';
import type { Answer, RowSample, TableFacts } from './facts.js';
import { endedReads, readSamples, readTableNames } from './flink-reads.js';
import type { FlinkReadServices, ReadableTable } from './flink-reads.js';
import { gatherFacts } from './gather.js';
import { isSettled, judgeTable } from './judge.js';
import { timeProbe } from './probe.js';
import { readMetrics } from './read-metrics.js';
import type { Metrics } from './read-metrics.js';
import type { VerifyServices } from './verify-target.js';

/** Milliseconds between two looks at the account. */
const INTERVAL_MS = 15_000;
/** Flink's own answers take some seconds, also when there is no time to wait for anything else. */
const READ_BUDGET_MS = 120_000;

interface JudgedTable {
  readonly pipeline: string;
  readonly facts: TableFacts;
  readonly verification: TableVerification;
}

/** Looks at the account again and again until every stage is proven or broken, or the time is over. */
export class Watch {
  readonly #planned: PlannedTarget;
  readonly #services: VerifyServices;
  readonly #started: number;
  readonly #deadline: number;
  readonly #reads: FlinkReadServices;
  readonly #samples = new Map<string, Answer<RowSample>>();
  readonly #exceptions = new Map<string, string>();
  readonly #left = new Set<string>();
  #actual: ActualState;
  #visible: Answer<ReadonlySet<string>> | undefined;
  #metrics: Metrics | undefined;
  #created = 0;
  #times = 0;

  constructor(planned: PlannedTarget, timeoutMs: number, services: VerifyServices) {
    const { clock, ledger, signal } = services;
    const { account, clients } = planned.discovery;
    this.#planned = planned;
    this.#services = services;
    this.#started = clock.now();
    this.#deadline = this.#started + timeoutMs;
    this.#actual = planned.actual;
    this.#reads = {
      flink: clients.flink,
      account,
      clock,
      runId: ledger.runId,
      poolIdOf: (address) => this.#actual.resources.find((resource) => resource.address === address)?.remoteId,
      onStatement: (name, what) => this.#note(name, what),
      ...(signal === undefined ? {} : { signal }),
    };
  }

  /** Statements of this run: how many there were, and which could not be deleted. */
  statements(): { readonly created: number; readonly left: readonly string[] } {
    return { created: this.#created, left: [...this.#left].sort() };
  }

  async run(): Promise<readonly JudgedTable[]> {
    await this.#tidy();
    for (;;) {
      await this.#look();
      const tables = this.#judge();
      const isOver = this.#services.clock.now() + INTERVAL_MS > this.#deadline || this.#services.signal?.aborted === true;
      if (isOver || tables.every(({ verification }) => isSettled(verification))) return Promise.all(tables.map((table) => this.#probe(table)));
      await this.#services.clock.sleep(INTERVAL_MS, this.#services.signal).catch(() => undefined);
      this.#actual = await readActual(this.#planned.wanted(), this.#services.kinds, this.#planned.discovery.account, this.#planned.readLists);
    }
  }

  /** A row is only sent on a way that is open; it would else be lost from sight. */
  async #probe(table: JudgedTable): Promise<JudgedTable> {
    const { clock, probe, confluent } = this.#services;
    const { facts, verification } = table;
    const [readable] = readableOf(table);
    if (probe === undefined || readable === undefined || verification.stopsAt !== undefined) return table;
    const way = {
      readable,
      ...(facts.sourceTopic === undefined ? {} : { sourceTopic: facts.sourceTopic.name }),
      ...(facts.tableflow === undefined ? {} : { lake: { topic: readable.table, cluster: this.#planned.discovery.account.cluster.id, metrics: confluent.metrics } }),
    };
    const deadlines = { rows: Math.max(this.#deadline, clock.now() + READ_BUDGET_MS), lake: this.#deadline };
    const probed = await timeProbe(way, facts.from, probe, this.#reads, deadlines);
    if (probed === undefined) return table;
    const judged = tableVerification(facts.from, facts.target, [...verification.stages, probed.report]);
    return { ...table, verification: { ...judged, ...(probed.probe === undefined ? {} : { probe: probed.probe }) } };
  }

  #judge(): readonly JudgedTable[] {
    const facts = gatherFacts(this.#planned.desired, this.#actual, {
      watchedMs: this.#services.clock.now() - this.#started,
      now: this.#services.clock.now(),
      samples: this.#samples,
      exceptions: this.#exceptions,
      ...(this.#visible === undefined ? {} : { visible: this.#visible }),
      ...(this.#metrics === undefined ? {} : { metrics: this.#metrics }),
    });
    return facts.map((one) => ({ pipeline: one.pipeline, facts: one, verification: judgeTable(one) }));
  }

  /** Asks what the lists do not tell: metrics, exceptions, and Flink about the tables that have come that far. */
  async #look(): Promise<void> {
    this.#times += 1;
    const first = this.#judge();
    await Promise.all([this.#readMetrics(first), this.#readExceptions(first)]);
    const { clock } = this.#services;
    const deadline = Math.max(this.#deadline, clock.now() + READ_BUDGET_MS);
    const arrived = first.filter(({ verification }) => verification.stages.every((stage) => stage.stage !== 'schemas' || passes(stage)));
    const readable = arrived.flatMap(readableOf);
    const [any] = readable;
    if (any === undefined) return;
    if (!this.#sees(arrived)) this.#visible = await readTableNames(any, this.#reads, deadline, this.#times);
    const visible = this.#visible?.read === true ? this.#visible.value : new Set<string>();
    const asked = readable.filter(({ table }) => visible.has(table) && !this.#hasRows(table));
    for (const [table, sample] of await readSamples(asked, this.#reads, deadline, this.#times)) this.#samples.set(table, sample);
  }

  #sees(tables: readonly JudgedTable[]): boolean {
    const { value: names } = this.#visible?.read === true ? this.#visible : { value: new Set<string>() };
    return tables.every(({ facts }) => [facts.sourceTopic?.name, facts.target].every((name) => name === undefined || names.has(name)));
  }

  #hasRows(table: string): boolean {
    const sample = this.#samples.get(table);
    return sample?.read === true && sample.value.rows > 0;
  }

  async #readMetrics(tables: readonly JudgedTable[]): Promise<void> {
    const topics = tables.flatMap(({ facts }) => [facts.sourceTopic?.name, facts.target]).filter((name) => name !== undefined);
    const statements = tables.flatMap(({ facts }) => facts.statement?.actual?.remoteId ?? []);
    this.#metrics = await readMetrics(this.#services.confluent.metrics, this.#services.clock, this.#planned.discovery.account.cluster.id, topics, statements);
  }

  /** `status.detail` first, else the newest exception, as the official client does (confluent-api.md 7.4). */
  async #readExceptions(tables: readonly JudgedTable[]): Promise<void> {
    for (const { facts } of tables) {
      const { actual, listing } = facts.statement ?? {};
      if (actual?.health !== 'degraded' || actual.remoteId === undefined || listing?.status.detail?.trim()) continue;
      const [newest] = await this.#reads.flink.readExceptions(actual.remoteId).catch(() => []);
      if (newest !== undefined) this.#exceptions.set(actual.remoteId, newest.message);
    }
  }

  async #tidy(): Promise<void> {
    const tables = this.#judge().flatMap(readableOf);
    for (const name of endedReads(tables, this.#actual.snapshot)) await this.#reads.flink.deleteStatement(name).catch(() => undefined);
  }

  #note(name: string, what: 'created' | 'deleted' | 'left'): void {
    if (what === 'created') this.#created += 1;
    if (what === 'left') this.#left.add(name);
  }
}

function readableOf({ facts }: JudgedTable): ReadableTable[] {
  const { pipeline, target, statement } = facts;
  return target === undefined || statement === undefined ? [] : [{ pipeline, table: target, statement: statement.desired }];
}
