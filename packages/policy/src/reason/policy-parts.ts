/** Statements taken apart for comparing: one part for each resource pattern with variables, principals by their names. */

import { type Token, tokenize } from '../match/pattern.ts';
import { accountOf } from '../match/principal.ts';
import type { Document } from '../parse/document.ts';
import type { PrincipalElement, Statement } from '../statement.ts';

/** A statement, or one resource pattern of it. */
export interface Part {
  readonly policy: number;
  readonly statement: Statement;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** What must hold besides, by its text: conditions, and variables that come out right. */
  readonly atoms: readonly string[];
}

const anyoneElse = 'anyone else';

/** Every name once, and everybody who is not named. */
export function principalsOf(statements: readonly Statement[]): readonly (string | undefined)[] {
  const elements = statements.map((statement) => statement.principal).filter((principal) => principal !== undefined);
  if (elements.length === 0) return [undefined];
  return [...unique(elements.flatMap(namesIn)), anyoneElse];
}

function namesIn({ aws, service, federated, canonicalUser }: PrincipalElement): readonly string[] {
  return [...aws, ...service, ...federated, ...canonicalUser];
}

/** An account's name covers those of its users and roles. */
export function names(element: PrincipalElement | undefined, principal: string): boolean {
  if (element === undefined) return true;
  const account = accountOf(principal) ?? (principal.startsWith('arn:') ? principal.split(':')[4] : undefined);
  const listed = namesIn(element).some(
    (name) => name === principal || (account !== undefined && accountOf(name) === account),
  );
  return (element.anyone || listed) !== element.negated;
}

export function partsOfAll(documents: readonly Document[]): readonly Part[] {
  return documents.flatMap((document, policy) =>
    document.statements.flatMap((statement) => partsOf(statement, policy, document.version)),
  );
}

function partsOf(statement: Statement, policy: number, version: Document['version']): readonly Part[] {
  const { action, resource, conditions } = statement;
  const base = { policy, statement, actions: action.patterns.map((pattern) => pattern.toLowerCase()) };
  const atoms = conditions.map((condition) => JSON.stringify(condition));
  if (resource === undefined) return [{ ...base, resources: [], atoms }];
  const [fixed, variable] = [[] as string[], [] as string[]];
  for (const pattern of resource.patterns) {
    if (shape(pattern, version) === undefined) fixed.push(withoutVariables(pattern, version));
    else variable.push(pattern);
  }
  if (resource.negated) {
    // Whatever the variables come out as is left out too, when they do.
    return [{ ...base, resources: fixed, atoms: [...atoms, ...variable.map((pattern) => variablesMark + pattern)] }];
  }
  const varying = variable.map(
    (pattern): Part => ({
      ...base,
      resources: [shape(pattern, version) as string],
      atoms: [...atoms, variablesMark + pattern],
    }),
  );
  return fixed.length === 0 ? varying : [{ ...base, resources: fixed, atoms }, ...varying];
}

export const variablesMark = 'variables ';

/** With stars for its variables; undefined for a pattern without any. */
function shape(pattern: string, version: Document['version']): string | undefined {
  const { tokens } = tokenize(pattern, version === '2012-10-17', true);
  return tokens.some((token) => token.kind === 'variable') ? globText(tokens) : undefined;
}

function withoutVariables(pattern: string, version: Document['version']): string {
  return globText(tokenize(pattern, version === '2012-10-17', true).tokens);
}

/** Characters of nobody's, for the star and the question mark that stand for themselves. */
const literalStar = '\ue000';
const literalQuestion = '\ue001';

function globText(tokens: readonly Token[]): string {
  const textOf = (token: Token): string => {
    if (token.kind === 'text') return token.text.replaceAll('*', literalStar).replaceAll('?', literalQuestion);
    return token.kind === 'question' ? '?' : '*';
  };
  return tokens.map(textOf).join('');
}

export function readable(text: string): string {
  return text.replaceAll(literalStar, '*').replaceAll(literalQuestion, '?');
}

export function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
