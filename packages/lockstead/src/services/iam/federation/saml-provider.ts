/**
 * SAML providers: where they are found, their metadata documents, and the private keys that open encrypted assertions.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html
 */
import { createPrivateKey } from 'node:crypto';
import { iamArn, parseArn } from '#kernel/arn';
import { type Instant, instant } from '#kernel/clock';
import { type Entropy, randomBase32 } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { readMetadata, type SamlMetadata } from '../../saml/metadata.ts';
import { InvalidInput, LimitExceeded, NoSuchEntity } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import type { IamReader } from '../state/state.ts';
import type { SamlProviderRecord } from './state.ts';

const resourcePrefix = 'saml-provider/';
const privateKeyBitsMin = 2048;
const validYears = 100;

export const samlProviderArn = (account: string, name: string): string => iamArn(account, `${resourcePrefix}${name}`);

/** The name in a provider's ARN; undefined for the ARN of anything else, or of another account. */
export function samlNameOfArn(arn: string, account: AccountId): string | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || parsed.account !== account || parsed.region !== '') return undefined;
  return parsed.resource.startsWith(resourcePrefix) ? parsed.resource.slice(resourcePrefix.length) : undefined;
}

/** Throws `NoSuchEntity`. */
export async function findSamlProvider(state: IamReader, account: AccountId, arn: string): Promise<SamlProviderRecord> {
  const name = samlNameOfArn(arn, account);
  const provider = name === undefined ? undefined : await state.samlProviders.get(name);
  if (provider === undefined) throw NoSuchEntity.samlProvider(arn);
  return provider;
}

/** Throws `InvalidInput`. */
export async function samlMetadata(document: string): Promise<SamlMetadata> {
  const metadata = await readMetadata(document);
  // AWS DIFFERS? The sentence is documented of its console; the code is the one that its reference has for what is wrong in a document.
  if (metadata === undefined) throw new InvalidInput('Could not parse metadata');
  return metadata;
}

/**
 * What a provider has of its metadata document. In AWS's recorded answers its end is a hundred years after the document came, whatever end the
 * document names itself.
 */
export function ofMetadata(
  metadata: SamlMetadata,
  now: Instant,
): Pick<SamlProviderRecord, 'entityId' | 'certificates' | 'documentEndsAt' | 'validUntil'> {
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + validYears);
  const { entityId, certificates, validUntil: documentEndsAt } = metadata;
  return {
    entityId,
    certificates,
    validUntil: instant(end.getTime()),
    ...(documentEndsAt === undefined ? {} : { documentEndsAt }),
  };
}

/** An RSA key in PEM that no password protects. Throws `InvalidInput`, whose sentence is AWS's. */
export function checkPrivateKey(pem: string): void {
  const isKey = /^\s*-----BEGIN (RSA )?PRIVATE KEY-----\s/.test(pem);
  if (!isKey || !isRsaKey(pem)) throw new InvalidInput('Invalid private key.');
}

function isRsaKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= privateKeyBitsMin;
  } catch {
    return false;
  }
}

/** Throws `LimitExceeded` where a provider has as many private keys as it may. */
export function checkRoomForKey({ privateKeys }: Pick<SamlProviderRecord, 'privateKeys'>): void {
  const max = iamLimits.PrivateKeysPerSAMLProvider;
  if (privateKeys.length >= max) throw LimitExceeded.samlPrivateKeys(max);
}

/** Throws `InvalidInput` where assertions have to be encrypted, and no key would open one. */
export function checkEncryption({
  encryption,
  privateKeys,
}: Pick<SamlProviderRecord, 'encryption' | 'privateKeys'>): void {
  if (encryption !== 'Required' || privateKeys.length > 0) return;
  throw new InvalidInput('Unable to set assertion encryption mode to Required because no private key is provided.');
}

// AWS DIFFERS? The first form is recorded. The second is what its model allows: 22 characters at least.
export const newSamlProviderId = (entropy: Entropy): string => `SAMLSP${randomBase32(entropy, 16)}`;
export const newSamlKeyId = (entropy: Entropy): string => `SAMLPK${randomBase32(entropy, 16)}`;
