/**
 * Version 1 of the AWS CLI sends the commands of some services to AWS itself, whatever `AWS_ENDPOINT_URL` says: their endpoints stand in its own
 * code. Whoever has it on PATH is told.
 *
 * Looked up in the metadata beside the program, which is Python in every version 1: nothing is run. Where there is none, nothing is said.
 */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The version of the first `aws` on PATH, where that is version 1; undefined where it is another one, or cannot be told. */
export function oldAwsCli(path: string | undefined): string | undefined {
  const folder = (path ?? '').split(delimiter).find((each) => each !== '' && existsSync(join(each, 'aws')));
  if (folder === undefined) return undefined;
  try {
    return versionBelow(dirname(dirname(realpathSync(join(folder, 'aws')))));
  } catch {
    return undefined;
  }
}

function versionBelow(prefix: string): string | undefined {
  const lib = join(prefix, 'lib');
  for (const python of namesIn(lib).filter((name) => /^python\d+(\.\d+)?$/.test(name))) {
    for (const packages of ['site-packages', 'dist-packages']) {
      for (const name of namesIn(join(lib, python, packages))) {
        const [, version] = /^awscli-(1\.[\d.]+)\.(?:dist|egg)-info$/.exec(name) ?? [];
        if (version !== undefined) return version;
      }
    }
  }
  return undefined;
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** For standard error. */
export function oldAwsCliWarning(version: string): string {
  return (
    `The aws on your PATH is version ${version}. Version 1 sends aws sqs, emr, rds, docdb, neptune and health to AWS itself, whatever AWS_ENDPOINT_URL says: ` +
    `give these commands --endpoint-url "$AWS_ENDPOINT_URL", or use version 2.\n`
  );
}
