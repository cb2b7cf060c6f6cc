import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodyError } from '../sigv4/body-error.ts';
import { boundaryOf, FormDataParser } from './form-data-parser.ts';
import { FormReader } from './form-reader.ts';
import { readPartHead } from './part-head.ts';

interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly value: string | Buffer;
}

const boundary = 'x-YzZy-x';

/** Written as RFC 7578 has it, by nothing that the parser shares. */
function formOf(parts: readonly Part[], own: string = boundary): Buffer {
  const pieces = parts.flatMap(({ name, filename, value }) => {
    const file = filename === undefined ? '' : `; filename="${filename.replaceAll('"', '\\"')}"`;
    return [
      Buffer.from(`--${own}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ];
  });
  return Buffer.concat([...pieces, Buffer.from(`--${own}--\r\n`)]);
}

interface Seen {
  readonly fields: readonly (readonly [string, string])[];
  readonly filename: string | undefined;
  readonly file: Buffer;
}

/** Fed in pieces of these lengths, over and over. */
function parse(bytes: Buffer, lengths: readonly number[], own: string = boundary): Seen {
  const fields: [string, string][] = [];
  const file: Buffer[] = [];
  let name: string | undefined;
  let isOver = false;
  const parser = new FormDataParser(own, {
    field: (field, value) => fields.push([field, value.toString()]),
    file: (filename) => {
      name = filename;
    },
    fileData: (piece) => {
      if (isOver) throw new Error('bytes behind the end');
      file.push(Buffer.from(piece));
    },
    fileEnd: () => {
      isOver = true;
    },
  });
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    parser.push(bytes.subarray(at, at + length));
    at += length;
  }
  parser.end();
  return { fields, filename: name, file: Buffer.concat(file) };
}

function refused(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof BodyError) return error.answer.code;
    throw error;
  }
  return 'none';
}

const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
/** Full of what looks like a boundary. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom('\r', '\n', '\r\n', '--', `\r\n--${boundary.slice(0, -1)}`, `--${boundary}`, `\n--${boundary}--`),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''))
  .filter((text) => !text.includes(`\r\n--${boundary}`));

describe('a form', () => {
  test('comes out as it went in, in whatever pieces it comes', () => {
    const field = fc.record({ name: fc.stringMatching(/^[a-z][a-z-]{0,9}$/), value: tricky });
    fc.assert(
      fc.property(fc.array(field, { maxLength: 5 }), tricky, lengths, (fields, content, pieces) => {
        const named = fields.filter(({ name }) => name !== 'file');
        const seen = parse(formOf([...named, { name: 'file', filename: 'a b.txt', value: content }]), pieces);
        expect(seen.fields).toEqual(named.map(({ name, value }) => [name, value]));
        expect(seen.filename).toBe('a b.txt');
        expect(seen.file.toString()).toBe(content);
      }),
    );
  });

  test('whatever bytes come, they are a form or refused', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      tricky.map((text) => Buffer.from(`--${boundary}\r\n${text}`)),
    );
    fc.assert(
      fc.property(noise, lengths, (bytes, pieces) => {
        expect(['none', 'MalformedPOSTRequest', 'InvalidArgument']).toContain(
          refused(() => parse(Buffer.from(bytes), pieces)),
        );
      }),
    );
  });

  const file = { name: 'file', filename: 'f', value: 'x' };
  const whole = formOf([{ name: 'key', value: 'k' }, file]);
  test.each<[string, Buffer, string]>([
    ['that is whole', whole, 'none'],
    ['with something before it', Buffer.concat([Buffer.from('\r\n'), whole]), 'MalformedPOSTRequest'],
    ['without its end', whole.subarray(0, -4), 'MalformedPOSTRequest'],
    ['of another boundary', formOf([file], 'other'), 'MalformedPOSTRequest'],
    ['of a longer boundary', formOf([file], `${boundary}1`), 'MalformedPOSTRequest'],
    ['without a file', formOf([{ name: 'key', value: 'k' }]), 'InvalidArgument'],
    ['with two files', formOf([file, file]), 'InvalidArgument'],
    ['with a field behind the file', formOf([file, { name: 'submit', value: 'go' }]), 'none'],
    [
      'with much behind the file',
      formOf([file, { name: 'more', value: 'y'.repeat(21_000) }]),
      'MaxPostPreDataLengthExceeded',
    ],
    ['with a long field', formOf([{ name: 'a', value: 'y'.repeat(20_480) }, file]), 'MaxPostPreDataLengthExceeded'],
    [
      'with a thousand fields',
      formOf([...Array(1000)].map((_, at) => ({ name: `a${at}`, value: 'y' }))),
      'MaxPostPreDataLengthExceeded',
    ],
    [
      'with a head that has no end',
      Buffer.from(`--${boundary}\r\nContent-Disposition: ${'x'.repeat(30_000)}`),
      'MaxPostPreDataLengthExceeded',
    ],
    [
      'with a field that has no end',
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name=a\r\n\r\n${'x'.repeat(30_000)}`),
      'MaxPostPreDataLengthExceeded',
    ],
    ['with much behind its end', Buffer.concat([whole, Buffer.alloc(30_000)]), 'MaxPostPreDataLengthExceeded'],
    ['of nothing', Buffer.alloc(0), 'MalformedPOSTRequest'],
  ])('%s', (_, bytes, code) => {
    for (const length of [1, 7, 1 << 20]) expect(refused(() => parse(bytes, [length]))).toBe(code);
  });

  test('a file of megabytes full of beginnings of the boundary costs no more than its bytes', () => {
    const content = Buffer.alloc(4 << 20, `\r\n--${boundary.slice(0, -1)}`);
    const started = performance.now();
    expect(parse(formOf([{ name: 'file', filename: 'f', value: content }]), [1024]).file.equals(content)).toBe(true);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

test.each<[string | undefined, string | undefined]>([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['multipart/form-data;boundary="a b"', 'a b'],
  ['Multipart/Form-Data; charset=utf-8; boundary=abc', 'abc'],
  ['multipart/form-data; boundary=abc; charset=utf-8', 'abc'],
  ['multipart/form-data', undefined],
  ['multipart/form-data; boundary=', undefined],
  ['multipart/form-data; boundary="a b "', undefined],
  [`multipart/form-data; boundary=${'a'.repeat(71)}`, undefined],
  ['multipart/mixed; boundary=abc', undefined],
  ['application/x-www-form-urlencoded', undefined],
  [undefined, undefined],
])('the boundary of %j is %j', (type, expected) => {
  expect(boundaryOf(type)).toBe(expected);
});

test.each<[string, unknown]>([
  ['Content-Disposition: form-data; name="key"', { name: 'key' }],
  ['content-disposition:form-data;name=key', { name: 'key' }],
  [
    'Content-Disposition: form-data; name="file"; filename="a;b.txt"\r\nContent-Type: text/plain',
    { name: 'file', filename: 'a;b.txt' },
  ],
  [
    'Content-Disposition: form-data; name="file"; filename="C:\\dir\\a.txt"',
    { name: 'file', filename: 'C:\\dir\\a.txt' },
  ],
  ['Content-Disposition: form-data; name="file"; filename="say \\"x\\""', { name: 'file', filename: 'say "x"' }],
  ["Content-Disposition: form-data; name=file; filename*=UTF-8''na%C3%AFve", { name: 'file', filename: 'naïve' }],
  ['Content-Disposition: form-data; name="file"; filename=""', { name: 'file', filename: '' }],
  ['Content-Disposition: form-data; name="a"; name="b"', undefined],
  ['Content-Disposition: form-data; filename="x"', undefined],
  ['Content-Disposition: attachment; name="a"', undefined],
  ['Content-Disposition: form-data; name="a', undefined],
  ['Content-Disposition: form-data; name="a" x', undefined],
  ['Content-Disposition: form-data; name="a\n"', undefined],
  ['Content-Disposition: form-data; name="a\u0000"', undefined],
  ['Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"', undefined],
  ['Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64', undefined],
  ['Content-Disposition: form-data; name="a"\r\n folded', undefined],
  ['Content-Type: text/plain', undefined],
  ['', undefined],
])('the head %j is %j', (text, expected) => {
  expect(readPartHead(Buffer.from(text))).toEqual(expected);
});

describe('the reader', () => {
  const read = async (parts: readonly Part[]): Promise<{ fields: ReadonlyMap<string, string>; file: string }> => {
    const reader = new FormReader(boundary);
    reader.end(formOf(parts));
    const { fields } = await reader.head;
    const file = (await reader.toArray()).join('');
    return { fields, file };
  };

  test.each([
    ['a.txt', 'up/a.txt'],
    ['C:\\dir\\a.txt', 'up/a.txt'],
    ['../../a.txt', 'up/a.txt'],
    ['$&', 'up/$&'],
    ['', 'up/'],
  ])('puts the name of a file called %j where a field asks for it', async (filename, key) => {
    const { fields, file } = await read([
      { name: 'Key', value: `up/\${filename}` },
      { name: 'file', filename, value: 'content' },
    ]);
    expect(fields.get('key')).toBe(key);
    expect(file).toBe('content');
  });

  test('leaves what asks for it as it is where the file has no name', async () => {
    const { fields } = await read([
      { name: 'key', value: `up/\${filename}` },
      { name: 'file', value: 'text' },
    ]);
    expect(fields.get('key')).toBe(`up/\${filename}`);
  });

  test('refuses a field that comes twice, in whatever case, and text that is no UTF-8', async () => {
    const file = { name: 'file', value: 'x' };
    const twice = [{ name: 'key', value: 'a' }, { name: 'KEY', value: 'b' }, file];
    await expect(read(twice)).rejects.toMatchObject({ answer: { code: 'InvalidArgument' } });
    const broken = [{ name: 'key', value: Buffer.from([0xff]) }, file];
    await expect(read(broken)).rejects.toMatchObject({ answer: { code: 'MalformedPOSTRequest' } });
  });

  test('tells the fields before the file has come, and fails where the file breaks off', async () => {
    const reader = new FormReader(boundary);
    reader.write(
      formOf([
        { name: 'key', value: 'k' },
        { name: 'file', value: 'xyz' },
      ]).subarray(0, -10),
    );
    await expect(reader.head).resolves.toMatchObject({ fields: new Map([['key', 'k']]) });
    reader.end();
    await expect(reader.toArray()).rejects.toMatchObject({ answer: { code: 'MalformedPOSTRequest' } });
  });
});
