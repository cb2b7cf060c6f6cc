/** `lockstead who-can`: which users and roles may do something, by the policies that the server has now. */
import type { ConditionElement } from '@lockstead/policy';
import { adminClient } from '#client/admin-client';
import { conditionWords } from '#explained/condition-words';
import { layerNames } from '#explained/layer-names';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue, type Paint, paintFor } from '#terminal/paint';
import { table } from '#terminal/table';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { contextFlag, contextPairs, ownerFlag, refuseUnknownAction } from './what-if/question.ts';
import { jsonFlag, parseWords, serverFlags } from './words.ts';

interface Grant {
  readonly layer: string;
  readonly policy?: string;
  readonly statement?: number;
  readonly sid?: string;
}

interface Conditions {
  readonly layer: keyof typeof layerNames;
  readonly target?: string;
  /** One layer of those that say so is enough. */
  readonly instead?: true;
  readonly anyOf?: readonly Statement[];
  readonly noneOf?: readonly Statement[];
}

interface Statement {
  readonly policy: string;
  readonly statement: number;
  readonly conditions: readonly ConditionElement[];
  readonly resource?: readonly string[];
}

interface Answer {
  readonly action: string;
  readonly resource: string;
  readonly asked: number;
  readonly can: readonly { readonly arn: string; readonly by: Grant; readonly on?: string }[];
  readonly conditionally: readonly {
    readonly arn: string;
    readonly on?: string;
    readonly layers: readonly Conditions[];
    readonly caller?: readonly ConditionElement[];
  }[];
}

export const whoCan: Command = {
  name: 'who-can',
  summary: 'list who may do something, and under which conditions',
  words: 'ACTION RESOURCE',
  about: [
    'Looks at the root user, the users and the roles of the server’s account (a role stands for its sessions), and at service principals that the policy of the resource names. Other accounts and federated identities are not looked at.',
    'RESOURCE is an ARN, or * for any resource. Then the answer says which resources. Principals that are allowed only under conditions are listed separately, with the conditions.',
  ],
  examples: ['lockstead who-can iam:CreateUser "*"', 'lockstead who-can s3:GetObject arn:aws:s3:::box/key --json'],
  exits: {
    0: 'somebody may',
    1: 'nobody may',
    2: 'it cannot be asked: no such action, no server, no permission',
  },
  flags: [contextFlag, ownerFlag, ...serverFlags],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(whoCan, argv);
    const [action, resource, ...more] = words.words;
    if (action === undefined || resource === undefined || more.length > 0)
      throw new Usage('"lockstead who-can" takes an ACTION and a RESOURCE.');
    refuseUnknownAction(action);
    const owner = words.text(ownerFlag.name);
    const query: readonly (readonly [string, string])[] = [
      ['action', action],
      ['resource', resource],
      ...(owner === undefined ? [] : [['resourceAccount', owner] as const]),
      ...contextPairs(words).map((pair) => ['context', pair] as const),
    ];
    const answer = (await adminClient(words, terminal).get('who-can', query)) as Answer;
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(answer)}\n`);
    else say(terminal, rendered(harmlessValue(answer), paintFor(terminal)));
    return answer.can.length > 0 ? 0 : 1;
  },
};

function rendered({ action, resource, asked, can, conditionally }: Answer, paint: Paint): string {
  const what = resource === '*' ? 'at least one resource' : resource;
  const head = `${paint.bold(String(can.length))} of ${asked} principals may use ${action} on ${what}`;
  const lines = [
    head,
    ...table(
      can.map(({ arn, by, on }) => [arn, paint.dim(`${grantWords(by)}${on === undefined ? '' : `, on ${on}`}`)]),
      { indent: '  ' },
    ).split('\n'),
  ];
  if (conditionally.length > 0) lines.push(`${paint.bold(String(conditionally.length))} could, under conditions:`);
  for (const { arn, on, layers, caller = [] } of conditionally) {
    const aws = caller.map((condition) => `    AWS itself: if ${conditionWords(condition)}`);
    lines.push(`  ${arn}${on === undefined ? '' : `, on ${on}`}`, ...layers.flatMap(conditionLines), ...aws);
  }
  lines.push(paint.dim('Other accounts and federated identities were not looked at.'));
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function grantWords({ layer, policy, statement, sid }: Grant): string {
  if (policy === undefined) return layer === 'root' ? 'the root user needs no policy' : layer;
  return `statement ${statement}${sid === undefined ? '' : ` "${sid}"`} of ${policy}`;
}

function conditionLines({ layer, target, instead, anyOf = [], noneOf = [] }: Conditions): readonly string[] {
  const name = `${layerNames[layer]}${target === undefined ? '' : ` of ${target}`}`;
  const enough = instead === true ? ' (one layer that says so is enough)' : '';
  const of = ({ policy, statement, conditions, resource }: Statement): string => {
    const parts = conditions.map(conditionWords);
    if (resource !== undefined) parts.push(`the variables in ${resource.join(', ')} come out right`);
    return `${parts.join(' and ')} (statement ${statement} of ${policy})`;
  };
  return [
    ...anyOf.map((each, i) => `    ${i === 0 ? `${name}${enough}: if` : '  or if'} ${of(each)}`),
    ...noneOf.map((each) => `    ${name}: unless ${of(each)}`),
  ];
}
