import { createHash } from 'node:crypto';
import { html, Markup } from './markup.js';
import { stylesheet } from './stylesheet.js';

export interface PageOptions {
  /** Of the browser's window. */
  readonly title: string;
  readonly header: Markup;
  readonly main: readonly (Markup | undefined)[];
  readonly footer: Markup | undefined;
  /** A script of ours; the policy allows this one and no other. */
  readonly script?: string;
}

/** `'sha256-…'`, by which a content security policy knows an inline text. */
function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Two stations of a line; within the page, so that no browser asks for one. */
const icon = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M4 8h8" stroke="#59626c" stroke-width="2"/><circle cx="4" cy="8" r="3.4" fill="#1b6b41"/><circle cx="12" cy="8" r="3.4" fill="#1b6b41"/></svg>')}`;

/** Nothing is loaded from anywhere, no form is sent, nobody frames the page; only our own style and script are taken. */
export function contentPolicy(script?: string): string {
  const scripts = script === undefined ? '' : ` script-src ${hashSource(script)}; connect-src 'self';`;
  return `default-src 'none'; style-src ${hashSource(stylesheet)}; img-src data:;${scripts} base-uri 'none'; form-action 'none'`;
}

/** One whole document that needs nothing else. */
export function pageMarkup({ title, header, main, footer, script }: PageOptions): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(contentPolicy(script).replaceAll('"', '&quot;'))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${icon}">
<style>${new Markup(stylesheet)}</style>
</head>
<body>
<div class="page">
<a class="skip" href="#main">Skip to the content</a>
<header>${header}</header>
<main id="main" tabindex="-1">
${main}</main>
${footer === undefined ? undefined : html`<footer>${footer}</footer>`}
</div>
${script === undefined ? undefined : html`<script>${new Markup(script)}</script>`}
</body>
</html>
`;
  return page.text;
}
