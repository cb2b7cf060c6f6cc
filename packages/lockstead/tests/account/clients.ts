/** Clients of the Account API, and the messages that it keeps. */
import { AccountClient } from '@aws-sdk/client-account';
import type { Cloud } from 'lockstead';
import type { Keys } from '../support/lockstead.ts';
import { send, signed } from '../support/signed.ts';

export function accountClient(cloud: Cloud, credentials?: Keys): AccountClient {
  const config = { ...cloud.clientConfig(), maxAttempts: 1 };
  return new AccountClient(credentials === undefined ? config : { ...config, credentials });
}

export interface Message {
  readonly to: string;
  readonly account: string;
  readonly text: string;
}

/** Newest first. */
export async function messagesOf(cloud: Cloud): Promise<readonly Message[]> {
  const { host, port } = new URL(cloud.endpoint);
  const request = { method: 'GET', path: '/_lockstead/messages', headers: { host } };
  const keys = cloud.credentials as Keys;
  const reply = await send(Number(port), request, signed(request, { keys, service: 'lockstead' }));
  return (JSON.parse(reply.text) as { messages: readonly Message[] }).messages;
}

/** The passcode in the newest message. */
export async function newestPasscode(cloud: Cloud): Promise<string> {
  const [newest] = await messagesOf(cloud);
  return /is ([A-Z0-9]{6})\./.exec(newest?.text ?? '')?.[1] ?? '';
}
