/**
 * Sample logs in CloudTrail's form, for whoever has none at hand: the same seed makes the same ones, byte for byte.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Instant, instant, isoSeconds } from '#kernel/clock';
import { type Entropy, seededEntropy } from '#kernel/entropy';
import { accounts, type Draw, type Habit, habits } from './actors.ts';

/** Two weeks, whatever the number of events. */
const startsAt = 1_794_787_200_000;
const spanMs = 14 * 24 * 3600 * 1000;
/** CloudTrail's files have up to some hundreds of events. */
const recordsPerFile = 500;

export interface SampleRecord {
  readonly account: string;
  readonly region: string;
  readonly at: string;
  readonly record: object;
}

/** In the order of time. */
export function* sampleRecords(count: number, seed = 'sample logs'): Generator<SampleRecord> {
  const entropy = seededEntropy(seed);
  const draw = drawn(entropy);
  const total = habits.reduce((sum, { weight }) => sum + weight, 0);
  for (let i = 0; i < count; i++) {
    const habit = chosen(draw(total));
    const at = isoSeconds(instant(startsAt + Math.floor((spanMs * i) / count)) as Instant);
    yield { account: accounts[habit.account], region: habit.region, at, record: recordOf(habit, at, draw, entropy) };
  }
}

function drawn(entropy: Entropy): Draw {
  return (below) => entropy.bytes(4).readUInt32LE() % below;
}

function chosen(number: number): Habit {
  let left = number;
  for (const habit of habits) {
    left -= habit.weight;
    if (left < 0) return habit;
  }
  throw new RangeError(`no habit for ${number}`);
}

function recordOf(habit: Habit, at: string, draw: Draw, entropy: Entropy): object {
  const [source = '', eventName = ''] = habit.call.split(':');
  const isService = !/^\d/.test(habit.address);
  return {
    eventVersion: '1.11',
    userIdentity: habit.identity(draw, at),
    eventTime: at,
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: habit.region,
    sourceIPAddress: habit.address,
    userAgent: habit.agent,
    requestParameters: habit.parameters?.(draw) ?? null,
    responseElements: null,
    requestID: entropy.uuid(),
    eventID: entropy.uuid(),
    readOnly: /^(Describe|Get|List)/.test(eventName),
    ...(habit.resources === undefined ? {} : { resources: habit.resources(draw) }),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accounts[habit.account],
    eventCategory: 'Management',
    ...(isService
      ? {}
      : {
          tlsDetails: {
            tlsVersion: 'TLSv1.3',
            cipherSuite: 'TLS_AES_128_GCM_SHA256',
            clientProvidedHostHeader: `${source}.${habit.region}.amazonaws.com`,
          },
        }),
    ...habit.more,
  };
}

/** Compressed files in the folders that CloudTrail uses, below `folder`; returns how many. Memory does not grow with the number of events. */
export async function writeSampleLogs(folder: string, count: number, seed?: string): Promise<number> {
  const waiting = new Map<string, SampleRecord[]>();
  let files = 0;
  const write = async (records: readonly SampleRecord[]): Promise<void> => {
    const [{ account, region, at }] = records as readonly [SampleRecord];
    const [year = '', month = '', day = ''] = at.slice(0, 10).split('-');
    const path = join(folder, 'AWSLogs', account, 'CloudTrail', region, year, month, day);
    await mkdir(path, { recursive: true });
    const time = at.slice(0, 16).replaceAll(/[-:]/g, '');
    const name = `${account}_CloudTrail_${region}_${time}Z_${String(files).padStart(16, '0')}.json.gz`;
    await writeFile(join(path, name), gzipSync(JSON.stringify({ Records: records.map(({ record }) => record) })));
    files += 1;
  };
  for (const each of sampleRecords(count, seed)) {
    const key = `${each.account} ${each.region} ${each.at.slice(0, 10)}`;
    const records = waiting.get(key) ?? [];
    records.push(each);
    if (records.length >= recordsPerFile) {
      waiting.delete(key);
      await write(records);
    } else waiting.set(key, records);
  }
  for (const records of waiting.values()) await write(records);
  return files;
}
