/** Held against what OpenSSH's ssh-keygen wrote and printed for one key. */
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintOf, inEncoding, parseSshKey } from './ssh-key.ts';

const blob =
  'AAAAB3NzaC1yc2EAAAADAQABAAABAQCKmjMFsFSQxHon+NiWm+cAA7G5srLQPkL5fOdoN2QVcCSJN6TQiSAhFDzd/lcCFxHJLrU8H7LiGu3JKInFLcZWZIgErecrJplrQMIKR9iZlpd+4drG3uWSSww8el+EZyXoiPKzj8dGSlskCELiJOsLkDJrRa7HBmg1p3v2kwjmEC8mJ3KE0O2xcRvVtOIYvuJzYjELlws1TvEQSPUuaftw/FFXtsjLTlM333xiLg3ebH5fasa9ICNPmWXp2M7neU6QWv1Fk1nEXVxU5VLJxeLfXMjV5GSJLDQL/nCgIkDcc9ARl9Ai1V6m8hl+bCGknfVas7tFS+NBCP3f1gBWj6az';
const line = `ssh-rsa ${blob} jane@example`;
/** `ssh-keygen -e -m PKCS8` */
const spki = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAipozBbBUkMR6J/jYlpvn
AAOxubKy0D5C+XznaDdkFXAkiTek0IkgIRQ83f5XAhcRyS61PB+y4hrtySiJxS3G
VmSIBK3nKyaZa0DCCkfYmZaXfuHaxt7lkksMPHpfhGcl6Ijys4/HRkpbJAhC4iTr
C5Aya0WuxwZoNad79pMI5hAvJidyhNDtsXEb1bTiGL7ic2IxC5cLNU7xEEj1Lmn7
cPxRV7bIy05TN998Yi4N3mx+X2rGvSAjT5ll6djO53lOkFr9RZNZxF1cVOVSycXi
31zI1eRkiSw0C/5woCJA3HPQEZfQItVepvIZfmwhpJ31WrO7RUvjQQj939YAVo+m
swIDAQAB
-----END PUBLIC KEY-----`;
/** `ssh-keygen -e -m PEM` */
const pkcs1 = `-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAipozBbBUkMR6J/jYlpvnAAOxubKy0D5C+XznaDdkFXAkiTek0Ikg
IRQ83f5XAhcRyS61PB+y4hrtySiJxS3GVmSIBK3nKyaZa0DCCkfYmZaXfuHaxt7l
kksMPHpfhGcl6Ijys4/HRkpbJAhC4iTrC5Aya0WuxwZoNad79pMI5hAvJidyhNDt
sXEb1bTiGL7ic2IxC5cLNU7xEEj1Lmn7cPxRV7bIy05TN998Yi4N3mx+X2rGvSAj
T5ll6djO53lOkFr9RZNZxF1cVOVSycXi31zI1eRkiSw0C/5woCJA3HPQEZfQItVe
pvIZfmwhpJ31WrO7RUvjQQj939YAVo+mswIDAQAB
-----END RSA PUBLIC KEY-----`;
/** `ssh-keygen -l -E md5` */
const fingerprint = '59:0a:84:54:b9:f9:b2:29:4b:45:6d:f5:ab:51:62:f6';

test.each([
  ['an OpenSSH line', line, 'SSH'],
  ['a line with white space around it', `\n ${line}\n`, 'SSH'],
  ['PEM', spki, 'PEM'],
  ['PEM of RSA alone', pkcs1, 'PEM'],
])('an SSH public key given as %s is read, and is the same key', (_kind, text, encoding) => {
  const key = parseSshKey(text);
  expect(key).toEqual({ body: text.trim(), encoding, blob });
  expect(fingerprintOf(key)).toBe(fingerprint);
});

test('an SSH public key is answered in the encoding that is asked for, and as it came in its own', () => {
  expect(inEncoding(parseSshKey(line), 'PEM')).toBe(spki);
  expect(inEncoding(parseSshKey(line), 'SSH')).toBe(line);
  expect(inEncoding(parseSshKey(spki), 'SSH')).toBe(`ssh-rsa ${blob}`);
  expect(inEncoding(parseSshKey(pkcs1), 'PEM')).toBe(pkcs1);
});

const pem = (type: 'rsa' | 'ec', bits = 2048): string => {
  const made =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: bits })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return made.publicKey.export({ type: 'spki', format: 'pem' }).toString();
};
const privatePem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

test.each([
  [
    'another kind of key',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKzvfE+qS09w+okgrO0gY7jryF0lSCxdEO/O0UaUhuZe',
    'Unrecognized',
  ],
  ['nothing of the kind', 'hello', 'Unrecognized'],
  ['a private key', privatePem, 'Unrecognized'],
  ['two keys', `${spki}\n${spki}`, 'Unrecognized'],
  ['labels that differ', spki.replace('BEGIN PUBLIC', 'BEGIN RSA PUBLIC'), 'Unrecognized'],
  ['PEM of an elliptic curve', pem('ec'), 'Invalid'],
  ['PEM of a short key', pem('rsa', 1024), 'Invalid'],
  ['damaged PEM', spki.replace('MIIBI', 'AAAAA'), 'Invalid'],
  ['no key after its name', 'ssh-rsa', 'Invalid'],
  ['what is no base64', 'ssh-rsa !!!!', 'Invalid'],
  ['a key cut short', `ssh-rsa ${blob.slice(0, 100)}`, 'Invalid'],
  ['another key under that name', `ssh-rsa ${Buffer.from('\u0000\u0000\u0000\u0001a').toString('base64')}`, 'Invalid'],
  [
    'more after the key',
    `ssh-rsa ${Buffer.concat([Buffer.from(blob, 'base64'), Buffer.alloc(4)]).toString('base64')}`,
    'Invalid',
  ],
])('as an SSH public key %s is refused', (_kind, text, code) => {
  expect(() => parseSshKey(text)).toThrow(expect.objectContaining({ code: expect.stringContaining(code) }));
});

test('whatever is given as an SSH public key is one, or one of two errors', () => {
  const bytes = Buffer.from(blob, 'base64');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(40), (at, to, cut) => {
      const damaged = Buffer.from(bytes.subarray(0, bytes.length - cut));
      if (at < damaged.length) damaged[at] = to;
      try {
        const key = parseSshKey(`ssh-rsa ${damaged.toString('base64')}`);
        expect(parseSshKey(inEncoding(key, 'PEM')).blob).toBe(key.blob);
      } catch (error) {
        expect(error).toMatchObject({ httpStatus: 400 });
      }
    }),
  );
});
