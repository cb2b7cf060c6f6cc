/**
 * kill -9 of the crypto processes, of the server, and of all of them, while clients make keys, aliases and grants, import materials and use keys:
 * nothing that was acknowledged is lost, and each use that was answered has its event. Where the crypto processes alone die, nobody notices.
 */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import * as kms from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { childrenOf } from '../support/children.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { text, words } from './support.ts';
import { importInto } from './wrapped-import.ts';

const rounds = 20;
const clients = 8;
const usesInARound = 80;
const operations = ['Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateMac'] as const;
const killed = ['crypto', 'server', 'both'] as const;

/** What was acknowledged, by all rounds so far. */
interface Acknowledged {
  readonly keys: { readonly KeyId: string; readonly CiphertextBlob: Uint8Array }[];
  readonly aliases: { readonly AliasName: string; readonly KeyId: string }[];
  readonly grants: { readonly GrantId: string; readonly KeyId: string }[];
  readonly imported: { readonly KeyId: string; readonly material: Buffer }[];
  /** Request ids, of this round. */
  uses: Set<string>;
}

function configOf({ port, keys }: ServerProcess) {
  return { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials: keys, maxAttempts: 1 };
}

/** What one client does again and again. Throws when the server is gone. */
async function step(client: kms.KMSClient, name: string, had: Acknowledged): Promise<void> {
  const used = <Output extends { readonly $metadata: { readonly requestId?: string | undefined } }>(
    output: Output,
  ): Output => {
    had.uses.add(output.$metadata.requestId ?? '');
    return output;
  };
  const { KeyMetadata } = await client.send(new kms.CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId ?? '';
  const { CiphertextBlob = new Uint8Array() } = used(
    await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text(KeyId) })),
  );
  had.keys.push({ KeyId, CiphertextBlob });
  const AliasName = `alias/${name}`;
  await client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
  had.aliases.push({ AliasName, KeyId });
  const { GrantId = '' } = await client.send(
    new kms.CreateGrantCommand({ KeyId, GranteePrincipal: 's3.amazonaws.com', Operations: ['Decrypt'] }),
  );
  had.grants.push({ GrantId, KeyId });
  for (let again = 0; again < 4; again++) {
    const { Plaintext } = used(await client.send(new kms.DecryptCommand({ CiphertextBlob })));
    expect(words(Plaintext)).toBe(KeyId);
    used(await client.send(new kms.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })));
  }
}

async function importStep(client: kms.KMSClient, name: string, had: Acknowledged): Promise<void> {
  const input = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC', Origin: 'EXTERNAL' } as const;
  const { KeyMetadata } = await client.send(new kms.CreateKeyCommand(input));
  const KeyId = KeyMetadata?.KeyId ?? '';
  const material = createHmac('sha256', 'material').update(name).digest();
  await importInto(client, KeyId, material);
  had.imported.push({ KeyId, material });
  const Message = text(name);
  const made = await client.send(new kms.GenerateMacCommand({ KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' }));
  had.uses.add(made.$metadata.requestId ?? '');
}

/** Of all uses in the event history. */
async function recordedIds(client: CloudTrailClient, since: Date): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const AttributeValue of operations) {
    const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue }];
    for await (const page of paginateLookupEvents({ client }, { LookupAttributes, StartTime: since })) {
      for (const { CloudTrailEvent = '{}' } of page.Events ?? []) ids.add(JSON.parse(CloudTrailEvent).requestID);
    }
  }
  return ids;
}

