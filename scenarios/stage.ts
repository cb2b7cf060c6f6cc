/** What a play stands on: a Lockstead of its own, a voice, and checks that are counted. */
import type { Cloud, LocksteadOptions } from 'lockstead';

export interface Stage {
  readonly cloud: Cloud;
  /** A new part of the story. */
  step(title: string): void;
  say(text: string): void;
  /** The play goes on after a failed one, and fails. */
  check(statement: string, holds: boolean, detail?: string): void;
  /** A part of the story that Lockstead cannot play yet. */
  missing(what: string): void;
}

/** What a play may ask of the Lockstead that it is played on: it exports them as `options`. */
export type StageOptions = Pick<LocksteadOptions, 'oidcKeys' | 'priceList'>;

export type Play = (stage: Stage) => Promise<void>;

export interface Played {
  readonly result: 'pass' | 'fail';
  readonly checks: number;
  readonly failed: readonly string[];
  readonly missing: readonly string[];
}

/** A play that checks nothing has shown nothing, and fails. */
export async function perform(play: Play, cloud: Cloud, tell: (text: string) => void): Promise<Played> {
  let checks = 0;
  const failed: string[] = [];
  const missing: string[] = [];
  const stage: Stage = {
    cloud,
    step: (title) => tell(`\n  ${title}`),
    say: (text) => tell(`    ${text}`),
    check: (statement, holds, detail) => {
      checks += 1;
      if (!holds) failed.push(detail === undefined ? statement : `${statement} (${detail})`);
      tell(`    ${holds ? '✓' : '✗'} ${statement}${holds || detail === undefined ? '' : `: ${detail}`}`);
    },
    missing: (what) => {
      missing.push(what);
      tell(`    – not yet: ${what}`);
    },
  };
  try {
    await play(stage);
  } catch (error) {
    failed.push(String(error));
    tell(`    ✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  if (checks === 0) failed.push('nothing was checked');
  return { result: failed.length === 0 ? 'pass' : 'fail', checks, failed, missing };
}
