/** The second factors of whoever is signed in: what is there, and another authenticator app. People do it with their own permissions in IAM. */
import { AwsError } from '#kernel/aws-error';
import type { SiteAnswer } from '#service/site';
import { devicesOf, enableRootDevice, type SignInPerson } from '#services/iam/api';
import { enrol, security } from '../pages/security.ts';
import type { SignInParts } from '../parts.ts';
import { formToken } from '../sessions.ts';
import type { Visit } from '../visit.ts';
import { factorsOf } from './come-in.ts';
import { recordEnabled, requireMayEnable } from './enabling.ts';
import { type Present, presentAt } from './present.ts';

/** AWS's console gives the root user's first device this name. */
const rootDevice = 'root-account-mfa-device';

async function page(parts: SignInParts, visit: Visit, present: Present, problem?: string): Promise<SiteAnswer> {
  const { person, token } = present;
  const shown = {
    form: formToken(token).reveal(),
    devices: person === undefined ? [] : await serialsOf(parts, person),
    mayAdd: mayAdd(present),
    ...(problem === undefined ? {} : { problem }),
  };
  return visit.page(security(shown), problem === undefined ? 200 : 400);
}

async function serialsOf({ store }: SignInParts, person: SignInPerson): Promise<readonly string[]> {
  const { authenticators, passkeys } = await factorsOf(store, person);
  return [...authenticators, ...passkeys.map(({ serial }) => serial)];
}

export function mayAdd({ person, signIn }: Present): boolean {
  return person !== undefined && signIn.role === undefined;
}

export async function showSecurity(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const present = await presentAt('open', parts, visit);
  return present === undefined ? visit.goTo('/') : await page(parts, visit, present);
}

interface Created {
  readonly VirtualMFADevice: {
    readonly SerialNumber: string;
    readonly Base32StringSeed: Uint8Array;
    readonly QRCodePNG: Uint8Array;
  };
}

export async function addAuthenticator(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const form = await visit.ownForm();
  const present = await presentAt('open', parts, visit);
  if (present === undefined || !mayAdd(present)) return visit.goTo('/security');
  const { session, token } = present;
  const { principal } = session;
  const { region, invoke, store } = parts;
  const as = { person: session, transport: visit.request.transport, region };
  let VirtualMFADeviceName = (form.get('name') ?? '').trim();
  if (principal.kind === 'root') {
    const SerialNumber = `arn:aws:iam::${principal.account}:mfa/${rootDevice}`;
    const enabled = await devicesOf(store, { account: principal.account, ownerId: principal.account });
    if (!enabled.includes(SerialNumber)) {
      VirtualMFADeviceName = rootDevice;
      // One that was shown and never enabled is nobody's, and would be in the way.
      const drop = { service: 'iam', operation: 'DeleteVirtualMFADevice', input: { SerialNumber } };
      await invoke(drop, as).catch(() => undefined);
    }
  }
  try {
    const call = { service: 'iam', operation: 'CreateVirtualMFADevice', input: { VirtualMFADeviceName } };
    const { VirtualMFADevice } = (await invoke(call, as)) as Created;
    return visit.page(
      enrol({
        form: formToken(token).reveal(),
        serial: VirtualMFADevice.SerialNumber,
        qrCode: Buffer.from(VirtualMFADevice.QRCodePNG).toString('base64'),
        seed: Buffer.from(VirtualMFADevice.Base32StringSeed).toString('latin1'),
      }),
    );
  } catch (error) {
    if (error instanceof AwsError && error.httpStatus < 500) return await page(parts, visit, present, error.message);
    throw error;
  }
}

/** Two codes in a row prove the app. One that is wrong ends it: the device, which nobody has, goes, and another is made. */
export async function enableAuthenticator(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const form = await visit.ownForm();
  const present = await presentAt('open', parts, visit);
  if (present?.person === undefined || !mayAdd(present)) return visit.goTo('/security');
  const { session, person } = present;
  const { region, invoke, store, clock } = parts;
  const { transport } = visit.request;
  const SerialNumber = form.get('serial') ?? '';
  const codes = {
    AuthenticationCode1: (form.get('code1') ?? '').trim(),
    AuthenticationCode2: (form.get('code2') ?? '').trim(),
  };
  const as = { person: session, transport, region };
  try {
    if (person.principal.kind === 'root') {
      const owner = { ...present, person };
      await requireMayEnable(parts, visit, owner);
      await store.transact(async (tx) => {
        await enableRootDevice(tx, person.account, SerialNumber, codes, clock);
        await recordEnabled(tx, parts, visit, owner, SerialNumber);
      });
    } else {
      const input = { UserName: person.principal.userName, SerialNumber, ...codes };
      await invoke({ service: 'iam', operation: 'EnableMFADevice', input }, as);
    }
    return visit.goTo('/security');
  } catch (error) {
    if (!(error instanceof AwsError) || error.httpStatus >= 500) throw error;
    const problem = `${error.message} Show the QR code again, and scan it anew.`;
    await invoke({ service: 'iam', operation: 'DeleteVirtualMFADevice', input: { SerialNumber } }, as).catch(
      () => undefined,
    );
    return await page(parts, visit, present, problem);
  }
}
