/** Putting on a role, and taking it off again. */
import { iamArn } from '#kernel/arn';
import { AwsError } from '#kernel/aws-error';
import type { Principal } from '#service/session';
import type { SiteAnswer } from '#service/site';
import { accountNamed } from '#services/iam/api';
import type { SignInParts } from '../parts.ts';
import { changeSignIn } from '../sessions.ts';
import { signInEvent } from '../sign-in-events.ts';
import type { Visit } from '../visit.ts';
import { homeOf } from './home.ts';
import { presentAt } from './present.ts';

interface Assumed {
  readonly Credentials?: { readonly AccessKeyId?: string; readonly SessionToken?: string };
}

/** AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html */
export async function switchRole(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const form = await visit.ownForm();
  const present = await presentAt('open', parts, visit);
  if (present === undefined) return visit.goTo('/');
  const { session, signIn } = present;
  const { principal } = session;
  if (principal.kind === 'root') return homeOf(visit, present, 'The root user cannot switch roles.');
  const role = (form.get('role') ?? '').trim();
  const account = await accountNamed(parts.store, (form.get('account') ?? '').trim());
  // Whether the account, the role or its trust is missing is nobody's business who may not put it on.
  const invalid = 'Invalid information in one or more fields. Check your information or contact your administrator.';
  if (account === undefined) return homeOf(visit, present, invalid);
  const { store, clock, region, invoke, credentials, furtherEvents } = parts;
  const { transport } = visit.request;
  const sessionName = nameOf(principal);
  try {
    const call = {
      service: 'sts',
      operation: 'AssumeRole',
      input: { RoleArn: iamArn(account, `role/${role}`), RoleSessionName: sessionName },
    };
    const { Credentials } = (await invoke(call, { person: session, transport, region })) as Assumed;
    const found = await credentials.find(Credentials?.AccessKeyId ?? '', Credentials?.SessionToken);
    if (found.kind !== 'valid') return homeOf(visit, present, invalid);
    const displayName = (form.get('displayName') ?? '').trim().slice(0, 64) || `${role} @ ${account}`;
    await store.transact(async (tx) => {
      const role = { session: found.session, displayName };
      if ((await changeSignIn(tx, signIn, (now) => ({ ...now, role }))) === undefined) return;
      await furtherEvents.record(
        tx,
        signInEvent({
          name: 'SwitchRole',
          at: clock.now(),
          account,
          region,
          transport,
          session: found.session,
          outcome: 'Success',
          data: { SwitchFrom: 'arn' in principal ? principal.arn : '', RedirectTo: `${visit.request.origin}/` },
        }),
      );
    });
    return visit.goTo('/');
  } catch (error) {
    if (error instanceof AwsError && error.httpStatus < 500) return homeOf(visit, present, invalid);
    throw error;
  }
}

export async function leaveRole(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  await visit.ownForm();
  const present = await presentAt('open', parts, visit);
  if (present === undefined) return visit.goTo('/');
  await parts.store.transact((tx) => changeSignIn(tx, present.signIn, ({ role: _, ...own }) => own));
  return visit.goTo('/');
}

/** Of the session in the role: whose it is. */
function nameOf(principal: Principal): string {
  switch (principal.kind) {
    case 'user':
      return principal.userName;
    case 'assumedRole':
      return principal.sessionName;
    case 'federatedUser':
      return principal.name;
    default:
      return 'console';
  }
}
