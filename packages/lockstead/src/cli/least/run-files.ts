/** Run files: what other runs needed, and what this one did. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Result } from '#client/least-result';
import { runFileBytesMax } from '#least/limits';
import { mergedOffer } from '#least/offer';
import { BadRunFile, type RunFile, type RunOffer, readRunFile, runFileText } from '#least/run-file';
import { Usage } from '#terminal/exit';

export async function readRunFiles(names: readonly string[], folder: string): Promise<readonly RunFile[]> {
  return await Promise.all(names.map((name) => readOne(name, folder)));
}

async function readOne(name: string, folder: string): Promise<RunFile> {
  let text: string;
  try {
    text = await readFile(resolve(folder, name), 'utf8');
  } catch (error) {
    throw new Usage(`${name} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`, {
      cause: error,
    });
  }
  if (text.length > runFileBytesMax) throw new Usage(`${name} is longer than ${runFileBytesMax} bytes.`);
  try {
    return readRunFile(text);
  } catch (error) {
    if (!(error instanceof BadRunFile)) throw error;
    throw new Usage(`${name} is no run file: ${error.message}.`, { cause: error });
  }
}

/** One result a principal, of all files and of what the server said. */
export function mergedResults(
  files: readonly RunFile[],
  results: readonly Result[],
  exact: boolean,
  only?: readonly string[],
): readonly Result[] {
  const offers: readonly (RunOffer & { readonly result?: Result })[] = [
    ...files.flatMap(({ principals }) => principals),
    ...results.map((result) => ({ ...result.offer, proved: result.proved, result })),
  ];
  const groups = Map.groupBy(offers, ({ principal }) => principal);
  return [...groups]
    .filter(([principal]) => only === undefined || only.includes(principal))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([principal, runs]) => ({
      offer: mergedOffer(principal, runs, exact),
      proved: runs.every(({ proved }) => proved),
      notKnown: runs.flatMap(({ result }) => result?.notKnown ?? []),
    }));
}

export async function writeRunFile(
  name: string,
  folder: string,
  exact: boolean,
  results: readonly Result[],
): Promise<void> {
  const offers = results.map(({ offer, proved }) => ({ ...offer, proved }));
  try {
    await writeFile(resolve(folder, name), runFileText(exact, offers));
  } catch (error) {
    throw new Usage(`${name} cannot be written: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`, {
      cause: error,
    });
  }
}
