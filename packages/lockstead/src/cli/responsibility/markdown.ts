/** Answers as tables for a document. */
import type { ServiceAnswer } from '#responsibility/ask';
import { serviceClassWords } from '#responsibility/profile';
import { harmlessLine } from '#terminal/paint';
import { whoLong } from './party-words.ts';

export function markdownOf(services: readonly ServiceAnswer[]): string {
  return services.map(section).join('\n');
}

function section({ title, provider, resource, serviceClass, answers }: ServiceAnswer): string {
  const rows = answers.map((answer) => {
    const { label, why, must = '', chosen = [], source } = answer;
    const cells = [label, whoLong(answer, provider), [why, ...chosen].join(' '), must].map(cell);
    return `| ${cells.join(' | ')} | [${cell(source.title)}](${source.url}) |\n`;
  });
  return [
    `## ${cell(resource?.arn ?? title)}\n\n`,
    `${title}: ${serviceClassWords[serviceClass]}.\n\n`,
    '| layer | who | why | what you must do | source |\n|---|---|---|---|---|\n',
    ...rows,
  ].join('');
}

/** What could end a cell, or begin markup of its own. */
function cell(text: string): string {
  return harmlessLine(text).replaceAll(/[\\|`*_[\]<>]/g, (character) => `\\${character}`);
}
