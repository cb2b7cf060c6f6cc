/**
 * What CloudTrail keeps. A trail stands in the scope of its account, under its home Region and its name. Its shadows in other Regions, and those of
 * an organization trail in member accounts, are not kept: they are found by looking at the trail.
 */
import type { Instant } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { Tag } from '#service/session';
import type { Collection, Reader, Seq, Transaction } from '#store/port';
import { accountScope } from '#store/scope';
import { openerOf, type ReaderOf, type WriterOf } from '../collections.ts';
import { wantedSources } from './selectors/interest.ts';
import type { Selectors } from './selectors/selectors.ts';

export interface TrailRecord {
  readonly account: AccountId;
  readonly homeRegion: Region;
  readonly name: string;
  readonly bucket: string;
  readonly prefix?: string;
  /** Under which S3 encrypts what is delivered; absent: as the bucket says. */
  readonly kmsKeyArn?: string;
  readonly includesGlobalServices: boolean;
  readonly isMultiRegion: boolean;
  /** Of an organization trail: the organization whose accounts it covers. */
  readonly organizationId?: string;
  readonly validatesFiles: boolean;
  /** Absent: all management events, and nothing else. */
  readonly selectors?: Selectors;
  readonly insights?: readonly InsightChoice[];
  readonly tags: readonly Tag[];
  readonly createdAt: Instant;
  readonly isLogging: boolean;
  readonly loggingStartedAt?: Instant;
  readonly loggingStoppedAt?: Instant;
}

/** Kept, and answered. Nothing computes insights. */
export interface InsightChoice {
  readonly type: 'ApiCallRateInsight' | 'ApiErrorRateInsight';
  readonly categories?: readonly ('Management' | 'Data')[];
}

/** From when until when a trail was logging; open while it is. Both ends belong to it. */
export interface Span {
  readonly from: Instant;
  readonly to?: Instant;
}

/** A trail in the list of all accounts' trails, with what each call that makes a data event asks about it. */
export interface ListedTrail {
  readonly account: AccountId;
  readonly homeRegion: Region;
  readonly name: string;
  readonly isLogging: boolean;
  readonly isMultiRegion: boolean;
  readonly ofOrganization: boolean;
  /** The services whose data events it may take. */
  readonly dataSources: readonly string[] | 'all';
}

/** How far the delivery of a trail is. It changes with each delivery, the trail does not. */
export interface ProgressRecord {
  /** `REGION/NAME` */
  readonly trail: string;
  /** Up to here the journals are delivered. */
  readonly cursor: Seq;
  /** The times of logging that are not delivered wholly, the oldest first. */
  readonly spans: readonly Span[];
  /** A delivery that was begun. It is fixed here, so that whoever carries it out, also a second time, writes the same files. */
  readonly plan?: { readonly through: Seq; readonly at: Instant };
  /** A digest that was begun, fixed for the same reason: its end, and then before which file it ends. */
  readonly digestPlan?: { readonly end: Instant; readonly upTo?: number };
  /** When it was last looked at what there is to deliver. */
  readonly lookedAt?: Instant;
  /** The number of the next file. */
  readonly nextFile: number;
  readonly latestDeliveryAt?: Instant;
  readonly latestDeliveryAttemptAt?: Instant;
  /** S3's code. Absent where the last attempt went well. */
  readonly latestDeliveryError?: string;
  readonly latestDigestAt?: Instant;
  readonly latestDigestError?: string;
}

/** A file that is delivered and stands in no digest yet. */
export interface FileRecord {
  readonly trail: string;
  readonly number: number;
  readonly account: AccountId;
  readonly region: Region;
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the content before it was packed, in hexadecimal. */
  readonly hash: string;
  readonly oldest: Instant;
  readonly newest: Instant;
}

