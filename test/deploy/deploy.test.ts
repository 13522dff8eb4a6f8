import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { METRIC_PREFIX, metricNames } from '../../src/watch/server/metric-names.js';
import { createWatchMetrics } from '../../src/watch/server/metrics.js';
import { healthyEstate, troubledEstate } from '../watch/server/states.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Names in an expression, without the parts that Prometheus adds to a histogram. */
function metricsIn(text: string): string[] {
  return [...text.matchAll(new RegExp(`\\b${METRIC_PREFIX}([a-z_]+)`, 'g'))].map(([, name]) => name!.replace(/^(reconcile_duration_seconds)_(bucket|sum|count)$/, '$1'));
}

describe('metrics', () => {
  const rules = read('deploy/prometheus/alerts.yaml');
  const dashboard = JSON.parse(read('deploy/grafana/cdc-reconciler.json')) as { panels: { title: string; gridPos: { x: number; y: number; w: number; h: number }; targets: { expr: string }[] }[] };

  it.each([['alert rules', rules], ['alert tests', read('deploy/prometheus/alerts.test.yaml')], ['dashboard', JSON.stringify(dashboard)], ['docs', read('docs/operations.md')]])('every metric that the %s name exists', (_where, text) => {
    const named = metricsIn(text);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !(name in metricNames))).toEqual([]);
  });

  it('every label that rules and dashboard ask for is one of the metric', () => {
    const asked = [rules, ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))].flatMap((text) => [...text.matchAll(new RegExp(`${METRIC_PREFIX}([a-z_]+)\\{([^}]*)\\}`, 'g'))]);
    const wrong = asked.flatMap(([, name, labels]) => {
      const known: readonly string[] = metricNames[name!.replace(/_bucket$/, '') as keyof typeof metricNames].labels;
      return [...labels!.matchAll(/([a-z]+)\s*(?:=~|!=|!~|=)/g)].map(([, label]) => label!).filter((label) => !known.includes(label)).map((label) => `${name}: ${label}`);
    });
    expect(asked.length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });

  it('every metric is documented, and shown in the dashboard', () => {
    const documented = new Set(metricsIn(read('docs/operations.md')));
    const drawn = new Set(metricsIn(JSON.stringify(dashboard)));
    expect(Object.keys(metricNames).filter((name) => !documented.has(name))).toEqual([]);
    expect(Object.keys(metricNames).filter((name) => !drawn.has(name) && !['diagnostics', 'last_run_timestamp_seconds', 'next_run_timestamp_seconds', 'leader_terms_total'].includes(name))).toEqual([]);
  });

  it('panels do not overlap, and each alert says what to do', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`));
    expect(new Set(cells).size).toBe(cells.length);
    const { groups } = parse(rules) as { groups: { rules: { alert: string; annotations: { summary?: string; description?: string }; labels: { severity?: string } }[] }[] };
    for (const rule of groups.flatMap((group) => group.rules)) expect([rule.alert, rule.annotations.summary, rule.annotations.description, rule.labels.severity].every((text) => text !== undefined && text !== ''), rule.alert).toBe(true);
  });

  it('the controller has every one of them, and counts each run once', async () => {
    const metrics = createWatchMetrics();
    const base = troubledEstate(4, 2);
    const state = { ...base, targets: base.targets.map((target, at) => ({ ...target, runs: [...target.runs, { ...target.runs[0]!, id: `more-${at}`, startedAt: target.runs[0]!.endedAt - 41_000 }] })) };
    metrics.observe(state);
    metrics.observe(state);
    const shards = { identity: 'a', members: ['a', 'b'], owners: { prod: 'a', staging: 'b' }, speaks: true, joined: true, terms: 2 };
    const { text } = await metrics.render({ ...state, shards }, { leading: true, identity: 'a', terms: 2 });
    expect(Object.keys(metricNames).filter((name) => !new RegExp(`^${METRIC_PREFIX}${name}(_count)?[{ ]`, 'm').test(text))).toEqual([]);
    expect(text).toContain('cdc_reconciler_reconciles_total{target="staging",outcome="refused",trigger="interval"} 2');
    expect(text).toContain('cdc_reconciler_pipeline_health{target="prod",pipeline="customers",health="healthy"} 1');
    expect(text).toContain('cdc_reconciler_target_owned{target="prod"} 1\ncdc_reconciler_target_owned{target="staging"} 0');
    expect(text).toContain('cdc_reconciler_replicas 2');
    expect(text).toContain('cdc_reconciler_api_rate_limited_total{target="prod",plane="kafka"} 2');
    expect(text).toMatch(/cdc_reconciler_reconcile_duration_seconds_bucket\{le="60",target="prod",outcome="failed"\} 3/);
  });

  it('what a replica knows of a target that another has is not told: it is old', async () => {
    const metrics = createWatchMetrics();
    const { targets, ...rest } = troubledEstate(4, 2);
    expect((await metrics.render({ ...rest, targets }, undefined)).text).toContain('cdc_reconciler_consecutive_failures{target="prod"} 3');
    const { text } = await metrics.render({ ...rest, targets: targets.map((target) => ({ ...target, phase: 'standby' })) }, undefined);
    expect(text).toContain('cdc_reconciler_target_phase{target="prod",phase="standby"} 1');
    expect(text).not.toMatch(/^cdc_reconciler_(consecutive_failures|pipeline_health|last_success_timestamp_seconds)\{/m);
  });

  it('what is gone is gone from the metrics', async () => {
    const metrics = createWatchMetrics();
    expect((await metrics.render(healthyEstate(2, 1), undefined)).text).toContain('pipeline="catalog"');
    expect((await metrics.render(healthyEstate(1, 1), undefined)).text).not.toContain('pipeline="catalog"');
  });
});

describe('Kubernetes', () => {
  const base = readdirSync(join(root, 'deploy/kustomize/base')).filter((file) => file.endsWith('.yaml'));
  const objects = base.flatMap((file) => parseAllDocuments(read(`deploy/kustomize/base/${file}`)).map((document) => document.toJS() as { kind: string; metadata: { name: string }; spec: never }));
  const pod = (objects.find(({ kind }) => kind === 'Deployment') as unknown as { spec: { template: { spec: { automountServiceAccountToken: boolean; securityContext: object; terminationGracePeriodSeconds: number; containers: { args: string[]; securityContext: object }[] } } } }).spec.template.spec;
  const chart = read('deploy/helm/cdc-reconciler/templates/deployment.yaml');

  it('flags that the manifests give are flags of reconcile watch', () => {
    const known = read('src/cli/program-watch.ts');
    const used = [...new Set([...`${chart}${read('deploy/helm/cdc-reconciler/templates/_helpers.tpl')}${pod.containers[0]!.args.join('\n')}`.matchAll(/--[a-z][a-z-]+/g)].map(([flag]) => flag))];
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter((flag) => !known.includes(`'${flag}`))).toEqual([]);
  });

  it('base and chart are both locked down', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.containers[0]!.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    for (const line of ['runAsNonRoot: true', 'readOnlyRootFilesystem: true', 'allowPrivilegeEscalation: false', 'capabilities: { drop: [ALL] }', 'seccompProfile: { type: RuntimeDefault }']) expect(chart).toContain(line);
  });

  it('chart and component share targets alike, with the same rights', () => {
    const { patches } = parse(read('deploy/kustomize/shard-targets/kustomization.yaml')) as { patches: { target: { kind: string; name: string }; patch: string }[] };
    const operations = patches.flatMap(({ target, patch }) => (parse(patch) as { path: string; value: unknown }[]).map(({ path, value }) => ({ on: `${target.kind} ${target.name}`, path, value })));
    expect(operations).toContainEqual({ on: 'Deployment cdc-reconciler', path: '/spec/template/spec/containers/0/args/-', value: '--shard-targets' });
    const rights = { on: 'Role cdc-reconciler', path: '/rules', value: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'list', 'create', 'update', 'delete'] }] };
    expect(operations).toContainEqual(rights);
    expect(chart).toMatch(/\{\{- if \.Values\.shardTargets \}\}\n +- --shard-targets\n/);
    expect(read('deploy/helm/cdc-reconciler/templates/access.yaml')).toContain(`verbs: [${rights.value[0]!.verbs.join(', ')}]`);
    for (const { on } of operations) expect(objects.some(({ kind, metadata }) => `${kind} ${metadata.name}` === on), on).toBe(true);
  });

  it('Kubernetes waits longer than the program takes to end', () => {
    const grace = Number(/--grace=(\d+)s/.exec(pod.containers[0]!.args.join(' '))?.[1]);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(grace);
    expect(chart).toContain('terminationGracePeriodSeconds: {{ add .Values.graceSeconds 10 }}');
  });

  it('every value of the chart is in its schema, and the other way round', () => {
    const values = parse(read('deploy/helm/cdc-reconciler/values.yaml')) as object;
    const { properties } = JSON.parse(read('deploy/helm/cdc-reconciler/values.schema.json')) as { properties: object };
    expect(Object.keys(properties).filter((key) => !['global', 'nameOverride', 'fullnameOverride'].includes(key)).sort()).toEqual(Object.keys(values).sort());
  });
});

