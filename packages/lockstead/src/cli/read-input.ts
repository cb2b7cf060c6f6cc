/** A file's text, or what is piped in, within a limit. */
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';

/** `-` is the standard input. */
export async function readInput(path: string, terminal: Terminal, bytesMax: number): Promise<string> {
  const named = path === '-' ? 'the standard input' : path;
  const stream = path === '-' ? terminal.input : createReadStream(resolve(terminal.workingDirectory, path));
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      const part = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
      bytes += part.length;
      if (bytes > bytesMax) throw new Usage(`${named} is longer than ${bytesMax} bytes.`);
      chunks.push(part);
    }
  } catch (error) {
    if (error instanceof Usage) throw error;
    throw new Usage(`${named} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}.`);
  }
  return Buffer.concat(chunks).toString();
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'that is not permitted';
  return message;
}
