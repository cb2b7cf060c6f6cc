/** A certificate for `--tls-self-signed`, made at start and kept nowhere. */
import { generate } from 'selfsigned';

const bits = 2048;

/** Good for this host's name and loopback. */
export async function selfSigned(host: string): Promise<{ readonly cert: string; readonly key: string }> {
  const made = await generate([{ name: 'commonName', value: host }], {
    keySize: bits,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: '*.localhost' },
          { type: 7, ip: '127.0.0.1' },
          ...(/^[0-9.]+$|:/.test(host) ? [{ type: 7 as const, ip: host }] : [{ type: 2 as const, value: host }]),
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
