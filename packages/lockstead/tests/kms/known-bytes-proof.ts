/** Key materials whose bytes are known, and the search for them: in files, and in the memory of a process, as a core dump would have it. */

import { createHash, generateKeyPairSync } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as kms from '@aws-sdk/client-kms';
import { newTestKey, text } from './support.ts';
import { importInto } from './wrapped-import.ts';

export interface Known {
  readonly what: string;
  readonly bytes: Buffer;
}

/** In each form in which they could have been written down. */
export function formsOf(known: readonly Known[]): readonly Known[] {
  return known.flatMap(({ what, bytes }) => [
    { what, bytes },
    { what: `${what} in hexadecimal`, bytes: Buffer.from(bytes.toString('hex')) },
    // From the second byte on as well as from the first: where it begins in base64 depends on what stands before it.
    ...[0, 1, 2].map((skipped) => ({
      what: `${what} in base64`,
      bytes: Buffer.from(
        bytes
          .subarray(skipped, skipped + Math.floor((bytes.length - skipped) / 3) * 3)
          .toString('base64')
          .replace(/=+$/, ''),
      ),
    })),
  ]);
}

/** Imports a material of each kind and uses it. Answers what must not be found: whole symmetric materials, and the secret numbers of pairs. */
export async function importKnown(client: kms.KMSClient, seed: string): Promise<readonly Known[]> {
  const bytes = (name: string, length = 32): Buffer =>
    createHash('sha512').update(`${seed} ${name}`).digest().subarray(0, length);
  const imported = async (input: kms.CreateKeyCommandInput, material: Buffer): Promise<string> => {
    const { KeyId } = await newTestKey(client, { ...input, Origin: 'EXTERNAL' });
    await importInto(client, KeyId, material);
    return KeyId;
  };
  const aes = bytes('aes');
  const KeyId = await imported({}, aes);
  const { CiphertextBlob } = await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') }));
  await client.send(new kms.DecryptCommand({ CiphertextBlob }));
  const mac = bytes('hmac', 64);
  await client.send(
    new kms.GenerateMacCommand({
      KeyId: await imported({ KeySpec: 'HMAC_512', KeyUsage: 'GENERATE_VERIFY_MAC' }, mac),
      Message: text('x'),
      MacAlgorithm: 'HMAC_SHA_512',
    }),
  );
  const found: Known[] = [
    { what: 'an AES key', bytes: aes },
    { what: 'an HMAC key', bytes: mac },
  ];
  for (const [KeySpec, SigningAlgorithm, pair] of [
    ['RSA_2048', 'RSASSA_PSS_SHA_256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ] as const) {
    const id = await imported(
      { KeySpec, KeyUsage: 'SIGN_VERIFY' },
      pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
    );
    await client.send(new kms.SignCommand({ KeyId: id, Message: text('x'), SigningAlgorithm }));
    const { d = '', p } = pair.privateKey.export({ format: 'jwk' });
    found.push({ what: `the private number of ${KeySpec}`, bytes: Buffer.from(d, 'base64url') });
    if (p !== undefined) found.push({ what: `a prime of ${KeySpec}`, bytes: Buffer.from(p, 'base64url') });
  }
  return found;
}

/** Where any of them stands in the files below a folder: `path: what`. Only regular files are read. */
export function foundInFiles(folder: string, needles: readonly Known[]): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .flatMap((path) => foundIn(readFileSync(path), needles).map((what) => `${path}: ${what}`));
}

export function foundIn(bytes: Buffer, needles: readonly Known[]): readonly string[] {
  return needles.filter((needle) => bytes.includes(needle.bytes)).map(({ what }) => what);
}

const pieceBytes = 16 * 1024 * 1024;

/**
 * In all memory of a process that it can read itself; what a core dump would have. `undefined` where this host does not let us look. Also answers
 * how many bytes were looked at.
 */
export function foundInMemory(
  pid: number,
  needles: readonly Known[],
): { readonly found: readonly string[]; readonly bytes: number } | undefined {
  let memory: number;
  try {
    memory = openSync(`/proc/${pid}/mem`, 'r');
  } catch {
    return undefined;
  }
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length));
  const found = new Set<string>();
  let looked = 0;
  const piece = Buffer.alloc(pieceBytes);
  for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const [, from, to, rights] = /^([\da-f]+)-([\da-f]+) (\S+)/.exec(line) ?? [];
    if (from === undefined || to === undefined || rights?.startsWith('r') !== true) continue;
    const end = Number(`0x${to}`);
    for (let at = Number(`0x${from}`); at < end; at += pieceBytes - overlap) {
      let length: number;
      try {
        length = readSync(memory, piece, 0, Math.min(pieceBytes, end - at), at);
      } catch {
        // Not memory of the process's own, such as the kernel's page for the time of day.
        break;
      }
      looked += length;
      for (const what of foundIn(piece.subarray(0, length), needles)) found.add(what);
      if (length < pieceBytes) break;
    }
  }
  closeSync(memory);
  return { found: [...found], bytes: looked };
}
