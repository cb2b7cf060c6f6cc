/** Asks a person on a terminal and shows nothing of what is typed. */
import type { ReadStream } from 'node:tty';
import { Secret } from '#kernel/secret';
import { Failure } from '#terminal/exit';

const answerLengthMax = 1024;
const interrupt = '\u0003';
const endOfInput = '\u0004';
const erasers = new Set(['\b', '\u007f']);
const lineEnds = new Set(['\r', '\n']);

type Keyboard = Pick<ReadStream, 'setRawMode' | 'setEncoding' | 'on' | 'off' | 'resume' | 'pause'>;

/** Ctrl-C and the end of input give up: exit 2. */
export async function askSecretly(
  question: string,
  keyboard: Keyboard,
  show: (text: string) => unknown,
): Promise<Secret> {
  show(question);
  keyboard.setRawMode(true);
  keyboard.setEncoding('utf8');
  keyboard.resume();
  try {
    return new Secret(await readLine(keyboard));
  } finally {
    keyboard.setRawMode(false);
    keyboard.pause();
    show('\n');
  }
}

async function readLine(keyboard: Keyboard): Promise<string> {
  const typed: string[] = [];
  return await new Promise((resolve, reject) => {
    const stop = (): void => {
      keyboard.off('data', onKeys);
      keyboard.off('end', giveUp);
    };
    const giveUp = (): void => {
      typed.length = 0;
      finish();
    };
    const finish = (): void => {
      stop();
      if (typed.length === 0) reject(new Failure('nothing was typed.', 2));
      else resolve(typed.join(''));
    };
    const onKeys = (keys: string): void => {
      for (const key of keys) {
        if (key === interrupt) giveUp();
        else if (key === endOfInput || lineEnds.has(key)) finish();
        else if (erasers.has(key)) typed.pop();
        else if (typed.length < answerLengthMax) typed.push(key);
      }
    };
    keyboard.on('data', onKeys);
    keyboard.on('end', giveUp);
  });
}
