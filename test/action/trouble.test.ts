import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../support/golden.js';
import { SECRETS, scrubbed, shop, startScene, target } from './support/scene.js';
import type { Scene } from './support/scene.js';

const golden = new URL('golden/', import.meta.url);

/** Much: forty pipelines of thirty tables each. */
function estate(): Record<string, string> {
  const tables = (at: number) => Array.from({ length: 30 }, (_, table) => `{ from: public.t${at}_${table}, to: a_rather_long_name_of_a_table_${at}_${table}, key: [id], columns: { id: INT, note: STRING } }`);
  const pipelines = Array.from({ length: 40 }, (_, at) => [`pipelines/p${at}.yaml`, shop({ name: `pipeline-${at}`, tables: tables(at) }).replace('database: shop', `database: shop${at}`)]);
  return { 'pipelines/target.yaml': target('prod'), ...(Object.fromEntries(pipelines) as Record<string, string>) };
}

describe('trouble', { timeout: 120_000 }, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
    scene.commit({ 'pipelines/target.yaml': target('prod'), 'pipelines/shop.yaml': shop() });
  }, 120_000);
  afterAll(() => scene.stop());

  it('a fork has no secrets and may not comment: the offline plan stands in the summary, and both are told', async () => {
    const before = scene.simulator.journal.timeline().length;
    const { code, summary, outputs, commands, log } = await scene.pull({ fork: true });
    expect(code, log).toBe(0);
    expect(outputs).toMatchObject({ outcome: 'planned', changes: 'true' });
    expect(scene.github.comments).toEqual([]);
    expect(commands.filter(({ properties }) => properties['file'] === undefined)).toEqual([{ name: 'notice', properties: { title: 'The plan is not commented' }, data: expect.stringContaining('fork') }]);
    expect(scene.simulator.journal.timeline()).toHaveLength(before);
    expectGolden(golden, 'fork.summary.md', scrubbed(summary));
  });

  it('a fork that is handed secrets all the same is planned offline, too', async () => {
    const before = scene.simulator.journal.timeline().length;
    const { code, summary } = await scene.pull({ fork: true, env: SECRETS });
    expect(code).toBe(0);
    expect(summary).toContain('**offline plan**');
    expect(scene.simulator.journal.timeline()).toHaveLength(before);
  });

  it('Dependabot gets none either', async () => {
    const { summary } = await scene.pull({ actor: 'dependabot[bot]', env: {}, with: { simulate: 'auto' } });
    expect(summary).toContain('Pull requests of Dependabot get no secrets');
  });

  it('a repository without its secrets is told which are missing, not planned offline', async () => {
    const { code, commands } = await scene.pull({ env: {}, with: { simulate: 'auto' } });
    expect(code).toBe(65);
    expect(commands.some(({ name, data, properties }) => name === 'error' && `${properties['title']}${data}`.includes('CONFLUENT_CLOUD_API_KEY'))).toBe(true);
  });

  it.each([
    { name: 'answers with errors', mishap: { status: 500, message: 'Server Error' }, url: undefined, want: /GitHub answered 500/ },
    { name: 'is not there', mishap: undefined, url: 'http://127.0.0.1:9', want: /no connection to 127.0.0.1:9/ },
    { name: 'limits us for an hour', mishap: { status: 403, message: 'API rate limit exceeded', headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3_600) } }, url: undefined, want: /rate limit/ },
    { name: 'does not know the repository', mishap: { status: 404, message: 'Not Found' }, url: undefined, want: /404.*pull-requests: write/ },
  ])('GitHub $name: the exit code is the plan\'s, the summary has it, a warning tells why', async ({ mishap, url, want }) => {
    if (mishap !== undefined) scene.github.mishaps.push(() => mishap);
    const { code, summary, commands, outputs, durationMs } = await scene.pull(url === undefined ? {} : { apiUrl: url });
    scene.github.mishaps.length = 0;
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ outcome: 'planned' });
    expect(summary).toContain('6 awaited');
    expect(commands).toEqual([{ name: 'warning', properties: { title: 'The plan could not be commented' }, data: expect.stringMatching(want) }]);
    expect(durationMs).toBeLessThan(30_000);
  });

  it('GitHub is down while an apply goes on: it goes on', async () => {
    const { code, outputs, summary } = await scene.push({ apiUrl: 'http://127.0.0.1:9' });
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ outcome: 'changed' });
    expect(summary).toContain('Applied');
  });

  it('too long for a comment: what matters is there, the rest is cut with care, the summary has more', async () => {
    scene.commit(estate());
    const { code, summary, log } = await scene.pull({ number: 12 });
    expect(code, log.slice(-2_000)).toBe(0);
    const { body } = scene.github.comments.find(({ number }) => number === 12)!;
    expect(body.length).toBeLessThanOrEqual(65_000);
    expect(body.length).toBeGreaterThan(50_000);
    expect(body).toMatch(/Too long for one comment.*\[job's summary\]\(https:\/\/github\.example\/acme\/cdc\/actions\/runs\/\d+\)/);
    expect(body).toContain('Fingerprint `');
    expect(body.split('<details>')).toHaveLength(body.split('</details>').length);
    expect(summary.length).toBeGreaterThan(body.length);
    expect(Buffer.byteLength(summary)).toBeLessThan(1_000_000);
  });
});
