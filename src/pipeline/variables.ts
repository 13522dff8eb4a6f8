import type { Diagnostic } from '../core/diagnostic.js';
import { rangeOf, type DataNode, type MappingEntry, type Place, type ScalarNode } from './nodes.js';
import { mentionsSecret } from './secret.js';
import { suggest } from './suggest.js';

export type Variables = Readonly<Record<string, string | number | boolean>>;

/** What `${var:name}` may mean: the variables of a target, or nothing because no target is chosen at this point. */
export type VariableScope =
  | { readonly type: 'target'; readonly target: string; readonly variables: Variables }
  /** The target is not known because of another error: references to variables are left as they are. */
  | { readonly type: 'unknown' }
  | { readonly type: 'none' };

const REFERENCE = /(\$?)\$\{([^:{}\s]*):([^{}]*)\}/g;
const SECRET_SCHEMES: readonly string[] = ['env', 'file'];

/**
 * Replaces `${var:name}` in every text below the node. A text that is one reference takes the variable's type; `$${` stands for
 * `${`. Texts with a reference to a secret are left alone: whether one may stand there is for the secret rules to say.
 */
export function substituteVariables(node: DataNode, scope: VariableScope, report: (diagnostic: Diagnostic) => void): DataNode {
  switch (node.type) {
    case 'scalar':
      return typeof node.value === 'string' && node.value.includes('${') ? substituteText(node, node.value, scope, report) : node;
    case 'sequence':
      return { ...node, items: node.items.map((item) => substituteVariables(item, scope, report)) };
    case 'mapping': {
      const entries = new Map<string, MappingEntry>();
      for (const [key, entry] of node.entries) entries.set(key, { key: entry.key, value: substituteVariables(entry.value, scope, report) });
      return { ...node, entries };
    }
  }
}

function substituteText(node: ScalarNode, text: string, scope: VariableScope, report: (d: Diagnostic) => void): ScalarNode {
  if (mentionsSecret(text)) return node;
  const whole = /^\$\{var:([^{}]*)\}$/.exec(text);
  if (whole) {
    const value = lookUp(whole[1]!, scope, node.place, report);
    return value === undefined ? { ...node, unresolved: true } : { ...node, value, text: String(value) };
  }
  let unresolved = false;
  const replaced = text.replace(REFERENCE, (all, escape: string, scheme: string, name: string) => {
    if (escape) return all.slice(1);
    const value = scheme === 'var' ? lookUp(name, scope, node.place, report) : undefined;
    if (scheme !== 'var') report(unknownScheme(scheme, node.place));
    unresolved ||= value === undefined;
    return value === undefined ? all : String(value);
  });
  return { ...node, value: replaced, text: replaced, ...(unresolved ? { unresolved: true } : {}) };
}

function lookUp(name: string, scope: VariableScope, place: Place, report: (d: Diagnostic) => void): string | number | boolean | undefined {
  if (scope.type === 'unknown') return undefined;
  if (scope.type === 'none') {
    report({
      code: 'CDC1308',
      severity: 'error',
      summary: `\${var:${name}} cannot be used here.`,
      detail: 'Variables belong to a target; this part is read before any target is chosen.',
      fix: 'Write the value itself.',
      range: rangeOf(place),
    });
    return undefined;
  }
  if (Object.hasOwn(scope.variables, name)) return scope.variables[name];
  const near = suggest(name, Object.keys(scope.variables));
  report({
    code: 'CDC1303',
    severity: 'error',
    summary: `The target ${scope.target} has no variable "${name}".`,
    fix: near ? `Did you mean \${var:${near}}?` : `Add "${name}" under spec.variables of the Target ${scope.target}.`,
    range: rangeOf(place),
  });
  return undefined;
}

function unknownScheme(scheme: string, place: Place): Diagnostic {
  const near = suggest(scheme, ['var', ...SECRET_SCHEMES]);
  return {
    code: 'CDC1304',
    severity: 'error',
    summary: `"${scheme}" is not a kind of reference.`,
    detail: 'References are ${var:name}, and in secret fields ${env:NAME} and ${file:path}.',
    fix: near ? `Did you mean \${${near}:…}?` : `To write the characters themselves, double the dollar sign: $\${${scheme}:…}.`,
    range: rangeOf(place),
  };
}
