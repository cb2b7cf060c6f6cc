/** The CPU time of the bare cryptography: `node:crypto` in this process, with the same sizes as the requests. */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import process from 'node:process';

export interface Native {
  readonly name: string;
  readonly times: number;
  run(): void;
}

const key = randomBytes(32);
const associated = randomBytes(60);
const message = randomBytes(1024);

function seal(clear: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated);
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

function open(box: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12));
  decipher.setAAD(associated).setAuthTag(box.subarray(-16));
  return Buffer.concat([decipher.update(box.subarray(12, -16)), decipher.final()]);
}

const sealed = seal(message);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
// Node's types do not know it yet.
const mlDsa65 = (generateKeyPairSync as unknown as (type: string) => { readonly privateKey: KeyObject })(
  'ml-dsa-65',
).privateKey;

/** By the name of the figure. */
export const natives: readonly Native[] = [
  { name: 'encrypt1KiB', times: 20_000, run: () => void seal(message) },
  { name: 'decrypt1KiB', times: 20_000, run: () => void open(sealed) },
  { name: 'generateDataKey', times: 20_000, run: () => void seal(randomBytes(32)) },
  {
    name: 'signRsa2048',
    times: 500,
    run: () => void sign('sha256', message, { key: rsa, padding: constants.RSA_PKCS1_PADDING }),
  },
  { name: 'signP256', times: 5_000, run: () => void sign('sha256', message, p256) },
  { name: 'signMlDsa65', times: 500, run: () => void sign(null, message, mlDsa65) },
];

/** Microseconds of CPU, each time. */
export function nativeCpuMicros({ times, run }: Native): number {
  for (let i = 0; i < times / 10; i++) run();
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
