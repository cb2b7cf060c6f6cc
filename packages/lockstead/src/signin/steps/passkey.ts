/**
 * Passkeys and security keys: as a second factor at sign-in, and registered by who is signed in. Verified by @simplewebauthn/server, which is
 * loaded when the first one is used.
 * WebAuthn: https://www.w3.org/TR/webauthn-3/
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { AwsError } from '#kernel/aws-error';
import type { SiteAnswer } from '#service/site';
import { addPasskey, notePasskeyUse, passkeysOf } from '#services/iam/api';
import type { SignInParts } from '../parts.ts';
import { relyingParty } from '../relying-party.ts';
import { changeSignIn, type SignIn } from '../sessions.ts';
import type { Visit } from '../visit.ts';
import { goneOnByScript } from './come-in.ts';
import { recordEnabled, requireMayEnable } from './enabling.ts';
import { presentAt } from './present.ts';
import { halfway, notProved, proved } from './second-factor.ts';
import { mayAdd } from './security.ts';

const library = (): Promise<typeof import('@simplewebauthn/server')> => import('@simplewebauthn/server');

/** EdDSA, ES256 and RS256 (COSE's numbers): what keys in use have. */
const algorithms = [-8, -7, -257] as const;

const over = 'Your sign-in is over. Open the page again.';
const wrong = 'The passkey is none of yours here.';

function refused(visit: Visit, message: string, status = 403): SiteAnswer {
  return visit.json({ message }, status);
}

/** Kept with the sign-in. The next one takes its place. */
async function keepChallenge(
  { store }: SignInParts,
  signIn: SignIn,
  challenge: NonNullable<SignIn['challenge']>,
): Promise<void> {
  await store.transact((tx) => changeSignIn(tx, signIn, (now) => ({ ...now, challenge })));
}

/** Takes it away, in one transaction: of two answers to one challenge the second finds none. */
async function takeChallenge(
  { store }: SignInParts,
  signIn: SignIn,
  purpose: NonNullable<SignIn['challenge']>['for'],
): Promise<string | undefined> {
  const before = await store.transact((tx) => changeSignIn(tx, signIn, ({ challenge: _, ...rest }) => rest));
  const challenge = before?.challenge;
  return challenge?.for === purpose ? challenge.text : undefined;
}

export async function offerPasskey(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  await visit.ownJson();
  const present = await halfway(parts, visit);
  if (present === undefined) return refused(visit, over);
  const passkeys = await passkeysOf(parts.store, present.person);
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(visit.request.hostName),
    challenge: new Uint8Array(parts.entropy.bytes(32)),
    userVerification: 'preferred',
    allowCredentials: passkeys.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: transports as never,
    })),
  });
  await keepChallenge(parts, present.signIn, { for: 'sign-in', text: options.challenge });
  return visit.json(options);
}

export async function checkPasskey(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const { response } = await visit.ownJson();
  const present = await halfway(parts, visit);
  if (present === undefined) return refused(visit, over);
  const { person, signIn } = present;
  const { store, clock, guesses } = parts;
  const guessed = [{ what: 'factor', name: `${person.account}/${person.ownerId}` }] as const;
  const mayTry = await store.transact((tx) => guesses.begin(tx, guessed, clock.now()));
  const challenge = await takeChallenge(parts, signIn, 'sign-in');
  const given = response as AuthenticationResponseJSON | undefined;
  const passkey = (await passkeysOf(store, person)).find(({ credentialId }) => credentialId === given?.id);
  if (!mayTry || challenge === undefined || given === undefined || passkey === undefined) {
    if (mayTry) await store.transact((tx) => notProved(tx, parts, visit, present));
    return refused(visit, wrong);
  }
  const { verifyAuthenticationResponse } = await library();
  const counter = await verifyAuthenticationResponse({
    response: given,
    expectedChallenge: challenge,
    expectedOrigin: visit.request.origin,
    expectedRPID: relyingParty(visit.request.hostName),
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.counter,
    },
    requireUserVerification: passkey.verifiesUser,
  }).then(
    ({ verified, authenticationInfo }) => (verified ? authenticationInfo.newCounter : undefined),
    () => undefined,
  );
  const next = await store.transact(async (tx) => {
    if (counter === undefined || !(await notePasskeyUse(tx, person, passkey.serial, counter))) return undefined;
    await guesses.right(tx, guessed);
    return await proved(tx, parts, visit, present, { serial: passkey.serial, kind: 'U2F MFA' });
  });
  if (next !== undefined) return goneOnByScript(visit, next);
  await store.transact((tx) => notProved(tx, parts, visit, present));
  return refused(visit, wrong);
}

/** The condition key of AWS's that tells the two steps of a registration apart. */
const step = (name: 'Create' | 'Activate'): { readonly 'iam:RegisterSecurityKey': string } => ({
  'iam:RegisterSecurityKey': name,
});

export async function offerRegistration(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  await visit.ownJson();
  const present = await presentAt('open', parts, visit);
  if (present?.person === undefined || !mayAdd(present)) return refused(visit, over);
  const { person, signIn } = present;
  const { principal } = person;
  try {
    await requireMayEnable(parts, visit, { ...present, person }, step('Create'));
  } catch (error) {
    if (error instanceof AwsError) return refused(visit, error.message);
    throw error;
  }
  const { generateRegistrationOptions } = await library();
  const options = await generateRegistrationOptions({
    rpName: 'Lockstead',
    rpID: relyingParty(visit.request.hostName),
    userName: principal.kind === 'user' ? `${principal.userName} (${person.account})` : `root (${person.account})`,
    userID: new Uint8Array(Buffer.from(`${person.account}/${person.ownerId}`)),
    challenge: new Uint8Array(parts.entropy.bytes(32)),
    attestationType: 'none',
    supportedAlgorithmIDs: [...algorithms],
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    excludeCredentials: (await passkeysOf(parts.store, person)).map(({ credentialId }) => ({ id: credentialId })),
  });
  await keepChallenge(parts, signIn, { for: 'register', text: options.challenge });
  return visit.json(options);
}

export async function register(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const { response, name } = await visit.ownJson();
  const present = await presentAt('open', parts, visit);
  if (present?.person === undefined || !mayAdd(present)) return refused(visit, over);
  const { person, signIn } = present;
  const { principal } = person;
  const { store, clock, entropy } = parts;
  const owner = { ...present, person };
  const challenge = await takeChallenge(parts, signIn, 'register');
  if (challenge === undefined || typeof response !== 'object' || response === null) return refused(visit, over);
  const { verifyRegistrationResponse } = await library();
  const verified = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: visit.request.origin,
    expectedRPID: relyingParty(visit.request.hostName),
    requireUserVerification: false,
    supportedAlgorithmIDs: [...algorithms],
  }).catch(() => undefined);
  if (verified?.verified !== true) return refused(visit, 'The passkey was not registered: its answer does not fit.');
  const { credential, userVerified } = verified.registrationInfo;
  try {
    await requireMayEnable(parts, visit, owner, step('Activate'));
    await store.transact(async (tx) => {
      const made = {
        name: typeof name === 'string' && name !== '' ? name : 'passkey',
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: credential.transports ?? [],
        verifiesUser: userVerified,
      };
      const userName = principal.kind === 'user' ? principal.userName : undefined;
      const serial = await addPasskey(tx, person, userName, made, clock.now(), entropy);
      await recordEnabled(tx, parts, visit, owner, serial);
    });
  } catch (error) {
    if (error instanceof AwsError && error.httpStatus < 500) return refused(visit, error.message, error.httpStatus);
    throw error;
  }
  return visit.json({ goTo: '/security' });
}
