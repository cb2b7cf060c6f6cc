/**
 * Envelope encryption with the unmodified AWS Encryption SDK: a round trip, and what was changed does not open. Plain JavaScript: the SDK's types
 * do not fit the current ones of the KMS client.
 */
import process from 'node:process';
import { buildClient, CommitmentPolicy, KMS, KmsKeyringNode } from '@aws-crypto/client-node';

let passed = 0;
function check(what, holds) {
  if (!holds) throw new Error(`AWS Encryption SDK for JavaScript: ${what}`);
  passed += 1;
}
const fails = async (what, opening) =>
  check(
    `${what} fails`,
    await opening.then(
      () => false,
      () => true,
    ),
  );

// Endpoint and credentials come from the environment, as for any program.
const clientProvider = (region) => new KMS({ region });
const kms = clientProvider(process.env['AWS_REGION']);
const [generatorKeyId, keyId, stranger] = await Promise.all(
  [1, 2, 3].map(async () => (await kms.createKey({})).KeyMetadata.Arn),
);
const keyring = new KmsKeyringNode({ generatorKeyId, keyIds: [keyId], clientProvider });
const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
const encryptionContext = { tenant: 'acme', purpose: 'a-marked-purpose' };
const plaintext = Buffer.from('a secret '.repeat(1_000));
const { result } = await encrypt(keyring, plaintext, { encryptionContext });

const opened = await decrypt(keyring, result);
check('a round trip', opened.plaintext.equals(plaintext));
check('the context comes back', opened.messageHeader.encryptionContext.tenant === 'acme');
const second = new KmsKeyringNode({ keyIds: [keyId], clientProvider });
check('either key opens', (await decrypt(second, result)).plaintext.equals(plaintext));

const changed = Buffer.from(result);
const at = changed.indexOf('a-marked-purpose');
check('the context stands in the message', at > 0);
changed[at] ^= 1;
await fails('a changed context', decrypt(keyring, changed));
const cut = Buffer.from(result);
cut[cut.length - 1] ^= 1;
await fails('a changed last byte', decrypt(keyring, cut));
await fails('another key', decrypt(new KmsKeyringNode({ keyIds: [stranger], clientProvider }), result));
process.stdout.write(`AWS Encryption SDK for JavaScript: ${passed} checks passed\n`);
