/**
 * Reads a policy: grammar, elements and their values, with the place of every fault. Fails closed: what is not understood is refused.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { Program } from '../compile/program.ts';
import { policyCharactersMax } from '../limits.ts';
import type { Span } from '../span.ts';
import type { PolicyKind, Statement, Version } from '../statement.ts';
import { awsMessages } from './aws-messages.ts';
import type { Document, ParseOutcome } from './document.ts';
import { type JsonNode, readJson } from './json.ts';
import { join, membersOf, Problems } from './problems.ts';
import { readStatement, sidOf } from './read-statement.ts';
import type { StatementPlace } from './statement-place.ts';

/** What is asked of a document beyond the grammar of its kind. */
export interface ParseOptions {
  /** Customer managed policies must be of version 2012-10-17; inline and resource policies may be older. */
  readonly versionRequired?: boolean;
  /**
   * The document is about to be stored by IAM, which asks more than the language does (stored-values.ts; a statement at least; of a trust policy
   * that it assumes a role). `iamRefusal` picks the fault that IAM tells. What was stored before is read without it.
   */
  readonly stored?: boolean;
  /** Policies of repositories (ECR) and file systems (EFS) may leave Resource out: they speak of what they are attached to. */
  readonly resourceOptional?: boolean;
}

/** Never throws, whatever the text. A document that parses decides; one that does not must not be stored. */
export function parsePolicy(text: string, kind: PolicyKind, options: ParseOptions = {}): ParseOutcome {
  const problems = new Problems();
  const whole = { start: 0, end: text.length };
  if (text.length > policyCharactersMax) {
    problems.add('', whole, 'JSON_SYNTAX_ERROR', `longer than ${policyCharactersMax} characters`, awsMessages.syntax);
    return { ok: false, problems: problems.list };
  }
  const json = readJson(text);
  if (!json.ok) {
    problems.add(
      '',
      json.fault.span,
      'JSON_SYNTAX_ERROR',
      json.fault.message,
      kind === 'trust' ? awsMessages.json : awsMessages.syntax,
    );
    return { ok: false, problems: problems.list };
  }
  const { root } = json;
  if (root.kind !== 'object') {
    problems.add('', root.span, 'JSON_SYNTAX_ERROR', 'a policy is a JSON object', awsMessages.syntax);
    return { ok: false, problems: problems.list };
  }
  const members = membersOf(root.members, '', problems);
  for (const { key, keySpan } of root.members) {
    if (key !== 'Version' && key !== 'Id' && key !== 'Statement') {
      problems.add(key, keySpan, 'INVALID_POLICY_ELEMENT', `"${key}" is not an element of a policy`);
    }
  }
  const version = readVersion(members.get('Version')?.value, root.span, kind, options, problems);
  const id = members.get('Id')?.value;
  if (id !== undefined && id.kind !== 'string') problems.add('Id', id.span, 'DATA_TYPE_MISMATCH', 'Id is a string');
  const statements = readStatements(members.get('Statement')?.value, root.span, {
    kind,
    version,
    problems,
    stored: options.stored === true,
    resourceOptional: options.resourceOptional === true,
  });
  if (problems.list.length > 0) return { ok: false, problems: problems.list };
  return {
    ok: true,
    document: documentOf(kind, version, statements, text, id?.kind === 'string' ? id.value : undefined),
  };
}

/** Compiles statements that are known to be good, numbered anew: how a document is varied ("what if this deny were gone"). */
export function documentOf(
  kind: PolicyKind,
  version: Version,
  statements: readonly Statement[],
  text: string,
  id?: string,
): Document {
  const numbered = statements.map((statement, index) =>
    statement.index === index ? statement : { ...statement, index },
  );
  const document = { kind, version, statements: numbered, text, program: new Program(numbered, version) };
  return id === undefined ? document : { ...document, id };
}

function readVersion(
  node: JsonNode | undefined,
  whole: Span,
  kind: PolicyKind,
  options: ParseOptions,
  problems: Problems,
): Version {
  if (node === undefined) {
    if (options.versionRequired === true)
      problems.add('Version', whole, 'MISSING_VERSION', 'Version is missing', awsMessages.version);
    return '2008-10-17';
  }
  if (node.kind === 'string' && node.value === '2012-10-17') return '2012-10-17';
  if (node.kind === 'string' && node.value === '2008-10-17') {
    if (options.versionRequired === true) {
      problems.add(
        'Version',
        node.span,
        'INVALID_VERSION',
        'a managed policy needs Version 2012-10-17',
        awsMessages.version,
      );
    }
    return '2008-10-17';
  }
  const old = node.kind === 'string' && node.value < '2012-10-17';
  problems.add(
    'Version',
    node.span,
    'INVALID_VERSION',
    'Version is 2012-10-17 or 2008-10-17',
    kind === 'trust' ? awsMessages.trustVersion : old ? awsMessages.version : awsMessages.syntax,
  );
  return '2012-10-17';
}

function readStatements(
  node: JsonNode | undefined,
  whole: Span,
  document: Omit<StatementPlace, 'index' | 'path'>,
): readonly Statement[] {
  const { kind, problems } = document;
  const nodes = node === undefined ? [] : node.kind === 'array' ? node.items : [node];
  if (nodes.length === 0 && (node === undefined || document.stored)) {
    const message = node === undefined ? 'Statement is missing' : 'Statement is empty';
    const sentence = kind === 'trust' ? awsMessages.trustStatements : awsMessages.syntax;
    problems.add('Statement', node?.span ?? whole, 'MISSING_STATEMENT', message, sentence);
  }
  const statements: Statement[] = [];
  const sids = new Set<string>();
  for (const [index, item] of nodes.entries()) {
    const path = node?.kind === 'array' ? `Statement[${index}]` : 'Statement';
    if (item.kind !== 'object') {
      problems.add(path, item.span, 'DATA_TYPE_MISMATCH', 'a statement is a JSON object');
      continue;
    }
    const place = { ...document, index, path };
    const statement = readStatement(item, place);
    const sid = sidOf(item);
    if (sid !== undefined && sid !== '' && kind !== 'resource' && kind !== 'vpcEndpoint') {
      if (sids.has(sid)) {
        const span = item.members.find((member) => member.key === 'Sid')?.value.span ?? item.span;
        problems.add(
          join(path, 'Sid'),
          span,
          'UNIQUE_SIDS_REQUIRED',
          `the Sid "${sid}" stands twice`,
          kind === 'trust' ? awsMessages.trustSids : awsMessages.sidUnique,
        );
      }
      sids.add(sid);
    }
    if (statement !== undefined) statements.push(statement);
  }
  return statements;
}