/** The chain of digests of one account and Region in a trail: its last one. */
export interface ChainRecord {
  readonly trail: string;
  readonly account: AccountId;
  readonly region: Region;
  /** Where the next digest begins. */
  readonly endedAt: Instant;
  /** Absent before the first one. */
  readonly last?: {
    readonly bucket: string;
    readonly key: string;
    readonly hash: string;
    readonly signature: string;
  };
}

/** A key that signs the digests of a Region during one period. Its private key is in the crypto process. */
export interface DigestKeyRecord {
  readonly region: Region;
  /** Periods since 1970: see `digestKeyPeriod`. */
  readonly period: number;
  readonly keyId: string;
  /** As PKCS #1 has it, in base64. */
  readonly publicKey: string;
  /** MD5 of the public key, in hexadecimal: a name for it, and no proof of anything. */
  readonly fingerprint: string;
}

const trails: Collection<TrailRecord> = {
  name: 'cloudtrail.trail',
  level: 'account',
  id: (trail) => trailKey(trail),
};
const listedTrails: Collection<ListedTrail> = {
  name: 'cloudtrail.listedTrail',
  level: 'partition',
  id: (trail) => `${trail.account}/${trailKey(trail)}`,
};
const progress: Collection<ProgressRecord> = {
  name: 'cloudtrail.progress',
  level: 'account',
  id: ({ trail }) => trail,
  feed: false,
};
const files: Collection<FileRecord> = {
  name: 'cloudtrail.file',
  level: 'account',
  id: ({ trail, number }) => fileId(trail, number),
  feed: false,
};
const chains: Collection<ChainRecord> = {
  name: 'cloudtrail.chain',
  level: 'account',
  id: (chain) => chainId(chain),
  feed: false,
};

const digestKeys: Collection<DigestKeyRecord> = {
  name: 'cloudtrail.digestKey',
  level: 'partition',
  id: ({ region, period }) => digestKeyId(region, period),
  feed: false,
};

/** Keys come in the order of their periods. */
export function digestKeyId(region: Region, period: number): string {
  return `${region}/${String(period).padStart(8, '0')}`;
}

export const cloudTrailCollections = { trails, listedTrails, progress, files, chains, digestKeys } as const;

export function fileId(trail: string, number: number): string {
  return `${trail}/${String(number).padStart(12, '0')}`;
}

export function chainId({ trail, account, region }: Pick<ChainRecord, 'trail' | 'account' | 'region'>): string {
  return `${trail}/${account}/${region}`;
}

/** How a trail is known within its account. No name has a slash. */
export function trailKey({ homeRegion, name }: Pick<TrailRecord, 'homeRegion' | 'name'>): string {
  return `${homeRegion}/${name}`;
}

const open = openerOf(cloudTrailCollections);

export type CloudTrailReader = ReaderOf<typeof cloudTrailCollections>;
export type CloudTrailWriter = WriterOf<typeof cloudTrailCollections>;

/** Of one account. */
export function cloudTrailState(store: Transaction, account: AccountId): CloudTrailWriter;
export function cloudTrailState(store: Reader, account: AccountId): CloudTrailReader;
export function cloudTrailState(store: Reader, account: AccountId): CloudTrailReader {
  return open(store, accountScope(account));
}

/** Every change of a trail is written so: the list of all trails changes with it. */
export async function putTrail(tx: Transaction, trail: TrailRecord): Promise<void> {
  const state = cloudTrailState(tx, trail.account);
  await state.trails.put(trail);
  const { account, homeRegion, name, isLogging, isMultiRegion } = trail;
  const sources = wantedSources(trail.selectors);
  await state.listedTrails.put({
    account,
    homeRegion,
    name,
    isLogging,
    isMultiRegion,
    ofOrganization: trail.organizationId !== undefined,
    dataSources: sources === 'all' ? sources : [...sources],
  });
}

export async function dropTrail(tx: Transaction, trail: TrailRecord): Promise<void> {
  const state = cloudTrailState(tx, trail.account);
  await state.trails.delete(trailKey(trail));
  await state.listedTrails.delete(`${trail.account}/${trailKey(trail)}`);
}
