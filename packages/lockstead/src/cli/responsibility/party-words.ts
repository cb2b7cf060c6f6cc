/** Who answers, in a few words. */
import type { Answer, ServiceAnswer } from '#responsibility/ask';
import type { Side } from '#responsibility/cell';

/** For a cell of a table. */
export function whoShort({ party }: Answer, provider: ServiceAnswer['provider']): string {
  switch (party) {
    case 'inherited':
    case 'provider':
      return nameOf('provider', provider);
    case 'customer':
      return 'you';
    case 'shared':
      return 'both';
    case 'notApplicable':
      return '–';
    case 'notSettled':
      return 'not settled';
  }
}

/** For a line of its own. */
export function whoLong(answer: Answer, provider: ServiceAnswer['provider']): string {
  const { party, runs = 'provider', configures = 'customer' } = answer;
  if (party === 'shared')
    return `both: ${nameOf(runs, provider)} ${runs === 'customer' ? 'run' : 'runs'} it, ${nameOf(configures, provider)} ${configures === 'customer' ? 'set' : 'sets'} it up`;
  if (party === 'notApplicable') return 'nobody: there is no such layer';
  if (party === 'notSettled') return 'not settled by AWS’s pages: find out';
  return whoShort(answer, provider);
}

function nameOf(side: Side, provider: ServiceAnswer['provider']): string {
  return side === 'customer' ? 'you' : provider;
}
