/** Would it be allowed, and to whom? By the policies that are in force now. */
import type { ContextValue } from '@lockstead/policy';
import { parseArn } from '#kernel/arn';
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { AskedRequest } from '#service/what-if';
import { type AdminCall, AdminError, json } from './admin.ts';
import type { AnyResource } from './some-resource/ask.ts';
import { actionReference } from './some-resource/candidates.ts';

const contextKeysMax = 200;

/**
 * `{"principal": ARN, "action": …, "resource": …, "resourceAccount"?: …, "context"?: {KEY: text or texts}}`. Of a question about `*` the answer
 * says with `on` whether it is about every resource, some (`pattern` says which) or none.
 */
export function decideCall(ask: AnyResource): AdminCall {
  return {
    method: 'POST',
    path: 'decide',
    action: 'Decide',
    async handle({ body }) {
      const given = membersOf(body);
      const { principal, action, resource, resourceAccount, context = {}, ...unknown } = given;
      const [extra] = Object.keys(unknown);
      if (extra !== undefined) throw badRequest(`"${extra}" is not a member of a question.`);
      if (typeof principal !== 'string') throw badRequest('A question names a "principal".');
      const asked = await askedOf(action, resource, resourceAccount, contextIn(context));
      const answered = await ask.decide(principal, asked);
      if (answered === undefined)
        throw new AdminError(
          'NoSuchPrincipal',
          400,
          `There is no user, role, session of a role or root user "${principal}".`,
        );
      const { answered: answer, on, pattern } = answered;
      return json({
        allowed: answer.explanation.decision.effect === 'allow',
        on,
        ...(pattern === undefined ? {} : { pattern }),
        ...answer,
      });
    },
  };
}

/** `?action=…&resource=…&resourceAccount=…&context=KEY=VALUE`, the last as often as wanted. */
export function whoCanCall(ask: AnyResource): AdminCall {
  return {
    method: 'GET',
    path: 'who-can',
    action: 'WhoCan',
    async handle({ query }) {
      const known = ['action', 'resource', 'resourceAccount', 'context'];
      const extra = [...query.keys()].find((name) => !known.includes(name));
      if (extra !== undefined) throw badRequest(`"${extra}" is not a parameter of a question.`);
      const asked = await askedOf(
        query.get('action'),
        query.get('resource'),
        query.get('resourceAccount') ?? undefined,
        contextOfPairs(query.getAll('context')),
      );
      return json({ action: asked.action, ...(await ask.whoCan(asked)) });
    },
  };
}

async function askedOf(
  action: unknown,
  resource: unknown,
  account: unknown,
  context: AskedRequest['context'],
): Promise<AskedRequest> {
  if (typeof action !== 'string' || !/^[a-z0-9-]+:[a-z0-9]+$/i.test(action))
    throw badRequest('"action" is an action such as s3:GetObject.');
  if (!(await isKnownAction(action))) throw new AdminError('NoSuchAction', 400, `There is no action ${action}.`);
  if (typeof resource !== 'string' || (resource !== '*' && parseArn(resource) === undefined))
    throw badRequest('"resource" is an ARN, or * for any.');
  const resourceAccount = account === undefined ? undefined : accountIn(account);
  return { action, resource, context, ...(resourceAccount === undefined ? {} : { resourceAccount }) };
}

/** AWS's reference does not have Lockstead's own admin calls. */
async function isKnownAction(action: string): Promise<boolean> {
  return action.toLowerCase().startsWith('lockstead:') || (await actionReference(action)) !== undefined;
}

function accountIn(value: unknown): AccountId {
  const account = typeof value === 'string' ? parseAccountId(value) : undefined;
  if (account === undefined) throw badRequest('"resourceAccount" has twelve digits.');
  return account;
}

function membersOf(body: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw badRequest('The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest('The body is not a JSON object.');
  return value as Readonly<Record<string, unknown>>;
}

function contextIn(value: unknown): AskedRequest['context'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('"context" is an object.');
  const entries = Object.entries(value);
  if (entries.length > contextKeysMax) throw badRequest(`"context" has at most ${contextKeysMax} keys.`);
  for (const [key, each] of entries) {
    const isText = typeof each === 'string' || (Array.isArray(each) && each.every((one) => typeof one === 'string'));
    if (!isText) throw badRequest(`"context" has a text or a list of texts as "${key}".`);
  }
  return value as Readonly<Record<string, ContextValue>>;
}

/** A key that occurs several times has several values. */
function contextOfPairs(pairs: readonly string[]): AskedRequest['context'] {
  const values = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw badRequest(`"${pair}" is not KEY=VALUE.`);
    const key = pair.slice(0, at);
    values.set(key, [...(values.get(key) ?? []), pair.slice(at + 1)]);
  }
  if (values.size > contextKeysMax) throw badRequest(`There are at most ${contextKeysMax} context keys.`);
  return Object.fromEntries([...values].map(([key, all]) => [key, all.length === 1 ? (all[0] as string) : all]));
}

function badRequest(message: string): AdminError {
  return new AdminError('BadRequest', 400, message);
}
