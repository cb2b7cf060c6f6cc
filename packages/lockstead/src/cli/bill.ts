/** `lockstead bill`: what the calls of a month cost, by account; and what they would cost if each account paid for itself. */

import { adminClient } from '#client/admin-client';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue } from '#terminal/paint';
import { table } from '#terminal/table';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { jsonFlag, parseWords, serverFlags } from './words.ts';

interface Line {
  readonly service: string;
  readonly usageType: string;
  readonly unit: string;
  readonly quantity: number;
  readonly cost: string;
}

interface Account {
  readonly account: string;
  readonly name?: string;
  readonly lines: readonly Line[];
  readonly cost: string;
  readonly alone: string;
}

interface Bill {
  readonly month: string;
  readonly account: string;
  readonly payer: string;
  readonly isEstimated: boolean;
  readonly currency: string;
  readonly priceSource: string;
  readonly accounts: readonly Account[];
  readonly cost: string;
  readonly apart: string;
  readonly saved: string;
  readonly callsWithoutPrice: number;
}

const monthFlag = { name: 'month', value: 'YYYY-MM', help: 'the month, in UTC (the current one)' };

export const bill: Command = {
  name: 'bill',
  summary: 'what the calls of a month cost, and what one bill for all saves',
  about: [
    'The management account of an organization sees all its accounts, a member its own part. Prices are examples unless the server was given a price list (--price-list). Calls of the last minute are counted.',
  ],
  examples: ['lockstead bill', 'lockstead bill --month 2026-11 --json'],
  exits: {
    0: 'shown, also where nothing was used',
    1: 'the server does not allow it to you, or has no bill of that month',
    2: 'that is no month, or no server answers',
  },
  flags: [...serverFlags, monthFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(bill, argv);
    if (words.words.length > 0) throw new Usage('"lockstead bill" takes no words; give the month as --month 2026-12.');
    const month = words.text(monthFlag.name);
    if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
      throw new Usage(`--month ${month}: that is not a month such as 2026-12.`);
    }
    const found = (await adminClient(words, terminal).get('bill', month === undefined ? {} : { month })) as Bill;
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(found)}\n`);
    else
      show(
        found,
        (text) => say(terminal, `${text}\n`),
        (text) => terminal.out(text),
      );
    return 0;
  },
};

function show(found: Bill, tell: (text: string) => void, out: (text: string) => void): void {
  const { month, account, payer, isEstimated, currency, priceSource, accounts, callsWithoutPrice } = found;
  const whose = payer === account ? account : `${account}, a part of the bill of ${payer}`;
  tell(`Bill of ${month} for account ${whose}${isEstimated ? ' (the month is not over)' : ''}.`);
  const rows = accounts.flatMap(({ account: id, name, lines, cost }) => [
    [`${id}${name === undefined ? '' : ` ${name}`}`, '', '', cost],
    ...lines.map(({ service, usageType, unit, quantity, cost: part }) => [
      `  ${service}`,
      usageType,
      `${quantity} ${unit}`,
      part,
    ]),
  ]);
  const sum = ['Total', '', '', found.cost];
  const head = ['Account', 'Usage', 'Quantity', currency];
  out(
    table(
      [head, ...rows, sum].map((row) => row.map(harmlessValue)),
      { right: [3] },
    ),
  );
  if (accounts.length > 1) {
    tell(
      `Each account by itself, they would pay ${found.apart} ${currency}: one bill saves ${found.saved} ${currency}.`,
    );
  }
  if (callsWithoutPrice > 0) tell(`${callsWithoutPrice} further calls have no price.`);
  tell(`Prices: ${harmlessValue(priceSource)}. There are no credits, discounts and taxes here.`);
}
