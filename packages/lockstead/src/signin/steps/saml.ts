/**
 * A company's identity provider sends somebody's browser here, with a SAML response in a form. Who may have several roles chooses one.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-saml.html
 */
import { hours, instant, later } from '#kernel/clock';
import type { Session } from '#service/session';
import type { SiteAnswer } from '#service/site';
import { identifySaml, type Recipients, rolesOffered, type SamlRole } from '#services/sts/api';
import { message } from '../pages/message.ts';
import { roleChoice } from '../pages/role-choice.ts';
import type { SignInParts } from '../parts.ts';
import { insertSignIn, newToken } from '../sessions.ts';
import { signInEvent } from '../sign-in-events.ts';
import type { Visit } from '../visit.ts';
import { ownPath } from './own-path.ts';

interface Assumed {
  readonly Credentials?: { readonly AccessKeyId?: string; readonly SessionToken?: string };
}

/** Answers what comes from another site: the message is signed, and nobody is signed in by anything else of it. */
export function samlStep(recipients: Recipients): (parts: SignInParts, visit: Visit) => Promise<SiteAnswer> {
  return async (parts, visit) => {
    const form = await visit.foreignForm();
    const response = form.get('SAMLResponse') ?? '';
    const offered = rolesOffered(response);
    if (offered === undefined) return refused(visit, 'Encrypted responses are taken by AssumeRoleWithSAML alone here.');
    if (offered.length === 0) return refused(visit, 'Your request included an invalid SAML response.');
    const relayState = form.get('RelayState') ?? '';
    const [only, ...others] = offered;
    const chosen = others.length === 0 ? only : offered.find(({ role }) => role === form.get('role'));
    if (chosen === undefined) return visit.page(roleChoice({ response, relayState, roles: offered }));
    return await enter(parts, visit, { recipients, response, chosen, relayState });
  };
}

interface Choice {
  readonly recipients: Recipients;
  readonly response: string;
  readonly chosen: SamlRole;
  readonly relayState: string;
}

/** Throws STS's errors, which the site shows. */
async function enter(
  parts: SignInParts,
  visit: Visit,
  { recipients, response, chosen, relayState }: Choice,
): Promise<SiteAnswer> {
  const { store, clock, entropy, region, invoke, credentials, furtherEvents } = parts;
  const { transport, origin } = visit.request;
  const given = { RoleArn: chosen.role, PrincipalArn: chosen.provider, SAMLAssertion: response };
  const person: Session = await identifySaml(recipients, given, store, clock.wallNow());
  // AWS: how long somebody may stay is said by the provider; an hour otherwise.
  const seconds = person.principal.kind === 'federated' ? person.principal.saml?.sessionSeconds : undefined;
  const input = { ...given, ...(seconds === undefined ? {} : { DurationSeconds: seconds }) };
  const call = { service: 'sts', operation: 'AssumeRoleWithSAML', input };
  const { Credentials } = (await invoke(call, { person, transport, region })) as Assumed;
  const found = await credentials.find(Credentials?.AccessKeyId ?? '', Credentials?.SessionToken);
  if (found.kind !== 'valid' || found.session.principal.kind !== 'assumedRole') {
    return refused(visit, 'Your session could not be started.');
  }
  const federated = found.session;
  const { account, arn } = found.session.principal;
  const now = clock.now();
  const expiresAt = instant(Math.min(federated.temporary?.expiresAt ?? now, later(now, hours(12))));
  const token = newToken(entropy);
  await store.transact(async (tx) => {
    await insertSignIn(tx, { token, stage: 'open', account, owner: arn, federated, expiresAt }, now);
    await furtherEvents.record(
      tx,
      signInEvent({
        name: 'ConsoleLogin',
        at: now,
        account,
        region,
        transport,
        session: federated,
        outcome: 'Success',
        data: { LoginTo: `${origin}/`, MFAUsed: 'No', SamlProviderArn: chosen.provider },
      }),
    );
  });
  // As with the federation endpoint: a redirect would bring no cookie.
  const goesTo = ownPath(relayState === '' ? null : relayState, origin);
  return visit.page({ ...message('Signed in', 'You are signed in.'), goesTo }, 200, visit.cookie(token));
}

function refused(visit: Visit, sentence: string): SiteAnswer {
  return visit.page(message("Sign-in with your company's login", sentence), 400);
}