/** Ids of what was acknowledged and is not there, or not as it was. */
async function lost(client: kms.KMSClient, had: Acknowledged): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const { KeyId, CiphertextBlob } of had.keys) {
    const opened = await client.send(new kms.DecryptCommand({ CiphertextBlob })).catch(() => undefined);
    if (words(opened?.Plaintext) !== KeyId) missing.push(`key ${KeyId}`);
  }
  const aliases = new Map<string, string>();
  for await (const page of kms.paginateListAliases({ client }, { Limit: 100 })) {
    for (const { AliasName = '', TargetKeyId = '' } of page.Aliases ?? []) aliases.set(AliasName, TargetKeyId);
  }
  for (const { AliasName, KeyId } of had.aliases) if (aliases.get(AliasName) !== KeyId) missing.push(AliasName);
  for (const { GrantId, KeyId } of had.grants) {
    const { Grants = [] } = await client.send(new kms.ListGrantsCommand({ KeyId, GrantId }));
    if (Grants.length !== 1) missing.push(`grant ${GrantId}`);
  }
  for (const { KeyId, material } of had.imported) {
    const Message = text('again');
    const { Mac } = await client.send(new kms.GenerateMacCommand({ KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' }));
    const right = createHmac('sha256', material).update(Message).digest();
    if (!right.equals(Mac ?? new Uint8Array())) missing.push(`material of ${KeyId}`);
  }
  return missing;
}

test(`${rounds} rounds`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-kill-kms-'));
  const data = join(folder, 'data');
  const had: Acknowledged = { keys: [], aliases: [], grants: [], imported: [], uses: new Set() };
  let uses = 0;
  let server = await startServer(data);
  try {
    for (let round = 0; round < rounds; round++) {
      const kind = killed[round % killed.length];
      const since = new Date(Date.now() - 1000);
      had.uses = new Set();
      const first = {
        keys: had.keys.length,
        aliases: had.aliases.length,
        grants: had.grants.length,
        imported: had.imported.length,
      };
      const client = new kms.KMSClient(configOf(server));
      let isOver = false;
      const failures: unknown[] = [];
      const kill = (): void => {
        isOver = true;
        const pids = childrenOf(server.child.pid ?? 0, 'crypto-process');
        if (kind !== 'server') {
          expect(pids.length).toBeGreaterThan(0);
          for (const pid of pids) process.kill(pid, 'SIGKILL');
        }
        if (kind !== 'crypto') server.child.kill('SIGKILL');
      };
      const ended = once(server.child, 'exit');
      await Promise.all(
        Array.from({ length: clients }, async (_, i) => {
          for (let n = 0; !isOver; n++) {
            const name = `r${round}-c${i}-n${n}`;
            const doing = i === 0 ? importStep(client, name, had) : step(client, name, had);
            const error = await doing.then(
              () => undefined,
              (failed: unknown) => ({ failed }),
            );
            if (error !== undefined) {
              if (kind === 'crypto' || !isOver) failures.push(error.failed);
              return;
            }
            if (had.uses.size >= usesInARound && !isOver) kill();
          }
        }),
      );
      expect(failures, `round ${round}: ${kind} was killed`).toEqual([]);
      if (kind !== 'crypto') {
        await ended;
        server = await startServer(data);
      }
      const again = new kms.KMSClient(configOf(server));
      // Everything in the end; in a round what is new.
      const isLast = round === rounds - 1;
      const looked = isLast
        ? had
        : {
            ...had,
            keys: had.keys.slice(first.keys),
            aliases: had.aliases.slice(first.aliases),
            grants: had.grants.slice(first.grants),
            imported: had.imported.slice(first.imported),
          };
      const answered = had.uses;
      const recorded = await recordedIds(new CloudTrailClient(configOf(server)), since);
      expect(
        [...answered].filter((id) => !recorded.has(id)),
        `round ${round}: uses without their event`,
      ).toEqual([]);
      expect(await lost(again, looked), `round ${round}: acknowledged and lost`).toEqual([]);
      uses += answered.size;
    }
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  expect(uses).toBeGreaterThanOrEqual(rounds * usesInARound);
  expect(had.imported.length).toBeGreaterThanOrEqual(rounds / 2);
  console.log(
    `${had.keys.length} keys, ${had.aliases.length} aliases, ${had.grants.length} grants, ${had.imported.length} imported materials, ${uses} uses: none lost`,
  );
});
