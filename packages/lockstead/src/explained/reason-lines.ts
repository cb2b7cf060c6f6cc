/** What a setting of a service had to do with a denial: where it is set, what would let the request through, and what beside it. */
import type { ServiceReason } from '#kernel/service-reason';
import type { Paint } from '#terminal/paint';

export function reasonLines({ rule, at, what, change, alsoOpens }: ServiceReason, paint: Paint): readonly string[] {
  return [
    `${paint.bad('✗')} ${paint.bold(rule)}, set for ${at.join(' and ')}`,
    `    ${what}`,
    ...listed('What would let it through', change, paint),
    ...listed('What that would let through beside it', alsoOpens, paint),
  ];
}

function listed(head: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [`  ${paint.bold(head)}`, ...lines.map((line) => `    - ${line}`)];
}
