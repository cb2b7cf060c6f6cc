/**
 * Which context keys policies ask for: what GetContextKeysForCustomPolicy lists, and what a simulation was not given.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html
 */
import { contextKey, tokenize } from '../match/pattern.ts';
import type { Document } from '../parse/document.ts';
import type { RequestContext } from '../request.ts';

/** Keys of conditions and of variables, as first written, each once whatever its case, in the order of the documents. */
export function contextKeysOf(documents: Iterable<Document>): readonly string[] {
  const keys = new Map<string, string>();
  const add = (key: string): void => {
    if (!keys.has(key.toLowerCase())) keys.set(key.toLowerCase(), key);
  };
  for (const { statements, version } of documents) {
    for (const { resource, conditions } of statements) {
      for (const pattern of resource?.patterns ?? []) for (const key of variablesIn(pattern, version)) add(key);
      for (const { key, values } of conditions) {
        add(key);
        for (const value of values) for (const variable of variablesIn(value, version)) add(variable);
      }
    }
  }
  return [...keys.values()];
}

/** Keys that the documents ask for and the context has not. */
export function missingContextKeys(documents: Iterable<Document>, context: RequestContext): readonly string[] {
  return contextKeysOf(documents).filter((key) => context.get(contextKey(key)) === undefined);
}

function variablesIn(text: string, version: Document['version']): readonly string[] {
  const { tokens } = tokenize(text, version === '2012-10-17', false);
  return tokens.flatMap((token) => (token.kind === 'variable' ? [token.variable.key] : []));
}
