/** `node packages/policy/tests/write-readme.ts`: puts the table of rules into the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { ruleTable } from './rule-table.ts';

const readme = new URL('../README.md', import.meta.url);
const [before = '', after = ''] = readFileSync(readme, 'utf8').split(
  /(?<=<!-- rules -->\n)[\s\S]*(?=<!-- end of rules -->)/,
);
writeFileSync(readme, `${before}${ruleTable()}\n${after}`);
