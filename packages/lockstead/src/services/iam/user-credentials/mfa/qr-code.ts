/**
 * The seed as a QR code for authenticator apps, in PNG.
 * PNG: https://www.w3.org/TR/png-3/
 */
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

const modulePixels = 4;
const borderModules = 4;
const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html says what stands in it. */
export function seedUri(deviceName: string, accountName: string, seed: string): string {
  return `otpauth://totp/${encodeURIComponent(deviceName)}@${encodeURIComponent(accountName)}?secret=${seed}`;
}

export function qrCodePng(text: string): Buffer {
  const { data } = encode(text, { ecc: 'L', border: borderModules });
  return png(data);
}

/** One bit a pixel, black where a module is set. */
function png(modules: readonly (readonly boolean[])[]): Buffer {
  const size = modules.length * modulePixels;
  const lines = modules.flatMap((row) => {
    const line = Buffer.alloc(1 + Math.ceil(size / 8));
    for (let x = 0; x < size; x += 1) {
      const at = 1 + (x >> 3);
      if (row[Math.floor(x / modulePixels)] !== true) line[at] = (line[at] ?? 0) | (0x80 >> (x & 7));
    }
    return Array.from({ length: modulePixels }, () => line);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // A bit a sample, shades of grey.
  header.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(content.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}
