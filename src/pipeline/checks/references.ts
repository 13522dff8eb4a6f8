import type { Diagnostic } from '../../core/diagnostic.js';
import { rangeOf, type DataNode, type MappingNode, type Path } from '../nodes.js';
import { mentionsSecret, parseReference } from '../secret.js';
import { whereIs } from '../shape-messages.js';
import { badReference } from './secret-literals.js';

export interface ReferenceRules {
  /** Fields that hold references to secrets, as dotted paths; `*` stands for any one key. */
  readonly secretFields: readonly string[];
  /** Mappings whose values may be references, each judged by the rules of its own. */
  readonly freeFields: readonly string[];
}

/**
 * References to secrets stand only in fields of secrets, and are well written there. Fields of secrets that hold anything else were found by
 * the schema.
 */
export function checkReferences(root: MappingNode, rules: ReferenceRules): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const visit = (node: DataNode, path: Path): void => {
    switch (node.type) {
      case 'scalar':
        if (typeof node.value === 'string' && mentionsSecret(node.value)) diagnostics.push(...judge(node.value, node, path));
        return;
      case 'sequence':
        node.items.forEach((item, index) => visit(item, [...path, index]));
        return;
      case 'mapping':
        for (const [key, entry] of node.entries) visit(entry.value, [...path, key]);
    }
  };
  const judge = (text: string, node: DataNode, path: Path): readonly Diagnostic[] => {
    const range = rangeOf(node.place);
    if (rules.freeFields.some((field) => matches(path.slice(0, -1), field))) return [];
    if (rules.secretFields.some((field) => matches(path, field))) return parseReference(text) ? [] : [badReference(whereIs(root, path), range)];
    return [{
      code: 'CDC1305',
      severity: 'error',
      summary: `${whereIs(root, path)} does not take a reference to a secret.`,
      detail: 'It is resolved only in fields that hold secrets; here it would be sent as it stands.',
      fix: 'For a value that differs per target use ${var:name}, with the value under spec.variables of the Target.',
      range,
    }];
  };
  visit(root, []);
  return diagnostics;
}

function matches(path: Path, pattern: string): boolean {
  const steps = pattern.split('.');
  return steps.length === path.length && steps.every((step, index) => step === '*' || step === String(path[index]));
}
