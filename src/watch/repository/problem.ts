import { assertNever } from '../../core/assert-never.js';

/** Why the newest commit could not be had. */
export type FetchCause = 'unreachable' | 'unauthorized' | 'unknown-host' | 'branch-missing' | 'other';

const unauthorized = /authentication failed|could not read (username|password)|terminal prompts disabled|permission denied \(|error: 40[13]|returned error: 40[13]|access denied|invalid credentials|repository not found/i;
const unreachable = /could not resolve|couldn't connect|failed to connect|connection (refused|timed out|reset|closed)|network is unreachable|no route to host|operation timed out|does not appear to be a git repository|unable to access|early eof|remote end hung up|returned error: 5\d\d|does not exist|not found|did not end within/i;

/** What kind of failure git's words mean. */
export function causeOf(words: string): FetchCause {
  if (/host key verification failed/i.test(words)) return 'unknown-host';
  if (/couldn't find remote ref/i.test(words)) return 'branch-missing';
  if (unauthorized.test(words)) return 'unauthorized';
  if (unreachable.test(words)) return 'unreachable';
  return 'other';
}

/** One sentence for people: what is wrong, git's own words, what to do. */
export function problemSentence(cause: FetchCause, words: string, branch: string): string {
  const said = words === '' ? '' : ` Git says: ${words.slice(0, 300).replace(/\.$/, '')}.`;
  switch (cause) {
    case 'unauthorized':
      return `The repository refuses us: the token or key is missing, expired or may not read it.${said}`;
    case 'unreachable':
      return `The repository cannot be reached.${said}`;
    case 'unknown-host':
      if (/host identification has changed/i.test(words)) return 'The host of the repository shows another key than the known one: it was changed, or somebody stands in between. Compare it with what the host publishes before you replace it in --known-hosts.';
      return `The key of the repository's host is not known: give a file with it by --known-hosts (ssh-keyscan HOST makes one; compare it with what the host publishes).${said}`;
    case 'branch-missing':
      return branch === '' ? 'The repository is empty, or names no branch as its own: give --branch.' : `The branch ${branch} is not in the repository.`;
    case 'other':
      return `The repository cannot be fetched.${said}`;
    default:
      return assertNever(cause);
  }
}
