/** Who may use the admin calls: anybody on loopback with `--dev`, else who signs for the service `lockstead` and is allowed to. */

import { BlockList, isIP } from 'node:net';
import { parseClaim, SigningKeyCache } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import { type AccountId, newRequestId } from '#kernel/ids';
import type { AdminAction } from '#service/admin-action';
import type { RequestContext } from '#service/request-context';
import { authenticate } from './authenticate.ts';
import { authorize, denialOf } from './authorize.ts';
import { denialStyle } from './denial-style.ts';
import type { Gateway } from './gateway.ts';
import type { Incoming } from './incoming.ts';
import { SecurityLog } from './security-log.ts';

export type AdminAccess = (incoming: Incoming, body: Buffer, action: AdminAction) => Promise<void>;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const asked = { signingName: 'lockstead', protocol: 'restJson1' } as const;

/** Throws the refusal. `owner` is the account whose Lockstead this is. */
export function adminAccess(gateway: Gateway, owner: AccountId, dev: boolean): AdminAccess {
  const authenticator = { ...gateway, signingKeys: new SigningKeyCache() };
  const securityLog = new SecurityLog(gateway.log, gateway.metrics, gateway.timers);
  return async ({ request, transport }, body, action) => {
    const claimed = parseClaim(request);
    if (dev && claimed.kind === 'none' && isLoopbackAddress(transport.sourceIp) && !isForwarded(request)) return;
    const requestId = newRequestId(gateway.entropy);
    const { session, region } = await authenticate(authenticator, request, body, asked, claimed).catch((error) => {
      const code = error instanceof AwsError ? error.code : 'InternalFailure';
      securityLog.refused({ requestId, transport, service: asked.signingName, operation: action, claimed, code });
      throw error;
    });
    const { principal } = session;
    if (principal.account === undefined)
      throw new AwsError({ ...denialStyle('restJson1'), fault: 'client' }, 'Access Denied');
    const context: RequestContext = {
      requestId,
      at: gateway.clock.now(),
      region,
      session,
      account: principal.account,
      transport,
      clock: gateway.clock,
      entropy: gateway.entropy,
    };
    const judgement = await authorize(gateway, [{ action: `lockstead:${action}`, resource: '*', owner }], context);
    if (judgement.allowed) return;
    securityLog.deniedAdminCall(transport, action, principal.arn);
    throw denialOf(judgement.judged, denialStyle('restJson1'));
  };
}

/** Behind a proxy on this machine everybody comes from this machine, and can write what an address list begins with. */
function isForwarded({ headers }: Incoming['request']): boolean {
  return ['forwarded', 'via', 'x-forwarded-for'].some((name) => headers[name] !== undefined);
}

export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  return address.includes(':') ? loopback.check(address, 'ipv6') : loopback.check(address, 'ipv4');
}
