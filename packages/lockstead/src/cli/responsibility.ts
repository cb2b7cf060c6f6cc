/** `lockstead responsibility`: who answers for which layer of a service, and the half that whoever runs Lockstead has taken over. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { adminClient } from '#client/admin-client';
import { didYouMean } from '#config/nearest';
import { answerFor, profilesOf, type ServiceAnswer, type Wanted } from '#responsibility/ask';
import type { Side } from '#responsibility/cell';
import { drawHouses } from '#responsibility/house';
import { findLayer, layers, layerWords } from '#responsibility/layers';
import { serviceNames, usuallyShown } from '#responsibility/services';
import { type ExitCode, Failure, Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import { asTyped } from '#terminal/typed';
import type { Words } from '#terminal/words';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { host, hostFlags } from './responsibility/host.ts';
import { markdownOf } from './responsibility/markdown.ts';
import { textOf } from './responsibility/text.ts';
import { jsonFlag, parseWords, serverFlags } from './words.ts';

const layerFlag = { name: 'layer', value: 'NAME', help: 'one layer alone, such as guest-os, identity or backup' };
const sideFlag = { name: 'side', value: 'customer|provider', help: 'only what this side must do' };
const markdownFlag = { name: 'markdown', help: 'print tables for a document' };
const svgFlag = { name: 'svg', value: 'FILE', help: 'draw a house for each service to a new file' };

const drawnMax = 6;

export const responsibility: Command = {
  name: 'responsibility',
  summary: 'say who answers for what: AWS, you, or both',
  words: '[SERVICE|RESOURCE-TYPE|ARN|host…]',
  about: [
    'AWS secures the cloud, you secure what you put into it. Where the line runs depends on the service. Several services are answered side by side.',
    'An ARN of a resource that is here is answered with its own settings; this asks the server. All else is answered without one.',
    '"lockstead responsibility host" checks the half that whoever runs Lockstead has taken over from AWS: disk, root key, backups, listeners, versions.',
    `Layers: ${layers.join(', ')}.`,
  ],
  examples: [
    'lockstead responsibility ec2 rds saas --layer guest-os',
    'lockstead responsibility s3 --side customer',
    'lockstead responsibility host',
  ],
  exits: {
    0: 'answered; with host: everything that can be seen is in order',
    1: 'host: something is not in order, and its line says what to do',
    2: 'there is no such service or layer, or no server to ask about an ARN',
  },
  flags: [layerFlag, sideFlag, markdownFlag, svgFlag, ...serverFlags, ...hostFlags],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(responsibility, argv);
    if (words.words.includes('host')) return await host(words, terminal);
    const hostFlag = hostFlags.find(({ name }) => words.text(name) !== undefined);
    if (hostFlag !== undefined) throw new Usage(`--${hostFlag.name} belongs to "lockstead responsibility host".`);
    const forms = [jsonFlag.name, markdownFlag.name].filter((name) => words.has(name));
    const file = words.text(svgFlag.name);
    if (forms.length + (file === undefined ? 0 : 1) > 1) throw new Usage('Choose one of --json, --markdown and --svg.');
    const asked = words.words.length > 0 ? words.words : file === undefined ? usuallyShown : ['ec2', 'rds', 'saas'];
    const wanted = wantedIn(words);
    const answers = asked.some((what) => what.startsWith('arn:'))
      ? await askServer(asked, wanted, words, terminal)
      : asked.flatMap((what) => answerHere(what, wanted));
    if (file !== undefined) return draw(answers, file, wanted, terminal);
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify({ services: answers })}\n`);
    else if (words.has(markdownFlag.name)) terminal.out(markdownOf(answers));
    else
      say(
        terminal,
        asTyped(textOf(answers, { isOverview: words.words.length === 0, ...wanted }, terminal), terminal.typed.here),
      );
    return 0;
  },
};

function wantedIn(words: Words): Wanted {
  const [layerText, sideText] = [words.text(layerFlag.name), words.text(sideFlag.name)];
  const layer = layerText === undefined ? undefined : findLayer(layerText);
  if (layerText !== undefined && layer === undefined) {
    const known = layers.flatMap((each) => [each, ...layerWords[each].alsoCalled]);
    throw new Usage(
      `"${layerText}" is not a layer${didYouMean(layerText, known)}; the layers are ${layers.join(', ')}.`,
    );
  }
  if (sideText !== undefined && !isSide(sideText)) throw new Usage('--side takes customer or provider.');
  return { ...(layer === undefined ? {} : { layer }), ...(sideText === undefined ? {} : { side: sideText }) };
}

function isSide(text: string): text is Side {
  return text === 'customer' || text === 'provider';
}

function answerHere(what: string, wanted: Wanted): readonly ServiceAnswer[] {
  const found = profilesOf(what);
  if (found === undefined) {
    const near = didYouMean(what, [...serviceNames, 'host']);
    throw new Usage(`"${what}" is not a service or resource type that is known here${near}.`);
  }
  return found.map((profile) => answerFor(profile, wanted));
}

async function askServer(
  asked: readonly string[],
  { layer, side }: Wanted,
  words: Words,
  terminal: Terminal,
): Promise<readonly ServiceAnswer[]> {
  const query = [
    ...asked.map((what) => ['what', what] as const),
    ...(layer === undefined ? [] : [['layer', layer] as const]),
    ...(side === undefined ? [] : [['side', side] as const]),
  ];
  const { services } = (await adminClient(words, terminal).get('responsibility', query)) as {
    services: readonly ServiceAnswer[];
  };
  return services;
}

function draw(answers: readonly ServiceAnswer[], file: string, wanted: Wanted, terminal: Terminal): ExitCode {
  if (wanted.layer !== undefined || wanted.side !== undefined)
    throw new Usage('--svg draws whole houses: leave --layer and --side out.');
  if (answers.length > drawnMax) throw new Usage(`--svg draws at most ${drawnMax} houses.`);
  const target = resolve(terminal.workingDirectory, file);
  try {
    writeFileSync(target, drawHouses(answers), { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure(
      code === 'EEXIST' ? `${target} is there already.` : `${target} cannot be written: ${message}.`,
      2,
    );
  }
  say(terminal, `${target} shows ${answers.map(({ title }) => title).join(', ')}.\n`);
  return 0;
}
