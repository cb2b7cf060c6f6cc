/**
 * Writes the digests of a trail: one for each account and Region in which it has delivered, also for hours without events. Each names the files
 * since the one before it, and that one's signature. So whoever takes a file away, changes it or takes a digest away is found out.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AwsError } from '#kernel/aws-error';
import { type Instant, later } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { Invoke } from '#service/call';
import type { Reader, Transaction } from '#store/port';
import type { Keys } from '../../kms/api.ts';
import { deliveryLimits } from '../limits.ts';
import { type ChainRecord, chainId, cloudTrailState, type FileRecord, fileId, trailKey } from '../state.ts';
import { digestKey } from './digest-keys.ts';
import { digestOf, signatureAlgorithm } from './digest-text.ts';
import { putFile } from './put-file.ts';
import { scheduleStep, type TrailAtWork, trailOfRow } from './rows.ts';

interface Written {
  readonly chain: ChainRecord;
  readonly last: NonNullable<ChainRecord['last']>;
  readonly files: readonly FileRecord[];
}

/** `refused`: S3's code; what was written before it counts. */
interface Outcome {
  readonly written: readonly Written[];
  readonly refused?: string;
}

type Signing = Pick<Keys, 'signing'>;
type Sealed = { readonly end: Instant; readonly upTo: number };

const packed = promisify(gzip);

export function signDigests(keys: Signing): AgendaItem<Outcome> {
  return {
    async prepare(due, { reader, calls }) {
      const work = await trailOfRow(reader, due);
      const plan = sealedPlan(work);
      if (work === undefined || plan === undefined) return { written: [] };
      return await writeAll(keys, reader, calls, work, plan);
    },

    async handle(due, { tx, now }, outcome) {
      const work = await trailOfRow(tx, due);
      const plan = sealedPlan(work);
      if (work === undefined || plan === undefined) return;
      const { trail } = work;
      for (const one of outcome.written) await noteDigest(tx, work, one, plan.end);
      const { latestDigestError: _, digestPlan, ...kept } = work.progress;
      const { written, refused } = outcome;
      await cloudTrailState(tx, trail.account).progress.put({
        ...kept,
        ...(written.length === 0 ? {} : { latestDigestAt: now }),
        ...(refused === undefined || digestPlan === undefined ? {} : { digestPlan, latestDigestError: refused }),
      });
      if (refused !== undefined) await scheduleStep(tx, 'sign', trail, later(now, deliveryLimits.retryAfter));
    },
  };
}

function sealedPlan(work: TrailAtWork | undefined): Sealed | undefined {
  const { end, upTo } = work?.progress.digestPlan ?? {};
  return end === undefined || upTo === undefined ? undefined : { end, upTo };
}

async function writeAll(
  keys: Signing,
  reader: Reader,
  calls: Invoke,
  work: TrailAtWork,
  { end, upTo }: Sealed,
): Promise<Outcome> {
  const prefix = `${trailKey(work.trail)}/`;
  const state = cloudTrailState(reader, work.trail.account);
  // Files before chains: where another node writes the same digests, a chain tells that it is done before its files are gone.
  const files = (await state.files.list({ prefix })).map(({ record }) => record).filter(({ number }) => number < upTo);
  const chains = (await state.chains.list({ prefix })).map(({ record }) => record);
  const written: Written[] = [];
  for (const chain of chains.filter(({ endedAt }) => endedAt < end)) {
    const own = files.filter(({ account, region }) => account === chain.account && region === chain.region);
    try {
      const one = await write(keys, reader, calls, work, { chain, files: own, end });
      if (one !== undefined) written.push(one);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { written, refused: error.code };
    }
  }
  return { written };
}

interface Asked {
  readonly chain: ChainRecord;
  readonly files: readonly FileRecord[];
  readonly end: Instant;
}

/** Undefined where the Region came up after the keys were made: its files stand in the next digest. */
async function write(
  { signing }: Signing,
  reader: Reader,
  calls: Invoke,
  { trail }: TrailAtWork,
  { chain, files, end }: Asked,
): Promise<Written | undefined> {
  const key = await digestKey(reader, chain.region, end);
  if (key === undefined) return undefined;
  const digest = digestOf(trail, chain, files, key, end);
  const signature = (await signing.sign(chain.region, key.keyId, Buffer.from(digest.signed))).toString('hex');
  await putFile(calls, trail, {
    key: digest.key,
    body: await packed(digest.content),
    isPacked: true,
    metadata: { signature, 'signature-algorithm': signatureAlgorithm },
  });
  return { chain, files, last: { bucket: digest.bucket, key: digest.key, hash: digest.hash, signature } };
}

async function noteDigest(
  tx: Transaction,
  { trail }: TrailAtWork,
  { chain, last, files }: Written,
  end: Instant,
): Promise<void> {
  const state = cloudTrailState(tx, trail.account);
  const now = await state.chains.get(chainId(chain));
  // Somebody else has written it, or the chain has begun anew.
  if (now?.endedAt !== chain.endedAt || now.last?.signature !== chain.last?.signature) return;
  await state.chains.put({ ...now, endedAt: end, last });
  for (const file of files) await state.files.delete(fileId(file.trail, file.number));
}
