/** `lockstead why`, as somebody at a terminal would call it. */
import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Cloud } from 'lockstead';

export interface Change {
  readonly change?: 'addStatement' | 'removeStatement' | 'replaceBoundary';
  readonly statement?: object;
  readonly by?: { readonly policy: string; readonly statement: number };
}

export interface Why {
  readonly requestId: string;
  readonly decisions: readonly {
    readonly explanation: {
      readonly decidedBy: string;
      readonly message?: string;
      readonly leastChange?: { readonly changes: readonly Change[] };
    };
  }[];
}

const bin = fileURLToPath(new URL('../../packages/lockstead/bin/lockstead.mjs', import.meta.url));
const run = promisify(execFile);

export function whyById(cloud: Cloud, requestId: string): Promise<Why> {
  return why(cloud, requestId);
}

export function whyByMessage(cloud: Cloud, message: string): Promise<Why> {
  return why(cloud, message);
}

async function why({ endpoint, region, credentials }: Cloud, question: string): Promise<Why> {
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const { stdout } = await run(process.execPath, [bin, 'why', '--json', question], { env });
  return JSON.parse(stdout) as Why;
}
