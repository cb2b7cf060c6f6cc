import type { S3Stage } from './s3-stage.ts';

export type S3Scenario = (s3: S3Stage) => Promise<void>;

/** By the last part of a recorded scenario's name, with what stands in its brackets. */
export type S3Scenarios = Readonly<Record<string, S3Scenario>>;

/** The same scenario for each parameter, which stands in brackets behind its name. */
export function each<const Name extends string>(
  test: string,
  parameters: readonly Name[],
  scenario: (parameter: Name) => S3Scenario,
): S3Scenarios {
  return Object.fromEntries(parameters.map((parameter) => [`${test}[${parameter}]`, scenario(parameter)]));
}
