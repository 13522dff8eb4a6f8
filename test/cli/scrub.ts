import type { RunReport } from '../../src/core/report.js';

const scrubs: readonly (readonly [RegExp, string])[] = [
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  // Ids and hashes keep their length, so that tables stay in line.
  [/\b(lcc|lfcp)-[a-z0-9]{6}\b/g, '$1-xxxxxx'],
  [/-[0-9a-f]{10}\b/g, '-hhhhhhhhhh'],
  [/\b([Pp]lan |"fingerprint": ")[0-9a-f]{12}\b/g, '$1ffffffffffff'],
  [/(Fingerprint `|Error CDC5002: the plan is )[0-9a-f]{12}\b/g, '$1ffffffffffff'],
  [/Calls: .*\d( in)/g, 'Calls: …$1'],
  [/\b(in|after) \d+(?:\.\d+)? (?:ms|s|min|h)(?: \d+ (?:s|min))?/g, '$1 …'],
  [/^\d+\.\d+\.\d+$/gm, 'VERSION'],
  [/"(key|secret)":"[^"]+"/g, '"$1":"…"'],
];

/** Output without what differs from run to run. */
export function scrub(text: string, folder: string): string {
  return scrubs.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text.replaceAll(folder, '$WORK'));
}

/**
 * The gist of a JSON report; the whole of it has golden files elsewhere.
 * @throws SyntaxError when stdout is not exactly one JSON document.
 */
export function summaryOfJson(stdout: string): string {
  const report = JSON.parse(stdout) as RunReport & { readonly valid?: boolean };
  const codes = (report.diagnostics ?? []).map(({ code }) => code);
  const lines = [
    `one JSON document, formatVersion ${report.formatVersion}`,
    ...(report.outcome === undefined ? [`valid: ${String(report.valid)}`] : [`outcome: ${report.outcome}`]),
    ...(codes.length === 0 ? [] : [`diagnostics: ${codes.join(', ')}`]),
    ...(report.targets ?? []).map((target) => `target ${target.target}: ${target.outcome}`),
  ];
  return `${lines.join('\n')}\n`;
}
