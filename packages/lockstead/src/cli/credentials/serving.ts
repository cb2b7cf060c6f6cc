/** Both endpoints for one role, and what a program has to be told to find them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdminClient } from '#client/admin-client';
import { parseArn } from '#kernel/arn';
import type { Clock } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';
import { Failure } from '#terminal/exit';
import { containerEndpoint, containerPath } from './container.ts';
import type { Endpoint } from './exchange.ts';
import { instanceMetadata } from './instance-metadata.ts';
import { listen } from './listen.ts';
import { type RoleSource, roleSource, type WorkloadKind } from './role-source.ts';

export interface ServingParts {
  readonly client: AdminClient;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** An ARN. */
  readonly role: string;
  readonly region: string;
  readonly port: number;
  /** The places to offer. */
  readonly as: readonly WorkloadKind[];
  readonly seconds: number | undefined;
  readonly failed: (error: unknown) => void;
}

export interface Serving {
  /** Of those that may have the role: the variables by which a program finds it. */
  readonly container?: Readonly<Record<string, string>>;
  readonly instance?: Readonly<Record<string, string>>;
  /** Why one of the two may not. */
  readonly refused: readonly { readonly workload: WorkloadKind; readonly why: string }[];
  stop(): Promise<void>;
}

/** @throws Failure where neither a container nor an instance may have the role. */
export async function serveRole(parts: ServingParts): Promise<Serving> {
  const { client, clock, entropy, role, region, seconds } = parts;
  const refused: { workload: WorkloadKind; why: string }[] = [];
  async function sourceFor(workload: WorkloadKind): Promise<RoleSource | undefined> {
    if (!parts.as.includes(workload)) return undefined;
    const source = roleSource(client, parts, { role, workload, seconds });
    try {
      await source.current();
      return source;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      refused.push({ workload, why: error.message });
      return undefined;
    }
  }
  const ofTask = await sourceFor('ecs-tasks');
  const ofInstance = await sourceFor('ec2');
  if (ofTask === undefined && ofInstance === undefined) {
    const [asContainer = '', asInstance = ''] = refused.map(({ why }) => why.replace(/\.$/, ''));
    const reasons =
      asInstance === '' || asContainer === asInstance
        ? `${asContainer}.`
        : `As a container: ${asContainer}. As an instance: ${asInstance}.`;
    throw new Failure(`${role} is not served. ${reasons}`, 2);
  }
  const token = new Secret(entropy.bytes(32).toString('base64url'));
  const endpoints: Endpoint[] = [];
  if (ofTask !== undefined) endpoints.push(containerEndpoint(ofTask, token));
  if (ofInstance !== undefined) {
    const account = parseArn(role)?.account ?? '';
    endpoints.push(instanceMetadata({ source: ofInstance, clock, entropy, region, account }));
  }
  const listening = await listen(parts.port, endpoints, parts.failed);
  const address = `http://127.0.0.1:${listening.port}`;
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-credentials-'));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, token.reveal(), { mode: 0o600 });
  const container = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${address}${containerPath}`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
  };
  return {
    ...(ofTask === undefined ? {} : { container }),
    ...(ofInstance === undefined ? {} : { instance: { AWS_EC2_METADATA_SERVICE_ENDPOINT: address } }),
    refused,
    async stop() {
      await listening.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