describe('the health check of the image', () => {
  async function check(words: readonly string[], status: number): Promise<number | null> {
    const server = createServer((request, response) => void response.writeHead(request.url === '/healthz' ? status : 404).end('said'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const file = join(folder, 'cmdline');
    writeFileSync(file, words.map((word) => word.replace('PORT', String(port))).join('\0'));
    const child = spawn(process.execPath, [join(root, 'scripts/healthcheck.mjs'), file], { stdio: 'ignore' });
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    server.close();
    return code;
  }

  it.each<[string, readonly string[], number, number]>([
    ['a watch that is alive', ['node', 'x', 'watch', 'url', '--listen=0.0.0.0:PORT'], 200, 0],
    ['a watch that is stuck', ['node', 'x', 'watch', 'url', '--listen', '127.0.0.1:PORT'], 503, 1],
    ['a watch that does not answer', ['node', 'x', 'watch', 'url', '--listen', '127.0.0.1:9'], 200, 1],
    ['a watch that serves nothing', ['node', 'x', 'watch', 'url', '--listen=off'], 503, 0],
    ['another command', ['node', 'x', 'pipelines', '--dry-run'], 503, 0],
  ])('%s', async (_name, words, status, want) => expect(await check(words, status)).toBe(want));
});

describe('the Dockerfile', () => {
  const file = read('Dockerfile');
  const last = file.slice(file.lastIndexOf('\nFROM '));

  it.each<[string, boolean]>([
    ['runs as a number that is not root', /^USER [1-9]\d*:[1-9]\d*$/m.test(last)],
    ['starts the program itself, without a shell', /^ENTRYPOINT \["node", /m.test(last)],
    ['has a health check without a shell', /^HEALTHCHECK .*CMD \["node", /m.test(last)],
    ['has no curl, no secret and no latest', !/curl|wget|:latest|(ARG|ENV) \w*(TOKEN|SECRET|PASSWORD)/i.test(file)],
    ['leaves no package lists', /rm -rf \/var\/lib\/apt\/lists/.test(last)],
    ['has git, certificates and ssh', ['git', 'ca-certificates', 'openssh-client'].every((name) => last.includes(name))],
    ['says what it is', ['title', 'description', 'licenses', 'version', 'revision'].every((name) => last.includes(`org.opencontainers.image.${name}=`))],
  ])('%s', (_name, holds) => expect(holds).toBe(true));

  it('copies only what .dockerignore lets through', () => {
    const tracked = new Set(execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n'));
    const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const copied = [...file.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) => names!.split(' '));
    for (const name of copied) {
      expect(tracked.has(name) || [...tracked].some((path) => path.startsWith(`${name}/`)), name).toBe(true);
      expect(allowed.some((pattern) => pattern === name || pattern.startsWith(`${name}/`) || (pattern.endsWith('/*.mjs') && name.startsWith(pattern.slice(0, -5)) && name.endsWith('.mjs'))), name).toBe(true);
    }
  });
});
