import { inflateSync } from 'node:zlib';
import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { qrCodePng, seedUri } from './qr-code.ts';

test('the picture of a QR code has its modules, four dots each, in a white frame', () => {
  const uri = seedUri('my phone', 'acme', 'ABC');
  expect(uri).toBe('otpauth://totp/my%20phone@acme?secret=ABC');
  const png = qrCodePng(uri);
  const { data } = encode(uri, { ecc: 'L', border: 4 });
  const size = data.length * 4;
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect(png.readUInt32BE(16)).toBe(size);
  expect(png.readUInt32BE(20)).toBe(size);
  expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');

  const idat = png.indexOf('IDAT');
  const lines = inflateSync(png.subarray(idat + 4, idat + 4 + png.readUInt32BE(idat - 4)));
  const width = 1 + Math.ceil(size / 8);
  expect(lines.length).toBe(width * size);
  const isBlack = (x: number, y: number): boolean => ((lines[y * width + 1 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0;
  const seen = data.map((row, y) => row.map((_, x) => isBlack(x * 4 + 1, y * 4 + 2)));
  expect(seen).toEqual(data);
  expect(data.flat().filter(Boolean).length).toBeGreaterThan(100);
});
