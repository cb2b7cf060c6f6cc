/** A decision, told to people: the verdict, the layers with the statements looked at, and the least change that would allow. */
import type { Change, LayerExplanation, PolicyExplanation, Principal, StatementExplanation } from '@lockstead/policy';
import type { Paint } from '#terminal/paint';
import { shellWord } from '#terminal/shell-word';
import { table } from '#terminal/table';
import { changeLines } from './change-lines.ts';
import type { ExplainedDecision, ExplainedPair, ExplainedRefusal } from './decision.ts';
import { layerNames } from './layer-names.ts';
import { mismatchWords, valueWords } from './mismatch.ts';
import { reasonLines } from './reason-lines.ts';

export interface RenderOptions {
  readonly paint: Paint;
  /** Every statement and the whole context. */
  readonly all: boolean;
  /** The reader has the sentence of the error on the screen already. */
  readonly isMessageKnown?: boolean;
}

/** Of one layer; the nearest to a match come first. */
const statementsShownMax = 12;

export function renderDecision(decision: ExplainedDecision, options: RenderOptions): string {
  const { paint } = options;
  const { requestId, operation, at, account, ignored, decisions } = decision;
  const lines = [
    `${verdictWords(decision, paint)} ${paint.bold(operation)}, ${at}, account ${account}`,
    paint.dim(`request ${requestId}`),
  ];
  if (ignored !== undefined) lines.push(`Ignored members of the request: ${ignored.join(', ')}`);
  if (decision.refused !== undefined) lines.push('', ...refusalLines(decision.refused, paint));
  for (const [i, pair] of decisions.entries()) {
    const isLast = i === decisions.length - 1;
    lines.push(
      '',
      ...(isLast ? pairLines(pair, options) : [`${paint.good('allowed')} ${pair.action} on ${pair.resource}`]),
    );
  }
  return `${lines.join('\n')}\n`;
}

function verdictWords({ allowed, audited }: ExplainedDecision, paint: Paint): string {
  if (audited) return paint.note('Let through, would be denied:');
  return allowed ? paint.good('Allowed:') : paint.bad('Denied:');
}

/** One action on one resource: who asked, what each layer said, and the least change that would allow it. */
export function pairLines(pair: ExplainedPair, options: RenderOptions): readonly string[] {
  const { paint } = options;
  const { action, resource, principal, explanation, notKnown } = pair;
  const lines = [
    ...askedLines(principal, action, notKnown === undefined ? resource : 'not known'),
    ...(options.isMessageKnown === true
      ? []
      : ['', explanation.message === undefined ? allowedBy(pair) : paint.bold(explanation.message)]),
    '',
    ...(notKnown === undefined ? layerLines(explanation.layers, options) : notKnownLines(notKnown)),
  ];
  for (const reason of pair.reasons ?? []) lines.push('', ...reasonLines(reason, paint));
  if (options.all) lines.push('', ...contextLines(pair, paint));
  if (notKnown === undefined && explanation.decision.effect === 'deny') lines.push('', ...repairLines(pair, paint));
  return lines;
}

function askedLines(principal: Principal, action: string, resource: string): readonly string[] {
  return table([
    ['Who', callerOf(principal)],
    ['Action', action],
    ['Resource', resource],
  ])
    .trimEnd()
    .split('\n');
}

/** What no policy denied. */
function refusalLines(
  { principal, action, resource, reasons, message = '' }: ExplainedRefusal,
  paint: Paint,
): readonly string[] {
  return [
    ...askedLines(principal, action, resource),
    '',
    ...(message === '' ? [] : [paint.bold(message), '']),
    'A setting refuses it, whatever policies say: no change of policies alone would allow it.',
    ...reasons.flatMap((reason) => ['', ...reasonLines(reason, paint)]),
  ];
}

function notKnownLines(reason: string): readonly string[] {
  return [
    `No policy was asked: it is not known what the request asks for (${reason}).`,
    'Such a request is denied to everybody, the root user too. No change of policies would allow it.',
  ];
}

function allowedBy({ explanation: { decision } }: ExplainedPair): string {
  if (decision.effect === 'deny') return '';
  const { by } = decision;
  if ('statement' in by)
    return `Allowed by statement ${by.statement} of ${by.arn ?? by.policy} (${layerNames[by.layer]}).`;
  switch (by.layer) {
    case 'root':
      return 'Allowed: the root user may do this in its own account without a policy.';
    case 'grant':
      return `Allowed by the grant ${by.name ?? ''}.`;
    case 'always':
      return 'Allowed: nobody can be denied this.';
  }
}

