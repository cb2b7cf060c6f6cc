/** The least policies of many, one after the other. */
import { type Asking, resultFor } from '#client/least';
import type { Result } from '#client/least-result';
import type { Progress } from '../progress.ts';

export async function resultsFor(
  principals: readonly string[],
  asking: Asking,
  progress: Progress,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const principal of principals) {
    progress.note(principal);
    results.push(await resultFor(principal, asking));
    progress.add(1);
  }
  return results;
}
