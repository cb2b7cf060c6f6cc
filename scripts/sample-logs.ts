/**
 * `node scripts/sample-logs.ts FOLDER [COUNT]`: writes sample CloudTrail logs there, 20,000 events if nobody says how many. They are always the
 * same ones, for trying `lockstead replay`.
 */
import { resolve } from 'node:path';
import process from 'node:process';
import { writeSampleLogs } from '../packages/lockstead/src/replay/sample/sample-logs.ts';

const [folder, count = '20000', ...more] = process.argv.slice(2);
if (folder === undefined || !/^[1-9]\d{0,7}$/.test(count) || more.length > 0) {
  process.stderr.write('usage: node scripts/sample-logs.ts FOLDER [COUNT]\n');
  process.exit(2);
}
const files = await writeSampleLogs(resolve(folder), Number(count));
process.stdout.write(`${Number(count).toLocaleString('en-US')} events in ${files} files in ${folder}\n`);
