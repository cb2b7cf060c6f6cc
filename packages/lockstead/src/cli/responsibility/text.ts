/** Answers for people at a terminal. */
import type { Answer, ServiceAnswer, Wanted } from '#responsibility/ask';
import { layers, layerWords } from '#responsibility/layers';
import { serviceClassWords } from '#responsibility/profile';
import { harmlessLine, type Paint, paintFor } from '#terminal/paint';
import { table } from '#terminal/table';
import type { Terminal } from '#terminal/terminal';
import { whoLong, whoShort } from './party-words.ts';

interface Form extends Wanted {
  /** A table of short answers. */
  readonly isOverview: boolean;
}

export function textOf(services: readonly ServiceAnswer[], form: Form, terminal: Terminal): string {
  const paint = paintFor(terminal);
  if (form.layer !== undefined) return oneLayer(services, form.layer, paint);
  if (form.isOverview && form.side === undefined) return overview(services, paint);
  return services.map((service) => oneService(service, paint)).join('\n');
}

/** The question, and each service's answer to it. */
function oneLayer(services: readonly ServiceAnswer[], layer: keyof typeof layerWords, paint: Paint): string {
  const answers = services.map(({ title, provider, resource, answers: [answer] }) => {
    const name = paint.bold(resource === undefined ? title : resourceName(resource));
    return answer === undefined
      ? `${name}: nothing to do for this side\n`
      : `${name}: ${whoLong(answer, provider)}\n${linesOf(answer)}`;
  });
  return [`${layerWords[layer].question}\n`, ...answers].join('\n');
}

function resourceName({ arn, cfnType }: NonNullable<ServiceAnswer['resource']>): string {
  return `${harmlessLine(arn)}${cfnType === undefined ? ' (not here: the answer for its service)' : ''}`;
}

function overview(services: readonly ServiceAnswer[], paint: Paint): string {
  const short = [
    '',
    ...services.map(({ service, title }) => paint.bold(service === 'saas' ? 'SaaS' : shortTitle(title))),
  ];
  const rows = layers.map((layer) => [
    layerWords[layer].label,
    ...services.map(({ provider, answers }) => {
      const answer = answers.find((each) => each.layer === layer);
      const who = answer === undefined ? '' : whoShort(answer, provider).replace('the vendor', 'vendor');
      return who === 'you' ? paint.note(who) : who;
    }),
  ]);
  return [
    table([short, ...rows]),
    '\nboth: the provider runs the mechanism, you set it up. – : there is no such layer.\n',
    'not settled: AWS’s pages do not say; ask the vendor.\n',
    '"lockstead responsibility ec2" says why, and what you must do.\n',
  ].join('');
}

function shortTitle(title: string): string {
  return title.replace(/^(Amazon|AWS) (ECS on )?/, '');
}

function oneService({ title, provider, resource, serviceClass, answers }: ServiceAnswer, paint: Paint): string {
  const head = `${paint.bold(title)}: ${serviceClassWords[serviceClass]}\n${resourceLine(resource)}`;
  const blocks = answers.map(
    (answer) => `${paint.bold(answer.label)}: ${whoLong(answer, provider)}\n${linesOf(answer)}`,
  );
  return [head, ...blocks].join('\n');
}

function resourceLine(resource: ServiceAnswer['resource']): string {
  if (resource === undefined) return '';
  const arn = harmlessLine(resource.arn);
  return resource.cfnType === undefined
    ? `${arn} is not here: this is the answer for every resource of the service.\n`
    : `${arn} is here, an ${resource.cfnType}.\n`;
}

function linesOf({ why, must, chosen = [], source }: Answer): string {
  return [why, ...chosen.map(harmlessLine), ...(must === undefined ? [] : [`To do: ${must}`]), source.url]
    .map((line) => `    ${line}\n`)
    .join('');
}
