import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader, frameBytesMax, frameKinds, frameOf } from '#processes/frames';

test('frames come out as they went in, however the bytes are cut', () => {
  const frame = fc.record({
    kind: fc.constantFrom(...Object.values(frameKinds)),
    id: fc.nat(0xffff_ffff),
    payload: fc.uint8Array({ maxLength: 300 }),
  });
  const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 10 }), cuts, (frames, sizes) => {
      const bytes = Buffer.concat(frames.map(({ kind, id, payload }) => frameOf(kind, id, payload)));
      const reader = new FrameReader();
      const read = [];
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const size = sizes[n % sizes.length] ?? 1;
        read.push(...reader.read(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(read.map(({ payload, ...rest }) => ({ ...rest, payload: [...payload] }))).toEqual(
        frames.map(({ payload, ...rest }) => ({ ...rest, payload: [...payload] })),
      );
    }),
  );
});

test.each([
  ['too long', Buffer.from([0xff, 0xff, 0xff, 0xff])],
  ['too short', Buffer.from([0, 0, 0, 4, 1, 1, 1, 1])],
  ['of no kind', Buffer.from([0, 0, 0, 5, 9, 0, 0, 0, 1])],
])('a frame that is %s is none', (_, bytes) => {
  expect(() => new FrameReader().read(bytes)).toThrow(RangeError);
});

test('a payload beyond the bound is refused before it is sent', () => {
  expect(() => frameOf(frameKinds.request, 1, Buffer.alloc(frameBytesMax))).toThrow(RangeError);
});
