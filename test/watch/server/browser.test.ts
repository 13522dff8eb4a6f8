import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/html/index.js';
import { createWatchServer } from '../../../src/watch/server/index.js';
import type { WatchServer } from '../../../src/watch/server/index.js';
import type { WatchState } from '../../../src/watch/state.js';
import { chromiumPath, keepPicture, launch, openPage, skipped, violations } from '../../support/browser.js';
import { reports } from '../../support/reports.js';
import { attacks, healthyEstate, hostileState, NOW, sharedEstate, troubledEstate } from './states.js';

const schemes = ['light', 'dark'] as const;
const states = { healthy: healthyEstate(), troubled: troubledEstate(), hostile: hostileState(), shared: sharedEstate() } as const satisfies Record<string, WatchState>;

describe.skipIf(chromiumPath === undefined)(`in headless Chromium${skipped}`, { timeout: 120_000 }, () => {
  let browser: Browser;
  let server: WatchServer;
  let state: WatchState = states.healthy;
  let answers = true;
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  beforeAll(async () => {
    browser = await launch();
    server = await createWatchServer({
      state: () => {
        if (!answers) throw new Error('no answer');
        return state;
      },
      bind: '127.0.0.1',
      port: 0,
      clock: { now: () => NOW },
      leadership: () => ({ leading: false, identity: 'cdc-reconciler-0_9a', holder: 'cdc-reconciler-1_1f', terms: 0 }),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  describe.each(schemes)('in %s', (colorScheme) => {
    it.each(Object.keys(states) as (keyof typeof states)[])('the status page of a %s estate: axe-core finds nothing, nothing is asked of anybody, nothing strange runs', async (name) => {
      state = states[name];
      const { page, misdeeds } = await openPage(browser, server.url, { colorScheme });
      await keepPicture(page, `status-${name}-${colorScheme}`);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nothing sticks out at the side').toBe(true);
      expect(await violations(page)).toEqual([]);
      expect(misdeeds).toEqual([]);
      await page.context().close();
    });

    // What failed and what is fine are shown by the same parts: one in each scheme.
    it.each([colorScheme === 'light' ? 'mixed' : 'failed-apply'] as const)('the file of a run, %s', async (name) => {
      const file = join(folder, `${name}-${colorScheme}.html`);
      writeFileSync(file, renderHtml(reports[name]));
      const { page, misdeeds } = await openPage(browser, pathToFileURL(file).href, { colorScheme });
      await keepPicture(page, `file-${name}-${colorScheme}`);
      expect(await violations(page)).toEqual([]);
      expect(misdeeds).toEqual([]);
      await page.context().close();
    });
  });

  it('on a telephone nothing sticks out at the side', async () => {
    for (const name of Object.keys(states) as (keyof typeof states)[]) {
      state = states[name];
      const { page } = await openPage(browser, server.url, { viewport: { width: 360, height: 740 } });
      await keepPicture(page, `status-${name}-telephone`);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(360);
      await page.context().close();
    }
  });

  it('the colours follow the reader', async () => {
    state = states.healthy;
    const papers = await Promise.all(schemes.map(async (colorScheme) => (await openPage(browser, server.url, { colorScheme })).page.evaluate('getComputedStyle(document.body).backgroundColor')));
    expect(papers).toEqual(['rgb(251, 250, 248)', 'rgb(20, 23, 26)']);
  });

  it('everything is reached by keyboard alone', async () => {
    state = states.troubled;
    const { page } = await openPage(browser, server.url);
    const focused = (): Promise<unknown> => page.evaluate('(() => { const at = document.activeElement; return `${at.tagName} ${at.textContent.trim().slice(0, 24)}`; })()');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('A Skip to the content');
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().left >= 0'), 'the way around the header is seen when it is reached').toBe(true);
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.goto('about:blank');
    await page.goto(server.url);

    const reached = new Set<string>();
    for (let press = 0; press < 400; press += 1) {
      await page.keyboard.press('Tab');
      const at = (await page.evaluate('(() => { const at = document.activeElement; const all = [...document.querySelectorAll("a,button,summary,[tabindex=\\"0\\"]")]; return String(all.indexOf(at)); })()')) as string;
      if (at === '-1' || reached.has(at)) break;
      reached.add(at);
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'the focus is seen').not.toBe('none');
    }
    const wanted = (await page.evaluate('[...document.querySelectorAll("a,button,summary,[tabindex=\\"0\\"]")].filter((one) => one.checkVisibility()).length')) as number;
    expect(reached.size).toBe(wanted);
    expect(wanted).toBeGreaterThan(20);

    await page.locator('summary', { hasText: '2 warnings' }).or(page.locator('summary', { hasText: /warning/ })).first().focus();
    const before = await page.evaluate('document.activeElement.parentElement.open');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.parentElement.open')).toBe(before !== true);
    await page.locator('.overview a').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#t0-p\d+$/);
    await page.context().close();
  });

  it('shows news by itself, keeps what is open and focused, stops when asked to, and says when nobody answers', async () => {
    state = states.healthy;
    const { page } = await openPage(browser, 'about:blank');
    await page.clock.install();
    await page.goto(server.url);
    const headline = (): Promise<string | null> => page.locator('h1').textContent();
    expect(await headline()).toBe('All 20 pipelines are healthy and in sync');
    const tables = page.locator('#t0-p3-t > summary');
    await tables.focus();
    await page.keyboard.press('Enter');

    state = { ...states.healthy, repository: { ...states.healthy.repository, refusedCommit: states.troubled.repository.refusedCommit! } };
    await page.clock.runFor(16_000);
    await expect.poll(headline).toBe('The newest commit is refused; the last good one stays in force');
    expect(await page.evaluate('document.getElementById("t0-p3-t").open')).toBe(true);
    expect(await page.evaluate('document.activeElement.parentElement.id')).toBe('t0-p3-t');

    const pause = page.getByRole('button', { name: 'Pause updates' });
    await pause.press('Enter');
    state = states.healthy;
    await page.clock.runFor(60_000);
    expect(await headline()).toBe('The newest commit is refused; the last good one stays in force');
    await page.getByRole('button', { name: 'Resume updates' }).press('Space');
    await page.clock.runFor(16_000);
    await expect.poll(headline).toBe('All 20 pipelines are healthy and in sync');

    const old = page.getByRole('status');
    expect(await old.isVisible()).toBe(false);
    answers = false;
    await page.clock.runFor(16_000);
    await expect.poll(() => old.isVisible()).toBe(true);
    answers = true;
    await page.clock.runFor(16_000);
    await expect.poll(() => old.isVisible()).toBe(false);
    await page.context().close();
  });

  it('is complete without its script', async () => {
    state = states.troubled;
    const { page } = await openPage(browser, server.url, { javaScriptEnabled: false });
    expect(await page.locator('.pipeline').count()).toBeGreaterThan(10);
    expect(await page.locator('.approval pre').textContent()).toContain('plan: "a41c9e0d27b5"');
    expect(await page.getByRole('button').count()).toBe(0);
    await page.context().close();
  });

  it('what a stranger wrote is shown as he wrote it', async () => {
    state = states.hostile;
    const { page } = await openPage(browser, server.url);
    const shown = (await page.evaluate('document.body.textContent')) as string;
    for (const attack of attacks.filter((one) => !one.includes('\u202e'))) expect(shown).toContain(attack);
    expect(shown).toContain('\\u202egnp.exe');
    expect(await page.locator('main script, main img, main iframe, main style').count()).toBe(0);
    await page.context().close();
  });
});
