/** The command line, as somebody at a terminal would use it. */
import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Cloud } from 'lockstead';

const bin = fileURLToPath(new URL('../packages/lockstead/bin/lockstead.mjs', import.meta.url));

export interface Said {
  readonly code: number;
  readonly out: string;
}

/** `input` is what is piped in. */
export async function lockstead(cloud: Cloud, argv: readonly string[], input = ''): Promise<Said> {
  const { endpoint, region, credentials } = cloud;
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...('sessionToken' in credentials ? { AWS_SESSION_TOKEN: String(credentials.sessionToken) } : {}),
  };
  return await new Promise((resolve) => {
    const child = execFile(process.execPath, [bin, ...argv], { env }, (error, out, err) =>
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 2,
        out: out === '' ? err : out,
      }),
    );
    child.stdin?.end(input);
  });
}
