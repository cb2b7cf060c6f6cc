/** Where the front's tables come from: botocore, the corpora of public maps, and iam-data. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { IamData } from './iam-data.ts';
import type { MapRow } from './map-pairs.ts';
import type { BotocoreModels } from './model.ts';

const run = promisify(execFile);

/** A forward access session: what a service asks of KMS in the caller's name. */
export interface ForwardAccess {
  readonly action: string;
  readonly viaService: string;
}

export interface Sources {
  readonly models: BotocoreModels;
  /** By the service's name in lower case letters and digits, and the operation's in lower case. */
  readonly map: ReadonlyMap<string, readonly MapRow[]>;
  readonly permissionless: ReadonlySet<string>;
  /** Prefixes of IAM by botocore's name, the likeliest first. */
  readonly renames: readonly Readonly<Record<string, string>>[];
  readonly forwarded: Readonly<Record<string, Readonly<Record<string, readonly ForwardAccess[]>>>>;
  readonly iam: IamData;
}

export async function readSources(root: string, python: string, corpus: string): Promise<Sources> {
  const { stdout } = await run(python, [join(root, 'scripts/generate-front.py')], { maxBuffer: 256 * 1024 * 1024 });
  const map = (await json(join(corpus, 'iam-dataset-map-2023-01-01.json'))) as {
    readonly sdk_method_iam_mappings: Readonly<Record<string, readonly MapRow[]>>;
    readonly sdk_permissionless_actions: readonly string[];
  };
  const autopilot = join(corpus, 'iam-policy-autopilot');
  const configuration = (await json(join(autopilot, 'service-configuration.json'))) as {
    readonly RenameServicesOperationActionMap: Readonly<Record<string, string>>;
    readonly RenameServicesServiceReference: Readonly<Record<string, string>>;
  };
  return {
    models: JSON.parse(stdout) as BotocoreModels,
    map: new Map(Object.entries(map.sdk_method_iam_mappings).map(([method, rows]) => [mapKey(method), rows])),
    permissionless: new Set(map.sdk_permissionless_actions.map(mapKey)),
    renames: [configuration.RenameServicesOperationActionMap, configuration.RenameServicesServiceReference],
    forwarded: await forwardedIn(join(autopilot, 'operation-fas-maps')),
    iam: new IamData(root),
  };
}

/** `Cognito Identity.GetId` and `CognitoIdentity.GetId` are one. */
export function mapKey(method: string): string {
  return method.toLowerCase().replace(/[^a-z0-9.]/g, '');
}

interface AccessMap {
  readonly Name: string;
  readonly Operations: readonly {
    readonly Name: string;
    readonly FasOperations?: readonly {
      readonly Operation: string;
      readonly Service: string;
      readonly Context: Readonly<Record<string, string>>;
    }[];
  }[];
}

async function forwardedIn(folder: string): Promise<Sources['forwarded']> {
  const made: Record<string, Record<string, readonly ForwardAccess[]>> = {};
  for (const file of (await readdir(folder)).toSorted()) {
    const { Name, Operations } = (await json(join(folder, file))) as AccessMap;
    made[Name] = Object.fromEntries(
      Operations.flatMap(({ Name: operation, FasOperations = [] }) => {
        const accesses = FasOperations.flatMap(({ Service, Operation, Context }) => {
          const viaService = Context['kms:ViaService'];
          if (Service !== 'kms' || viaService === undefined) return [];
          return [{ action: `kms:${Operation}`, viaService: viaService.replace('$', '') }];
        });
        return accesses.length === 0 ? [] : [[operation, accesses] as const];
      }),
    );
  }
  return made;
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
