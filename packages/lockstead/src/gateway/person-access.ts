/** Whether somebody who is at a page may do what no operation of an API does: what AWS's console does by itself, with an action of its own. */
import { newRequestId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { AccessPair } from '#service/authorization';
import type { AtPage } from '#service/call';
import type { RequestContext } from '#service/request-context';
import { authorize } from './decide/authorize.ts';
import { denialOf } from './decide/denial.ts';
import { denialStyle } from './decide/denial-style.ts';
import type { Gateway } from './gateway.ts';

/** What they do is a request of their own. */
export function contextAtPage({ clock, entropy }: Gateway, { person, transport, region }: AtPage): RequestContext {
  const { principal } = person;
  const account =
    principal.kind === 'federated'
      ? principal.roleAccount
      : present(principal.account, 'somebody who is signed in has an account');
  const requestId = newRequestId(entropy);
  return { requestId, at: clock.now(), region, session: person, account, transport, clock, entropy };
}

export type PersonAccess = (at: AtPage, pair: AccessPair) => Promise<void>;

/** Throws the denial, in AWS's words. */
export function personAccess(gateway: Gateway): PersonAccess {
  return async (at, pair) => {
    const judgement = await authorize(gateway, [pair], contextAtPage(gateway, at));
    if (judgement.allowed || gateway.enforce !== 'full') return;
    const denied = present(judgement.judged.at(-1), 'a denial has been judged');
    const operation = pair.action.slice(pair.action.indexOf(':') + 1);
    throw denialOf(denied, { operation, input: {}, style: denialStyle('awsQuery'), wordDenial: undefined });
  };
}
