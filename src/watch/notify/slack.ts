import { assertNever } from '../../core/assert-never.js';
import type { Notice, NoticeType } from './notices.js';

export type NotifyFormat = 'json' | 'slack';

/** What is sent for a notice: itself, or a text for Slack and those who take the same (Mattermost, Rocket.Chat, Discord at `/slack`). */
export function notificationBody(notice: Notice, format: NotifyFormat): unknown {
  switch (format) {
    case 'json':
      return notice;
    case 'slack':
      return { text: slackText(notice) };
    default:
      return assertNever(format);
  }
}

const signs = {
  failed: ':red_circle:',
  degraded: ':large_orange_circle:',
  recovered: ':large_green_circle:',
  'awaiting-approval': ':lock:',
  'commit-refused': ':no_entry:',
  'repository-unreachable': ':warning:',
  'repository-recovered': ':large_green_circle:',
} as const satisfies Record<NoticeType, string>;

/** Slack's own format reads `&`, `<` and `>`: a table's name must not become a link or a mention. */
function slackText({ notice, summary, detail, commit, repository, branch }: Notice): string {
  const where = `${repository} ${branch}${commit === undefined ? '' : ` ${commit.id.slice(0, 7)} ${commit.subject}`}`;
  return [
    `${signs[notice]} *${escaped(summary)}*`,
    ...(detail === undefined ? [] : [detail.includes('\n') ? `\`\`\`${escaped(detail).replaceAll('```', "'''")}\`\`\`` : escaped(detail)]),
    escaped(where),
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