function layerLines(layers: readonly LayerExplanation[], options: RenderOptions): readonly string[] {
  const { paint } = options;
  const lines: string[] = [];
  for (const layer of layers) {
    if (layer.verdict === 'notApplicable') continue;
    lines.push(`${verdictMark(layer.verdict, paint)} ${paint.bold(layerNames[layer.layer])}: ${verdictOf(layer)}`);
    lines.push(...statementLines(layer, options));
  }
  const absent = layers.filter(({ verdict }) => verdict === 'notApplicable').map(({ layer }) => layerNames[layer]);
  if (absent.length > 0) lines.push(paint.dim(`– not there: ${absent.join(', ')}`));
  return lines;
}

function verdictMark(verdict: LayerExplanation['verdict'], paint: Paint): string {
  if (verdict === 'allow') return paint.good('✓');
  return verdict === 'explicitDeny' ? paint.bad('✗') : paint.bad('·');
}

function verdictOf({ verdict, policies }: LayerExplanation): string {
  const statements = policies.reduce((sum, policy) => sum + policy.statements.length, 0);
  const looked = `${count(policies.length, 'policy', 'policies')}, ${count(statements, 'statement', 'statements')} looked at`;
  switch (verdict) {
    case 'allow':
      return `allowed (${looked})`;
    case 'explicitDeny':
      return `denied by a statement (${looked})`;
    default:
      return policies.length === 0 ? 'there is none, so nothing allows it' : `nothing allows it (${looked})`;
  }
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

interface Placed {
  readonly policy: PolicyExplanation;
  readonly statement: StatementExplanation;
}

function statementLines({ policies }: LayerExplanation, { paint, all }: RenderOptions): readonly string[] {
  const placed: readonly Placed[] = policies.flatMap((policy) =>
    policy.statements.map((statement) => ({ policy, statement })),
  );
  const nearest = placed.toSorted((a, b) => a.statement.mismatches.length - b.statement.mismatches.length);
  const shown = all ? placed : nearest.slice(0, statementsShownMax);
  const lines = shown.flatMap((each) => oneStatement(each, paint));
  if (shown.length < placed.length) lines.push(paint.dim(`    and ${placed.length - shown.length} more (--all)`));
  return lines;
}

function oneStatement({ policy, statement }: Placed, paint: Paint): readonly string[] {
  const sid = statement.sid === undefined ? '' : ` "${statement.sid}"`;
  const via = policy.via === undefined ? '' : `, through group ${policy.via}`;
  const target = policy.target === undefined ? '' : `, at ${policy.target}`;
  const head = `    ${statement.effect} ${statement.statement}${sid} of ${policy.policy}${via}${target}`;
  if (statement.matches)
    return [`${head}: ${statement.effect === 'Allow' ? paint.good('applies') : paint.bad('applies')}`];
  return [`${head} does not apply:`, ...statement.mismatches.map((each) => paint.dim(`      ${mismatchWords(each)}`))];
}

function contextLines({ context }: ExplainedPair, paint: Paint): readonly string[] {
  const rows = Object.entries(context).map(([key, value]) => [key, valueWords(value)]);
  return [paint.bold('Condition keys of the request'), ...table(rows, { indent: '  ' }).trimEnd().split('\n')];
}

function repairLines({ explanation: { leastChange }, principal }: ExplainedPair, paint: Paint): readonly string[] {
  if (leastChange === undefined) return [paint.bold('No change of policies would allow it.')];
  const lines = [paint.bold('The least change that would allow it')];
  for (const change of leastChange.changes) {
    lines.push(...changeLines(change).map((line) => `  ${line}`));
    const command = commandFor(change, principal);
    if (command !== undefined) lines.push('  with the AWS CLI:', `    ${command}`);
  }
  return lines;
}

/** Only where the change is one call: a statement of the caller's own. */
function commandFor(change: Change, principal: Principal): string | undefined {
  if (change.change !== 'addStatement' || change.layer !== 'identity') return undefined;
  const owner = ownerOf(principal);
  if (owner === undefined) return undefined;
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [change.statement] });
  const name = `allow-${change.statement.Action.replaceAll(/[^\w+=,.@-]/g, '-')}`;
  return `aws iam put-${owner.kind}-policy --${owner.kind}-name ${shellWord(owner.name)} --policy-name ${shellWord(name)} --policy-document ${shellWord(document)}`;
}

function ownerOf(principal: Principal): { readonly kind: 'user' | 'role'; readonly name: string } | undefined {
  const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
  if (principal.kind === 'user') return { kind: 'user', name: nameIn(principal.arn) };
  return principal.kind === 'roleSession' ? { kind: 'role', name: nameIn(principal.roleArn) } : undefined;
}

function callerOf(principal: Principal): string {
  switch (principal.kind) {
    case 'anonymous':
      return 'nobody (unsigned)';
    case 'service':
      return principal.service;
    case 'federated':
      return principal.provider;
    default:
      return principal.arn;
  }
}
