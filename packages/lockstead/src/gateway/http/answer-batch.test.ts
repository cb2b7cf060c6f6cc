import { expect, test } from 'vitest';
import type { Timers } from '#kernel/timers';
import { AnswerBatch } from './answer-batch.ts';

/** The end of a turn and the time come when they are told to. */
function turns() {
  const soon: (() => void)[] = [];
  let now = 0;
  const timers: Pick<Timers, 'soon' | 'monotonicMs'> = { soon: (run) => soon.push(run), monotonicMs: () => now };
  const sent: string[] = [];
  const batch = new AnswerBatch(timers as Timers);
  return {
    batch,
    sent,
    add: (name: string) => batch.add(() => sent.push(name)),
    pass(ms: number): void {
      now += ms;
    },
    end(): number {
      const due = soon.splice(0);
      for (const run of due) run();
      return due.length;
    },
  };
}

test('the answers of one turn leave at its end, in order', () => {
  const { add, sent, end } = turns();
  add('first');
  add('second');
  expect(sent).toEqual([]);
  expect(end()).toBe(1);
  expect(sent).toEqual(['first', 'second']);
  expect(end()).toBe(0);
  add('third');
  expect(end()).toBe(1);
  expect(sent).toEqual(['first', 'second', 'third']);
});

test('none waits long for others in a long turn, and none leaves while its own request is still being read', () => {
  const { add, sent, pass, end } = turns();
  add('first');
  pass(1);
  add('second');
  expect(sent).toEqual([]);
  pass(2);
  add('third');
  expect(sent).toEqual(['first', 'second']);
  add('fourth');
  expect(sent).toEqual(['first', 'second']);
  end();
  expect(sent).toEqual(['first', 'second', 'third', 'fourth']);
});

test('what is added while they leave leaves too', () => {
  const { batch, sent, end } = turns();
  batch.add(() => batch.add(() => sent.push('inner')));
  end();
  expect(sent).toEqual([]);
  end();
  expect(sent).toEqual(['inner']);
});
