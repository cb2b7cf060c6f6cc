/** The requests that are measured: keys are made first, then each use is signed in advance. */
import { CreateKeyCommand, type CreateKeyCommandInput, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { type Signer, signedForm, signedJson } from '../gateway/signed.ts';

export interface Use {
  readonly name: string;
  /** In a round. */
  readonly count: number;
  readonly requests: readonly Buffer[];
}

/** Requests that differ: as many as there are plaintexts. */
const variety = 200;
const EncryptionContext = { tenant: 'acme', purpose: 'benchmark' };

/** Plaintexts of 1 KiB. */
const plaintexts = Array.from({ length: variety }, (_, i) => Buffer.alloc(1024, `plaintext ${i} `));

/** A use that the peer does not know is left out: its key cannot be made. */
export async function usesOf(signer: Omit<Signer, 'service'>, peer: 'lockstead' | 'moto'): Promise<readonly Use[]> {
  const { port, accessKeyId, secret, region } = signer;
  const client = new KMSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region,
    credentials: { accessKeyId, secretAccessKey: secret },
    maxAttempts: 1,
  });
  const key = async (input: CreateKeyCommandInput): Promise<string> =>
    (await client.send(new CreateKeyCommand(input))).KeyMetadata?.KeyId ?? '';
  const kms: Signer = { ...signer, service: 'kms' };
  const requests = (operation: string, input: (plaintext: Buffer) => object): readonly Buffer[] =>
    plaintexts.map((plaintext) => signedJson(kms, `TrentService.${operation}`, input(plaintext), '1.1'));

  const KeyId = await key({});
  const { CiphertextBlob } = await client.send(
    new EncryptCommand({ KeyId, Plaintext: plaintexts[0], EncryptionContext }),
  );
  const ciphertext = Buffer.from(CiphertextBlob ?? []).toString('base64');
  const signing = async (KeySpec: string, SigningAlgorithm: string): Promise<readonly Buffer[]> => {
    const pair = await key({ KeySpec: KeySpec as never, KeyUsage: 'SIGN_VERIFY' });
    return requests('Sign', (message) => ({ KeyId: pair, SigningAlgorithm, Message: message.toString('base64') }));
  };
  const slow = peer === 'moto';
  const uses: Use[] = [
    {
      name: 'encrypt1KiB',
      count: slow ? 300 : 4_000,
      requests: requests('Encrypt', (plaintext) => ({
        KeyId,
        EncryptionContext,
        Plaintext: plaintext.toString('base64'),
      })),
    },
    {
      name: 'decrypt1KiB',
      count: slow ? 300 : 4_000,
      requests: requests('Decrypt', () => ({ EncryptionContext, CiphertextBlob: ciphertext })),
    },
    {
      name: 'generateDataKey',
      count: slow ? 300 : 4_000,
      requests: requests('GenerateDataKey', () => ({ KeyId, EncryptionContext, KeySpec: 'AES_256' })),
    },
    {
      name: 'signRsa2048',
      count: slow ? 200 : 1_500,
      requests: await signing('RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'),
    },
    { name: 'signP256', count: slow ? 300 : 3_000, requests: await signing('ECC_NIST_P256', 'ECDSA_SHA_256') },
  ];
  if (peer === 'lockstead') {
    uses.push({ name: 'signMlDsa65', count: 1_500, requests: await signing('ML_DSA_65', 'ML_DSA_SHAKE_256') });
  }
  return uses;
}

/** The two calls that the uses are compared with: GetUser, a read whose answer does not wait for its event, and GetSessionToken, which seals a token. */
export function yardsticksOf(signer: Omit<Signer, 'service'>): readonly Use[] {
  const form = (service: string, text: (i: number) => string): readonly Buffer[] =>
    Array.from({ length: variety }, (_, i) => signedForm({ ...signer, service }, text(i)));
  return [
    {
      name: 'getUser',
      count: 4_000,
      requests: form('iam', () => 'Action=GetUser&Version=2010-05-08&UserName=admin'),
    },
    {
      name: 'getSessionToken',
      count: 2_000,
      requests: form('sts', () => 'Action=GetSessionToken&Version=2011-06-15'),
    },
  ];
}

/** A key pair that takes long. */
export function keyPairRequests(signer: Omit<Signer, 'service'>): readonly Buffer[] {
  const kms: Signer = { ...signer, service: 'kms' };
  return Array.from({ length: variety }, (_, i) =>
    signedJson(
      kms,
      'TrentService.CreateKey',
      { KeySpec: 'RSA_4096', KeyUsage: 'SIGN_VERIFY', Description: `pair ${i}` },
      '1.1',
    ),
  );
}
